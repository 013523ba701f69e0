package price

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/assembly"
)

// Besides is what an organization pays once for all its accounts, as the configuration demands it. It is in no sum:
// a subscription that is there already costs nothing more.
type Besides struct {
	What  string   `json:"what"`
	USD   USD      `json:"usd"`
	Lines []string `json:"lines"` // of the configuration, that demand it: file:line

	estimate bool
}

// shield is the subscription that a protection needs, which somebody makes by hand. Each month it costs the same for
// all accounts of an organization.
func shield(c counter) {
	const item = "shield/month"
	p, found := c.table.Of(item, c.region)
	if !found {
		c.missing.Rows = append(c.missing.Rows, item)
		return
	}
	name := c.environment(c.Stack)
	of := Besides{What: "Shield Advanced", USD: of(p.USD, 1), estimate: p.Source == Estimate}
	if line := c.lines.cause(c.Stack, c.keys); line.File != "" {
		of.Lines = []string{fmt.Sprintf("%s:%d", line.File, line.Line)}
	}
	c.besides[name] = append(c.besides[name], of)
}

// addBesides counts each of them once, with all lines that demand it.
func (r *Report) addBesides(all []Besides) {
	for _, one := range all {
		same := slot(&r.Besides, func(b Besides) bool { return b.What == one.What })
		one.Lines = once(slices.Concat(same.Lines, one.Lines))
		*same = one
	}
}

// Uncounted is what is there all month and has no price here, because its size is not in the templates, or AWS sells it
// by a measure that the table does not have.
type Uncounted struct {
	What string `json:"what"`
	Many int    `json:"many"`
}

// unpricedTypes are billed for being there, and not counted.
var unpricedTypes = map[string]kind{
	"AWS::RDS::DBProxy":               kind{}.without("RDS Proxy", nil),
	"AWS::RDS::DBProxyEndpoint":       kind{}.without("RDS Proxy endpoints", nil),
	"AWS::Lambda::EventSourceMapping": kind{}.without("pollers", provisioned),
}

// autoMode tells whether EKS makes nodes of a cluster: one with a node group has Auto Mode for the sake of load
// balancers.
func autoMode(r *assembly.Resource) bool {
	return r.Get("ComputeConfig", "Enabled") == true && !slices.ContainsFunc(r.Stack.Resources, func(other *assembly.Resource) bool {
		return other.Type == "AWS::EKS::Nodegroup"
	})
}

func provisioned(r *assembly.Resource) bool { return r.Get("ProvisionedPollerConfig") != nil }

// addUncounted adds what is there of an environment and not counted.
func (r *Report) addUncounted(all map[string]int) {
	for _, what := range slices.Sorted(maps.Keys(all)) {
		same := slot(&r.Uncounted, func(u Uncounted) bool { return u.What == what })
		same.What = what
		same.Many += all[what]
	}
}
