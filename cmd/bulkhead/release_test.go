package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/sfn"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/cli"
	"bulkhead/internal/fake"
	"bulkhead/operate/release"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sidesThatRelease are accounts and regions by the names of their sides: what the worker runs in each, and what has
// been started. A side that fails takes everything back.
type sidesThatRelease struct {
	runs    map[string]string
	fails   string
	started []string
	last    map[string]sfn.DescribeExecutionOutput
}

func (s *sidesThatRelease) open(_ context.Context, side release.Side) (release.Cloud, error) {
	if s.runs[side.Name] == "" {
		s.runs[side.Name] = "1.0.0"
	}
	answers := fake.Answers{
		"StartExecution": func(c fake.Call) (any, error) {
			in := c.Input.(*sfn.StartExecutionInput)
			var asked release.Input
			if err := json.Unmarshal([]byte(*in.Input), &asked); err != nil {
				return nil, err
			}
			s.started = append(s.started, *in.StateMachineArn+" "+*in.Input)
			if side.Name == s.fails {
				s.last[side.Name] = sfn.DescribeExecutionOutput{
					Status: new("FAILED"),
					Error:  new("RolledBack"),
					Cause:  new("no task started"),
				}
				return &sfn.StartExecutionOutput{ExecutionArn: new("arn")}, nil
			}
			output := `{"service": "worker", "tag": "` + asked.Tag + `", "before": {"tag": "` + s.runs[side.Name] + `"}}`
			s.last[side.Name] = sfn.DescribeExecutionOutput{Status: new("SUCCEEDED"), Output: &output}
			s.runs[side.Name] = asked.Tag
			return &sfn.StartExecutionOutput{ExecutionArn: new("arn")}, nil
		},
		"DescribeExecution": func(fake.Call) (any, error) { e := s.last[side.Name]; return &e, nil },
		"ListExecutions": func(fake.Call) (any, error) {
			return &sfn.ListExecutionsOutput{Executions: []sfn.ExecutionListItem{{ExecutionArn: new("arn")}}}, nil
		},
		"DescribeStacks": func(fake.Call) (any, error) {
			return &cloudformation.DescribeStacksOutput{Stacks: []types.Stack{{
				StackStatus: types.StackStatusUpdateComplete,
				Parameters:  []types.Parameter{{ParameterKey: new("Release"), ResolvedValue: new(s.runs[side.Name])}},
			}}}, nil
		},
		"GetParameterHistory": func(fake.Call) (any, error) {
			return &ssm.GetParameterHistoryOutput{Parameters: []ssm.ParameterHistory{{
				Value: new("1.0.0"), LastModifiedDate: new(1_800_000_000.0),
				LastModifiedUser: new("arn:aws:sts::1:assumed-role/releaser/run"),
			}}}, nil
		},
		"ListTasks": func(fake.Call) (any, error) { return &ecs.ListTasksOutput{}, nil },
	}
	return release.Open(answers.Alone(side.Region)), nil
}

func newSidesThatRelease() *sidesThatRelease {
	return &sidesThatRelease{runs: map[string]string{}, last: map[string]sfn.DescribeExecutionOutput{}}
}

// command runs bulkhead release and what belongs to it on the example, and returns what is printed.
func (s *sidesThatRelease) command(
	t *testing.T, r releasing, typed string, do func(*releasing, *cobra.Command) error,
) (string, error) {
	t.Helper()
	r.config, r.open = exampleConfig, s.open
	command := &cobra.Command{}
	command.SetContext(t.Context())
	var out bytes.Buffer
	command.SetOut(&out)
	command.SetErr(&out)
	command.SetIn(strings.NewReader(typed))
	err := do(&r, command)
	return out.String(), err
}

func to(environment, tag string) func(*releasing, *cobra.Command) error {
	return func(r *releasing, c *cobra.Command) error {
		return r.release(c, environment, release.Input{Service: "worker", Tag: tag})
	}
}

