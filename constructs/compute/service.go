package compute

import (
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ServiceProps is what the configuration says about a service, and what it plugs into.
type ServiceProps struct {
	config.Service
	Name        string
	Repository  string   // ARN of the image's repository
	Hosts       []string // host names of the route; none means any
	Cluster     awsecs.ICluster
	ClusterName string // spelled out: alarms cannot refer to what waits for them
	Vpc         awsec2.IVpc
	Subnets     *awsec2.SubnetSelection // the private tier
	Stores      []share.Store           // those named in uses
	Log         awslogs.ILogGroup
	Alerts      awssns.ITopic

	Listener      string // ARN of the load balancer's HTTPS listener
	LoadBalancer  elb.IApplicationLoadBalancer
	BalancerGroup string // id of the load balancer's security group
}

// stopSeconds is how long a container has to finish its requests before it is killed.
const stopSeconds = 30

// NewService adds a Fargate service that deploys itself rolling, rolls back by
// itself, scales by itself and reaches nothing that its configuration does not name.
func NewService(scope constructs.Construct, id string, props ServiceProps) awsecs.FargateService {
	scope = constructs.NewConstruct(scope, &id)
	group := awsec2.NewSecurityGroup(scope, new("Group"), &awsec2.SecurityGroupProps{
		Vpc:              props.Vpc,
		Description:      new("service " + props.Name),
		AllowAllOutbound: new(false),
	})
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: images, AWS and other APIs"), nil)
	for _, store := range props.Stores {
		store.Connect(scope, group)
	}

	task := newTask(scope, props)
	service := awsecs.NewFargateService(scope, new("Default"), &awsecs.FargateServiceProps{
		ServiceName:    &props.Name, // deployment alarms and operators know it by this name
		Cluster:        props.Cluster,
		TaskDefinition: task,
		// No desired count: it belongs to the scaling below, and an update would reset it.
		SecurityGroups:              &[]awsec2.ISecurityGroup{group},
		VpcSubnets:                  props.Subnets,
		AssignPublicIp:              new(false),
		PlatformVersion:             awsecs.FargatePlatformVersion_LATEST,
		MinHealthyPercent:           jsii.Number(props.Deployment.MinHealthyPercent),
		MaxHealthyPercent:           jsii.Number(props.Deployment.MaxHealthyPercent),
		CircuitBreaker:              &awsecs.DeploymentCircuitBreaker{Enable: new(true), Rollback: new(true)},
		AvailabilityZoneRebalancing: awsecs.AvailabilityZoneRebalancing_ENABLED,
		EnableExecuteCommand:        new(props.Exec == config.Enabled),
		EnableECSManagedTags:        new(true),
		PropagateTags:               awsecs.PropagatedTagSource_SERVICE,
		HealthCheckGracePeriod:      grace(props),
	})
	// The first tasks pull an image and read secrets at once, and failures count.
	service.Node().AddDependency(task.ObtainExecutionRole(), task.TaskRole())
	alarms := newLoadAlarms(scope, props)
	var target elb.ApplicationTargetGroup
	if props.Route != nil {
		target = newRoute(scope, service, group, props)
		alarms = append(alarms, newTargetAlarms(scope, target, props)...)
	}
	rollBackOn(service, alarms)
	newScaling(service, target, props.Scaling)
	return service
}

// newTask adds the task definition: one container, not root, on a read-only file system.
func newTask(scope constructs.Construct, props ServiceProps) awsecs.FargateTaskDefinition {
	task := awsecs.NewFargateTaskDefinition(scope, new("Task"), &awsecs.FargateTaskDefinitionProps{
		Cpu:            jsii.Number(props.CPU),
		MemoryLimitMiB: jsii.Number(props.Memory),
		RuntimePlatform: &awsecs.RuntimePlatform{
			CpuArchitecture:       architecture(props.Architecture),
			OperatingSystemFamily: awsecs.OperatingSystemFamily_LINUX(),
		},
	})
	environment := map[string]*string{}
	for name, value := range props.Environment {
		environment[name] = &value
	}
	secrets := map[string]awsecs.Secret{}
	for _, store := range props.Stores {
		store.Inject(scope, task, environment, secrets)
	}
	container := &awsecs.ContainerDefinitionOptions{
		ContainerName:          &props.Name,
		Image:                  image(scope, props),
		Essential:              new(true),
		MemoryLimitMiB:         jsii.Number(props.Memory), // all of the task's
		Environment:            &environment,
		Secrets:                &secrets,
		User:                   &props.User,
		ReadonlyRootFilesystem: new(props.Exec != config.Enabled), // the session agent writes to it
		StopTimeout:            awscdk.Duration_Seconds(jsii.Number(stopSeconds)),
		LinuxParameters:        newLinux(scope),
		PortMappings:           &[]*awsecs.PortMapping{{ContainerPort: jsii.Number(props.Port), Protocol: awsecs.Protocol_TCP}},
		Logging: awsecs.LogDrivers_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup:      props.Log,
			StreamPrefix:  &props.Name,
			Mode:          awsecs.AwsLogDriverMode_NON_BLOCKING, // a slow log must not stop the service
			MaxBufferSize: awscdk.Size_Mebibytes(jsii.Number(25)),
		}),
	}
	if len(props.Command) > 0 {
		container.Command = jsii.Strings(props.Command...)
	}
	task.AddContainer(&props.Name, container)
	return task
}

// newLinux reaps what the container leaves behind, and takes every capability from it.
func newLinux(scope constructs.Construct) awsecs.LinuxParameters {
	linux := awsecs.NewLinuxParameters(scope, new("Linux"), &awsecs.LinuxParametersProps{InitProcessEnabled: new(true)})
	linux.DropCapabilities(awsecs.Capability_ALL)
	return linux
}

// image is the configured tag or digest in the organization's registry.
func image(scope constructs.Construct, props ServiceProps) awsecs.ContainerImage {
	_, name, _ := strings.Cut(props.Repository, ":repository/")
	repository := awsecr.Repository_FromRepositoryAttributes(scope, new("Repository"), &awsecr.RepositoryAttributes{
		RepositoryArn:  &props.Repository,
		RepositoryName: &name,
	})
	_, version := props.ImageVersion()
	return awsecs.ContainerImage_FromEcrRepository(repository, &version)
}

func architecture(a config.Architecture) awsecs.CpuArchitecture {
	if a == config.AMD64 {
		return awsecs.CpuArchitecture_X86_64()
	}
	return awsecs.CpuArchitecture_ARM64()
}

// grace is only for services behind a load balancer: ECS refuses it for others.
func grace(props ServiceProps) awscdk.Duration {
	if props.Route == nil {
		return nil
	}
	return awscdk.Duration_Seconds(jsii.Number(props.Health.GraceSeconds))
}

// rollBackOn makes ECS undo a deployment when an alarm fires, once the alarms exist.
func rollBackOn(service awsecs.FargateService, alarms []awscloudwatch.Alarm) {
	var names []*string
	for _, alarm := range alarms {
		names = append(names, alarm.Node().DefaultChild().(awscloudwatch.CfnAlarm).AlarmName())
		service.Node().AddDependency(alarm)
	}
	service.EnableDeploymentAlarms(&names, &awsecs.DeploymentAlarmOptions{Behavior: awsecs.AlarmBehavior_ROLLBACK_ON_ALARM})
}
