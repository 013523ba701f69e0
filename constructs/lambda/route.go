package lambda

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"
)

// Balancer is a load balancer as a function's stack sees it.
type Balancer struct {
	Name     string // that no other of the environment has
	Listener string // ARN of the HTTPS listener
	Hosts    []string
	Targets  string // name of the target group; no other function, and no other load balancer, has one of it
}

// onRoute makes a load balancer call the function for a host and path. There is no health check, which would be calls
// that cost: who is called is known to be there.
//
// The load balancer has to be admitted before it takes the function as a target, when nobody knows yet how the ARN of
// the target group ends. So the group has a name of ours.
func (f function) onRoute(r config.Route) {
	at, stack := f.props.Balancer, awscdk.Stack_Of(f.scope)
	groups := "arn:aws:elasticloadbalancing:" + *stack.Region() + ":" + *stack.Account() + ":targetgroup/"
	admitted := f.admit(at.Name+"-Permission", "elasticloadbalancing.amazonaws.com", new(groups+at.Targets+"/*"))
	targets := elb.NewCfnTargetGroup(f.scope, new(at.Name+"Targets"), &elb.CfnTargetGroupProps{
		Name:               &at.Targets,
		TargetType:         new("lambda"),
		Targets:            []any{&elb.CfnTargetGroup_TargetDescriptionProperty{Id: f.target()}},
		HealthCheckEnabled: false,
		TargetGroupAttributes: []any{&elb.CfnTargetGroup_TargetGroupAttributeProperty{
			Key: new("lambda.multi_value_headers.enabled"), Value: new("true"),
		}},
	})
	targets.Node().AddDependency(admitted)
	conditions := []any{&elb.CfnListenerRule_RuleConditionProperty{
		Field:             new("path-pattern"),
		PathPatternConfig: &elb.CfnListenerRule_PathPatternConfigProperty{Values: jsii.Strings(r.Paths()...)},
	}}
	if len(at.Hosts) > 0 {
		conditions = append(conditions, &elb.CfnListenerRule_RuleConditionProperty{
			Field:            new("host-header"),
			HostHeaderConfig: &elb.CfnListenerRule_HostHeaderConfigProperty{Values: jsii.Strings(at.Hosts...)},
		})
	}
	elb.NewCfnListenerRule(f.scope, new("Rule"), &elb.CfnListenerRuleProps{
		ListenerArn: &at.Listener,
		Priority:    jsii.Number(r.Priority()),
		Conditions:  conditions,
		Actions:     []any{&elb.CfnListenerRule_ActionProperty{Type: new("forward"), TargetGroupArn: targets.Ref()}},
	})
	f.newAnswersAlarm(targets)
}
