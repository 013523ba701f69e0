package ecs

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// InstancesProps is what the configuration says about instances, and what they plug into.
type InstancesProps struct {
	config.Instances
	Cluster     awsecs.Cluster
	ClusterName string
	Vpc         awsec2.IVpc
	Subnets     *awsec2.SubnetSelection // the private tier
	Key         awskms.IKey             // encrypts volumes; must let Auto Scaling use it: see keys.ForInstances
	Sessions    server.Sessions
	Alerts      alarm.Topics // that alarms tell
}

const (
	// instanceDays is how long an instance lives at most; the next one has the AMI of its day. Two weeks is within
	// what auditors expect of patching.
	instanceDays = 14
	// targetCapacity is how much of the instances tasks should fill, in percent; the rest starts new tasks at once.
	targetCapacity = 90
	// warmupSeconds is how long an instance needs until it can run tasks.
	warmupSeconds = 180

	rootDevice       = "/dev/xvda"
	bottlerocketData = "/dev/xvdb"
)

// NewInstances adds an Auto Scaling group that ECS scales and drains, and returns the name of its capacity provider.
func NewInstances(scope constructs.Construct, id string, props InstancesProps) string {
	scope = constructs.NewConstruct(scope, &id)
	template := newLaunchTemplate(scope, props)
	var overrides []*awsautoscaling.LaunchTemplateOverrides
	for _, class := range props.Classes {
		overrides = append(
			overrides,
			&awsautoscaling.LaunchTemplateOverrides{InstanceType: awsec2.NewInstanceType(&class)},
		)
	}
	group := awsautoscaling.NewAutoScalingGroup(scope, new("Default"), &awsautoscaling.AutoScalingGroupProps{
		Vpc:         props.Vpc,
		VpcSubnets:  props.Subnets,
		MinCapacity: jsii.Number(props.Min),
		MaxCapacity: jsii.Number(props.Max),
		MixedInstancesPolicy: &awsautoscaling.MixedInstancesPolicy{
			LaunchTemplate:          template,
			LaunchTemplateOverrides: &overrides,
			InstancesDistribution: &awsautoscaling.InstancesDistribution{
				OnDemandAllocationStrategy:          awsautoscaling.OnDemandAllocationStrategy_PRIORITIZED,
				OnDemandBaseCapacity:                jsii.Number(props.Min),
				OnDemandPercentageAboveBaseCapacity: jsii.Number(100 - props.SpotPercent),
				SpotAllocationStrategy:              awsautoscaling.SpotAllocationStrategy_PRICE_CAPACITY_OPTIMIZED,
			},
		},
		CapacityRebalance:     new(props.SpotPercent > 0),
		MaxInstanceLifetime:   awscdk.Duration_Days(jsii.Number(instanceDays)),
		DefaultInstanceWarmup: seconds(warmupSeconds),
		GroupMetrics:          &[]awsautoscaling.GroupMetrics{awsautoscaling.GroupMetrics_All()},
		UpdatePolicy: awsautoscaling.UpdatePolicy_RollingUpdate(&awsautoscaling.RollingUpdateOptions{
			MaxBatchSize:          jsii.Number(1),
			MinInstancesInService: jsii.Number(min(props.Min, props.Max-1)),
			SuspendProcesses: &[]awsautoscaling.ScalingProcess{
				awsautoscaling.ScalingProcess_HEALTH_CHECK, awsautoscaling.ScalingProcess_REPLACE_UNHEALTHY,
				awsautoscaling.ScalingProcess_AZ_REBALANCE, awsautoscaling.ScalingProcess_ALARM_NOTIFICATION,
				awsautoscaling.ScalingProcess_SCHEDULED_ACTIONS,
			},
		}),
	})
	// They join a cluster that is there, and are gone before it goes: ECS deletes none that has instances.
	group.Node().AddDependency(props.Cluster, template.Role())
	if props.OS == config.AL2023 { // Patch Manager does not know Bottlerocket
		awscdk.Tags_Of(group).Add(new(server.PatchingTag), new(server.PatchedByReplacement), nil)
	}
	provider := awsecs.NewCfnCapacityProvider(scope, new("Provider"), &awsecs.CfnCapacityProviderProps{
		AutoScalingGroupProvider: &awsecs.CfnCapacityProvider_AutoScalingGroupProviderProperty{
			AutoScalingGroupArn: group.AutoScalingGroupName(), // it takes the name too
			ManagedDraining:     new("ENABLED"),
			ManagedScaling: &awsecs.CfnCapacityProvider_ManagedScalingProperty{
				Status:               new("ENABLED"),
				TargetCapacity:       jsii.Number(targetCapacity),
				InstanceWarmupPeriod: jsii.Number(warmupSeconds),
			},
			// Draining moves tasks before an instance goes; protected instances could only be deleted by hand.
			ManagedTerminationProtection: new("DISABLED"),
		},
	})
	newCapacityAlarm(scope, provider, props)
	return *provider.Ref()
}

