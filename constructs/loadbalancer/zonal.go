package loadbalancer

import (
	"strings"

	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2targets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ZonalProps is what zonal load balancers plug into.
type ZonalProps struct {
	Vpc       awsec2.IVpc
	Subnets   *awsec2.SubnetSelection // the public tier
	Behind    Balancer
	Protected bool // refuse to delete them
	Alerts    awssns.ITopic
}

// NewZonal adds one network load balancer per zone, each in its zone alone, and returns them by the zone's letter. An
// Application Load Balancer cannot do that: AWS wants it in two zones at least, so there is one behind them all. Each
// hands its connections to that one's nodes in its own zone, untouched: the addresses of clients stay visible.
func NewZonal(scope constructs.Construct, id string, props ZonalProps) map[string]elb.NetworkLoadBalancer {
	scope = constructs.NewConstruct(scope, &id)
	balancers := map[string]elb.NetworkLoadBalancer{}
	for _, subnet := range *props.Vpc.SelectSubnets(props.Subnets).Subnets {
		name := *subnet.AvailabilityZone()
		letter := name[len(name)-1:]
		balancers[letter] = newZone(constructs.NewConstruct(scope, new(strings.ToUpper(letter))), subnet, props)
	}
	return balancers
}

func newZone(scope constructs.Construct, subnet awsec2.ISubnet, props ZonalProps) elb.NetworkLoadBalancer {
	group := share.NewGroup(scope, props.Vpc, "load balancer of one zone: HTTPS from the internet, HTTP to be redirected")
	balancer := elb.NewNetworkLoadBalancer(scope, new("Default"), &elb.NetworkLoadBalancerProps{
		Vpc:                props.Vpc,
		VpcSubnets:         &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{subnet}},
		InternetFacing:     new(true),
		CrossZoneEnabled:   new(false),
		DeletionProtection: &props.Protected,
		SecurityGroups:     &[]awsec2.ISecurityGroup{group},
	})
	for _, behind := range []struct {
		port     float64
		listener elb.ApplicationListener
	}{{443, props.Behind.Listener}, {80, props.Behind.Plain}} {
		port, open := behind.port, awsec2.Port_Tcp(&behind.port)
		group.AddIngressRule(awsec2.Peer_AnyIpv4(), open, new("from the internet"), nil)
		group.AddEgressRule(props.Behind.SecurityGroup, open, new("to the load balancer behind"), nil)
		props.Behind.SecurityGroup.AddIngressRule(group, open, new("from the load balancer of a zone"), nil)
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

// newTargets is the load balancer behind, on one port. It answers 404, or redirects, when it works.
func newTargets(scope constructs.Construct, port float64, listener elb.ApplicationListener, props ZonalProps) elb.NetworkTargetGroup {
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

// newHealthAlarm fires when a zone's entrance finds nothing behind it; DNS then leads to the other zones.
func newHealthAlarm(scope constructs.Construct, targets elb.NetworkTargetGroup, alerts awssns.ITopic) {
	alarm := targets.Metrics().UnHealthyHostCount(&awscloudwatch.MetricOptions{
		Statistic: new("Maximum"),
		Period:    awscdk.Duration_Minutes(jsii.Number(1)),
	}).CreateAlarm(scope, new("Unhealthy"), &awscloudwatch.CreateAlarmOptions{
		AlarmDescription:   new("The load balancer of a zone finds nothing healthy behind it: the zone gets no new clients. See the health of AWS in that zone."),
		Threshold:          jsii.Number(0),
		EvaluationPeriods:  jsii.Number(3),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
	})
	share.Alert(alarm, alerts)
}
