package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/grafana"
	"bulkhead/constructs/oam"
	"bulkhead/internal/address"
)

// newObservability is, in each region where accounts are watched, the stack of what they share with, and the stack of
// Grafana, where they are wanted.
func (s stage) newObservability() {
	wanted := s.Organization.Observability
	if wanted == nil {
		return
	}
	for _, region := range address.WithGlobal(s.Regions()) {
		stack := s.newRegionalStack("observability", region, "What every account shares its metrics, logs and traces with")
		oam.NewSink(stack, "Sink", s.Organization.Name, s.sharingAccounts())
	}
	if wanted.Grafana != nil {
		stack := s.newStack("grafana", stateful, "Grafana, over what every account shares")
		grafana.New(stack, "Grafana", s.Organization.Name, *wanted.Grafana, logARNs(s.ClosedLogs()))
	}
}

// sharingAccounts are all accounts but security, which sees its own anyway.
func (o organization) sharingAccounts() []config.AccountID {
	var all []config.AccountID
	for _, r := range o.recorded() {
		if r.Account != o.Organization.Accounts[config.Security] {
			all = append(all, r.Account)
		}
	}
	return all
}

// sink is the ARN of what accounts share with in a region, if there is one already.
func (o organization) sink(region config.Region) string {
	if o.Organization.Observability == nil {
		return ""
	}
	return o.Organization.Observability.Sinks[region]
}
