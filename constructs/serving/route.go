package serving

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// DrainSeconds is how long a stopping container keeps the requests it has.
const DrainSeconds = 30

// Balancer is a load balancer as a service's stack sees it.
type Balancer struct {
	Name         string // that no other of the environment has
	LoadBalancer elb.IApplicationLoadBalancer
	Listener     string // ARN of the HTTPS listener
	Group        string // id of the load balancer's security group
}

// Route is a service at a load balancer. Requests go to one set of tasks; during a deployment that is not rolling, the
// next version is the other set. There are two whatever the strategy is, so that it can change: the rule then stays as
// it is, and ECS goes on from the set that has the tasks.
type Route struct {
	Blue, Green elb.ApplicationTargetGroup
	Rule        elb.ApplicationListenerRule // without it, no load balancer has the sets
}

// NewRoute makes the load balancer send the service's host and path to its two sets of targets, of which one has all
// requests.
func NewRoute(scope constructs.Construct, props Props) Route {
	// A target group belongs to one load balancer for ever. At another one, the route has others.
	at := props.Balancer.Name
	r := Route{Blue: newTargets(scope, at+"Targets", props), Green: newTargets(scope, at+"NextTargets", props)}
	options := &elb.ForwardOptions{}
	if props.Route.StickyMinutes > 0 { // where clients stick to tasks, they have to stick to the set of them, too
		options.StickinessDuration = minutes(props.Route.StickyMinutes)
	}
	// ECS changes the weights during a deployment.
	action := logIn(props, elb.ListenerAction_WeightedForward(&[]*elb.WeightedTargetGroup{
		{TargetGroup: r.Blue, Weight: jsii.Number(100)},
		{TargetGroup: r.Green, Weight: jsii.Number(0)},
	}, options))
	balancer := awsec2.SecurityGroup_FromSecurityGroupId(
		scope,
		new("BalancerGroup"),
		&props.Balancer.Group,
		&awsec2.SecurityGroupImportOptions{
			AllowAllOutbound: new(false),
		},
	)
	r.Rule = elb.NewApplicationListenerRule(scope, new("Rule"), &elb.ApplicationListenerRuleProps{
		Listener: elb.ApplicationListener_FromApplicationListenerAttributes(
			scope,
			new("Listener"),
			&elb.ApplicationListenerAttributes{
				ListenerArn:   &props.Balancer.Listener,
				SecurityGroup: balancer,
			},
		),
		Priority:   jsii.Number(props.Route.Priority()),
		Conditions: conditions(props),
		Action:     action,
	})
	return r
}

// newTargets adds a set of tasks that requests can go to.
func newTargets(scope constructs.Construct, id string, props Props) elb.ApplicationTargetGroup {
	targets := &elb.ApplicationTargetGroupProps{
		Vpc:                 props.Vpc,
		TargetType:          elb.TargetType_IP,
		Protocol:            elb.ApplicationProtocol_HTTP,
		Port:                jsii.Number(props.Port),
		DeregistrationDelay: seconds(DrainSeconds),
		HealthCheck: &elb.HealthCheck{
			Path:                    &props.Health.Path,
			HealthyHttpCodes:        new("200"),
			Interval:                seconds(10),
			Timeout:                 seconds(5),
			HealthyThresholdCount:   jsii.Number(2),
			UnhealthyThresholdCount: jsii.Number(3),
		},
	}
	if props.TLS == config.Enabled {
		targets.Protocol = elb.ApplicationProtocol_HTTPS
		targets.HealthCheck.Protocol = elb.Protocol_HTTPS
	}
	if props.Route.SlowStartSeconds > 0 {
		targets.SlowStart = seconds(props.Route.SlowStartSeconds)
	}
	group := elb.NewApplicationTargetGroup(scope, &id, targets)
	if props.Route.StickyMinutes > 0 {
		group.EnableCookieStickiness(minutes(props.Route.StickyMinutes), nil)
	}
	return group
}

func conditions(props Props) *[]elb.ListenerCondition {
	all := []elb.ListenerCondition{elb.ListenerCondition_PathPatterns(jsii.Strings(props.Route.Paths()...))}
	if len(props.Hosts) > 0 {
		all = append(all, elb.ListenerCondition_HostHeaders(jsii.Strings(props.Hosts...)))
	}
	return &all
}
