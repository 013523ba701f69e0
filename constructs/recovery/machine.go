package recovery

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
)

// MachineProps is what a side's state machine plugs into.
type MachineProps struct {
	Name        string                                 // of the state machine
	Definition  func(function string) ([]byte, error)  // in the Amazon States Language, with the ARN of the function
	Permissions []awsiam.PolicyStatement               // of the function: what its steps ask and change
	Log         func(id, name string) awslogs.LogGroup // makes a log group, with a generated name if there is none
	Alerts      alarm.Topics                           // that alarms tell
}

// NewMachine adds the state machine that makes a side the active one, with the function that does its steps. It is in
// the region that is moved to, because the other one may not answer.
func NewMachine(scope constructs.Construct, id string, props MachineProps) {
	scope = constructs.NewConstruct(scope, &id)
	steps := function.New(scope, "Function", function.Props{
		Name:        "failover",
		Description: "does one step of a move of the environment to its other region",
		Log:         props.Log("FunctionLog", ""),
		Permissions: props.Permissions,
	})
	definition, err := props.Definition("${" + functionName + "}")
	if err != nil {
		panic(err) // the configuration has been checked
	}
	machine := awsstepfunctions.NewStateMachine(scope, new("Default"), &awsstepfunctions.StateMachineProps{
		StateMachineName:        &props.Name,
		Comment:                 new("moves the environment to this region"),
		StateMachineType:        awsstepfunctions.StateMachineType_STANDARD,
		DefinitionBody:          awsstepfunctions.DefinitionBody_FromString(new(string(definition))),
		DefinitionSubstitutions: &map[string]*string{functionName: steps.FunctionArn()},
		TracingEnabled:          new(true),
		Logs: &awsstepfunctions.LogOptions{
			// The beginning keeps the number of such groups out of a policy that holds only so many.
			Destination:          props.Log("Log", vendedLogs+props.Name),
			IncludeExecutionData: new(true),
			Level:                awsstepfunctions.LogLevel_ALL,
		},
	})
	steps.GrantInvoke(machine)
	newFailedAlarm(scope, machine, props)
}

// functionName stands for the function in the definition.
const functionName = "Steps"

// vendedLogs begins the names of log groups that AWS services write to. Source: the AWS Step Functions developer guide,
// "Using CloudWatch Logs to log execution history".
const vendedLogs = "/aws/vendedlogs/states/"

// newFailedAlarm adds what tells that a move has not ended.
func newFailedAlarm(
	scope constructs.Construct, machine awsstepfunctions.StateMachine, props MachineProps,
) {
	alarm.New(scope, alarm.Props{
		ID: "Failed",
		Description: "A move of the environment to " + *awscdk.Stack_Of(scope).Region() + " has failed or was stopped: " +
			"see the execution of " + props.Name + ", and start it again, or move with bulkhead failover.",
		Metric: alarm.Metric{
			Namespace:  "AWS/States",
			Name:       "ExecutionsFailed",
			Dimensions: map[string]string{"StateMachineArn": *machine.StateMachineArn()},
			Statistic:  "Sum",
			Minutes:    1,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine, // nobody moves
		Runbook: "move-failed",
		Tell:    props.Alerts,
	})
}
