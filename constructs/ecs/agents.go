package ecs

import (
	_ "embed"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// The agents' configurations, complete.
var (
	//go:embed agents/fluent-bit.yaml
	fluentBitConfiguration string
	//go:embed agents/cloudwatch-agent.json
	cloudWatchAgentConfiguration string
)

// metricsNamespace is where cloudwatch-agent.json puts what it measures.
const metricsNamespace = "bulkhead/instances"

// AgentsProps is what the agents of an environment's instances plug into.
type AgentsProps struct {
	Logs, Metrics serving.Image
	Cluster       awsecs.ICluster
	InstanceLog   awslogs.ILogGroup // receives what the instances log
	Log           awslogs.ILogGroup // receives what the agents themselves have to say
	Alerts        alarm.Topics      // that alarms tell
}

// NewAgents adds what runs once on every instance: one service sends its logs to CloudWatch, the other measures it.
func NewAgents(scope constructs.Construct, id string, props AgentsProps) {
	scope = constructs.NewConstruct(scope, &id)
	props.Cluster = onInstances(scope, props.Cluster)
	logs := newAgent(scope, "Logs", agent{
		image: props.Logs,
		// The stock image reads its configuration from a file only, and the root file system is read-only.
		command: []string{
			"sh", "-c",
			`printf %s "$CONFIGURATION" > /tmp/fluent-bit.yaml && ` +
				`exec /fluent-bit/bin/fluent-bit -c /tmp/fluent-bit.yaml`,
		},
		environment: map[string]*string{
			"CONFIGURATION": &fluentBitConfiguration,
			"AWS_REGION":    awscdk.Stack_Of(scope).Region(),
			"LOG_GROUP":     props.InstanceLog.LogGroupName(),
		},
		user:    "0", // who else may not read the journal
		logs:    "/host/var/log",
		keeps:   "/var/fluent-bit/state",
		scratch: []string{"/tmp"},
	}, props)
	props.InstanceLog.GrantWrite(logs.TaskRole())

	metrics := newAgent(scope, "Metrics", agent{
		image:       props.Metrics,
		environment: map[string]*string{"CW_CONFIG_CONTENT": &cloudWatchAgentConfiguration},
		measures:    "/instance",
		// It translates its configuration when it starts, and notes its process.
		scratch: []string{"/opt/aws/amazon-cloudwatch-agent/etc", "/opt/aws/amazon-cloudwatch-agent/var"},
	}, props)
	metrics.TaskRole().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:    jsii.Strings("cloudwatch:PutMetricData"),
		Resources:  jsii.Strings("*"), // it knows no resources, only namespaces
		Conditions: &map[string]any{"StringEquals": map[string]string{"cloudwatch:namespace": metricsNamespace}},
	}))
	metrics.TaskRole().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("ec2:DescribeTags"),
		Resources: jsii.Strings("*"), // it knows no resources
	}))
}

// agent is a container that looks at its instance. Its configuration says where it expects what is mounted.
type agent struct {
	image       serving.Image
	user        string // empty for the image's own
	command     []string
	environment map[string]*string
	logs        string   // where it reads the instance's logs
	keeps       string   // where it writes what its successor goes on with
	measures    string   // an empty directory on the instance's storage, to measure that by
	scratch     []string // directories in memory; nothing else of its file system can be written
}

// volumes returns what an agent mounts. Docker makes those without a directory of the instance, so that no agent sees
// what the instance or another task has there.
func (a agent) volumes() []volume {
	var all []volume
	for _, v := range []volume{
		{name: "instance-log", path: a.logs, host: "/var/log", readOnly: true},
		{name: "agent-state", path: a.keeps},
		{name: "agent-storage", path: a.measures, readOnly: true},
	} {
		if v.path != "" {
			all = append(all, v)
		}
	}
	return all
}

// volume is a directory that an agent mounts.
type volume struct {
	name, path string
	host       string // directory of the instance; empty for one that Docker makes, and keeps between tasks
	readOnly   bool
}

