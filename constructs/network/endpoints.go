package network

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// newEndpoints adds the gateway endpoints, and the interface endpoints that the
// configuration asks for, each open only to the VPC and to principals of the account.
func newEndpoints(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) {
	// Not for the data tier: its network ACL lets nothing out of the VPC.
	private := &[]*awsec2.SubnetSelection{Subnets(Private)}
	anybody := awsiam.NewAnyPrincipal()
	s3 := vpc.AddGatewayEndpoint(new("S3"), &awsec2.GatewayVpcEndpointOptions{
		Service: awsec2.GatewayVpcEndpointAwsService_S3(),
		Subnets: private,
	})
	for _, statement := range storagePolicy(*awscdk.Stack_Of(scope).Region(), props, anybody) {
		s3.AddToPolicy(statement)
	}
	vpc.AddGatewayEndpoint(new("DynamoDB"), &awsec2.GatewayVpcEndpointOptions{
		Service: awsec2.GatewayVpcEndpointAwsService_DYNAMODB(),
		Subnets: private,
	}).AddToPolicy(ownPrincipals("dynamodb", anybody, props.Account))

	if len(props.Interfaces) == 0 {
		return
	}
	group := awsec2.NewSecurityGroup(scope, new("EndpointsGroup"), &awsec2.SecurityGroupProps{
		Vpc:              vpc,
		Description:      new("interface endpoints: HTTPS from the VPC"),
		AllowAllOutbound: new(false),
	})
	group.AddIngressRule(
		awsec2.Peer_Ipv4(new(props.CIDR.String())),
		awsec2.Port_HTTPS(),
		new("HTTPS from the VPC"),
		nil,
	)
	for _, service := range props.Interfaces {
		endpoint := awsec2.NewInterfaceVpcEndpoint(scope, &service, &awsec2.InterfaceVpcEndpointProps{
			Vpc:               vpc,
			Service:           awsec2.NewInterfaceVpcEndpointAwsService(&service, nil, nil, nil),
			PrivateDnsEnabled: new(true),
			Open:              new(false),
			SecurityGroups:    &[]awsec2.ISecurityGroup{group},
			Subnets:           Subnets(Private),
		})
		endpoint.AddToPolicy(ownPrincipals(permissionPrefix(service), anybody, props.Account))
	}
}

// permissionPrefix returns what IAM calls the service of an endpoint.
func permissionPrefix(endpoint string) string {
	switch endpoint {
	case "monitoring":
		return "cloudwatch"
	case "email":
		return "ses"
	case "ecs-agent", "ecs-telemetry":
		return "ecs"
	default:
		service, _, _ := strings.Cut(endpoint, ".") // ecr.api, ecr.dkr
		return service
	}
}
