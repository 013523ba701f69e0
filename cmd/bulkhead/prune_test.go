package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/operate/prune"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// leftOver is dev's region, with two stacks of which the tests' cloud assembly names one.
type leftOver struct {
	prune.CloudFormation
	gone  bool
	calls *[]string
}

func (l *leftOver) DescribeStacks(
	_ context.Context, in *cloudformation.DescribeStacksInput, _ ...func(*cloudformation.Options),
) (*cloudformation.DescribeStacksOutput, error) {
	stack := func(name string) types.Stack {
		s := types.Stack{StackName: &name, StackId: &name, StackStatus: types.StackStatusCreateComplete}
		for key, value := range map[string]string{"organization": "acme", "environment": "dev", "managed-by": "bulkhead"} {
			s.Tags = append(s.Tags, types.Tag{Key: &key, Value: &value})
		}
		if l.gone && name == "dev-service-old" {
			s.StackStatus = types.StackStatusDeleteComplete
		}
		return s
	}
	if in.StackName != nil {
		return &cloudformation.DescribeStacksOutput{Stacks: []types.Stack{stack(*in.StackName)}}, nil
	}
	return &cloudformation.DescribeStacksOutput{Stacks: []types.Stack{stack("dev-network"), stack("dev-service-old")}}, nil
}

func (l *leftOver) GetTemplate(
	context.Context, *cloudformation.GetTemplateInput, ...func(*cloudformation.Options),
) (*cloudformation.GetTemplateOutput, error) {
	return &cloudformation.GetTemplateOutput{TemplateBody: aws.String(`{"Resources": {
		"Log": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Retain", "Properties": {"LogGroupName": "/acme/dev/service/old"}}}}`)}, nil
}

func (l *leftOver) ListStackResources(
	context.Context, *cloudformation.ListStackResourcesInput, ...func(*cloudformation.Options),
) (*cloudformation.ListStackResourcesOutput, error) {
	return &cloudformation.ListStackResourcesOutput{StackResourceSummaries: []types.StackResourceSummary{
		{LogicalResourceId: new("Log"), PhysicalResourceId: new("log"), ResourceStatus: types.ResourceStatusCreateComplete},
	}}, nil
}

func (l *leftOver) DeleteStack(
	_ context.Context, in *cloudformation.DeleteStackInput, _ ...func(*cloudformation.Options),
) (*cloudformation.DeleteStackOutput, error) {
	*l.calls = append(*l.calls, "delete "+*in.StackName)
	l.gone = true
	return &cloudformation.DeleteStackOutput{}, nil
}

// prunes runs the command with what it has been asked, over an account dev with something left over.
func prunes(t *testing.T, p pruning, answer string) (stdout string, calls []string, err error) {
	t.Helper()
	p.config, p.assembly = "../../config/example", "../../assembly/testdata/cloud"
	p.accounts, p.every = []string{"dev"}, time.Millisecond
	there := &leftOver{calls: &calls}
	p.clouds = func(_ context.Context, a prune.Account, region string) (prune.Cloud, error) {
		assert.Equal(t, "dev", a.Name)
		if region != "eu-west-1" {
			return prune.Cloud{CloudFormation: nowhere{}}, nil
		}
		return prune.Cloud{CloudFormation: there}, nil
	}
	var out bytes.Buffer
	c := &cobra.Command{}
	c.SetContext(t.Context())
	c.SetIn(strings.NewReader(answer))
	c.SetOut(&out)
	c.SetErr(new(bytes.Buffer))
	err = p.run(c)
	return out.String(), calls, err
}

// nowhere is a region without stacks.
type nowhere struct{ prune.CloudFormation }

func (nowhere) DescribeStacks(
	context.Context, *cloudformation.DescribeStacksInput, ...func(*cloudformation.Options),
) (*cloudformation.DescribeStacksOutput, error) {
	return &cloudformation.DescribeStacksOutput{}, nil
}

