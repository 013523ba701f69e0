package config

import (
	"cmp"

	"bulkhead/internal/document"
)

// SLO are the service level objectives of a service with a route: how many of its requests users may see fail, and how
// many may take long. People hear when the rest, the error budget, is used up too soon.
type SLO struct {
	// Availability is how many requests in a hundred the tasks answer without a 5xx (default 99.9 in production, 99 in
	// development).
	Availability float64 `yaml:"availability" jsonschema:"minimum=95,maximum=99.99"`
	// Latency is how many answers in a hundred take no longer than alarms.slowMilliseconds (default 99 in production,
	// 95 in development).
	Latency float64 `yaml:"latency" jsonschema:"minimum=95,maximum=99.99"`
	// Days is how long the error budget is for: it is about the last so many days (default 28).
	Days int `yaml:"days" jsonschema:"minimum=7,maximum=30"`
}

// complete fills in the defaults.
func (s *SLO) complete(tier Tier) {
	s.Availability = cmp.Or(s.Availability, byTier(tier, 99.9, 99))
	s.Latency = cmp.Or(s.Latency, byTier[float64](tier, 99, 95))
	s.Days = cmp.Or(s.Days, 28)
}

// check runs the rules of a service's objectives.
func (s SLO) check(at document.Path, routed bool) {
	at.Demand(routed || !at.Given(), "a service without a route answers no requests", "leave it out or add a route")
}
