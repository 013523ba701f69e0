package release

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/sfn"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// account is a side whose state machine releases at once, or fails for a tag.
type account struct {
	history    []string // values of the parameter of web
	resolved   string
	status     string
	tasks      []string // images of web's tasks
	executions []sfn.DescribeExecutionOutput
	fails      string
	without    bool // no stack, no parameter, no tasks
	looks      int
}

func newAccount() *account {
	return &account{
		history: []string{"1.0.0"}, resolved: "1.0.0", status: "UPDATE_COMPLETE",
		tasks: []string{"1.0.0", "1.0.0"},
	}
}

func (a *account) answers() fake.Answers {
	return fake.Answers{
		"StartExecution": func(c fake.Call) (any, error) {
			in := c.Input.(*sfn.StartExecutionInput)
			if *in.StateMachineArn != example().MachineARN() {
				return nil, fake.Refusal("StateMachineDoesNotExist")
			}
			var asked Input
			if err := json.Unmarshal([]byte(*in.Input), &asked); err != nil {
				return nil, err
			}
			e := sfn.DescribeExecutionOutput{
				Input:  in.Input,
				Status: new("FAILED"),
				Error:  new("RolledBack"),
				Cause:  new("no"),
			}
			a.history = append(a.history, asked.Tag)
			if asked.Tag == a.fails {
				a.history = append(a.history, a.resolved)
			} else {
				output, _ := json.Marshal(
					object{"service": asked.Service, "tag": asked.Tag, "before": object{"tag": a.resolved}},
				)
				e = sfn.DescribeExecutionOutput{
					Input:  in.Input,
					Output: new(string(output)),
					Status: new("SUCCEEDED"),
				}
				if asked.Service == "web" {
					a.resolved, a.tasks = asked.Tag, []string{asked.Tag}
				}
			}
			a.executions, a.looks = append(a.executions, e), 2
			return &sfn.StartExecutionOutput{ExecutionArn: new(strconv.Itoa(len(a.executions) - 1))}, nil
		},
		"DescribeExecution": func(c fake.Call) (any, error) {
			i, err := strconv.Atoi(*c.Input.(*sfn.DescribeExecutionInput).ExecutionArn)
			if err != nil {
				return nil, err
			}
			if a.looks--; a.looks >= 0 && i == len(a.executions)-1 {
				return &sfn.DescribeExecutionOutput{Status: new("RUNNING")}, nil
			}
			return &a.executions[i], nil
		},
		"ListExecutions": func(c fake.Call) (any, error) { // one a page, the newest first
			next, in := len(a.executions)-1, c.Input.(*sfn.ListExecutionsInput)
			if in.NextToken != nil {
				next, _ = strconv.Atoi(*in.NextToken)
			}
			out := &sfn.ListExecutionsOutput{}
			if next < 0 {
				return out, nil
			}
			if *a.executions[next].Status == *in.StatusFilter {
				out.Executions = []sfn.ExecutionListItem{{ExecutionArn: new(strconv.Itoa(next))}}
			}
			if next > 0 {
				out.NextToken = new(strconv.Itoa(next - 1))
			}
			return out, nil
		},
		"GetParameterHistory": func(fake.Call) (any, error) {
			if a.without {
				return nil, fake.Refusal("ParameterNotFound")
			}
			out := &ssm.GetParameterHistoryOutput{}
			for i, value := range a.history {
				out.Parameters = append(out.Parameters, ssm.ParameterHistory{
					Value: &value, LastModifiedDate: new(float64(1_800_000_000 + i)),
					LastModifiedUser: new("arn:aws:sts::111122223333:assumed-role/releaser/run"),
				})
			}
			return out, nil
		},
		"DescribeStacks": func(fake.Call) (any, error) {
			if a.without {
				return nil, &smithy.GenericAPIError{
					Code:    "ValidationError",
					Message: "Stack with id web does not exist",
				}
			}
			return &cloudformation.DescribeStacksOutput{Stacks: []types.Stack{{
				StackStatus: types.StackStatus(a.status),
				Parameters:  []types.Parameter{{ParameterKey: new("Release"), ResolvedValue: &a.resolved}},
			}}}, nil
		},
		"ListTasks": func(fake.Call) (any, error) {
			if a.without {
				return nil, fake.Refusal("ServiceNotFoundException")
			}
			return &ecs.ListTasksOutput{TaskArns: a.tasks}, nil
		},
		"DescribeTasks": func(fake.Call) (any, error) {
			out := &ecs.DescribeTasksOutput{}
			for _, tag := range a.tasks {
				out.Tasks = append(out.Tasks, ecs.Task{Containers: []ecs.Container{
					{Name: new("collector"), Image: new("registry/acme/otel:9")},
					{Name: new("web"), Image: new("registry/acme/web:" + tag), ImageDigest: new("sha256:" + tag)},
				}})
			}
			return out, nil
		},
	}
}

func (a *account) cloud() Cloud { return Open(a.answers().Alone("eu-west-1")) }

