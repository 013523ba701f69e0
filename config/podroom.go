package config

import (
	"fmt"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// room is what pods take, and nodes have: CPU units, memory in MiB, and pods, each of which has a security group.
type room struct{ units, mib, pods int }

// String returns room as people read it.
func (r room) String() string {
	return fmt.Sprintf("%d vCPUs, %d GiB and %d pods", ceilDiv(r.units, 1024), ceilDiv(r.mib, 1024), r.pods)
}

func (r room) times(n int) room { return room{r.units * n, r.mib * n, r.pods * n} }

// holds tells whether nodes that have r have other, too.
func (r room) holds(other room) bool {
	return r.units >= other.units && r.mib >= other.mib && r.pods >= other.pods
}

// What Kubernetes, the operating system and the add-ons keep of a node, rounded up: of its memory an eighth, and never
// less than this. The kubelet keeps more where more pods may run.
const (
	keptUnits = 1024
	keptMiB   = 2048
)

// roomOf is what a node of a class has for pods of services.
func roomOf(class string) room {
	cpus, mib, _ := facts.InstanceSize(class)
	return room{max(0, 1024*cpus-keptUnits), max(0, mib-max(keptMiB, mib/8)), facts.PodGroups(class)}
}

// least is the room that every node of the group has, whichever of the classes it is of.
func (n NodeGroup) least() room {
	all := roomOf(n.Classes[0])
	for _, class := range n.Classes[1:] {
		one := roomOf(class)
		all = room{min(all.units, one.units), min(all.mib, one.mib), min(all.pods, one.pods)}
	}
	return all
}

// most is what services with launch eks take at their greatest scale, and the largest of them in a deployment then,
// while the others are not deployed; and how many services they are.
func (e Environment) most() (all room, services int) {
	var surge room
	for _, s := range e.Services {
		if s.Launch != EKS {
			continue
		}
		services++
		one, pods := room{s.CPU, s.Memory, 1}, s.Scaling.Most()
		more := ceilDiv(pods*(s.Deployment.MaxHealthyPercent-100), 100)
		all = room{all.units + one.units*pods, all.mib + one.mib*pods, all.pods + pods}
		surge = room{max(surge.units, one.units*more), max(surge.mib, one.mib*more), max(surge.pods, more)}
	}
	return room{all.units + surge.units, all.mib + surge.mib, all.pods + surge.pods}, services
}

// checkPods demands nodes for all pods of services with launch eks at their greatest scale, and for those of a
// deployment then. Of a node group, those that run have to hold them: nothing makes more of them as pods need some.
func (k Kubernetes) checkPods(at document.Path, e Environment) {
	most, services := e.most()
	at.Demand(services <= mostPodServices,
		fmt.Sprintf("%d services have launch eks, and a cluster takes %d", services, mostPodServices),
		"use fargate for some, or another environment")
	vCPUs := ceilDiv(most.units, 1024)
	at.Key("auto").Key("maxVCPUs").Demand(k.Mode != AutoMode || vCPUs <= k.Auto.MaxVCPUs,
		fmt.Sprintf("services with launch eks may take %d vCPUs at their greatest scale and in a deployment, and all nodes together have %d",
			vCPUs, k.Auto.MaxVCPUs),
		"raise it, or lower scaling.max")
	if k.Mode != NodesMode || services == 0 {
		return
	}
	node := k.Nodes.least()
	at.Key("nodes").Key("min").Demand(node.times(k.Nodes.Min).holds(most),
		fmt.Sprintf("services with launch eks may take %s at their greatest scale and in a deployment, and %d nodes have %s for them",
			most, k.Nodes.Min, node.times(k.Nodes.Min)),
		"raise it, choose larger classes, or lower scaling.max")
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
