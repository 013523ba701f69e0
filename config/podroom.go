package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// room is what pods take, and nodes have: CPU units, memory in MiB, and security groups of single pods.
type room struct{ units, mib, groups int }

func (r room) plus(other room) room {
	return room{r.units + other.units, r.mib + other.mib, r.groups + other.groups}
}

func (r room) times(n int) room { return room{r.units * n, r.mib * n, r.groups * n} }

// holds tells whether what has r has other, too.
func (r room) holds(other room) bool {
	return r.units >= other.units && r.mib >= other.mib && r.groups >= other.groups
}

// pods are so many of one size.
type pods struct {
	room
	count int
}

// roomOf is what a node of a class has for pods: without what the system and one pod of each add-on keep there.
func roomOf(class string) room {
	cpus, mib, _ := facts.InstanceSize(class)
	units, keptMiB := facts.KeptOfNode(cpus, mib)
	return room{max(0, 1024*cpus-units), max(0, mib-keptMiB), facts.PodGroups(class)}
}

// least is the room that every node of the group has, whichever of the classes it is of.
func (n NodeGroup) least() room {
	all := roomOf(n.Classes[0])
	for _, class := range n.Classes[1:] {
		one := roomOf(class)
		all = room{min(all.units, one.units), min(all.mib, one.mib), min(all.groups, one.groups)}
	}
	return all
}

// surge is how many pods more a deployment of the service starts.
func (s Service) surge() int {
	return ceilDiv(s.Scaling.Most()*(s.Deployment.MaxHealthyPercent-100), 100)
}

// onCluster are the names of services with launch eks, sorted.
func (e Environment) onCluster() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		if e.Services[name].Launch == EKS {
			names = append(names, name)
		}
	}
	return names
}

// podsOf are the pods that a zone has to hold, of so many zones, while one service is deployed: those of services at
// their greatest scale, whose spread is even to one pod, those of the deployment, whose spread is one of its own, one
// of each task that runs beside its service, and those that add-ons have once in the cluster. The last two may all be
// in one zone.
func (e Environment) podsOf(zones int, deployed string) []pods {
	var all []pods
	for _, a := range facts.ClusterAddonPods {
		all = append(all, pods{room{a.Units(), a.MiB, 0}, a.Pods})
	}
	for _, name := range e.onCluster() {
		s := e.Services[name]
		count := ceilDiv(s.Scaling.Most(), zones)
		if name == deployed {
			count += ceilDiv(s.surge(), zones)
		}
		all = append(all, pods{room{s.CPU, s.Memory, 1}, count})
		task := room{s.CPU, s.OwnMemory(), 1}
		for _, sidecar := range s.Sidecars {
			task.units -= sidecar.CPU
		}
		for _, t := range s.Tasks {
			if t.Run != BeforeStart {
				all = append(all, pods{task, 1})
			}
		}
	}
	return all
}

// fit tells whether pods find room on so many nodes in whichever order they start, and on whichever node each is put:
// the scheduler spreads them, and moves none to make room. It may say no where some order would do, and never says yes
// where some would not.
func fit(all []pods, node room, nodes int) bool {
	var sum, largest room
	count := 0
	for _, p := range all {
		if p.count == 0 {
			continue
		}
		sum, count = sum.plus(p.times(p.count)), count+p.count
		largest = room{max(largest.units, p.units), max(largest.mib, p.mib), max(largest.groups, p.groups)}
	}
	switch {
	case !node.holds(largest):
		return false
	case nodes == 1:
		return node.holds(sum)
	case node.holds(largest.times(ceilDiv(count, nodes))): // each holds its share, were all as large as the largest
		return true
	}
	for i, p := range all {
		if p.count > 0 && fullFor(i, all, node) >= float64(nodes) {
			return false
		}
	}
	return true
}

// fullFor is how many nodes all other pods together can fill so far that the last one of those at i finds no room
// there.
func fullFor(i int, all []pods, node room) float64 {
	p := all[i]
	share := func(takes, has, needs int) float64 { return float64(takes) / float64(has-needs+1) }
	full := 0.0
	for j, other := range all {
		count := other.count
		if j == i {
			count--
		}
		most := max(share(other.units, node.units, p.units), share(other.mib, node.mib, p.mib),
			share(other.groups, node.groups, p.groups))
		full += float64(count) * min(1, most)
	}
	return full
}

