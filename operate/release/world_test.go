package release

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"bulkhead/internal/node"

	"github.com/stretchr/testify/require"
)

const theFunction = "arn:aws:lambda:eu-west-1:111122223333:function:prod-releaser"

// example is a side with two services.
func example() Side {
	side := Side{
		Name:    "prod",
		Account: "111122223333",
		Region:  "eu-west-1",
		Machine: "acme-prod-releaser",
		Cluster: "acme-prod",
	}
	for _, name := range []string{"web", "worker"} {
		side.Services = append(side.Services, Service{
			Name: name, Repository: "arn:aws:ecr:eu-west-1:222222222222:repository/acme/" + name,
			Parameter: "/acme/prod/release/" + name, Lock: "/acme/prod/releasing/" + name,
			Stack: "prod-service-" + name, Refuse: "critical",
		})
	}
	return side
}

// refusal is an answer of AWS's that is none.
type refusal struct{ code, message string }

func (r refusal) Error() string { return r.code + ": " + r.message }

// world is an account: the stack of web, Parameter Store, and executions of the state machine.
type world struct {
	t          *testing.T
	mutex      sync.Mutex
	parameters map[string]string
	executions map[string]string // status, by ARN
	stack      stack
	asked      []string                 // what was asked of the function
	calls      []string                 // states that asked anything
	fails      string                   // tag whose tasks do not start
	refuses    error                    // what the function says of the image
	scans      int                      // how often it has to be asked
	before     func(state string)       // happens before a state is answered
	answers    func(state string) error // AWS's refusal of a state
}

// stack is that of web.
type stack struct {
	status   string
	runs     string // the tag that it was deployed with
	target   string // the tag that it is being deployed with
	looks    int    // how often the update is looked at before it ends
	without  bool   // its template does not read what is released
	missing  bool
	updates  int
	previous bool // every parameter was passed on
}

func newWorld(t *testing.T) *world {
	return &world{
		t:          t,
		parameters: map[string]string{"/acme/prod/release/web": "1.0.0"},
		executions: map[string]string{},
		stack:      stack{status: "UPDATE_COMPLETE", runs: "1.0.0", looks: 2},
	}
}

// answer is what AWS says to a state of an execution.
func (w *world) answer(state, resource string, in object) (any, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.before != nil {
		w.before(state)
	}
	if resource == "wait" {
		return nil, nil
	}
	w.calls = append(w.calls, state)
	if w.answers != nil {
		if err := w.answers(state); err != nil {
			return nil, err
		}
	}
	if resource == theFunction {
		return w.ask(in)
	}
	switch resource[strings.LastIndex(resource, "sdk:")+len("sdk:"):] {
	case "ssm:putParameter":
		name := in["Name"].(string)
		if _, is := w.parameters[name]; is && in["Overwrite"] != true {
			return nil, refusal{"Ssm.ParameterAlreadyExistsException", "it is there"}
		}
		w.parameters[name] = in["Value"].(string)
		return object{}, nil
	case "ssm:getParameter":
		value, is := w.parameters[in["Name"].(string)]
		if !is {
			return nil, refusal{"Ssm.ParameterNotFoundException", "it is not there"}
		}
		return object{"Parameter": object{"Value": value}}, nil
	case "ssm:deleteParameter":
		if _, is := w.parameters[in["Name"].(string)]; !is {
			return nil, refusal{"Ssm.ParameterNotFoundException", "it is not there"}
		}
		delete(w.parameters, in["Name"].(string))
		return object{}, nil
	case "sfn:describeExecution":
		status, is := w.executions[in["ExecutionArn"].(string)]
		if !is {
			return nil, refusal{"Sfn.ExecutionDoesNotExistException", "there is none"}
		}
		return object{"Status": status}, nil
	case "cloudformation:describeStacks":
		return w.describe(in)
	case "cloudformation:updateStack":
		return w.update(in)
	}
	return nil, refusal{"Unknown", resource}
}

// ask is the function.
func (w *world) ask(in object) (any, error) {
	w.asked = append(w.asked, in["step"].(string))
	if in["step"] != checkStep {
		return Progress{Status: statusDone}, nil
	}
	if w.refuses != nil {
		return nil, w.refuses
	}
	if w.scans--; w.scans > 0 {
		return Progress{Status: statusWait}, nil
	}
	return Progress{Status: statusDone}, nil
}

