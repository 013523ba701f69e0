package dns

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/constructs-go/constructs/v10"
)

// NewRecords points the zone's own name, and every name one label below it, at the load balancer.
func NewRecords(scope constructs.Construct, id string, zone awsroute53.IHostedZone, target awselasticloadbalancingv2.IApplicationLoadBalancer) {
	scope = constructs.NewConstruct(scope, &id)
	alias := at(target)
	awsroute53.NewARecord(scope, new("Apex"), &awsroute53.ARecordProps{Zone: zone, Target: alias})
	awsroute53.NewARecord(scope, new("Wildcard"), &awsroute53.ARecordProps{Zone: zone, Target: alias, RecordName: new("*")})
}

// NewRecord points the zone's own name at the load balancer.
func NewRecord(scope constructs.Construct, id string, zone awsroute53.IHostedZone, target awselasticloadbalancingv2.IApplicationLoadBalancer) {
	awsroute53.NewARecord(scope, &id, &awsroute53.ARecordProps{Zone: zone, Target: at(target)})
}

func at(target awselasticloadbalancingv2.IApplicationLoadBalancer) awsroute53.RecordTarget {
	return awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(target, &healthEvaluated{evaluate: true}))
}

// healthEvaluated makes an alias answer only while its target is healthy.
type healthEvaluated struct{ evaluate bool }

// EvaluateTargetHealth is read by CDK.
func (h *healthEvaluated) EvaluateTargetHealth() *bool { return &h.evaluate }

// HostedZoneId is read by CDK; the load balancer's own is used.
func (h *healthEvaluated) HostedZoneId() *string { return nil }
