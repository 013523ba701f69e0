package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Hosting is who runs a store.
type Hosting string

// The ways to run a store.
const (
	Managed     Hosting = "managed"   // AWS does
	OnInstances Hosting = "instances" // we do, on EC2 instances
)

// Values returns the choices.
func (Hosting) Values() []string { return texts(Managed, OnInstances) }

// EngineTag is the tag of an instance of a store that says what runs on it: the engine and its version.
const EngineTag = "engine"

// QuorumNodes is how many nodes a store has of which two decide: one in each zone.
const QuorumNodes = 3

// NodeHost is the name of a node, from 1 on, of a store on instances.
func (e Environment) NodeHost(name string, node int) string {
	return fmt.Sprintf("%s-%d.%s", name, node, e.InternalDomain())
}

// A hosted is a store on instances, and what its nodes pull.
type hosted struct{ section, name, image string }

// hosted are the stores of the environment that run on instances.
func (e Environment) hosted() []hosted {
	var all []hosted
	for _, name := range slices.Sorted(maps.Keys(e.Caches)) {
		if c := e.Caches[name]; c.onInstances() {
			all = append(all, hosted{"caches", name, c.Image})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Search)) {
		if s := e.Search[name]; s.onInstances() {
			all = append(all, hosted{"search", name, s.Image})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Databases)) {
		if d := e.Databases[name]; d.onInstances() {
			all = append(all, hosted{"databases", name, d.Image})
		}
	}
	return all
}

// RunsNodes tells whether any store of the environment runs on instances.
func (e Environment) RunsNodes() bool { return len(e.hosted()) > 0 }

// checkImages demands images that the nodes of stores can pull.
func (e Environment) checkImages(at document.Path, sources images) {
	for _, store := range e.hosted() {
		if store.image != "" {
			sources.check(store.image, at.Key(store.section).Key(store.name).Key("image"))
		}
	}
}

// nodeClasses are the instance classes that a kind of store runs on.
type nodeClasses struct {
	smallest string // of those with enough memory
	beside   string // for what a smaller one has too little
}

var (
	smallNodes  = nodeClasses{"t4g.small", "the system beside the engine"}
	searchNodes = nodeClasses{"t4g.medium", "OpenSearch beside the system"}
)

// checkNodes demands of a store on instances a class that its nodes run on, on both sides, a network from which they
// reach what they need, and names that a certificate takes; and no copy in the recovery region. On each side, it asks
// for the class and the longest name. It tells whether the class is one at all.
func (e Environment) checkNodes(
	at document.Path, classes nodeClasses, class string, standby Copy, on func(side Environment) (class, host string),
) (known bool) {
	choose := "choose one such as " + classes.smallest + ", m7g.large or r7g.large"
	_, least, _ := facts.InstanceSize(classes.smallest)
	_, mib, known := facts.InstanceSize(class)
	here := at.Key("class")
	here.Demand(known, fmt.Sprintf("%q is not a known instance class", class), choose)
	here.Demand(!known || instanceArchitecture(class) == ARM64,
		class+" is not of AWS's own processors, which the nodes' image is for", choose)
	here.Demand(!known || mib >= least, class+" has too little memory for "+classes.beside,
		"choose "+classes.smallest+" or larger")
	at.Key("hosting").Demand(e.Network.NAT != NATNone, "without NAT, nodes reach neither ACM nor packages",
		"choose another network.nat")
	for _, side := range e.sides() {
		class, host := on(side)
		checkRegion(here, side.Region, "EC2", facts.InstanceFamilies(), facts.InstanceLacks, class)
		at.Demand(len(host) <= 64, host+" has more than the 64 characters that a certificate allows", "choose a shorter name")
	}
	e.checkCopy(at.Key("standby"))
	at.Key("standby").Demand(standby != Replica, "nothing replicates between regions what runs on instances", "set it to empty")
	return known
}

// checkQuorum demands a zone for each node of a store of which two nodes decide.
func (e Environment) checkQuorum(at document.Path) {
	at.Key("hosting").Demand(e.Network.Zones >= QuorumNodes,
		fmt.Sprintf("two of three nodes decide, and %d zones cannot lose one", e.Network.Zones), "set network.zones to 3")
}

// checkManagedOnly demands that nothing is said of a store on instances that only AWS does. The reasons are by key.
func checkManagedOnly(at document.Path, what string, reasons map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(reasons)) {
		at.Key(key).Demand(!at.Key(key).Given(), what+" on instances has no such thing: "+reasons[key], "leave it out")
	}
}

// checkInstancesOnly demands that what is for instances alone is not said of what AWS runs.
func checkInstancesOnly(at document.Path, keys ...string) {
	for _, key := range keys {
		at.Key(key).Demand(!at.Key(key).Given(), "is for hosting: instances", "leave it out, or set hosting to instances")
	}
}

var volumeSnapshot = regexp.MustCompile(`^snap-[0-9a-f]{8,17}$`)

// checkVolumeSnapshot demands the id of a snapshot of a volume that nodes are restored from.
func checkVolumeSnapshot(at document.Path, snapshot string) {
	at.Key("snapshot").Demand(volumeSnapshot.MatchString(snapshot),
		fmt.Sprintf("%q is not the id of a snapshot of a volume", snapshot), "write one such as snap-0123456789abcdef0")
}
