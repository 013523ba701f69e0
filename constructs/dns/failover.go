package dns

import (
	"bulkhead/config"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// What the names of an environment with two sides lead to: a record with failover, which leads to one of two without,
// one of each side. They have names of their own, since Route 53 has no record of a name with failover beside one
// without. So failover comes and goes while the names stay. No host name begins so.
const (
	apexSides     = "_apex"
	wildcardSides = "_wildcard"
)

// How soon Route 53 notices that a gate has opened: after as many requests in a row, so many seconds apart.
const (
	checkSeconds = 10
	checkTimes   = 3
)

// newGateCheck adds a health check that is healthy while the gate at a domain is open, or, inverted, while it is not,
// or not reached.
func newGateCheck(scope constructs.Construct, id, domain string, inverted bool) awsroute53.HealthCheck {
	return awsroute53.NewHealthCheck(scope, &id, &awsroute53.HealthCheckProps{
		Type:             awsroute53.HealthCheckType_HTTPS_STR_MATCH,
		Fqdn:             &domain,
		Port:             jsii.Number(443),
		ResourcePath:     new(config.GatePath),
		SearchString:     new(config.GateOpen),
		EnableSNI:        new(true),
		RequestInterval:  awscdk.Duration_Seconds(jsii.Number(checkSeconds)),
		FailureThreshold: jsii.Number(checkTimes),
		Inverted:         &inverted,
	})
}

// Side is one of two sides that names lead to, and the check that says whether it is answered.
type Side struct {
	scope    constructs.Construct
	side     config.Side
	failover awsroute53.Failover
	check    awsroute53.IHealthCheck
}

// NewPrimary returns the side that names lead to unless the gate of the standby at its own domain is open.
func NewPrimary(scope constructs.Construct, id, standby string) Side {
	scope = constructs.NewConstruct(scope, &id)
	check := newGateCheck(scope, "StandbyIsNotActive", standby, true)
	return Side{scope, config.Primary, awsroute53.Failover_PRIMARY, check}
}

// NewSecondary returns the side that names lead to while the gate of the standby at its own domain is open.
func NewSecondary(scope constructs.Construct, id, standby string) Side {
	scope = constructs.NewConstruct(scope, &id)
	check := newGateCheck(scope, "StandbyIsActive", standby, false)
	return Side{scope, config.Standby, awsroute53.Failover_SECONDARY, check}
}

// Of returns the side for a zone of its own, whose constructs are below an id.
func (s Side) Of(id string) Side {
	s.scope = constructs.NewConstruct(s.scope, &id)
	return s
}

// NewOwn leads a name of a side's zone to the side itself, whichever one is active, and however healthy it is.
func NewOwn(scope constructs.Construct, id string, zone awsroute53.IHostedZone, answer Answer) {
	newUnasked(scope, id, zone, config.OwnName, answer.Wildcard)
}

// newUnasked adds a record that leads to a target without asking how healthy it is.
func newUnasked(
	scope constructs.Construct, id string, zone awsroute53.IHostedZone, name string, target awsroute53.RecordTarget,
) awsroute53.ARecord {
	record := awsroute53.NewARecord(scope, &id, &awsroute53.ARecordProps{
		Zone: zone, RecordName: &name, Target: target,
	})
	record.Node().DefaultChild().(awsroute53.CfnRecordSet).
		AddPropertyOverride(new("AliasTarget.EvaluateTargetHealth"), false)
	return record
}

// Lead adds the side to what the names of a zone lead to, and returns what leads to either side. The check alone
// decides between the sides: Route 53 takes a load balancer for unhealthy where one target group is empty, as that of a
// service's next version is, and refuses failover records that do not ask for the health of what they lead to. So they
// lead to records that do not.
func (s Side) Lead(zone awsroute53.IHostedZone, apex bool, answer Answer) (either Answer) {
	to := func(id, name string, target awsroute53.RecordTarget) awsroute53.RecordTarget {
		own := newUnasked(s.scope, id+"Side", zone, name+"-"+string(s.side), target)
		record := awsroute53.NewARecord(s.scope, &id, &awsroute53.ARecordProps{
			Zone: zone, RecordName: &name, Target: toRecord(own, zone),
			Failover: s.failover, SetIdentifier: new(string(s.side)), HealthCheck: s.check,
		})
		return toRecord(record, zone)
	}
	either.Wildcard = to("Wildcard", wildcardSides, answer.Wildcard)
	if apex {
		either.Apex = to("Apex", apexSides, answer.Apex)
	}
	return either
}

// toRecord leads to another record of the zone.
func toRecord(record awsroute53.IRecordSet, zone awsroute53.IHostedZone) awsroute53.RecordTarget {
	return awsroute53.RecordTarget_FromAlias(&alias{record.DomainName(), zone.HostedZoneId()})
}

// alias is a target whose health is asked for. CDK's own for a record asks for none.
type alias struct{ name, zone *string }

// Bind is called by CDK.
func (a *alias) Bind(awsroute53.IRecordSet, awsroute53.IHostedZone) *awsroute53.AliasRecordTargetConfig {
	return &awsroute53.AliasRecordTargetConfig{DnsName: a.name, HostedZoneId: a.zone, EvaluateTargetHealth: new(true)}
}

// FindZone returns the account's public zone of a domain, which another region's stack has made.
func FindZone(scope constructs.Construct, id, domain string, log awslogs.ILogGroup) awsroute53.IHostedZone {
	scope = constructs.NewConstruct(scope, &id)
	finder := function.New(scope, "Function", function.Props{
		Name:        "recovery",
		Description: "finds the zone of " + domain,
		Log:         log,
		Permissions: []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("route53:ListHostedZonesByName"),
			Resources: jsii.Strings("*"), // listing knows no resources
		})},
	})
	found := function.NewCustomResource(scope, "Find", finder, "PublicZone", map[string]any{"Domain": domain})
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, new("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: found.GetAttString(new("Id")), ZoneName: &domain,
	})
}

// ToAccelerator returns the answer that leads to an accelerator.
func ToAccelerator(name *string) Answer {
	target := awsroute53.RecordTarget_FromAlias(awsroute53targets.NewGlobalAcceleratorDomainTarget(name, nil))
	return Answer{target, target}
}
