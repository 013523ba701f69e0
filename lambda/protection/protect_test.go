package main

import (
	"errors"
	"testing"

	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cloud is CloudFormation in the place of the function, which moto cannot be: it knows no protection.
type cloud struct {
	stacks   []*types.Stack
	metadata map[string]string // of templates, by the stack's name
	refuse   string            // the stack whose protection cannot be changed
	updates  int
}

// begin has somebody begin to make a stack.
func (c *cloud) begin(name, metadata string, protected bool) *types.Stack {
	s := &types.Stack{
		StackName:                   &name,
		StackId:                     new("arn:aws:cloudformation:eu-west-1:123456789012:stack/" + name + "/1"),
		StackStatus:                 types.StackStatusCreateInProgress,
		EnableTerminationProtection: &protected,
		Tags:                        []types.Tag{{Key: new("managed-by"), Value: new("bulkhead")}},
	}
	c.stacks = append(c.stacks, s)
	c.metadata[name] = metadata
	return s
}

// remove is DeleteStack.
func (c *cloud) remove(s *types.Stack) error {
	if *s.EnableTerminationProtection {
		return errors.New("Stack cannot be deleted while TerminationProtection is enabled")
	}
	s.StackStatus = types.StackStatusDeleteComplete
	return nil
}

func (c *cloud) named(name string) *types.Stack {
	for _, s := range c.stacks {
		if name == *s.StackName && s.StackStatus != types.StackStatusDeleteComplete || name == *s.StackId {
			return s
		}
	}
	return nil
}

func (c *cloud) function() function {
	answers := fake.Answers{
		"DescribeStacks": func(call fake.Call) (any, error) {
			out := &cloudformation.DescribeStacksOutput{}
			if one := call.Input.(*cloudformation.DescribeStacksInput).StackName; one != nil {
				s := c.named(*one)
				if s == nil {
					return nil, fake.Refusal("ValidationError")
				}
				out.Stacks = append(out.Stacks, *s)
				return out, nil
			}
			for _, s := range c.stacks {
				out.Stacks = append(out.Stacks, *s)
			}
			return out, nil
		},
		"GetTemplateSummary": func(call fake.Call) (any, error) {
			s := c.named(*call.Input.(*cloudformation.GetTemplateSummaryInput).StackName)
			return &cloudformation.GetTemplateSummaryOutput{Metadata: new(c.metadata[*s.StackName])}, nil
		},
		"UpdateTerminationProtection": func(call fake.Call) (any, error) {
			in := call.Input.(*cloudformation.UpdateTerminationProtectionInput)
			s := c.named(*in.StackName)
			if *s.StackName == c.refuse {
				return nil, fake.Refusal("AccessDenied")
			}
			c.updates++
			s.EnableTerminationProtection = in.EnableTerminationProtection
			return &cloudformation.UpdateTerminationProtectionOutput{StackId: s.StackId}, nil
		},
	}
	own := "dev-protection"
	return function{cloudformation.NewFromConfig(answers.Alone("eu-west-1")), []string{"dev", "dev-dr"}, own}
}

// end gives the stack a status, which the function is told of.
func (c *cloud) end(t *testing.T, s *types.Stack, status types.StackStatus) {
	t.Helper()
	s.StackStatus = status
	var e event
	e.Detail.Stack = *s.StackId
	require.NoError(t, c.function().handle(t.Context(), e))
}

// held is the metadata of a template with state.
const held = `{"TerminationProtection":"on","Tier":"production"}`

// newCloud has the function's own stack.
func newCloud() (*cloud, *types.Stack) {
	c := &cloud{metadata: map[string]string{}}
	own := c.begin("dev-protection", held, false)
	own.StackStatus = types.StackStatusCreateComplete
	return c, own
}

func TestAStackThatHoldsStateIsProtectedOnceItIsMadeAndNotBefore(t *testing.T) {
	c, _ := newCloud()
	s := c.begin("dev-data-orders", held, false)
	require.NoError(t, c.function().handle(t.Context(), event{}))
	assert.False(t, *s.EnableTerminationProtection, "it may still fail")
	c.end(t, s, types.StackStatusCreateComplete)
	assert.Error(t, c.remove(s))
}

// TestAFailedFirstDeploymentCanBeTriedAgainByTheCLI walks what cdk deploy does, which deletes what failed by itself.
func TestAFailedFirstDeploymentCanBeTriedAgainByTheCLI(t *testing.T) {
	c, _ := newCloud()
	s := c.begin("dev-data-orders", held, true) // the CLI sets it before it executes the change set
	c.end(t, s, types.StackStatusRollbackComplete)
	require.NoError(t, c.remove(s))
	again := c.begin("dev-data-orders", held, true)
	again.StackId = new(*again.StackId + "2")
	c.end(t, again, types.StackStatusCreateComplete)
	assert.Error(t, c.remove(again))
}

// TestAFailedFirstDeploymentCanBeTriedAgainByThePipeline walks what CDK Pipelines does, and who deletes what failed.
func TestAFailedFirstDeploymentCanBeTriedAgainByThePipeline(t *testing.T) {
	c, _ := newCloud()
	s := c.begin("dev-data-orders", held, false)
	c.end(t, s, types.StackStatusRollbackFailed)
	require.NoError(t, c.remove(s))
	again := c.begin("dev-data-orders", held, false)
	again.StackId = new(*again.StackId + "2")
	c.end(t, again, types.StackStatusCreateComplete)
	assert.Error(t, c.remove(again))
}

func TestTheSweepRepairsWhatNoEventToldOf(t *testing.T) {
	c, own := newCloud()
	made := c.begin("dev-dr-data-orders", held, false)
	made.StackStatus = types.StackStatusUpdateRollbackComplete
	failed := c.begin("dev-network", held, true)
	failed.StackStatus = types.StackStatusRollbackComplete
	require.NoError(t, c.function().handle(t.Context(), event{}))
	assert.True(t, *made.EnableTerminationProtection)
	assert.True(t, *own.EnableTerminationProtection)
	assert.NoError(t, c.remove(failed))
	changes := c.updates
	require.NoError(t, c.function().handle(t.Context(), event{}))
	assert.Equal(t, changes, c.updates, "nothing is left to do")
}

func TestTheFunctionsOwnStackIsProtectedAgainAfterTheCLIHasDeployed(t *testing.T) {
	c, own := newCloud()
	s := c.begin("dev-service-web", "", false)
	own.EnableTerminationProtection = aws.Bool(false) // the CLI has taken it, and no event tells
	c.end(t, s, types.StackStatusUpdateComplete)
	assert.True(t, *own.EnableTerminationProtection)
	assert.False(t, *s.EnableTerminationProtection, "its template holds no state")
}

func TestStacksOfOthersAreLeftAlone(t *testing.T) {
	c, _ := newCloud()
	for _, name := range []string{"production-data", "device-data"} {
		c.begin(name, held, false).StackStatus = types.StackStatusCreateComplete
	}
	foreign := c.begin("dev-somebodys", held, true)
	foreign.StackStatus, foreign.Tags = types.StackStatusRollbackComplete, nil
	require.NoError(t, c.function().handle(t.Context(), event{}))
	assert.Equal(t, 1, c.updates, "its own stack's")
}

func TestAStackThatCannotBeProtectedKeepsNoOtherFromIt(t *testing.T) {
	c, _ := newCloud()
	c.begin("dev-baseline", held, false).StackStatus = types.StackStatusCreateComplete
	last := c.begin("dev-network", held, false)
	last.StackStatus = types.StackStatusCreateComplete
	c.refuse = "dev-baseline"
	assert.ErrorContains(t, c.function().handle(t.Context(), event{}), "dev-baseline: ")
	assert.True(t, *last.EnableTerminationProtection)
}

func TestEveryStatusOfAStackIsDecided(t *testing.T) {
	decisions := map[types.StackStatus]string{}
	for _, status := range []types.StackStatus{
		"REVIEW_IN_PROGRESS", "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED",
	} {
		decisions[status] = "off"
	}
	for _, status := range []types.StackStatus{
		"CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED",
		"IMPORT_IN_PROGRESS", "IMPORT_ROLLBACK_IN_PROGRESS",
	} {
		decisions[status] = "as it is"
	}
	for _, status := range []types.StackStatus{
		"CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED",
		"UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
		"UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_COMPLETE",
	} {
		decisions[status] = "on"
	}
	got := map[types.StackStatus]string{}
	for _, status := range types.StackStatus("").Values() {
		protect, decided := wanted(status)
		got[status] = map[[2]bool]string{{true, true}: "on", {false, true}: "off", {false, false}: "as it is"}[[2]bool{protect, decided}]
	}
	assert.Equal(t, decisions, got)
}
