package config

import (
	"cmp"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Where nodes of OpenSearch answer, and where they talk to each other.
const (
	SearchPort          = 9200
	SearchTransportPort = 9300
)

// The heap of a node is this share of its memory, in percent, and at most so many MiB: Java's short pointers reach no
// further. Source: the OpenSearch documentation, "Important settings".
const (
	searchHeapPercent = 50
	searchHeapMost    = 31 * 1024
)

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
	s.Nodes, s.Managers = QuorumNodes, new(0)
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
	checkManagedOnly(at, "a cluster", managedSearchOnly)
	at.Key("image").Demand(s.Image != "", "instances have to know what they run",
		"write an image of OpenSearch in the organization's registry, such as opensearch:3.3.0")
	e.checkNodes(at, searchNodes, s.Class, s.Standby, func(side Environment) (class, host string) {
		return side.Search[name].Class, side.NodeHost(name, 1)
	})
	e.checkQuorum(at)
	if s.RestoreFrom != nil {
		s.RestoreFrom.check(at.Key("restoreFrom"))
	}
}
