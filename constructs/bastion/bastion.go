// Package bastion makes an instance that people forward ports through, to stores of an environment, with Session Manager.
package bastion

import (
	"bulkhead/config"
	notify "bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/server"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a bastion, and what it plugs into.
type Props struct {
	config.Bastion
	Vpc      awsec2.IVpc
	Subnets  *awsec2.SubnetSelection // the private tier
	Stores   []store.Store           // that it reaches
	Key      awskms.IKey             // encrypts its volume
	Sessions server.Sessions
	Alerts   awssns.ITopic
}

// userData stops what nobody needs: people come through Session Manager.
const userData = "#!/bin/bash\nsystemctl disable --now sshd.service sshd.socket || true\nsystemctl mask sshd.service sshd.socket\n"

// New adds the bastion. Nothing reaches it: its agent asks Session Manager who wants to come in.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "bastion")
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: Session Manager and packages"), nil)
	for _, s := range props.Stores {
		s.Connect(scope, group)
	}
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("the bastion"),
		AssumedBy:   awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
	})
	server.Manage(role, props.Sessions)
	host := server.New(scope, "Server", server.Props{
		Class:    props.Class,
		Vpc:      props.Vpc,
		Subnets:  props.Subnets,
		Group:    group,
		Role:     role,
		Key:      props.Key,
		UserData: awsec2.UserData_Custom(new(userData)),
	})
	notify.Alert(awscloudwatch.NewAlarm(scope, new("Down"), &awscloudwatch.AlarmProps{
		AlarmDescription: new("The bastion does not run: Auto Scaling's activity history says why."),
		Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace:     new("AWS/AutoScaling"),
			MetricName:    new("GroupInServiceInstances"),
			DimensionsMap: &map[string]*string{"AutoScalingGroupName": host.AutoScalingGroupName()},
			Statistic:     new("Minimum"),
			Period:        awscdk.Duration_Minutes(jsii.Number(5)),
		}),
		Threshold:          jsii.Number(1),
		EvaluationPeriods:  jsii.Number(3),
		ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
	}), props.Alerts)
}
