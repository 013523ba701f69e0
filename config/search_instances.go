package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Nodes of OpenSearch on instances: where they answer, where they talk to each other, and how many there are, one in
// each zone.
const (
	SearchPort          = 9200
	SearchTransportPort = 9300
	SearchNodes         = 3
)

// The heap of a node is this share of its memory, in percent, and at most so many MiB: Java's short pointers reach no
// further. Source: the OpenSearch documentation, "Important settings".
const (
	searchHeapPercent = 50
	searchHeapMost    = 31 * 1024
)

// leastSearchNode is the memory of the smallest instance that a node of OpenSearch runs on, in MiB.
const leastSearchNode = 4096

// managedSearchOnly are the keys of a search domain that instances do not have, and why.
var managedSearchOnly = map[string]string{
	"version":            "the image has a version",
	"nodes":              "there are three nodes, one in each zone",
	"managers":           "each of the three nodes can manage the others",
	"managerClass":       "each of the three nodes can manage the others",
	"multiAZWithStandby": "all three nodes work",
	"maintenanceTime":    "instances are patched in settings.patchWindow",
}

// onInstances tells whether the cluster runs on instances.
func (s Search) onInstances() bool { return s.Hosting == OnInstances }

// ManagesSearch tells whether AWS runs any search domain of the environment.
func (e Environment) ManagesSearch() bool {
	for _, s := range e.Search {
		if !s.onInstances() {
			return true
		}
	}
	return false
}

// completeInstances fills in the defaults of a cluster on instances.
func (s *Search) completeInstances(e Environment) {
	s.Class = cmp.Or(s.Class, firstIn(e.Region, facts.InstanceLacks, byTier(e.Tier, []string{"r7g.large", "r6g.large"}, []string{"t4g.medium"})...))
	s.Nodes, s.Managers = SearchNodes, new(0)
	s.Standby = e.copyOf(s.Standby, false)
	if e.Side == Standby {
		s.RestoreFrom = nil // buckets are of a region
	}
	if s.RestoreFrom != nil {
		from := *s.RestoreFrom
		from.Snapshot = cmp.Or(from.Snapshot, Latest)
		s.RestoreFrom = &from
	}
}

// HeapMiB is the heap of OpenSearch on a node, in MiB.
func (s Search) HeapMiB() int {
	_, mib, _ := facts.InstanceSize(s.Class)
	return min(mib*searchHeapPercent/100, searchHeapMost)
}

// SearchHost is the name of all nodes together of a cluster on instances.
func (e Environment) SearchHost(name string) string { return name + "." + e.InternalDomain() }

// checkInstances runs the rules of a cluster on instances.
func (s Search) checkInstances(at document.Path, name string, e Environment) {
	for _, key := range slices.Sorted(maps.Keys(managedSearchOnly)) {
		at.Key(key).Demand(!at.Key(key).Given(), "a cluster on instances has no such thing: "+managedSearchOnly[key], "leave it out")
	}
	at.Key("image").Demand(s.Image != "", "instances have to know what they run",
		"write an image of OpenSearch in the organization's registry, such as opensearch:3.3.0")
	const choose = "choose one such as t4g.medium, m7g.large or r7g.large"
	_, mib, known := facts.InstanceSize(s.Class)
	here := at.Key("class")
	here.Demand(known, fmt.Sprintf("%q is not a known instance class", s.Class), choose)
	here.Demand(!known || instanceArchitecture(s.Class) == ARM64, s.Class+" is not of AWS's own processors, which the nodes' image is for", choose)
	here.Demand(!known || mib >= leastSearchNode, s.Class+" has too little memory for OpenSearch beside the system", "choose t4g.medium or larger")
	for _, side := range e.sides() {
		checkRegion(here, side.Region, "EC2", facts.InstanceFamilies(), facts.InstanceLacks, side.Search[name].Class)
	}
	at.Key("hosting").Demand(e.Network.Zones >= SearchNodes, fmt.Sprintf("two of three nodes decide, and %d zones cannot lose one", e.Network.Zones),
		"set network.zones to 3")
	at.Key("hosting").Demand(e.Network.NAT != NATNone, "without NAT, nodes reach neither ACM nor packages", "choose another network.nat")
	e.checkHosts(at, func(side Environment) string { return side.CacheHost(name, 1) })
	e.checkCopy(at.Key("standby"))
	at.Key("standby").Demand(s.Standby != Replica, "nothing replicates between regions what runs on instances", "set it to empty")
	if s.RestoreFrom != nil {
		s.RestoreFrom.check(at.Key("restoreFrom"))
	}
}

// checkHosting demands that what is for instances alone is not said of what AWS runs.
func (s Search) checkHosting(at document.Path) {
	for _, key := range []string{"image", "restoreFrom"} {
		at.Key(key).Demand(!at.Key(key).Given(), "is for hosting: instances", "leave it out, or set hosting to instances")
	}
}
