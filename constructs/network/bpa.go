package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// blockPublicAccess keeps the internet out of every VPC of the account and region, whatever their routes and gateways
// say, but for the public tier of this one.
func blockPublicAccess(scope constructs.Construct, vpc awsec2.Vpc) {
	scope = constructs.NewConstruct(scope, new("PublicAccess"))
	block := awsec2.NewCfnVPCBlockPublicAccessOptions(
		scope,
		new("Resource"),
		&awsec2.CfnVPCBlockPublicAccessOptionsProps{
			InternetGatewayBlockMode: new("block-bidirectional"),
		},
	)
	for _, subnet := range subnetsOf(vpc, Public) {
		block.Node().AddDependency(awsec2.NewCfnVPCBlockPublicAccessExclusion(scope, subnet.Node().Id(),
			&awsec2.CfnVPCBlockPublicAccessExclusionProps{
				InternetGatewayExclusionMode: new("allow-bidirectional"),
				SubnetId:                     subnet.SubnetId(),
			}))
	}
}