// newLaunchTemplate adds what every instance is like: no public address, no way in but Session Manager, encrypted
// volumes, and metadata for the instance alone.
func newLaunchTemplate(scope constructs.Construct, props InstancesProps) awsec2.LaunchTemplate {
	group := securitygroup.New(scope, props.Vpc, "instances of "+props.ClusterName)
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: images, packages and AWS"), nil)
	role := newInstanceRole(scope, props)
	volume := awsec2.BlockDeviceVolume_Ebs(jsii.Number(props.VolumeGiB), &awsec2.EbsDeviceOptions{
		VolumeType:          awsec2.EbsDeviceVolumeType_GP3,
		Encrypted:           new(true),
		KmsKey:              props.Key,
		DeleteOnTermination: new(true),
	})
	devices := []*awsec2.BlockDevice{{DeviceName: new(rootDevice), Volume: volume}}
	if props.OS == config.Bottlerocket { // its system is on a small volume of its own
		system := awsec2.BlockDeviceVolume_Ebs(jsii.Number(4), &awsec2.EbsDeviceOptions{
			VolumeType:          awsec2.EbsDeviceVolumeType_GP3,
			Encrypted:           new(true),
			KmsKey:              props.Key,
			DeleteOnTermination: new(true),
		})
		devices = []*awsec2.BlockDevice{
			{DeviceName: new(rootDevice), Volume: system},
			{DeviceName: new(bottlerocketData), Volume: volume},
		}
	}
	return awsec2.NewLaunchTemplate(scope, new("Template"), &awsec2.LaunchTemplateProps{
		MachineImage: awsec2.MachineImage_ResolveSsmParameterAtLaunch(
			new(imageParameter(props.Instances)),
			nil,
		),
		InstanceType:            awsec2.NewInstanceType(&props.Classes[0]),
		Role:                    role,
		SecurityGroup:           group,
		BlockDevices:            &devices,
		RequireImdsv2:           new(true),
		HttpPutResponseHopLimit: jsii.Number(1), // containers have roles of their own
		DetailedMonitoring:      new(true),
		EbsOptimized:            new(true),
		UserData:                userData(props.OS, props.ClusterName),
	})
}

// imageParameter returns where AWS publishes the current AMI. Each instance that starts takes the AMI of its day, so a
// template need not change for patches.
func imageParameter(instances config.Instances) string {
	arm := instances.Architecture() == config.ARM64
	switch {
	case instances.OS == config.Bottlerocket && arm:
		return "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id"
	case instances.OS == config.Bottlerocket:
		return "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"
	case arm:
		return "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
	}
	return "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

// userData joins an instance to the cluster, keeps its own role from its tasks, and moves them when AWS takes the
// instance back.
func userData(os config.OS, cluster string) awsec2.UserData {
	if os == config.Bottlerocket {
		return awsec2.UserData_Custom(new("[settings.ecs]\ncluster = \"" + cluster + "\"\n" +
			"awsvpc-block-imds = true\nenable-spot-instance-draining = true\n"))
	}
	data := awsec2.UserData_ForLinux(nil)
	for _, setting := range []string{
		"ECS_CLUSTER=" + cluster, "ECS_AWSVPC_BLOCK_IMDS=true", "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
	} {
		data.AddCommands(new("echo " + setting + " >> /etc/ecs/ecs.config"))
	}
	return data
}

// newInstanceRole lets the ECS agent take part in this cluster only, and operators in through Session Manager. Tasks
// have roles of their own.
func newInstanceRole(scope constructs.Construct, props InstancesProps) awsiam.Role {
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("instances of " + props.ClusterName),
		AssumedBy:   awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
	})
	server.Manage(role, props.Sessions)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"ecs:RegisterContainerInstance",
			"ecs:DeregisterContainerInstance",
			"ecs:SubmitTaskStateChange",
			"ecs:SubmitContainerStateChange",
			"ecs:SubmitAttachmentStateChanges",
		),
		Resources: &[]*string{props.Cluster.ClusterArn()},
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"ecs:Poll",
			"ecs:StartTelemetrySession",
			"ecs:UpdateContainerInstancesState",
			"ecs:PutSystemLogEvents",
		),
		Resources:  jsii.Strings("*"), // instances, which have no names before they exist
		Conditions: &map[string]any{"ArnEquals": map[string]*string{"ecs:cluster": props.Cluster.ClusterArn()}},
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("ecs:DiscoverPollEndpoint"),
		Resources: jsii.Strings("*"), // it knows no resources
	}))
	return role
}

// newCapacityAlarm adds what fires when tasks wait for instances that do not come.
func newCapacityAlarm(scope constructs.Construct, provider awsecs.CfnCapacityProvider, props InstancesProps) {
	alarm.New(scope, alarm.Props{
		ID: "Full",
		Description: "Tasks on " + props.ClusterName + " wait for instances: " +
			"raise instances.max, or AWS is short of these classes.",
		Metric: alarm.Metric{
			Namespace:  "AWS/ECS/ManagedScaling",
			Name:       "CapacityProviderReservation",
			Dimensions: map[string]string{"ClusterName": props.ClusterName, "CapacityProviderName": *provider.Ref()},
			Statistic:  "Average",
			Minutes:    5,
		},
		When:    alarm.Above(100),
		Periods: 4,
		Missing: alarm.MissingIsFine,
		Runbook: "instances-full",
		Tell:    props.Alerts,
	})
}
