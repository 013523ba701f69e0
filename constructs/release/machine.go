package release

import (
	"encoding/json"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// MachineProps is what a side's state machine plugs into.
type MachineProps struct {
	Name         string                                 // of the state machine
	Side         string                                 // that it is of
	RoleName     string                                 // of its function, which the registry's account knows it by
	MachineRole  string                                 // name of its own, which guardrails know it by
	RegistryRole string                                 // ARN of the role there
	Definition   func(function string) ([]byte, error)  // in the Amazon States Language, with the ARN of the function
	Daily        any                                    // what the function is asked once a day
	Parameters   string                                 // ARN of what says which images run, with a wildcard
	Locks        string                                 // ARN of what keeps releases apart, with a wildcard
	Stacks       []string                               // ARNs of the stacks that are deployed
	Undelivered  string                                 // ARN of the queue of what rules cannot deliver
	Log          func(id, name string) awslogs.LogGroup // makes a log group, with a generated name if there is none
	Alerts       alarm.Topics                           // that alarms tell
}

// NewMachine adds the state machine that releases images, with its function. Its role is the only one of the account
// that may update the stacks of services: who may change it is an administrator of the account.
func NewMachine(scope constructs.Construct, id string, props MachineProps) {
	scope = constructs.NewConstruct(scope, &id)
	steps := function.New(scope, "Function", function.Props{
		Name:        "releaser",
		Role:        props.RoleName,
		Description: "judges images that are to be released, and marks those that run",
		Log:         props.Log("FunctionLog", ""),
		Undelivered: props.Undelivered,
		Retry:       true,
		Environment: map[string]*string{"SIDE": &props.Side, "REGISTRY_ROLE": &props.RegistryRole},
		Permissions: []awsiam.PolicyStatement{
			allow([]string{props.Parameters}, "ssm:GetParameter", "ssm:GetParameterHistory"),
			allow([]string{props.RegistryRole}, "sts:AssumeRole"),
		},
	})
	definition, err := props.Definition("${" + functionName + "}")
	if err != nil {
		panic(err) // the configuration has been checked
	}
	machine := awsstepfunctions.NewStateMachine(scope, new("Default"), &awsstepfunctions.StateMachineProps{
		StateMachineName:        &props.Name,
		Comment:                 new("releases images"),
		StateMachineType:        awsstepfunctions.StateMachineType_STANDARD,
		DefinitionBody:          awsstepfunctions.DefinitionBody_FromString(new(string(definition))),
		DefinitionSubstitutions: &map[string]*string{functionName: steps.FunctionArn()},
		TracingEnabled:          new(true),
		Logs: &awsstepfunctions.LogOptions{
			Destination:          props.Log("Log", vendedLogs+props.Name),
			IncludeExecutionData: new(true),
			Level:                awsstepfunctions.LogLevel_ALL,
		},
	})
	machine.Role().Node().DefaultChild().(awsiam.CfnRole).SetRoleName(&props.MachineRole)
	steps.GrantInvoke(machine)
	for _, statement := range permissions(awscdk.Stack_Of(scope), props) {
		machine.AddToRolePolicy(statement)
	}
	newFailedAlarm(scope, machine, props)

	input, err := json.Marshal(props.Daily)
	if err != nil {
		panic(err)
	}
	function.Start(scope, "Daily", steps, awsevents.CfnRuleProps{
		Description:        new("Has the registry keep the images that run"),
		ScheduleExpression: new("rate(1 day)"),
	}, new(string(input)), props.Undelivered)
}

// permissions are what the state machine asks and changes. CloudFormation deploys in the role that the stacks were made
// with, whoever asks; it may read what the templates take from Parameter Store in the name of who asks.
func permissions(stack awscdk.Stack, props MachineProps) []awsiam.PolicyStatement {
	here := *stack.Region() + ":" + *stack.Account()
	return []awsiam.PolicyStatement{
		allow(props.Stacks, "cloudformation:DescribeStacks", "cloudformation:UpdateStack"),
		allow([]string{props.Parameters}, "ssm:GetParameters", "ssm:PutParameter"),
		allow([]string{"arn:aws:ssm:" + here + ":parameter/cdk-bootstrap/*"}, "ssm:GetParameters"),
		allow([]string{props.Locks}, "ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"),
		allow([]string{"arn:aws:states:" + here + ":execution:" + props.Name + ":*"}, "states:DescribeExecution"),
	}
}

func allow(resources []string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...),
	})
}

// functionName stands for the function in the definition.
const functionName = "Steps"

// vendedLogs begins the names of log groups that AWS services write to. Source: the AWS Step Functions developer guide,
// "Using CloudWatch Logs to log execution history".
const vendedLogs = "/aws/vendedlogs/states/"

// ended counts executions that ended in a way.
func ended(machine awsstepfunctions.StateMachine, name string) alarm.Metric {
	return alarm.Metric{
		Namespace:  "AWS/States",
		Name:       name,
		Dimensions: map[string]string{"StateMachineArn": *machine.StateMachineArn()},
		Statistic:  "Sum",
		Minutes:    1,
	}
}

// newFailedAlarm adds what tells that a release has not ended well.
func newFailedAlarm(scope constructs.Construct, machine awsstepfunctions.StateMachine, props MachineProps) {
	alarm.New(scope, alarm.Props{
		ID:          "Failed",
		Description: "A release has failed, and what ran before runs on: see the execution of " + props.Name + ".",
		Metric: alarm.Math{
			Expression: "FILL(aborted, 0) + FILL(failed, 0) + FILL(timed, 0)",
			Label:      "releases that did not end well",
			Metrics: map[string]alarm.Metric{
				"aborted": ended(machine, "ExecutionsAborted"),
				"failed":  ended(machine, "ExecutionsFailed"),
				"timed":   ended(machine, "ExecutionsTimedOut"),
			},
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine, // nobody releases
		Runbook: "release-failed",
		Tell:    props.Alerts,
	})
}
