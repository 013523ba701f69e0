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
	// TargetGroups is how many a routed service has: whatever its strategy, so that it can change. A function has one.
	TargetGroups = 2
)

// checkBalancers demands no more of a load balancer than it can have. It has a rule for each route, and one more: what
// target groups leave is below the quota of 100 rules. It has two certificates of 25.
func (e Environment) checkBalancers(at document.Path, routes map[Balancer][]routed) {
	for _, balancer := range []Balancer{PublicBalancer, InternalBalancer} {
		var names []string
		functions := 0
		for _, r := range routes[balancer] {
			if r.ofFunction() {
				functions++
			} else {
				names = append(names, r.name)
			}
		}
		room := mostTargetGroups - functions
		at.Demand(len(names)*TargetGroups <= room,
			fmt.Sprintf("%d services have a route at the %s load balancer, which has room for %d", len(names), balancer, room/TargetGroups),
			"move some to the other load balancer, or to another environment")
		at.Parent().Key("functions").Demand(functions < mostTargetGroups,
			fmt.Sprintf("%d functions have a route at the %s load balancer, which has room for %d", functions, balancer, mostTargetGroups-1),
			"move some to the other load balancer, or to another environment")
		most := e.mostTargets(names) + functions
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
