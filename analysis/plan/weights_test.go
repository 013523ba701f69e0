package plan

// listenerRule is a listener rule for a path, with two target groups.
func listenerRule(path string) map[string]string {
	return things("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 2, `+
		`'Conditions': [{'Field': 'path-pattern', 'Values': ['`+path+`']}], 'Actions': [{'ForwardConfig': {'TargetGroups': [`+
		`{'TargetGroupArn': 'a', 'Weight': 100}, {'TargetGroupArn': 'b', 'Weight': 0}]}}]`)
}

var shiftingService = things("Service", "AWS::ECS::Service",
	`'LoadBalancers': [{'TargetGroupArn': 'a', 'AdvancedConfiguration': {'ProductionListenerRule': {'Ref': 'Rule'}}}]`)
