package plan

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/assembly"
)

// association is a target group behind a load balancer, by a listener or a rule.
type association struct {
	group, balancer string // resolved
	by              *instance
}

// checkTargets finds target groups that would be behind two load balancers for a moment, which AWS refuses: the new
// listener or rule is made before the old one goes. Source: TargetGroupAssociationLimit, API reference of Elastic Load
// Balancing.
func checkTargets(u *update) []Finding {
	if u.before == nil || !slices.ContainsFunc(u.next.Resources, forwards) {
		return nil
	}
	balancers := maps.Clone(u.balancers)
	maps.Copy(balancers, u.after.balancers())
	before := map[string][]association{}
	for _, id := range slices.Sorted(maps.Keys(u.before.resources)) {
		for _, a := range associations(u.before.resources[id], balancers) {
			before[a.group] = append(before[a.group], a)
		}
	}
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.action == "" {
			continue
		}
		for _, is := range associations(f.new, balancers) {
			i := slices.IndexFunc(before[is.group], func(was association) bool { return was.balancer != is.balancer })
			if i < 0 {
				continue
			}
			group := u.exporter(is.group)
			if group == "" {
				group = id
			}
			all = append(all, u.finding(Refused, KindConflict, group,
				fmt.Sprintf("%s puts it behind another load balancer while %s has it behind the first "+
					"(TargetGroupAssociationLimit)", id, before[is.group][i].by.LogicalID),
				"make another target group for the other load balancer, under another logical id"))
		}
	}
	return all
}

// balancers are the load balancers of a stack's listeners, by what Ref returns of the listener.
func (d *deployed) balancers() map[string]string {
	all := map[string]string{}
	for _, i := range d.resources {
		if i.Type == "AWS::ElasticLoadBalancingV2::Listener" {
			all[text(i.value(""))] = text(i.properties["LoadBalancerArn"])
		}
	}
	return all
}

// forwards tells whether a resource may lead to a target group.
func forwards(r *assembly.Resource) bool {
	return r.Type == "AWS::ElasticLoadBalancingV2::Listener" || r.Type == "AWS::ElasticLoadBalancingV2::ListenerRule"
}

func associations(i *instance, balancers map[string]string) []association {
	var balancer string
	switch i.Type {
	case "AWS::ElasticLoadBalancingV2::Listener":
		balancer = text(i.properties["LoadBalancerArn"])
	case "AWS::ElasticLoadBalancingV2::ListenerRule":
		listener := text(i.properties["ListenerArn"])
		balancer = listener
		if of, known := balancers[listener]; known {
			balancer = of
		}
	default:
		return nil
	}
	var all []association
	groups(i.properties, func(group string) { all = append(all, association{group, balancer, i}) })
	return all
}

// groups finds the target groups that a listener's or a rule's actions forward to.
func groups(value any, found func(string)) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			groups(item, found)
		}
	case map[string]any:
		if group := text(v["TargetGroupArn"]); group != "" {
			found(group)
		}
		for _, item := range v {
			groups(item, found)
		}
	}
}
