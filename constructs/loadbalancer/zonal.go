package loadbalancer

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2targets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ZonalProps is what a zonal front plugs into.
type ZonalProps struct {
	Vpc       awsec2.IVpc
	Subnets   *awsec2.SubnetSelection // the public tier
	Behind    Balancer
	Protected bool         // refuse to delete it
	Alerts    alarm.Topics // that alarms tell
}

// NewZonal adds a network load balancer whose nodes, one per zone, keep to their zones: each has its own address, hands
// its connections to the nodes that the load balancer behind has in the same zone, and leaves DNS when it finds none
// healthy. Connections are untouched: the addresses of clients stay visible, to network ACLs too.
func NewZonal(scope constructs.Construct, id string, props ZonalProps) elb.NetworkLoadBalancer {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "zonal load balancer: HTTPS from the internet, HTTP to be redirected")
	balancer := elb.NewNetworkLoadBalancer(scope, new("Default"), &elb.NetworkLoadBalancerProps{
		Vpc:                props.Vpc,
		VpcSubnets:         props.Subnets,
		InternetFacing:     new(true),
		CrossZoneEnabled:   new(false),
		DeletionProtection: &props.Protected,
		SecurityGroups:     &[]awsec2.ISecurityGroup{group},
	})
	balancer.SetAttribute(new(zonalShift), new("true"))
	for _, behind := range []struct {
		port     float64
		listener elb.ApplicationListener
	}{{443, props.Behind.Listener}, {80, props.Behind.Plain}} {
		port, open := behind.port, awsec2.Port_Tcp(&behind.port)
		group.AddIngressRule(awsec2.Peer_AnyIpv4(), open, new("from the internet"), nil)
		group.AddEgressRule(props.Behind.SecurityGroup, open, new("to the load balancer behind"), nil)
		props.Behind.SecurityGroup.AddIngressRule(group, open, new("from the zonal load balancer"), nil)
		targets := newTargets(scope, port, behind.listener, props)
		balancer.AddListener(new(listenerName(port)), &elb.BaseNetworkListenerProps{
			Port:                &port,
			Protocol:            elb.Protocol_TCP,
			DefaultTargetGroups: &[]elb.INetworkTargetGroup{targets},
		})
		if port == 443 {
			newHealthAlarm(scope, targets, props.Alerts)
		}
	}
	return balancer
}

func listenerName(port float64) string {
	if port == 443 {
		return "Https"
	}
	return "Http"
}

// newTargets adds the load balancer behind as targets, on one port. It answers 404, or redirects, when it works.
func newTargets(
	scope constructs.Construct,
	port float64,
	listener elb.ApplicationListener,
	props ZonalProps,
) elb.NetworkTargetGroup {
	protocol := elb.Protocol_HTTPS
	if port != 443 {
		protocol = elb.Protocol_HTTP
	}
	return elb.NewNetworkTargetGroup(scope, new(listenerName(port)+"Targets"), &elb.NetworkTargetGroupProps{
		Vpc:        props.Vpc,
		Port:       &port,
		Protocol:   elb.Protocol_TCP,
		TargetType: elb.TargetType_ALB,
		Targets:    &[]elb.INetworkLoadBalancerTarget{awselasticloadbalancingv2targets.NewAlbListenerTarget(listener)},
		HealthCheck: &elb.HealthCheck{
			Protocol:                protocol,
			Path:                    new("/"),
			HealthyHttpCodes:        new("200-499"),
			Interval:                awscdk.Duration_Seconds(jsii.Number(10)),
			Timeout:                 awscdk.Duration_Seconds(jsii.Number(5)),
			HealthyThresholdCount:   jsii.Number(2),
			UnhealthyThresholdCount: jsii.Number(2),
		},
	})
}

// newHealthAlarm adds what fires when a zone's node finds nothing behind it; DNS then leads to the other zones.
func newHealthAlarm(scope constructs.Construct, targets elb.NetworkTargetGroup, alerts alarm.Topics) {
	alarm.New(scope, alarm.Props{
		ID: "Unhealthy",
		Description: "The zonal load balancer finds nothing healthy behind it: the zone gets no new clients. " +
			"See the health of AWS in its zones.",
		Metric: alarm.Metric{
			Namespace: "AWS/NetworkELB",
			Name:      "UnHealthyHostCount",
			Dimensions: map[string]string{
				"LoadBalancer": *targets.FirstLoadBalancerFullName(), "TargetGroup": *targets.TargetGroupFullName(),
			},
			Statistic: "Maximum",
			Minutes:   1,
		},
		When:    alarm.Above(0),
		Periods: 3,
		Missing: alarm.MissingIsWrong,
		Runbook: "zone-without-targets",
		Tell:    alerts,
	})
}
