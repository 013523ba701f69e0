// Package transit joins the network of the VPN to every environment's, through a transit gateway in each region, and
// no environment to another.
//
// Every gateway has two route tables. What comes in from an environment is routed by "spokes", which knows the way to
// the VPN and no other; what comes in from the VPN is routed by "hub", which knows the way to each environment. The
// configuration says which network leads to which account: an environment that announced another's would be led its
// traffic.
package transit

import (
	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsram"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// GatewayProps is one region's transit gateway, and who may attach a VPC to it.
type GatewayProps struct {
	Name     string // of the gateway, in its Name tag, and of the share
	Accounts []config.AccountID
	Networks []Network         // that it leads to
	Log      awslogs.ILogGroup // of the function
	// Undelivered is the ARN of the queue of what cannot be started.
	Undelivered string
}

// Network is the network of an environment.
type Network struct {
	Account config.AccountID
	CIDR    config.Prefix
}

// Gateway is a transit gateway with its two tables.
type Gateway struct {
	ID, Hub, Spokes string
	function        awslambda.Function
	ready           constructs.IDependable // while its defaults change, the gateway takes nothing else
}

// FunctionARN returns the ARN of the function that peerings of the gateway are made with.
func (g Gateway) FunctionARN() *string { return g.function.FunctionArn() }

// NewGateway adds a gateway that its accounts attach to by themselves: what they attach is routed by spokes. Hub leads
// to it some minutes later.
func NewGateway(scope constructs.Construct, id string, props GatewayProps) Gateway {
	scope = constructs.NewConstruct(scope, &id)
	gateway := awsec2.NewCfnTransitGateway(scope, new("Resource"), &awsec2.CfnTransitGatewayProps{
		Description:                  new("joins the VPN to every environment"),
		AutoAcceptSharedAttachments:  new("enable"), // only the accounts of the share can ask
		DefaultRouteTableAssociation: new("enable"),
		DefaultRouteTablePropagation: new("disable"),
		DnsSupport:                   new("enable"),
		VpnEcmpSupport:               new("disable"),
	})
	awscdk.Tags_Of(gateway).Add(new("Name"), &props.Name, nil)
	table := func(name string) *string {
		t := awsec2.NewCfnTransitGatewayRouteTable(
			scope,
			&name,
			&awsec2.CfnTransitGatewayRouteTableProps{TransitGatewayId: gateway.AttrId()},
		)
		awscdk.Tags_Of(t).Add(new("Name"), new(props.Name+"-"+name), nil)
		return t.AttrTransitGatewayRouteTableId()
	}
	hub, spokes := table("hub"), table("spokes")

	handler := function.New(scope, "Function", function.Props{
		Name:        "transit",
		Description: "waits for, accepts and moves what transit gateways have between accounts and regions",
		Log:         props.Log,
		Permissions: permissions(awscdk.Stack_Of(scope)),
		Undelivered: props.Undelivered,
	})
	ready := function.NewCustomResource(scope, "Defaults", handler, "TransitGatewayDefaults", map[string]any{
		"TransitGateway": gateway.AttrId(),
		"Association":    spokes,
	})
	newRoutes(scope, handler, gateway.AttrId(), hub, props).Node().AddDependency(ready)
	var principals []*string
	for _, account := range props.Accounts {
		principals = append(principals, new(string(account)))
	}
	awsram.NewCfnResourceShare(scope, new("Share"), &awsram.CfnResourceShareProps{
		Name:                    &props.Name,
		AllowExternalPrincipals: trust.AsMember(scope, nil) == nil,
		Principals:              &principals,
		ResourceArns:            &[]*string{gateway.AttrTransitGatewayArn()},
	}).Node().AddDependency(ready)
	return Gateway{ID: *gateway.AttrId(), Hub: *hub, Spokes: *spokes, function: handler, ready: ready}
}

// permissions returns what the function may do with the gateways of its account: see lambda/transit.
func permissions(stack awscdk.Stack) []awsiam.PolicyStatement {
	mine := "arn:aws:ec2:*:" + *stack.Account() + ":transit-gateway"
	return []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"ec2:DescribeTransitGateways",
				"ec2:DescribeTransitGatewayAttachments",
				"ec2:DescribeTransitGatewayPeeringAttachments",
				"ec2:SearchTransitGatewayRoutes",
			),
			Resources: jsii.Strings("*"), // describing knows no resources
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"ec2:ModifyTransitGateway",
				"ec2:AssociateTransitGatewayRouteTable",
				"ec2:DisassociateTransitGatewayRouteTable",
				"ec2:AcceptTransitGatewayPeeringAttachment",
			),
			Resources: jsii.Strings(mine+"/*", mine+"-route-table/*", mine+"-attachment/*"),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"ec2:CreateTransitGatewayRoute",
				"ec2:ReplaceTransitGatewayRoute",
				"ec2:DeleteTransitGatewayRoute",
			),
			// The attachment of an environment is its account's.
			Resources: jsii.Strings(mine+"-route-table/*", "arn:aws:ec2:*:*:transit-gateway-attachment/*"),
		}),
	}
}

