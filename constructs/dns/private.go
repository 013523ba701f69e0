package dns

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
)

// NewPrivateZone adds a zone that only the VPC sees.
func NewPrivateZone(scope constructs.Construct, id, domain string, vpc awsec2.IVpc) awsroute53.PrivateHostedZone {
	zone := awsroute53.NewPrivateHostedZone(scope, &id, &awsroute53.PrivateHostedZoneProps{
		ZoneName: &domain,
		Comment:  new("internal names"),
		Vpc:      vpc,
	})
	zone.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE)
	return zone
}
