package stream

import (
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// admitPollers lets Lambda read topics for functions. It does so from the brokers' subnets with the brokers' own group,
// which may then talk to itself, and tells queues, through an endpoint in the network, what a function could not deal
// with. Source: the AWS Lambda developer guide, "Configuring your Amazon MSK cluster and Amazon VPC network for
// Lambda".
func admitPollers(scope constructs.Construct, group awsec2.SecurityGroup, props ClusterProps) {
	door := store.Store{Name: "Pollers", Ports: []store.Port{{SecurityGroup: group, Number: IAMPort}}}
	door.Connect(scope, group)
	awsec2.NewCfnSecurityGroupEgress(scope, new("PollersFailed"), &awsec2.CfnSecurityGroupEgressProps{
		GroupId:     group.SecurityGroupId(),
		CidrIp:      props.Vpc.VpcCidrBlock(),
		IpProtocol:  new("tcp"),
		FromPort:    jsii.Number(httpsPort),
		ToPort:      jsii.Number(httpsPort),
		Description: new("HTTPS: endpoints of AWS in the network"),
	})
}

const httpsPort = 443
