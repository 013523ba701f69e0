// Package securitygroup makes the security group that each component has of its own.
package securitygroup

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// New adds a component's own security group to scope. Nothing may come in or go out until a rule says so.
func New(scope constructs.Construct, vpc awsec2.IVpc, description string) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(scope, new("Group"), &awsec2.SecurityGroupProps{
		Vpc:              vpc,
		Description:      &description,
		AllowAllOutbound: new(false),
	})
}
