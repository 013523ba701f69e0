// Package bastion makes an instance that people forward ports through, to stores of an environment, with Session
// Manager.
package bastion

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/server"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what the configuration says about a bastion, and what it plugs into.
type Props struct {
	config.Bastion
	Vpc      awsec2.IVpc
	Subnets  *awsec2.SubnetSelection // the private tier
	Stores   []store.Store           // that it reaches
	Key      awskms.IKey             // encrypts its volume
	Sessions server.Sessions
	Alerts   alarm.Topics // that alarms tell
}

// userData stops what nobody needs: people come through Session Manager.
const userData = `#!/bin/bash
systemctl disable --now sshd.service sshd.socket || true
systemctl mask sshd.service sshd.socket
`

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
	alarm.New(scope, alarm.Props{
		ID:          "Down",
		Description: "The bastion does not run: Auto Scaling's activity history says why.",
		Metric: alarm.Metric{
			Namespace:  "AWS/AutoScaling",
			Name:       "GroupInServiceInstances",
			Dimensions: map[string]string{"AutoScalingGroupName": *host.AutoScalingGroupName()},
			Statistic:  "Minimum",
			Minutes:    5,
		},
		When:    alarm.Below(1),
		Periods: 3,
		Missing: alarm.MissingIsWrong,
		Runbook: "bastion-down",
		Tell:    props.Alerts,
	})
}