// hold tells whether so many nodes hold all pods, whichever service is deployed. Nodes are as evenly in the zones as
// they can be, and pods of a service, too, so that the zone with the fewest nodes decides.
func (e Environment) hold(node room, nodes int) bool {
	zones := max(1, min(nodes, e.Network.Zones))
	for _, deployed := range e.onCluster() {
		if !fit(e.podsOf(zones, deployed), node, nodes/zones) {
			return false
		}
	}
	return true
}

// mostNodes is how many nodes a group may have.
const mostNodes = 450

// enough says what would hold all pods: the least number of nodes, and of the first class's family the least class.
func (k Kubernetes) enough(e Environment) []string {
	var ways []string
	node := k.Nodes.least()
	for n := k.Nodes.Min + 1; n <= mostNodes; n++ {
		if e.hold(node, n) {
			ways = append(ways, fmt.Sprintf("set it to %d", n))
			break
		}
	}
	for _, class := range facts.LargerClasses(k.Nodes.Classes[0]) {
		if e.hold(roomOf(class), k.Nodes.Min) {
			return append(ways, "choose "+class)
		}
	}
	return ways
}

// mostCPUs is how many vCPUs services with launch eks take at their greatest scale, and the largest of them in a
// deployment then, while the others are not deployed.
func (e Environment) mostCPUs() int {
	all, surge := 0, 0
	for _, name := range e.onCluster() {
		s := e.Services[name]
		all, surge = all+s.CPU*s.Scaling.Most(), max(surge, s.CPU*s.surge())
	}
	return ceilDiv(all+surge, 1024)
}

// checkPods demands nodes for all pods of services with launch eks at their greatest scale, and for those of a
// deployment then. Of a node group, those that run have to hold them: nothing makes more of them as pods need some.
func (k Kubernetes) checkPods(at document.Path, e Environment) {
	names, vCPUs := e.onCluster(), e.mostCPUs()
	at.Demand(len(names) <= mostPodServices,
		fmt.Sprintf("%d services have launch eks, and a cluster takes %d", len(names), mostPodServices),
		"use fargate for some, or another environment")
	at.Key("auto").Key("maxVCPUs").Demand(k.Mode != AutoMode || vCPUs <= k.Auto.MaxVCPUs,
		fmt.Sprintf("services with launch eks may take %d vCPUs at their greatest scale and in a deployment, and all nodes together have %d",
			vCPUs, k.Auto.MaxVCPUs),
		"raise it, or lower scaling.max")
	if k.Mode != NodesMode || k.tooLarge(e) || e.hold(k.Nodes.least(), k.Nodes.Min) {
		return
	}
	zones := min(k.Nodes.Min, e.Network.Zones)
	at.Key("nodes").Key("min").Demand(false,
		fmt.Sprintf("%d nodes, in %d zones, may not hold all pods of services with launch eks at their greatest scale and in a deployment",
			k.Nodes.Min, zones),
		document.OneOf(append(k.enough(e), "lower scaling.max")))
}

// tooLarge tells whether a pod fits on no node, which is told at its service, or a class is not known.
func (k Kubernetes) tooLarge(e Environment) bool {
	node := k.Nodes.least()
	for _, name := range e.onCluster() {
		if s := e.Services[name]; !node.holds(room{s.CPU, s.Memory, 1}) {
			return true
		}
	}
	return false
}

// checkNode demands that a pod of a service fit on a node of a group, whichever it is on.
func (k Kubernetes) checkNode(at document.Path, s Service) {
	if k.Mode != NodesMode {
		return
	}
	node := k.Nodes.least()
	at.Key("cpu").Demand(s.CPU <= node.units,
		fmt.Sprintf("a node of the cluster has %d CPU units for a pod", node.units),
		"lower it, or choose larger classes in kubernetes.nodes")
	at.Key("memory").Demand(s.Memory <= node.mib,
		fmt.Sprintf("a node of the cluster has %d MiB for a pod", node.mib),
		"lower it, or choose larger classes in kubernetes.nodes")
}
