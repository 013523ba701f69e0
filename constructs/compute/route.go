package compute

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// deregistrationSeconds is how long a stopping task keeps the requests it has.
const deregistrationSeconds = 30

// newRoute makes the load balancer send the service's host and path to its
// tasks, and opens the service's port to the load balancer alone.
func newRoute(scope constructs.Construct, service awsecs.FargateService, group awsec2.SecurityGroup, props ServiceProps) elb.ApplicationTargetGroup {
	target := elb.NewApplicationTargetGroup(scope, new("Targets"), &elb.ApplicationTargetGroupProps{
		Vpc:                 props.Vpc,
		TargetType:          elb.TargetType_IP,
		Protocol:            elb.ApplicationProtocol_HTTP,
		Port:                jsii.Number(props.Port),
		DeregistrationDelay: awscdk.Duration_Seconds(jsii.Number(deregistrationSeconds)),
		HealthCheck: &elb.HealthCheck{
			Path:                    &props.Health.Path,
			HealthyHttpCodes:        new("200"),
			Interval:                awscdk.Duration_Seconds(jsii.Number(10)),
			Timeout:                 awscdk.Duration_Seconds(jsii.Number(5)),
			HealthyThresholdCount:   jsii.Number(2),
			UnhealthyThresholdCount: jsii.Number(3),
		},
	})
	if props.Route.StickyMinutes > 0 {
		target.EnableCookieStickiness(awscdk.Duration_Minutes(jsii.Number(props.Route.StickyMinutes)), nil)
	}
	balancer := awsec2.SecurityGroup_FromSecurityGroupId(scope, new("BalancerGroup"), &props.BalancerGroup, &awsec2.SecurityGroupImportOptions{
		AllowAllOutbound: new(false),
	})
	rule := elb.NewApplicationListenerRule(scope, new("Rule"), &elb.ApplicationListenerRuleProps{
		Listener: elb.ApplicationListener_FromApplicationListenerAttributes(scope, new("Listener"), &elb.ApplicationListenerAttributes{
			ListenerArn:   &props.Listener,
			SecurityGroup: balancer,
		}),
		Priority:     jsii.Number(props.Route.Rank()),
		Conditions:   conditions(props),
		TargetGroups: &[]elb.IApplicationTargetGroup{target},
	})
	service.AttachToApplicationTargetGroup(target)
	// ECS refuses a target group that no load balancer has.
	service.Node().AddDependency(rule)
	return target
}

func conditions(props ServiceProps) *[]elb.ListenerCondition {
	all := []elb.ListenerCondition{elb.ListenerCondition_PathPatterns(jsii.Strings(props.Route.Path))}
	if len(props.Hosts) > 0 {
		all = append(all, elb.ListenerCondition_HostHeaders(jsii.Strings(props.Hosts...)))
	}
	return &all
}
