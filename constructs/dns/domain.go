package dns

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// InZone returns a zone of the account, by its id, as one of a domain that may be below the zone's own name: records
// are named by the domain.
func InZone(scope constructs.Construct, id, domain, zone string) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, &id, &awsroute53.HostedZoneAttributes{
		HostedZoneId: &zone, ZoneName: &domain,
	})
}

// NewDelegated adds what looks whether the world finds a domain in a zone of the account, and fails at once where it
// does not: a certificate, which has to wait for it, would wait for hours.
func NewDelegated(
	scope constructs.Construct, id, domain, zone string, log awslogs.ILogGroup,
) constructs.IDependable {
	scope = constructs.NewConstruct(scope, &id)
	looks := function.New(scope, "Function", function.Props{
		Name:        "domain",
		Description: "looks whether " + domain + " is delegated",
		Log:         log,
		Permissions: []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("route53:GetHostedZone"),
			Resources: jsii.Strings("arn:aws:route53:::hostedzone/" + zone),
		})},
	})
	return function.NewCustomResource(scope, "Look", looks, "DelegatedDomain", map[string]any{
		"Domain": domain, "Zone": zone,
	})
}

// NewFurtherCertificate adds a certificate for a further domain and the names one label below it, once the domain is
// delegated to the zone. Without either, the validation record is in place already.
func NewFurtherCertificate(
	scope constructs.Construct,
	domain string,
	zone awsroute53.IHostedZone,
	delegated constructs.IDependable,
	alerts alarm.Topics,
) awscertificatemanager.ICertificate {
	certificate := NewCertificate(scope, "Certificate", domain, zone, alerts)
	if delegated != nil {
		certificate.Node().AddDependency(delegated)
	}
	return certificate
}
