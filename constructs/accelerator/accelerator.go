// Package accelerator leads clients to the load balancer of the active side of an environment, through AWS Global
// Accelerator. The primary has the accelerator; each side has the group of its own load balancer.
package accelerator

import (
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsglobalaccelerator"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Accelerator is two addresses that are announced everywhere, and what listens there.
type Accelerator struct {
	DNSName  *string
	Listener *string // ARN
}

// New adds an accelerator of that name for HTTPS, and HTTP to be redirected. Endpoints come with groups.
func New(scope constructs.Construct, id, name string) Accelerator {
	scope = constructs.NewConstruct(scope, &id)
	accelerator := awsglobalaccelerator.NewCfnAccelerator(
		scope, new("Resource"), &awsglobalaccelerator.CfnAcceleratorProps{
			Name:          &name,
			Enabled:       true,
			IpAddressType: new("IPV4"),
		},
	)
	var ports []any
	for _, port := range []float64{443, 80} {
		ports = append(ports, &awsglobalaccelerator.CfnListener_PortRangeProperty{FromPort: &port, ToPort: &port})
	}
	listener := awsglobalaccelerator.NewCfnListener(scope, new("Listener"), &awsglobalaccelerator.CfnListenerProps{
		AcceleratorArn: accelerator.AttrAcceleratorArn(),
		Protocol:       new("TCP"),
		PortRanges:     &ports,
		ClientAffinity: new("NONE"), // where a client has to stay, the load balancer's cookies keep it
	})
	return Accelerator{accelerator.AttrDnsName(), listener.AttrListenerArn()}
}

// Owner tells whose accelerator one is.
type Owner struct {
	Name         string // of the accelerator
	Organization string // its tags
	Environment  string
}

// Find returns the ARN of the listener of an accelerator that another region's stack has made.
func Find(scope constructs.Construct, id string, owner Owner, log awslogs.ILogGroup) *string {
	scope = constructs.NewConstruct(scope, &id)
	finder := function.New(scope, "Function", function.Props{
		Name:        "recovery",
		Description: "finds the listener of the environment's accelerator",
		Log:         log,
		Permissions: []awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("globalaccelerator:ListAccelerators"),
				Resources: jsii.Strings("*"), // listing knows no resources
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("globalaccelerator:ListTagsForResource", "globalaccelerator:ListListeners"),
				Resources: jsii.Strings(
					"arn:aws:globalaccelerator::" + *awscdk.Stack_Of(scope).Account() + ":accelerator/*",
				),
			}),
		},
	})
	return function.NewCustomResource(scope, "Find", finder, "AcceleratorListener", map[string]any{
		"Name":         owner.Name,
		"Organization": owner.Organization,
		"Environment":  owner.Environment,
	}).GetAttString(new("Arn"))
}

// GroupProps is the group of one side.
type GroupProps struct {
	Listener *string
	Active   bool
	Endpoint string // ARN of the load balancer that the internet reaches
}

// NewGroup adds the group of the stack's region. That of a side that is not active has no endpoint: one that is
// unhealthy, or has no weight, would still get requests when no other is healthy.
func NewGroup(scope constructs.Construct, id string, props GroupProps) {
	endpoints, dial := []any{}, 0
	if props.Active {
		dial = 100
		endpoints = append(endpoints, map[string]any{
			"EndpointId":                  props.Endpoint,
			"ClientIPPreservationEnabled": true,
			"Weight":                      128,
		})
	}
	group := awsglobalaccelerator.NewCfnEndpointGroup(scope, &id, &awsglobalaccelerator.CfnEndpointGroupProps{
		ListenerArn:           props.Listener,
		EndpointGroupRegion:   awscdk.Stack_Of(scope).Region(),
		TrafficDialPercentage: jsii.Number(dial), // CloudFormation would make it 100 where it is left out
	})
	group.AddPropertyOverride(new("EndpointConfigurations"), endpoints) // an empty list, too: CDK would leave it out
}
