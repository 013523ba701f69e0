package prune

import (
	"context"
	"regexp"
	"testing"

	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withoutImports is a client of moto, which does not know ListImports.
type withoutImports struct{ *cloudformation.Client }

func (withoutImports) ListImports(
	context.Context, *cloudformation.ListImportsInput, ...func(*cloudformation.Options),
) (*cloudformation.ListImportsOutput, error) {
	return &cloudformation.ListImportsOutput{}, nil
}

func TestStacksAreFoundAndDeletedOverTheWire(t *testing.T) {
	c := moto.Start(t, home)
	client := cloudformation.NewFromConfig(c)
	_, err := client.CreateStack(t.Context(), &cloudformation.CreateStackInput{
		StackName: new("dev-logs"),
		TemplateBody: new(`{"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Retain",
			"Properties": {"LogGroupName": "/acme/dev/logs"}}}}`),
		Tags: []types.Tag{
			{Key: new("organization"), Value: new("acme")},
			{Key: new("environment"), Value: new("dev")},
			{Key: new("managed-by"), Value: new("bulkhead")},
		},
	})
	require.NoError(t, err)
	clouds := func(context.Context, Account, string) (Cloud, error) {
		return Cloud{withoutImports{client}, Open(c).Foreign}, nil
	}
	search := searchFor()
	search.Accounts, search.Regions = accounts[:1], []string{home}
	l, err := Find(t.Context(), clouds, search)
	require.NoError(t, err)
	require.Equal(t, []string{"dev-logs"}, names(l.Stacks))
	assert.Equal(t, []Kept{{"AWS::Logs::LogGroup", "/acme/dev/logs", "111", home}}, l.Kept)
	assert.Empty(t, quickly.Delete(t.Context(), l.Stacks).Failed)
	l, err = Find(t.Context(), clouds, search)
	require.NoError(t, err)
	assert.Empty(t, l.Stacks)
}

func TestOtherAccountsAreEnteredThroughARoleOfTheirOwn(t *testing.T) {
	c := moto.Start(t, home)
	var bounds []string // of sessions
	c.APIOptions = append(c.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("bounds", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			if assumed, is := in.Parameters.(*sts.AssumeRoleInput); is {
				bounds = append(bounds, aws.ToString(assumed.Policy))
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.Before)
	})
	clouds := Roles(c, "123456789012", true)
	own, err := clouds(t.Context(), Account{Name: "own", ID: "123456789012"}, "eu-central-1")
	require.NoError(t, err)
	assert.Equal(t, c.Credentials, own.CloudFormation.(*cloudformation.Client).Options().Credentials)
	assert.Equal(t, "eu-central-1", own.CloudFormation.(*cloudformation.Client).Options().Region)
	other, err := clouds(t.Context(), Account{Name: "dev", ID: "333333333333", Homes: []string{home}}, home)
	require.NoError(t, err)
	credentials, err := other.CloudFormation.(*cloudformation.Client).Options().Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, credentials.SessionToken, "those of a role")
	assert.Equal(t, "333333333333", credentials.AccountID)
	there := c.Copy()
	there.Credentials = other.CloudFormation.(*cloudformation.Client).Options().Credentials
	caller, err := sts.NewFromConfig(there).GetCallerIdentity(t.Context(), nil)
	require.NoError(t, err)
	assert.Contains(t, *caller.Arn, "/cdk-hnb659fds-lookup-role-333333333333-"+home+"/")
	require.NotEmpty(t, bounds)
	for _, policy := range bounds {
		assert.Contains(t, policy, "cloudformation:Describe*")
		for _, action := range regexp.MustCompile(`"[a-z0-9-]+:[A-Z][A-Za-z*]*"`).FindAllString(policy, -1) {
			assert.Regexp(t, `^"(cloudformation:(Describe\*|GetTemplate|List\*)|tag:GetResources)"$`, action)
		}
	}
}