func (w *world) describe(in object) (any, error) {
	require.Equal(w.t, "prod-service-web", in["StackName"])
	s := &w.stack
	if s.missing {
		return nil, refusal{"CloudFormation.CloudFormationException", "Stack with id prod-service-web does not exist"}
	}
	if strings.HasPrefix(s.status, "UPDATE_") && strings.HasSuffix(s.status, "_IN_PROGRESS") {
		if s.looks--; s.looks < 0 {
			s.settle(w)
		}
	}
	parameters := []object{
		{"ParameterKey": "BootstrapVersion", "ParameterValue": "/cdk/version", "ResolvedValue": "30"},
	}
	if !s.without {
		parameters = append(parameters,
			object{"ParameterKey": "Release", "ParameterValue": "/acme/prod/release/web", "ResolvedValue": s.runs})
	}
	return object{"Stacks": []object{{"StackStatus": s.status, "Parameters": parameters}}}, nil
}

// settle ends what is in progress.
func (s *stack) settle(w *world) {
	switch {
	case s.status == "UPDATE_IN_PROGRESS" && s.target == w.fails:
		s.status, s.looks = "UPDATE_ROLLBACK_IN_PROGRESS", 1
	case s.status == "UPDATE_ROLLBACK_IN_PROGRESS":
		s.status = "UPDATE_ROLLBACK_COMPLETE"
	default:
		s.status, s.runs = "UPDATE_COMPLETE", s.target
	}
}

func (w *world) update(in object) (any, error) {
	s := &w.stack
	if strings.HasSuffix(s.status, "_IN_PROGRESS") {
		return nil, refusal{
			"CloudFormation.CloudFormationException",
			"Stack:arn is in " + s.status + " state and can not be updated.",
		}
	}
	if w.parameters["/acme/prod/release/web"] == s.runs {
		return nil, refusal{"CloudFormation.CloudFormationException", "No updates are to be performed."}
	}
	passed, _ := json.Marshal(in["Parameters"])
	s.previous = string(
		passed,
	) == `[{"ParameterKey":"BootstrapVersion","UsePreviousValue":true},{"ParameterKey":"Release","UsePreviousValue":true}]`
	require.Equal(w.t, true, in["UsePreviousTemplate"])
	require.Equal(w.t, []any{"CAPABILITY_NAMED_IAM"}, in["Capabilities"])
	s.status, s.target, s.looks = "UPDATE_IN_PROGRESS", w.parameters["/acme/prod/release/web"], 2
	s.updates++
	return object{"StackId": "arn"}, nil
}

// end is how an execution has ended.
type end struct {
	Succeeded bool   `json:"succeeded"`
	Error     string `json:"error"`
	Cause     string `json:"cause"`
}

// execution is what is asked of a world's state machine.
type execution struct {
	id    string
	world *world
	input object
}

// run runs the state machine locally, all executions side by side.
func run(t *testing.T, executions ...execution) (ends []end) {
	t.Helper()
	if node.Package("aws-local-stepfunctions") == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("make node_modules has not run")
		}
		t.Skip("make node_modules has not run")
	}
	var runs []object
	for _, e := range executions {
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
			var asked struct {
				State, Resource string
				Input           object
			}
			if err := json.NewDecoder(in.Body).Decode(&asked); err != nil {
				http.Error(out, err.Error(), http.StatusBadRequest)
				return
			}
			answer := object{}
			output, err := e.world.answer(asked.State, asked.Resource, asked.Input)
			if r, refused := err.(refusal); refused {
				answer["error"], answer["cause"] = r.code, r.message
			}
			answer["output"] = output
			json.NewEncoder(out).Encode(answer)
		}))
		t.Cleanup(server.Close)
		e.world.executions[e.id] = "RUNNING"
		runs = append(runs, object{"url": server.URL, "id": e.id, "input": e.input})
	}
	definition, err := Definition(example(), theFunction)
	require.NoError(t, err)
	input, err := json.Marshal(object{"definition": string(definition), "runs": runs})
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), node.Binary(), "testdata/run.mjs")
	command.Stdin = strings.NewReader(string(input))
	var said strings.Builder
	command.Stderr = &said
	output, err := command.Output()
	require.NoError(t, err, said.String())
	require.NoError(t, json.Unmarshal(output, &ends))
	return ends
}

// one is an execution that releases a tag of web.
func (w *world) one(tag string) execution {
	return execution{
		"arn:aws:states:eu-west-1:111122223333:execution:acme-prod-releaser:" + tag,
		w,
		object{"service": "web", "tag": tag},
	}
}
