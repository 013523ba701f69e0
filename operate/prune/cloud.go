package prune

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"bulkhead/internal/address"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	tagging "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// CloudFormation is what is used of AWS CloudFormation. Its client is one.
type CloudFormation interface {
	cloudformation.DescribeStacksAPIClient
	cloudformation.ListImportsAPIClient
	cloudformation.ListStackResourcesAPIClient
	GetTemplate(context.Context, *cloudformation.GetTemplateInput, ...func(*cloudformation.Options)) (
		*cloudformation.GetTemplateOutput, error)
	DeleteStack(context.Context, *cloudformation.DeleteStackInput, ...func(*cloudformation.Options)) (
		*cloudformation.DeleteStackOutput, error)
	UpdateTerminationProtection(
		context.Context, *cloudformation.UpdateTerminationProtectionInput, ...func(*cloudformation.Options),
	) (*cloudformation.UpdateTerminationProtectionOutput, error)
}

// Cloud is a region of an account.
type Cloud struct {
	CloudFormation CloudFormation
	// Foreign returns what services of AWS have put into the region's VPCs by themselves, and leave there.
	Foreign func(context.Context) ([]Foreign, error)
}

// Foreign is something in a VPC that a service of AWS has made there by itself.
type Foreign struct{ Service, ARN string }

// foreign are the services that do so, and by which tag it is theirs: GuardDuty's endpoint and security group, where it
// watches at run time, and the security group of interfaces through which Global Accelerator reaches a load balancer
// by its clients' addresses. Sources: the Amazon GuardDuty user guide, "Using IaC with GuardDuty automated security
// agents"; the AWS Global Accelerator developer guide, "Best practices for ENIs and security groups with client IP
// address preservation", and the tag from groups that others have exported.
var foreign = []struct{ service, key, value string }{
	{"GuardDuty", "GuardDutyManaged", "true"},
	{"Global Accelerator", "AWSServiceName", "GlobalAccelerator"},
}

// Account is one of the organization's.
type Account struct {
	Name  string
	ID    string
	Homes []string // where the roles of cdk bootstrap may be, the most probable region first
	Rank  int      // what uses others' is deleted before them: the lower first
}

// Clouds opens a region of an account.
type Clouds func(ctx context.Context, a Account, region string) (Cloud, error)

// Roles returns clouds that are entered as the CDK CLI does: this account, which the credentials of c are of, with
// them; every other one through a role that cdk bootstrap has made there. Read only, it is the role for look-ups, and
// of that no more than lists stacks takes.
func Roles(c aws.Config, account string, readOnly bool) Clouds {
	var mutex sync.Mutex
	entered := map[string]aws.CredentialsProvider{account: c.Credentials}
	return func(_ context.Context, a Account, region string) (Cloud, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if entered[a.ID] == nil {
			entered[a.ID] = aws.NewCredentialsCache(in(sts.NewFromConfig(c), a, readOnly))
		}
		there := client.In(c, region)
		there.Credentials = entered[a.ID]
		return Open(there), nil
	}
}

// reading bounds a session that lists stacks: the role for look-ups reads nearly everything.
const reading = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["cloudformation:Describe*",` +
	` "cloudformation:GetTemplate", "cloudformation:List*", "tag:GetResources"], "Resource": "*"}]}`

// in are the credentials of the role in the first of the account's regions that has one.
func in(c *sts.Client, a Account, readOnly bool) aws.CredentialsProviderFunc {
	role := address.DeployRoleARN
	if readOnly {
		role = address.LookupRoleARN
	}
	return func(ctx context.Context) (aws.Credentials, error) {
		var first error
		for _, region := range a.Homes {
			got, err := stscreds.NewAssumeRoleProvider(c, role(a.ID, region), func(o *stscreds.AssumeRoleOptions) {
				o.RoleSessionName = "bulkhead-prune"
				if readOnly {
					o.Policy = aws.String(reading)
				}
			}).Retrieve(ctx)
			if err == nil {
				return got, nil
			}
			first = cmp.Or(first, err)
		}
		return aws.Credentials{}, fmt.Errorf("the account cannot be entered: use a profile of it, and --account %s: %w", a.Name, first)
	}
}

// Open returns the region and account that c is for.
func Open(c aws.Config) Cloud {
	tags := resourcegroupstaggingapi.NewFromConfig(c)
	return Cloud{cloudformation.NewFromConfig(c), func(ctx context.Context) (all []Foreign, err error) {
		for _, of := range foreign {
			wanted := resourcegroupstaggingapi.GetResourcesInput{
				ResourceTypeFilters: []string{"ec2:vpc-endpoint", "ec2:security-group"},
				TagFilters:          []tagging.TagFilter{{Key: &of.key, Values: []string{of.value}}},
			}
			pages := resourcegroupstaggingapi.NewGetResourcesPaginator(tags, &wanted)
			for pages.HasMorePages() {
				page, err := pages.NextPage(ctx)
				if err != nil {
					return nil, err
				}
				for _, one := range page.ResourceTagMappingList {
					all = append(all, Foreign{of.service, *one.ResourceARN})
				}
			}
		}
		return all, nil
	}}
}
