package cloudformation

import "slices"

// ready is what a service asks of others when one of its resources is made or changed: it tells whether requests still
// lead to where tasks are. Of a service that is deployed by shifting traffic, ECS moves the tasks to the other target
// group at each deployment, and CloudFormation does not know.
func (o *operation) ready(r resource, p *Physical) bool {
	if reason := p.barred(o.world); reason != "" {
		o.refuse(Never, r, "%s", reason)
		return false
	}
	switch p.Type {
	case "AWS::ECS::Service":
		return o.serviceReady(r, p)
	case "AWS::ElasticLoadBalancingV2::ListenerRule":
		o.ruleLeads(p)
	case "AWS::RDS::DBCluster":
		o.upgrades(p)
	case "AWS::IAM::Policy":
		o.narrows(p)
	case "AWS::SecurityHub::OrganizationConfiguration":
		o.administers(p)
	}
	return true
}

// upgrades notes when a cluster gets another major version: CloudFormation allows that by itself, whatever the template
// says, and the cluster is away until it is done.
func (o *operation) upgrades(p *Physical) {
	was := o.stack.resources[p.LogicalID]
	if was == nil || was.ID != p.ID {
		return
	}
	engine, old, new := text(p.Properties["Engine"]), text(was.real("EngineVersion")), text(p.Properties["EngineVersion"])
	if majorOf(engine, old) != majorOf(engine, new) {
		reason := "it is upgraded in place from " + old + " to " + new + ", and does not come back"
		o.result.Losses = append(o.result.Losses, Problem{Down, p.Stack, p.LogicalID, p.Type, reason})
	}
}

// serviceReady fails when a target group of the service has no load balancer, as CreateService and UpdateService do.
func (o *operation) serviceReady(r resource, p *Physical) bool {
	balancers, _ := p.Properties["LoadBalancers"].([]any)
	for _, one := range balancers {
		groups := []string{text(asMap(one)["TargetGroupArn"])}
		advanced := asMap(asMap(one)["AdvancedConfiguration"])
		if alternate := text(advanced["AlternateTargetGroupArn"]); alternate != "" {
			groups = append(groups, alternate)
		}
		for _, group := range groups {
			if group != "" && !o.world.balanced(group, p.Place) {
				o.refuse(Invalid, r, "target group %s has no load balancer", group)
				return false
			}
		}
	}
	return true
}

// balanced tells whether any rule or listener leads to a target group.
func (w *World) balanced(group string, place Place) bool {
	return len(w.leading(group, place)) > 0
}

// leading are the rules and listeners that forward to a target group.
func (w *World) leading(group string, place Place) []*Physical {
	var all []*Physical
	for _, s := range w.sorted() {
		if s.Place != place {
			continue
		}
		for _, p := range s.resources {
			if slices.Contains(targets(p), group) {
				all = append(all, p)
			}
		}
	}
	return all
}

// ruleLeads notes when a rule is written so that it leads to no target group in which a service has its tasks.
func (o *operation) ruleLeads(p *Physical) {
	weighted := weights(p)
	for _, s := range o.world.sorted() {
		for _, service := range s.resources {
			if service.Type != "AWS::ECS::Service" || service.Place != p.Place || service.live == "" {
				continue
			}
			if weight, named := weighted[service.live]; (!named || weight == 0) && serves(weighted, service) {
				o.result.Losses = append(o.result.Losses, Problem{
					Down, p.Stack, p.LogicalID, p.Type,
					"it leads to the target group without tasks of " + service.String(),
				})
			}
		}
	}
}

// serves tells whether a rule leads to any target group of a service.
func serves(weighted map[string]float64, service *Physical) bool {
	balancers, _ := service.Properties["LoadBalancers"].([]any)
	for _, one := range balancers {
		for _, group := range []any{asMap(one)["TargetGroupArn"], asMap(asMap(one)["AdvancedConfiguration"])["AlternateTargetGroupArn"]} {
			if _, named := weighted[text(group)]; group != nil && named {
				return true
			}
		}
	}
	return false
}

// weights are the target groups of a rule with the share of the requests that they get.
func weights(p *Physical) map[string]float64 {
	all := map[string]float64{}
	actions, _ := p.Properties["Actions"].([]any)
	for _, action := range actions {
		if one := text(asMap(action)["TargetGroupArn"]); one != "" {
			all[one] = 1
		}
		groups, _ := asMap(asMap(action)["ForwardConfig"])["TargetGroups"].([]any)
		for _, group := range groups {
			weight := 1.0
			if given := asMap(group)["Weight"]; given != nil {
				weight = number(given)
			}
			all[text(asMap(group)["TargetGroupArn"])] = weight
		}
	}
	return all
}

// Shifted has ECS have moved the tasks of a service to its other target group, as an odd number of gradual deployments
// does.
func (w *World) Shifted(stack string) {
	s := w.Stack(stack)
	for id, p := range s.resources {
		if p.Type != "AWS::ECS::Service" {
			continue
		}
		balancers, _ := p.Properties["LoadBalancers"].([]any)
		for _, one := range balancers {
			if other := text(asMap(asMap(one)["AdvancedConfiguration"])["AlternateTargetGroupArn"]); other != "" {
				c := *p
				c.live = other
				w.release(p)
				w.hold(&c)
				s.resources[id] = &c
			}
		}
	}
}