// release releases a tag of a service, and waits for it.
func (a *account) release(t *testing.T, service, tag string) Outcome {
	t.Helper()
	in := Input{service, tag}
	execution, err := a.cloud().Start(t.Context(), example(), in)
	require.NoError(t, err)
	outcome, err := a.cloud().Wait(t.Context(), example(), in, execution, time.Millisecond)
	require.NoError(t, err)
	return outcome
}

func TestAReleaseIsWaitedForAndTellsWhyItFailed(t *testing.T) {
	a := newAccount()
	a.fails = "3.0.0"
	assert.True(t, a.release(t, "web", "2.0.0").Done())
	failed := a.release(t, "web", "3.0.0")
	assert.False(t, failed.Done())
	assert.Equal(t, "RolledBack no", failed.Error+" "+failed.Cause)
}

func TestWhatCannotBeReleasedStartsNothing(t *testing.T) {
	a := newAccount()
	for _, in := range []Input{{"db", "1"}, {"web", "latest"}, {"web", ""}, {"web", "running.prod.web.now"}} {
		_, err := a.cloud().Start(t.Context(), example(), in)
		assert.Error(t, err, in)
	}
	elsewhere := example()
	elsewhere.Machine = "acme-prod-other"
	_, err := a.cloud().Start(t.Context(), elsewhere, Input{"web", "1.0.0"})
	assert.ErrorContains(t, err, "deploy its stack prod-releases first")
	assert.Empty(t, a.executions)
}

// TestUndoGoesBackToWhatRan: not to what was released and failed, nor to what another service ran.
func TestUndoGoesBackToWhatRan(t *testing.T) {
	a := newAccount()
	_, _, err := a.cloud().Before(t.Context(), example(), "web")
	assert.ErrorContains(t, err, "was not released in the last 90 days")
	a.fails = "bad"
	a.release(t, "web", "2.0.0")
	a.release(t, "web", "bad")
	a.release(t, "worker", "7.0.0")
	a.release(t, "web", "2.0.0") // what ran already
	before, now, err := a.cloud().Before(t.Context(), example(), "web")
	require.NoError(t, err)
	assert.Equal(t, "1.0.0 2.0.0", before+" "+now)

	a.release(t, "web", before)
	before, _, err = a.cloud().Before(t.Context(), example(), "web")
	require.NoError(t, err)
	assert.Equal(t, "2.0.0", before, "undone twice")

	a.resolved = "9.0.0"
	_, _, err = a.cloud().Before(t.Context(), example(), "web")
	assert.ErrorContains(t, err, "web runs 9.0.0, and 1.0.0 was released last")
	_, _, err = a.cloud().Before(t.Context(), example(), "db")
	assert.Error(t, err)
}

func TestWhatIsMeantDeployedAndRunningIsTold(t *testing.T) {
	show := func(change func(*account)) State {
		a := newAccount()
		change(a)
		state, err := a.cloud().Show(t.Context(), example(), example().Services[0])
		require.NoError(t, err)
		return state
	}
	for says, change := range map[string]func(*account){
		"":                                   func(*account) {},
		"2.0.0 is meant, and 1.0.0 was depl": func(a *account) { a.history = append(a.history, "2.0.0") },
		"its stack is being changed":         func(a *account) { a.status = "UPDATE_ROLLBACK_IN_PROGRESS" },
		"1 tasks run 0.9.0, and 1.0.0 was d": func(a *account) { a.tasks = []string{"1.0.0", "0.9.0"} },
		"its stack does not read what is re": func(a *account) { a.resolved = "" },
		"it has never been deployed":         func(a *account) { a.without = true },
	} {
		wrong := show(change).Wrong
		assert.Equal(t, says, wrong[:min(len(wrong), 34)])
	}
	idle := show(func(a *account) { a.tasks = nil })
	assert.Empty(t, idle.Wrong, "no task runs what it should not")
	state := show(func(a *account) { a.history = append(a.history, "2.0.0", "1.0.0") })
	assert.Equal(t, []Running{{"1.0.0", "sha256:1.0.0", 2}}, state.Running)
	assert.Equal(
		t,
		[]string{"1.0.0", "2.0.0", "1.0.0"},
		[]string{state.History[0].Tag, state.History[1].Tag, state.History[2].Tag},
	)
	assert.Equal(t, "releaser/run", state.History[0].Who)
	assert.Equal(t, int64(1_800_000_002), state.History[0].When.Unix())
}

func TestAFaultOfAWSIsAFaultOfTheCommand(t *testing.T) {
	for _, call := range []string{"DescribeStacks", "GetParameterHistory", "ListTasks", "DescribeTasks"} {
		answers := newAccount().answers()
		answers[call] = func(fake.Call) (any, error) { return nil, errors.New("refused") }
		_, err := Open(answers.Alone("eu-west-1")).Show(t.Context(), example(), example().Services[0])
		assert.Error(t, err, call)
	}
}
