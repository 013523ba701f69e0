// Package server makes single instances, and lets Systems Manager manage them.
package server

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is one instance of Amazon Linux 2023 on arm64.
type Props struct {
	Class    string
	Vpc      awsec2.IVpc
	Subnets  *awsec2.SubnetSelection
	Group    awsec2.ISecurityGroup
	Role     awsiam.Role
	Key      awskms.IKey     // encrypts its volume; must let Auto Scaling use it: see keys.ForInstances
	UserData awsec2.UserData // may be completed later
	Public   bool            // it has an address that the internet reaches
	Signals  int             // minutes that CloudFormation waits for it to say that it has started; 0 does not wait
	Lifetime int             // days after which Auto Scaling replaces it; 0 does not
}

const (
	serverGiB = 16
	// serverImage is where AWS publishes the current AMI. A server that starts takes the one of its day.
	serverImage = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
)

// New adds a server that Auto Scaling replaces when it fails, and that Systems Manager patches in place. Nobody
// comes in but through Session Manager, and its metadata is for itself alone.
func New(scope constructs.Construct, id string, props Props) awsautoscaling.AutoScalingGroup {
	scope = constructs.NewConstruct(scope, &id)
	template := awsec2.NewLaunchTemplate(scope, new("Template"), &awsec2.LaunchTemplateProps{
		MachineImage:             awsec2.MachineImage_ResolveSsmParameterAtLaunch(new(serverImage), nil),
		InstanceType:             awsec2.NewInstanceType(&props.Class),
		Role:                     props.Role,
		SecurityGroup:            props.Group,
		AssociatePublicIpAddress: &props.Public,
		RequireImdsv2:            new(true),
		HttpPutResponseHopLimit:  jsii.Number(1),
		DetailedMonitoring:       new(true),
		EbsOptimized:             new(true),
		UserData:                 props.UserData,
		BlockDevices: &[]*awsec2.BlockDevice{{
			DeviceName: new("/dev/xvda"),
			Volume: awsec2.BlockDeviceVolume_Ebs(jsii.Number(serverGiB), &awsec2.EbsDeviceOptions{
				VolumeType:          awsec2.EbsDeviceVolumeType_GP3,
				Encrypted:           new(true),
				KmsKey:              props.Key,
				DeleteOnTermination: new(true),
			}),
		}},
	})
	group := &awsautoscaling.AutoScalingGroupProps{
		Vpc:            props.Vpc,
		VpcSubnets:     props.Subnets,
		LaunchTemplate: template,
		MinCapacity:    jsii.Number(1),
		MaxCapacity:    jsii.Number(1),
		GroupMetrics:   &[]awsautoscaling.GroupMetrics{awsautoscaling.GroupMetrics_All()},
	}
	if props.Lifetime > 0 {
		group.MaxInstanceLifetime = awscdk.Duration_Days(jsii.Number(props.Lifetime))
	}
	// What there is one of, such as an address, is free when the last server has gone.
	update := &awsautoscaling.RollingUpdateOptions{MaxBatchSize: jsii.Number(1), MinInstancesInService: jsii.Number(0)}
	if props.Signals > 0 {
		patience := awscdk.Duration_Minutes(jsii.Number(props.Signals))
		group.Signals = awsautoscaling.Signals_WaitForAll(&awsautoscaling.SignalsOptions{Timeout: patience})
		update.PauseTime, update.WaitOnResourceSignals = patience, new(true)
	}
	group.UpdatePolicy = awsautoscaling.UpdatePolicy_RollingUpdate(update)
	server := awsautoscaling.NewAutoScalingGroup(scope, new("Default"), group)
	awscdk.Tags_Of(server).Add(new(PatchingTag), new(PatchedInPlace), nil)
	return server
}
