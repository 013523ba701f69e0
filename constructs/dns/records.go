package dns

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Answer is where a zone's names lead.
type Answer struct{ Apex, Wildcard awsroute53.RecordTarget }

// ToBalancer returns the answer that leads to a load balancer.
func ToBalancer(target awselasticloadbalancingv2.ILoadBalancerV2) Answer {
	alias := at(target)
	return Answer{alias, alias}
}

// NewRecords points the zone's own name, unless apex is false, and every name one label below it, at the answer.
func NewRecords(scope constructs.Construct, id string, zone awsroute53.IHostedZone, apex bool, answer Answer) {
	scope = constructs.NewConstruct(scope, &id)
	if apex {
		awsroute53.NewARecord(scope, new("Apex"), &awsroute53.ARecordProps{Zone: zone, Target: answer.Apex})
	}
	awsroute53.NewARecord(
		scope,
		new("Wildcard"),
		&awsroute53.ARecordProps{Zone: zone, RecordName: new("*"), Target: answer.Wildcard},
	)
}

// NewRecord points the zone's own name at the load balancer.
func NewRecord(
	scope constructs.Construct,
	id string,
	zone awsroute53.IHostedZone,
	target awselasticloadbalancingv2.ILoadBalancerV2,
) {
	awsroute53.NewARecord(scope, &id, &awsroute53.ARecordProps{Zone: zone, Target: at(target)})
}

// NewAddress points a name of the zone at an address.
func NewAddress(scope constructs.Construct, id string, zone awsroute53.IHostedZone, name string, addresses ...string) {
	awsroute53.NewARecord(scope, &id, &awsroute53.ARecordProps{
		Zone:       zone,
		RecordName: new(name + "."),
		Target:     awsroute53.RecordTarget_FromIpAddresses(*jsii.Strings(addresses...)...),
		Ttl:        awscdk.Duration_Minutes(jsii.Number(5)),
	})
}

// NewPointer points a name of the zone at another name, which is in nobody's hands here.
func NewPointer(
	scope constructs.Construct, name string, zone awsroute53.IHostedZone, target string,
) awsroute53.CnameRecord {
	return awsroute53.NewCnameRecord(scope, &name, &awsroute53.CnameRecordProps{
		Zone:       zone,
		RecordName: new(name + "."),
		DomainName: new(target + "."),
		Ttl:        awscdk.Duration_Minutes(jsii.Number(1)), // as long as aliases of load balancers are kept
	})
}

func at(target awselasticloadbalancingv2.ILoadBalancerV2) awsroute53.RecordTarget {
	return awsroute53.RecordTarget_FromAlias(
		awsroute53targets.NewLoadBalancerTarget(target, &healthEvaluated{evaluate: true}),
	)
}

// healthEvaluated makes an alias answer only while its target is healthy.
type healthEvaluated struct{ evaluate bool }

// EvaluateTargetHealth is read by CDK.
func (h *healthEvaluated) EvaluateTargetHealth() *bool { return &h.evaluate }

// HostedZoneId is read by CDK; the load balancer's own is used.
func (h *healthEvaluated) HostedZoneId() *string { return nil }

// cloudFrontZone is the hosted zone of every CloudFront distribution. Source: the Route 53 API reference, AliasTarget.
const cloudFrontZone = "Z2FDTNDATAQYW2"

// Named is a zone of this account: by its id, or by its name where it is in another region's stack.
type Named struct{ ID, Name string }

// NewDistributionRecords points a name of a zone at a CloudFront distribution, over IPv4 and IPv6.
func NewDistributionRecords(scope constructs.Construct, id string, zone Named, name, distribution string) {
	scope = constructs.NewConstruct(scope, &id)
	for _, kind := range []string{"A", "AAAA"} {
		props := &awsroute53.CfnRecordSetProps{
			Name: new(name + "."),
			Type: &kind,
			AliasTarget: &awsroute53.CfnRecordSet_AliasTargetProperty{
				DnsName:              &distribution,
				HostedZoneId:         new(cloudFrontZone),
				EvaluateTargetHealth: false, // CloudFront has no health that Route 53 knows
			},
		}
		if zone.ID != "" {
			props.HostedZoneId = &zone.ID
		} else {
			props.HostedZoneName = new(zone.Name + ".")
		}
		record := awsroute53.NewCfnRecordSet(scope, &kind, props)
		record.ApplyRemovalPolicy(awscdk.RemovalPolicy_DESTROY, nil)
	}
}