func TestAReleaseReachesTheStandbyAfterTheActiveSide(t *testing.T) {
	s := newSidesThatRelease()
	said, err := s.command(t, releasing{}, "", to("prod", "2.0.0"))
	require.NoError(t, err)
	assert.Equal(t, []string{
		`arn:aws:states:eu-west-1:555555555555:stateMachine:acme-prod-releaser {"service":"worker","tag":"2.0.0"}`,
		`arn:aws:states:eu-central-1:555555555555:stateMachine:acme-prod-dr-releaser {"service":"worker","tag":"2.0.0"}`,
	}, s.started)
	assert.Contains(t, said, "prod: worker runs 2.0.0\n")
	assert.Contains(t, said, "prod-dr: worker runs 2.0.0\n")

	s = newSidesThatRelease()
	_, err = s.command(t, releasing{}, "", to("prod-dr", "2.0.0"))
	require.NoError(t, err)
	assert.Len(t, s.started, 1, "the standby alone")
}

func TestAReleaseThatFailsGoesNoFurther(t *testing.T) {
	s := newSidesThatRelease()
	s.fails = "prod"
	said, err := s.command(t, releasing{}, "", to("prod", "2.0.0"))
	assert.ErrorIs(t, err, cli.ErrReported)
	assert.Len(t, s.started, 1)
	assert.Contains(t, said, "prod: 2.0.0 was not released to worker: FAILED RolledBack no task started\n")

	said, err = s.command(t, releasing{json: true}, "", to("prod", "2.0.0"))
	assert.ErrorIs(t, err, cli.ErrReported)
	var result released
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.False(t, result.Done)
	assert.Equal(t, "RolledBack", result.Releases[0].Error)
}

func TestTheSideThatIsActiveIsReleasedFirst(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	for i := range c.Environments {
		if c.Environments[i].Other != nil {
			c.Environments[i].Active = false
		}
	}
	sides, err := sidesOf(c, "prod")
	require.NoError(t, err)
	assert.Equal(t, "prod-dr prod", sides[0].Name+" "+sides[1].Name)
	_, err = sidesOf(c, "nowhere")
	assert.EqualError(t, err, "the configuration has no environment nowhere; choose dev, stage, prod or prod-dr")
}

func TestUndoAsksBeforeItGoesBack(t *testing.T) {
	s := newSidesThatRelease()
	undo := func(r *releasing, c *cobra.Command) error { return r.undo(c, "worker", "dev") }
	_, err := s.command(t, releasing{}, "", to("dev", "2.0.0"))
	require.NoError(t, err)
	_, err = s.command(t, releasing{}, "2.0.0\n", undo)
	assert.ErrorIs(t, err, cli.ErrNo)
	assert.Equal(t, "2.0.0", s.runs["dev"])
	said, err := s.command(t, releasing{}, "1.0.0\n", undo)
	require.NoError(t, err)
	assert.Contains(t, said, "worker of dev runs 2.0.0, and ran 1.0.0 before. Type 1.0.0 to release that: ")
	assert.Equal(t, "1.0.0", s.runs["dev"])
	_, err = s.command(t, releasing{yes: true}, "", undo)
	require.NoError(t, err)
	assert.Equal(t, "2.0.0", s.runs["dev"])
}

func TestReleasesTellsWhereWhatIsMeantIsNotWhatRuns(t *testing.T) {
	s := newSidesThatRelease()
	show := func(r *releasing, c *cobra.Command) error { return r.show(c, []string{"prod"}) }
	said, err := s.command(t, releasing{}, "", show)
	require.NoError(t, err)
	assert.Equal(t, "prod worker\n  meant     1.0.0\n  deployed  1.0.0 UPDATE_COMPLETE\n  running   no task\n"+
		"  history   2027-01-15T08:00:00Z  1.0.0  releaser/run\n", said[:strings.Index(said, "prod-dr worker")])
	s.runs["prod-dr"] = "0.9.0"
	said, err = s.command(t, releasing{json: true}, "", show)
	assert.ErrorIs(t, err, cli.ErrReported)
	var result struct {
		AsMeant  bool
		Services []release.State
	}
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.False(t, result.AsMeant)
	assert.Equal(
		t,
		"1.0.0 is meant, and 0.9.0 was deployed: release the one that should run",
		result.Services[1].Wrong,
	)
}