// associate routes by a table what comes in through an attachment, wherever the gateway's default has put it.
func (g Gateway) associate(scope constructs.Construct, id string, attachment, table *string) awscdk.CustomResource {
	return function.NewCustomResource(
		scope,
		id,
		g.function,
		"TransitGatewayAssociation",
		map[string]any{"Attachment": attachment, "RouteTable": table},
	)
}

// HubProps is the VPN's network.
type HubProps struct {
	Vpc      awsec2.IVpc
	Tiers    []*awsec2.SubnetSelection // that reach environments; the attachment is in the first
	Networks []string                  // all that an environment's could be
}

// AttachHub attaches the VPN's network, which reaches every environment, and which every environment answers. What its
// subnets send here for a network that no environment has is dropped.
func (g Gateway) AttachHub(scope constructs.Construct, id string, props HubProps) {
	scope = constructs.NewConstruct(scope, &id)
	attachment := newAttachment(scope, g.ID, props.Vpc, props.Tiers, props.Networks)
	attachment.Node().AddDependency(g.ready)
	association := g.associate(scope, "Association", attachment.AttrId(), &g.Hub)
	propagation := awsec2.CfnTransitGatewayRouteTablePropagationProps{
		TransitGatewayAttachmentId: attachment.AttrId(),
		TransitGatewayRouteTableId: &g.Spokes,
	}
	awsec2.NewCfnTransitGatewayRouteTablePropagation(scope, new("Propagation"), &propagation).
		Node().AddDependency(association) // one change of an attachment at a time
}

// routesOf is the id of the construct of the routes in a subnet's table. One that exists has its own id there: which of
// its subnets is the first may change, and AWS takes no route twice.
func routesOf(subnet awsec2.ISubnet) *string {
	if table := subnet.RouteTable().RouteTableId(); !*awscdk.Token_IsUnresolved(table) {
		return table
	}
	return subnet.Node().Id()
}

// newAttachment attaches a VPC to a gateway, with an interface in each subnet of its first tier, and leads what its
// tiers send to networks there. Of CloudFormation's two types for it, this is the one whose subnets change in place.
func newAttachment(
	scope constructs.Construct,
	gateway string,
	vpc awsec2.IVpc,
	tiers []*awsec2.SubnetSelection,
	networks []string,
) awsec2.CfnTransitGatewayAttachment {
	attachment := awsec2.NewCfnTransitGatewayAttachment(
		scope,
		new("Resource"),
		&awsec2.CfnTransitGatewayAttachmentProps{
			TransitGatewayId: &gateway,
			VpcId:            vpc.VpcId(),
			SubnetIds:        jsii.AnySlice(vpc.SelectSubnets(tiers[0]).SubnetIds),
			Options:          map[string]string{"DnsSupport": "enable"},
		},
	)
	led := map[string]bool{} // subnets of a network that exists may share a route table
	for _, tier := range tiers {
		for _, subnet := range *vpc.SelectSubnets(tier).Subnets {
			table := subnet.RouteTable().RouteTableId()
			if led[*table] {
				continue
			}
			led[*table] = true
			routes := constructs.NewConstruct(scope, routesOf(subnet))
			for _, network := range networks {
				awsec2.NewCfnRoute(routes, &network, &awsec2.CfnRouteProps{
					RouteTableId:         table,
					DestinationCidrBlock: &network,
					TransitGatewayId:     &gateway,
				}).Node().AddDependency(attachment)
			}
		}
	}
	return attachment
}
