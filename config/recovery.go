package config

import (
	"cmp"
	"maps"

	"bulkhead/internal/document"
)

// Recovery is the disaster-recovery region of an environment: the same
// configuration, another place, and fewer tasks until they are needed.
type Recovery struct {
	// Region is the recovery region; it differs from the environment's.
	Region Region `yaml:"region" jsonschema:"required"`
	// CIDR is the recovery VPC's address range.
	CIDR Prefix `yaml:"cidr" jsonschema:"required"`
	// Domain is the recovery region's own public domain (default: <name>-dr.<organization's domain>).
	Domain string `yaml:"domain"`
	// MinTasks is the least number of tasks that each service with a route keeps running on the side that is not
	// active (default 1). With 0 none run before a failover. Services without a route never run there, because they
	// would work on what the active side works on.
	MinTasks *int `yaml:"minTasks" jsonschema:"minimum=0,maximum=5000"`
	// Active is the side that takes requests and writes: primary (default), or recovery after a failover. It follows
	// what bulkhead failover did, and does not start one.
	Active ActiveSide `yaml:"active"`
	// Generation counts the failovers, both ways (default 1).
	Generation int `yaml:"generation" jsonschema:"minimum=1,maximum=9999"`
	// Traffic is what leads clients to the active side: accelerator-and-dns (default), which is Global Accelerator, and
	// DNS where its control plane is out of reach, or dns alone, which costs less and leaves clients where they were
	// for as long as they keep an answer. With front: api-gateway only dns.
	Traffic Traffic `yaml:"traffic"`
}

// Traffic is what leads clients to the active side.
type Traffic string

// The choices of Traffic.
const (
	TrafficAcceleratorAndDNS Traffic = "accelerator-and-dns"
	TrafficDNS               Traffic = "dns"
)

// Values returns the choices.
func (Traffic) Values() []string { return texts(TrafficAcceleratorAndDNS, TrafficDNS) }

// GatePath is the path under which the public load balancer of each side itself answers whether its side is active: 200
// and GateOpen, or 503 and GateClosed.
const (
	GatePath   = "/.bulkhead/active"
	GateOpen   = "active"
	GateClosed = "standby"
)

// OwnName is the name, in a side's domain, that leads to its own load balancer, whichever side is active. No host name
// begins so.
const OwnName = "_own"

// HasAccelerator tells whether clients come through Global Accelerator, to whichever side is active.
func (e Environment) HasAccelerator() bool {
	return e.Recovery != nil && e.Recovery.Traffic == TrafficAcceleratorAndDNS
}

// ActiveSide says which side takes requests and writes.
type ActiveSide string

// The sides that can.
const (
	ActivePrimary  ActiveSide = "primary"
	ActiveRecovery ActiveSide = "recovery"
)

// Values returns the choices.
func (ActiveSide) Values() []string { return texts(ActivePrimary, ActiveRecovery) }

// Side is one of the regions of an environment with recovery. An environment without has a primary side only.
type Side string

// The sides of an environment.
const (
	Primary Side = "primary" // where the environment is described to be
	Standby Side = "standby" // its recovery region
)

// complete fills in the defaults.
func (r *Recovery) complete(e Environment, o Organization) {
	r.Domain = cmp.Or(r.Domain, e.Name+"-dr."+o.Domain.Name)
	if r.MinTasks == nil {
		r.MinTasks = new(1)
	}
	r.Active = cmp.Or(r.Active, ActivePrimary)
	r.Generation = cmp.Or(r.Generation, 1)
	r.Traffic = cmp.Or(r.Traffic, TrafficAcceleratorAndDNS)
}

// check runs the rules of an environment's recovery side.
func (r Recovery) check(at document.Path, e Environment, o Organization, parent string) {
	at.Key("region").Demand(r.Region != e.Region, string(r.Region)+" is the environment's own region", "choose another one")
	if r.Region != "" {
		e.checkZones(r.Region, at.Key("region"), o)
	}
	checkRange(r.CIDR, at.Key("cidr"))
	checkEnvironmentDomain(r.Domain, parent, at.Key("domain"))
	at.Key("traffic").Demand(r.Traffic != TrafficAcceleratorAndDNS || e.Front != FrontAPIGateway,
		"Global Accelerator leads to load balancers, and with front: api-gateway the internet reaches none",
		"set it to dns, or front to load-balancer or zonal")
	e.Other.checkCapacity(at.Key("cidr"))
}

// standBy completes the standby of a complete primary: what the same file says, in the recovery region.
func (e *Environment) standBy(primary *Environment, o Organization) {
	e.Name = primary.Name + "-dr"
	e.Side, primary.Other = Standby, e
	other := *primary // environments move in their list
	e.Other = &other
	e.Account = primary.Account
	e.Region = primary.Recovery.Region
	e.Domain = primary.Recovery.Domain
	e.Network.CIDR = primary.Recovery.CIDR
	e.Sites, e.Recovery = nil, nil
	e.complete(o)
	e.Recovery = primary.Recovery
	e.Active = !primary.Active
}

// InRole is the service of that name as it runs on this side. On one that is not active it keeps the tasks that
// recovery.minTasks asks for, and none without a route; no schedule changes their number, and nothing runs before they
// start, because it could not write. How many may run after a failover is what the configuration says of the service.
func (e Environment) InRole(name string) Service {
	s := e.Services[name]
	if e.Active {
		return s
	}
	s.Scaling.Schedules = nil
	least := 0
	if s.Route != nil {
		least = min(*s.Scaling.Min, *e.Recovery.MinTasks)
	}
	s.Scaling.Min = &least
	if least == 0 {
		s.Scaling.Max = 0 // ECS starts a new service with one task, and this is what takes it away
	}
	s.Tasks = maps.Clone(s.Tasks)
	maps.DeleteFunc(s.Tasks, func(_ string, t Task) bool { return t.Run == BeforeStart })
	return s
}
