package loadbalancer

import (
	"bulkhead/config"

	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewGate adds, before every route, what tells whether the load balancer's side is active. Route 53 follows it, and a
// failover changes it.
func NewGate(scope constructs.Construct, id string, public Balancer, active bool) {
	status, body := 503, config.GateClosed
	if active {
		status, body = 200, config.GateOpen
	}
	elb.NewApplicationListenerRule(scope, &id, &elb.ApplicationListenerRuleProps{
		Listener:   public.Listener,
		Priority:   jsii.Number(config.GatePriority),
		Conditions: &[]elb.ListenerCondition{elb.ListenerCondition_PathPatterns(jsii.Strings(config.GatePath))},
		Action: elb.ListenerAction_FixedResponse(jsii.Number(status), &elb.FixedResponseOptions{
			ContentType: new("text/plain"),
			MessageBody: &body,
		}),
	})
}
