package transit

import (
	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// SpokeProps is an environment's network, and what it is joined to.
type SpokeProps struct {
	Vpc      awsec2.IVpc
	Tiers    []*awsec2.SubnetSelection // that the VPN reaches; the attachment is in the first
	VPN      string                    // address range of the VPN's network
	Owner    config.AccountID          // of the transit gateway
	Share    string                    // name of its share
	Zone     string                    // id of the environment's private zone
	Hub      string                    // name of the VPN's network
	Region   config.Region             // of the VPN's network
	Role     string                    // name of the function's role
	ZoneRole string                    // ARN of the role in the VPN's account that lets its network resolve the zone
	Log      awslogs.ILogGroup         // of the function
}

// NewSpoke joins an environment to the VPN: the two reach each other where security groups allow it, and the VPN
// resolves the environment's private names.
func NewSpoke(scope constructs.Construct, id string, props SpokeProps) {
	scope = constructs.NewConstruct(scope, &id)
	handler := function.New(scope, "Function", function.Props{
		Name:        "transit",
		Role:        props.Role,
		Description: "joins the environment to the VPN's network",
		Log:         props.Log,
		Permissions: spokePermissions(scope, props),
	})
	gateway := function.NewCustomResource(scope, "Gateway", handler, "SharedTransitGateway", map[string]any{
		"Owner":    string(props.Owner),
		"Share":    props.Share,
		"Revision": props.VPN, // with another range the VPN's network is another one
	})
	newAttachment(scope, *gateway.GetAttString(new("Id")), props.Vpc, props.Tiers, []string{props.VPN})
	function.NewCustomResource(scope, "Zone", handler, "PrivateZone", map[string]any{
		"Zone":     props.Zone,
		"VPC":      "Name=" + props.Hub,
		"Region":   string(props.Region),
		"Role":     props.ZoneRole,
		"Revision": props.VPN,
	})
}

// spokePermissions returns what the function may do in an environment's account: see lambda/transit.
func spokePermissions(scope constructs.Construct, props SpokeProps) []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"ec2:DescribeTransitGateways",
				"ec2:DescribeVpcs",
				"ram:GetResourceShareInvitations",
			),
			Resources: jsii.Strings("*"), // they know no resources
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("ram:AcceptResourceShareInvitation"),
			Resources: jsii.Strings(
				"arn:aws:ram:" + *awscdk.Stack_Of(scope).Region() + ":*:resource-share-invitation/*",
			),
			Conditions: &map[string]any{"StringEquals": map[string]string{
				"ram:ShareOwnerAccountId": string(props.Owner),
				"ram:ResourceShareName":   props.Share,
			}},
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"route53:GetHostedZone",
				"route53:CreateVPCAssociationAuthorization",
				"route53:DeleteVPCAssociationAuthorization",
				"route53:DisassociateVPCFromHostedZone",
			),
			Resources: jsii.Strings("arn:aws:route53:::hostedzone/" + props.Zone),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("sts:AssumeRole"),
			Resources: jsii.Strings(props.ZoneRole),
		}),
	}
}

// Spoke is an environment whose private zone the VPN's network resolves.
type Spoke struct {
	Name    string // of the environment
	Account config.AccountID
	Role    string // name of the role to make
	Caller  string // ARN of the account's role that may assume it
}

// NewZoneRole adds the role that an environment associates its private zone with the VPN's network through.
func NewZoneRole(scope constructs.Construct, vpc awsec2.IVpc, region config.Region, spoke Spoke) {
	role := awsiam.NewRole(scope, &spoke.Name, &awsiam.RoleProps{
		RoleName:    &spoke.Role,
		Description: new("has the VPN resolve the private names of " + spoke.Name),
		AssumedBy: awsiam.NewPrincipalWithConditions(
			awsiam.NewAccountPrincipal(new(string(spoke.Account))),
			trust.AsMember(scope, map[string]any{
				// Its role does not exist yet, so it cannot be the principal itself.
				"ArnEquals": map[string]string{"aws:PrincipalArn": spoke.Caller},
			}),
		),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("route53:AssociateVPCWithHostedZone"),
		Resources: jsii.Strings("arn:aws:route53:::hostedzone/*"), // a zone has no name before the environment is there
		Conditions: &map[string]any{"ForAllValues:StringEquals": map[string]string{
			"route53:VPCs": "VPCId=" + *vpc.VpcId() + ",VPCRegion=" + string(region),
		}},
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("ec2:DescribeVpcs"),
		Resources: jsii.Strings("*"), // describing knows no resources
	}))
}
