package config

import (
	"fmt"
	"slices"

	"bulkhead/internal/document"
)

// What AWS lets an Application Load Balancer have, the first of them for ever. Source: the quotas of Application Load
// Balancers in the user guide of Elastic Load Balancing.
const (
	mostTargetGroups = 100
	mostTargets      = 1000
	// TargetGroups is how many a routed service has: whatever its strategy, so that it can change.
	TargetGroups = 2
)

// checkBalancers demands no more of a load balancer than it can have. It has a rule for two target groups, so that the
// quota of 100 rules is never reached, and two certificates of 25.
func (e Environment) checkBalancers(at document.Path, routed map[Balancer][]string) {
	for _, balancer := range []Balancer{PublicBalancer, InternalBalancer} {
		names := routed[balancer]
		at.Demand(len(names)*TargetGroups <= mostTargetGroups,
			fmt.Sprintf("%d services have a route at the %s load balancer, which has room for %d", len(names), balancer, mostTargetGroups/TargetGroups),
			"move some to the other load balancer, or to another environment")
		most := e.mostTargets(names)
		at.Demand(most <= mostTargets,
			fmt.Sprintf("at their greatest scale, the services at the %s load balancer have %d tasks in a deployment, and it has room for %d", balancer, most, mostTargets),
			"lower scaling.max, or move some to another environment")
	}
}

// mostTargets is how many tasks of services can be registered at once: all at their greatest scale, and the largest of
// them in the middle of a deployment.
func (e Environment) mostTargets(names []string) int {
	all, surge := 0, []int{0}
	for _, name := range names {
		s := e.Services[name]
		all += s.Scaling.Most()
		surge = append(surge, s.Scaling.Most()*(s.Deployment.MaxHealthyPercent-100)/100)
	}
	return all + slices.Max(surge)
}
