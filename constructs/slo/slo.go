// Package slo adds the service level objectives of services. CloudWatch Application Signals keeps the account of them,
// from the metrics of load balancers: no service has to be instrumented.
package slo

import (
	"math"

	"bulkhead/config"
)

// Objective is a share of the requests to a service, of the last days, that has to be good.
type Objective struct {
	Name string // of the SLO, and so in its metrics
	What string // as people read it
	Goal float64
	Days int
}

// Availability returns the objective that requests are answered.
func Availability(cluster, service string, c config.SLO) Objective {
	return Objective{cluster + "-" + service + "-availability", "availability", c.Availability, c.Days}
}

// Latency returns the objective that answers come in time.
func Latency(cluster, service string, c config.SLO) Objective {
	return Objective{cluster + "-" + service + "-latency", "latency", c.Latency, c.Days}
}

// Burn is how fast the error budget may go: so much of it in a window, as long as it goes on in a shorter one.
type Burn struct {
	Long, Short int     // windows, in minutes
	Share       float64 // of the budget, in the long one
}

// How fast is too fast. Source: The Site Reliability Workbook, "Alerting on SLOs", multiwindow, multi-burn-rate alerts.
var (
	Fast = Burn{Long: 60, Short: 5, Share: 0.02}
	Slow = Burn{Long: 360, Short: 30, Share: 0.05}
)

// Rate returns the burn rate that is too fast for an objective: at 1, the budget lasts as long as its days.
func (b Burn) Rate(o Objective) float64 {
	return math.Round(100*b.Share*float64(o.Days)*24*60/float64(b.Long)) / 100
}

// Namespace is where Application Signals publishes what it keeps of objectives.
const Namespace = "AWS/ApplicationSignals"

// Most returns the burn rate when no request is good.
func (o Objective) Most() float64 { return 100 / (100 - o.Goal) }
