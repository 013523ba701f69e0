package plan

// shifted is what an update of a listener rule does to a service that may have been deployed by shifting requests: ECS
// moves them by the rule's weights, and CloudFormation writes those of the template again.
var shifted = interruption{
	what: "it sends all requests to the first of the service's two target groups again; after an odd number of gradual " +
		"deployments the tasks are in the other one, and requests fail",
	long:   "until the next deployment",
	source: "aws-cdk#36649",
}

// checkWeights tells of rules that an update writes again, and whose weights ECS may have changed.
func checkWeights(u *update) []Finding {
	if u.before == nil {
		return nil
	}
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Change || f.new.Type != "AWS::ElasticLoadBalancingV2::ListenerRule" {
			continue
		}
		for _, service := range u.before.resources {
			if shiftsBy(service, f.old) {
				found := u.interrupts(id, paths(f.differences)+": ", shifted)
				found.Way = "see in the console which target group the rule leads to, and deploy while it is the first; " +
					"another gradual deployment of the same version swaps them"
				all = append(all, found)
			}
		}
	}
	return all
}

// shiftsBy tells whether ECS shifts the requests of a service by the weights of a rule.
func shiftsBy(service, rule *instance) bool {
	balancers, _ := service.properties["LoadBalancers"].([]any)
	for _, one := range balancers {
		if text(at(one, "AdvancedConfiguration.ProductionListenerRule")) == text(rule.value("")) {
			return true
		}
	}
	return false
}
