// Package bastion makes an instance that people forward ports through, to stores of an environment, with Session Manager.
package bastion

import (
	"bulkhead/config"
	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// BastionProps is what the configuration says about a bastion, and what it plugs into.
type BastionProps struct {
	config.Bastion
	Vpc      awsec2.IVpc
	Subnets  *awsec2.SubnetSelection // the private tier
	Stores   []share.Store           // that it reaches
	Key      awskms.IKey             // encrypts its volume
	Sessions share.Sessions
	Alerts   awssns.ITopic
}

// userData stops what nobody needs: people come through Session Manager.
const userData = "#!/bin/bash\nsystemctl disable --now sshd.service sshd.socket || true\nsystemctl mask sshd.service sshd.socket\n"

// NewBastion adds the bastion. Nothing reaches it: its agent asks Session Manager who wants to come in.
func NewBastion(scope constructs.Construct, id string, props BastionProps) {
	scope = constructs.NewConstruct(scope, &id)
	group := share.NewGroup(scope, props.Vpc, "bastion")
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: Session Manager and packages"), nil)
	for _, store := range props.Stores {
		store.Connect(scope, group)
	}
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("the bastion"),
		AssumedBy:   awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
	})
	share.Manage(role, props.Sessions)
	server := share.NewServer(scope, "Server", share.ServerProps{
		Class:    props.Class,
		Vpc:      props.Vpc,
		Subnets:  props.Subnets,
		Group:    group,
		Role:     role,
		Key:      props.Key,
		UserData: awsec2.UserData_Custom(new(userData)),
	})
	share.Alert(awscloudwatch.NewAlarm(scope, new("Down"), &awscloudwatch.AlarmProps{
		AlarmDescription: new("The bastion does not run: Auto Scaling's activity history says why."),
		Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace:     new("AWS/AutoScaling"),
			MetricName:    new("GroupInServiceInstances"),
			DimensionsMap: &map[string]*string{"AutoScalingGroupName": server.AutoScalingGroupName()},
			Statistic:     new("Minimum"),
			Period:        awscdk.Duration_Minutes(jsii.Number(5)),
		}),
		Threshold:          jsii.Number(1),
		EvaluationPeriods:  jsii.Number(3),
		ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
	}), props.Alerts)
}