func TestPruneDeletesNothingButWhatIsConfirmed(t *testing.T) {
	for answer, want := range map[string][]string{
		"dev\n": {"delete dev-service-old"}, "\n": nil, "yes\n": nil, "prod\n": nil,
	} {
		stdout, calls, err := prunes(t, pruning{}, answer)
		require.NoError(t, err)
		assert.Equal(t, want, calls, answer)
		assert.Contains(t, stdout, "dev-service-old")
		assert.NotContains(t, stdout, "dev-network", "the cloud assembly has it")
		assert.Contains(t, stdout, "AWS::Logs::LogGroup  /acme/dev/service/old")
	}
	_, calls, err := prunes(t, pruning{}, "")
	assert.ErrorContains(t, err, "nobody has answered")
	assert.Empty(t, calls)
	_, calls, err = prunes(t, pruning{list: true}, "dev\n")
	assert.NoError(t, err)
	assert.Empty(t, calls)
	_, calls, err = prunes(t, pruning{yes: true}, "")
	assert.NoError(t, err)
	assert.Equal(t, []string{"delete dev-service-old"}, calls)
}

func TestPruneTellsScriptsWhatIsKeptAndWhatWasDeleted(t *testing.T) {
	stdout, _, err := prunes(t, pruning{yes: true, json: true}, "")
	require.NoError(t, err)
	var result struct {
		FormatVersion string
		Stacks        []struct{ Name, Reason string }
		Kept          []prune.Kept
		Deleted       []string
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	assert.Equal(t, "1.0", result.FormatVersion)
	assert.Equal(t, []prune.Kept{{Type: "AWS::Logs::LogGroup", Name: "/acme/dev/service/old", Account: "333333333333", Region: "eu-west-1"}}, result.Kept)
	assert.Equal(t, []string{"dev-service-old"}, result.Deleted)
	assert.Equal(t, "gone", result.Stacks[0].Reason)
}

func TestPruneDoesNotGuessWhatItIsAsked(t *testing.T) {
	for _, flags := range [][]string{{"--list", "--yes"}, {"--json"}, {"dir"}} {
		status, _, stderr := command(t, append([]string{"prune"}, flags...)...)
		assert.Equal(t, 2, status, stderr)
	}
	status, _, stderr := command(t, "prune", "--list", "--config", "../../config/example", "--assembly", "../../assembly/testdata/cloud", "--account", "nobody")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "the configuration has no account nobody")
}

func TestPruneLooksIntoAccountsWhoseEnvironmentIsGone(t *testing.T) {
	c, err := config.Load("../../config/example")
	require.NoError(t, err)
	c.Environments = c.Environments[1:]
	p := pruning{}
	all := p.within(c, []string{"eu-west-1", "us-east-1"})
	ranks := map[string]int{}
	for _, a := range all {
		ranks[a.Name] = a.Rank
		assert.Contains(t, a.Homes, "us-east-1", a.Name)
	}
	assert.Equal(t, map[string]int{"dev": 0, "stage": 0, "prod": 0, "shared-services": 1, "security": 2}, ranks)

	p.except = []string{"security", "dev"}
	all = p.within(c, nil)
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
	}
	assert.Equal(t, []string{"prod", "shared-services", "stage"}, names, "but those that are left out")
	assert.NoError(t, demandAccounts(c, []string{"dev"}))
	assert.EqualError(t, demandAccounts(c, []string{"dev", "nobody"}),
		"the configuration has no account nobody; choose security, shared-services, stage, prod or dev")
}

func TestANetworkThatPruneDoesNotReachIsNotCalledARefusal(t *testing.T) {
	profiles(t, "acme-dev")
	deaf(t)
	status, _, stderr := command(t, "prune", "--list", "--config", exampleConfig,
		"--assembly", "../../assembly/testdata/cloud", "--profile", "acme-dev")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "error: STS was not reached: ")
	assert.NotContains(t, stderr, "does not take these credentials")
}