// addTo mounts the volume in the container.
func (v volume) addTo(task awsecs.TaskDefinition, container awsecs.ContainerDefinition) {
	made := &awsecs.Volume{Name: &v.name}
	if v.host != "" {
		made.Host = &awsecs.Host{SourcePath: &v.host}
	} else {
		made.DockerVolumeConfiguration = &awsecs.DockerVolumeConfiguration{
			Driver:        new("local"),
			Scope:         awsecs.Scope_SHARED,
			Autoprovision: new(true),
		}
	}
	task.AddVolume(made)
	container.AddMountPoints(&awsecs.MountPoint{SourceVolume: &v.name, ContainerPath: &v.path, ReadOnly: &v.readOnly})
}

// agentMiB is the memory of an agent; config keeps it free on every instance.
const agentMiB = 256

// scratchMiB is the size of an agent's directory in memory, which holds a configuration.
const scratchMiB = 16

// newAgent adds a daemon service: one task on every instance.
func newAgent(scope constructs.Construct, id string, a agent, props AgentsProps) awsecs.TaskDefinition {
	may := newRights(scope, id+"Rights", props.Log)
	task := awsecs.NewTaskDefinition(scope, new(id+"Task"), may.lend(&awsecs.TaskDefinitionProps{
		Compatibility: awsecs.Compatibility_EC2,
		NetworkMode:   awsecs.NetworkMode_HOST, // it measures the instance's network, and needs no address of its own
	}))
	linux := newLinux(scope, id+"Linux")
	for _, directory := range a.scratch {
		linux.AddTmpfs(&awsecs.Tmpfs{ContainerPath: &directory, Size: jsii.Number(scratchMiB)})
	}
	container := &awsecs.ContainerDefinitionOptions{
		ContainerName:          new("agent"),
		Image:                  image(scope, id+"Repository", may, a.image),
		MemoryLimitMiB:         jsii.Number(agentMiB),
		Cpu:                    jsii.Number(64),
		Environment:            &a.environment,
		ReadonlyRootFilesystem: new(true),
		LinuxParameters:        linux,
		Ulimits:                openFiles(),
		Logging: awsecs.LogDrivers_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup:     props.Log,
			StreamPrefix: &id,
			Mode:         awsecs.AwsLogDriverMode_NON_BLOCKING,
		}),
	}
	if a.user != "" {
		container.User = &a.user
	}
	if a.command != nil {
		container.EntryPoint = jsii.Strings(a.command...)
	}
	definition := task.AddContainer(new("agent"), container)
	for _, v := range a.volumes() {
		v.addTo(task, definition)
	}
	service := awsecs.NewEc2Service(scope, &id, &awsecs.Ec2ServiceProps{
		Cluster:              props.Cluster,
		TaskDefinition:       task,
		Daemon:               new(true),
		MinHealthyPercent:    jsii.Number(0),
		MaxHealthyPercent:    jsii.Number(100),
		CircuitBreaker:       rollBack(),
		EnableECSManagedTags: new(true),
		PropagateTags:        awsecs.PropagatedTagSource_SERVICE,
	})
	service.Node().AddDependency(may.scope)
	newAgentAlarm(scope, id, service, props)
	return task
}

// newAgentAlarm adds what fires when an agent is missing on an instance for a quarter of an hour: what happens there is
// not seen.
func newAgentAlarm(scope constructs.Construct, id string, service awsecs.Ec2Service, props AgentsProps) {
	alarm.New(scope, alarm.Props{
		ID: id + "Missing",
		Description: "An agent does not run on every instance: " +
			"see what it says in the log group of agents, and the events of its service.",
		Metric: notRunning(
			"instances without the agent", *props.Cluster.ClusterName(), *service.ServiceName(), 5,
		),
		When:    alarm.Above(0),
		Periods: 3,
		Missing: alarm.MissingIsWrong,
		Runbook: "agent-missing",
		Tell:    props.Alerts,
	})
}
