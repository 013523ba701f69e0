// Package lambda makes the functions of an environment: code that runs when something happens.
package lambda

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	functions "bulkhead/constructs/function"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a function, and what it plugs into.
type Props struct {
	config.Function
	Name        string
	Code        string      // directory with what is to run; empty for an image
	Repository  string      // ARN of the image's repository
	Version     string      // tag or digest of the image
	Resting     bool        // its side is not active: nothing starts it by itself
	Vpc         awsec2.IVpc // of the function; nil where it needs none
	Subnets     *awsec2.SubnetSelection
	Stores      []store.Store     // those named in uses
	Queues      map[string]string // ARNs of the environment's queues, by name
	Topics      map[string]string // ARNs of its topics, by name
	Buckets     map[string]string // full names of its buckets, by name
	Streams     map[string]Stream // those of its streams that start it, by name
	Tables      map[string]Table  // those of its tables that start it, by name
	Balancer    Balancer          // of its route
	Key         awskms.IKey       // encrypts the events that failed
	ThroughSQS  store.Permission  // to use that key through SQS
	Protected   bool              // events that failed are kept with their queue
	Log         awslogs.ILogGroup
	Undelivered string       // ARN of the queue of what rules cannot deliver
	Alerts      alarm.Topics // that alarms tell
}

// Live is the alias of the version that runs.
const Live = "live"

// function is one while it is made.
type function struct {
	props  Props
	scope  constructs.Construct
	role   awsiam.Role
	made   awslambda.Function
	alias  awslambda.CfnAlias
	failed awssqs.Queue // of events that it could not deal with
}

// New adds a function with an alias of its current version, all that starts it, and what becomes of events that fail.
// It reaches nothing that its configuration does not name.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	f := function{props: props, scope: scope}
	f.failed = newFailed(scope, props)
	rights := f.newRights()
	f.made = f.newFunction()
	f.made.Node().AddDependency(rights) // it runs, and is in the network, at once
	f.alias = f.newAlias()
	f.handOver()
	f.newTriggers()
	f.newAlarms()
}

// newFunction adds the function itself.
func (f function) newFunction() awslambda.Function {
	environment := map[string]*string{}
	for name, value := range f.props.Environment {
		environment[name] = &value
	}
	for _, s := range f.props.Stores {
		for suffix, value := range s.Variables {
			environment[s.Variable(suffix)] = &value
		}
	}
	props := &awslambda.FunctionProps{
		Description:   new("Function " + f.props.Name),
		Architecture:  architecture(f.props.Architecture),
		Environment:   &environment,
		Role:          f.role.WithoutPolicyUpdates(nil),
		LogGroup:      f.props.Log,
		LoggingFormat: awslambda.LoggingFormat_JSON,
		MemorySize:    jsii.Number(f.props.Memory),
		Timeout:       awscdk.Duration_Seconds(jsii.Number(f.props.TimeoutSeconds)),
	}
	f.setCode(props)
	if f.props.Concurrency > 0 {
		props.ReservedConcurrentExecutions = jsii.Number(f.props.Concurrency)
	}
	if f.props.Vpc != nil {
		group := securitygroup.New(f.scope, f.props.Vpc, "function "+f.props.Name)
		group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: AWS and other APIs"), nil)
		for _, s := range f.props.Stores {
			s.Connect(f.scope, group)
		}
		props.Vpc, props.VpcSubnets = f.props.Vpc, f.props.Subnets
		props.SecurityGroups = &[]awsec2.ISecurityGroup{group}
	}
	made := awslambda.NewFunction(f.scope, new("Default"), props)
	for _, mount := range store.Mounts(f.props.Stores) { // Lambda takes one
		made.Node().DefaultChild().(awslambda.CfnFunction).SetFileSystemConfigs(
			&[]any{&awslambda.CfnFunction_FileSystemConfigProperty{Arn: &mount.ARN, LocalMountPath: &mount.Path}},
		)
	}
	return made
}

func architecture(a config.Architecture) awslambda.Architecture {
	if a == config.AMD64 {
		return awslambda.Architecture_X86_64()
	}
	return awslambda.Architecture_ARM_64()
}

// newAlias adds the alias that everything calls. A version is made whenever the function changes.
func (f function) newAlias() awslambda.CfnAlias {
	version := f.made.CurrentVersion()
	alias := awslambda.NewCfnAlias(f.scope, new("Live"), &awslambda.CfnAliasProps{
		Name:            new(Live),
		FunctionName:    f.made.FunctionName(),
		FunctionVersion: version.Version(),
	})
	if f.props.Gradual() {
		f.shift(alias, version)
	}
	return alias
}

// newRights adds the role of the function, with a policy for each thing that it is about: what it may do with something
// that it no longer uses goes last. It returns what to wait for.
func (f *function) newRights() constructs.Construct {
	scope := constructs.NewConstruct(f.scope, new("Rights"))
	f.role = awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(new("lambda.amazonaws.com"), nil),
	})
	store.Allow(scope, "Log", f.role, store.Permission{
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		Resources: []string{*f.props.Log.LogGroupArn()},
	})
	store.Allow(scope, "Failed", f.role, store.Permission{
		Actions: []string{"sqs:SendMessage"}, Resources: []string{*f.failed.QueueArn()},
	}, f.props.ThroughSQS)
	if f.props.Vpc != nil {
		f.allowInterfaces(scope, "Network", functions.OfNetwork)
	}
	store.PermitEach(scope, f.role, f.props.Permissions)
	f.allowReading(scope)
	region := *awscdk.Stack_Of(scope).Region()
	for _, s := range f.props.Stores {
		s.Use(scope, f.role, region)
	}
	for _, name := range sorted(f.props.On.Queues) {
		store.Allow(scope, "Receive-"+name, f.role, store.Permission{
			Actions: []string{
				"sqs:ReceiveMessage",
				"sqs:DeleteMessage",
				"sqs:GetQueueAttributes",
				"sqs:ChangeMessageVisibility",
			},
			Resources: []string{f.props.Queues[name]},
		}, f.props.ThroughSQS)
	}
	return scope
}

// allowInterfaces lets Lambda make interfaces for the function, and not the function itself.
func (f function) allowInterfaces(scope constructs.Construct, id string, actions []string) {
	awsiam.NewPolicy(scope, &id, &awsiam.PolicyProps{
		Roles: &[]awsiam.IRole{f.role}, Statements: new(functions.Interfaces(scope, actions)),
	})
}

func sorted[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
