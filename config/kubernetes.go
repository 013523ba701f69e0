package config

import (
	"cmp"
	"net/netip"

	"bulkhead/internal/facts"
)

// Kubernetes is a cluster of Amazon EKS, which only the VPC reaches, or one that something else has made there.
type Kubernetes struct {
	// Version of Kubernetes, such as "1.36" (default), which is the least for services and mode auto; quote it in
	// YAML. A cluster is upgraded in place, one version at a time, and never goes back. Not with mode existing.
	Version string `yaml:"version"`
	// Mode is what pods run on: auto (default), which is EKS Auto Mode, where AWS makes nodes as pods need them and
	// replaces them, nodes, which is a managed node group, or existing, a cluster that something else has made. A
	// cluster keeps its mode for as long as it exists.
	Mode KubernetesMode `yaml:"mode"`
	// Auto says what nodes of Auto Mode are like. Only with mode auto.
	Auto AutoNodes `yaml:"auto"`
	// Nodes are the managed node group. Only with mode nodes.
	Nodes NodeGroup `yaml:"nodes"`
	// People says what people with a role of identity in the account may do in the cluster: none, view, edit or admin
	// (default: admin has admin, and in development developer has view). Others see what CloudWatch shows of it. Not
	// with mode existing.
	People map[Role]ClusterAccess `yaml:"people"`
	// Existing is a cluster that something else has made in the environment's network. Only with mode existing.
	Existing ExistingCluster `yaml:"existing"`
}

// KubernetesMode is what pods run on.
type KubernetesMode string

// The modes of a cluster.
const (
	AutoMode     KubernetesMode = "auto"
	NodesMode    KubernetesMode = "nodes"
	ExistingMode KubernetesMode = "existing"
)

// Values returns the modes.
func (KubernetesMode) Values() []string { return texts(AutoMode, NodesMode, ExistingMode) }

// AutoNodes are nodes that EKS Auto Mode makes. AWS chooses their classes.
type AutoNodes struct {
	// Architecture of the nodes: arm64 (default) or amd64.
	Architecture Architecture `yaml:"architecture"`
	// MaxVCPUs is how many vCPUs all nodes have together at most (default 128 in production, 32 in development).
	MaxVCPUs int `yaml:"maxVCPUs" jsonschema:"minimum=4,maximum=10000"`
	// VolumeGiB is the size of a node's encrypted volume for images and logs, in GiB (default 80).
	VolumeGiB int `yaml:"volumeGiB" jsonschema:"minimum=20,maximum=16384"`
}

// NodeGroup is a managed node group, with Bottlerocket.
type NodeGroup struct {
	// Classes of instances (default m7g.large, or m6g.large where the region has no m7g). Those of t cannot give pods
	// security groups of their own.
	Classes []string `yaml:"classes"`
	// Min is the number of nodes that run (default one per zone in production, 1 in development). They have to hold
	// all pods of services with launch eks, at their greatest scale and in a deployment, in each zone and in
	// whichever order they start: nodes do not follow pods.
	Min int `yaml:"min" jsonschema:"minimum=1,maximum=450"`
	// Max is how many nodes there may be during an update, or if something in the cluster, such as the Cluster
	// Autoscaler, asks for more (default twice Min).
	Max int `yaml:"max" jsonschema:"minimum=1,maximum=450"`
	// VolumeGiB is the size of a node's encrypted volume for images and logs, in GiB (default 50).
	VolumeGiB int `yaml:"volumeGiB" jsonschema:"minimum=20,maximum=16384"`
}

// ExistingCluster is a cluster that something else has made and keeps. It has to be in the environment's network.
type ExistingCluster struct {
	// Name of the cluster. It cannot change while services run there.
	Name string `yaml:"name"`
	// SecurityGroup is the id of the cluster's own security group, which EKS has made: its API and its nodes are in it.
	SecurityGroup string `yaml:"securityGroup"`
	// LoadBalancing is what registers pods with target groups: auto-mode (default), which is part of EKS Auto Mode, on
	// whose nodes alone services then run, aws-load-balancer-controller, which somebody has installed, or none: then
	// services have no route, or one with balancer: ingress.
	LoadBalancing LoadBalancing `yaml:"loadBalancing"`
	// Ingress is the Ingress controller of the cluster, for routes with balancer: ingress.
	Ingress *Ingress `yaml:"ingress"`
	// Architecture of the nodes: arm64 (default) or amd64.
	Architecture Architecture `yaml:"architecture"`
}

// LoadBalancing is what registers pods of a cluster with target groups.
type LoadBalancing string

// What does.
const (
	LoadBalancingAutoMode   LoadBalancing = "auto-mode"
	LoadBalancingController LoadBalancing = "aws-load-balancer-controller"
	NoLoadBalancing         LoadBalancing = "none"
)

// Values returns the choices.
func (LoadBalancing) Values() []string {
	return texts(LoadBalancingAutoMode, LoadBalancingController, NoLoadBalancing)
}

// ClusterAccess is what somebody may do in a cluster.
type ClusterAccess string

// What people may do in a cluster, as EKS's access policies of these names say.
const (
	NoAccess    ClusterAccess = "none"
	ViewAccess  ClusterAccess = "view"  // see everything but secrets
	EditAccess  ClusterAccess = "edit"  // change what runs in every namespace, and with that become anybody there
	AdminAccess ClusterAccess = "admin" // do everything
)

// Values returns the choices.
func (ClusterAccess) Values() []string { return texts(NoAccess, ViewAccess, EditAccess, AdminAccess) }

// ServicesRange is where the addresses of a cluster's Services are, which never change. Pods reach nothing else there.
var ServicesRange = netip.MustParsePrefix("172.27.0.0/16")

// ClusterName is what openToVPN and the bastion call the environment's cluster.
const ClusterName = "kubernetes"

// complete fills in the defaults.
func (k *Kubernetes) complete(e Environment) {
	k.Mode = cmp.Or(k.Mode, AutoMode)
	if k.Mode == ExistingMode {
		k.Existing.LoadBalancing = cmp.Or(k.Existing.LoadBalancing, LoadBalancingAutoMode)
		k.Existing.Architecture = cmp.Or(k.Existing.Architecture, ARM64)
		if i := k.Existing.Ingress; i != nil {
			i.SecurityGroup = cmp.Or(i.SecurityGroup, k.Existing.SecurityGroup)
		}
		return
	}
	names := facts.KubernetesVersions.Names()
	k.Version = cmp.Or(k.Version, names[len(names)-1])
	if k.Mode == AutoMode {
		k.Auto.complete(e.Tier)
	} else {
		k.Nodes.complete(e)
	}
	people := map[Role]ClusterAccess{Admin: AdminAccess, Developer: byTier(e.Tier, NoAccess, ViewAccess)}
	for role, access := range k.People {
		people[role] = access
	}
	k.People = people
}

// complete fills in the defaults.
func (a *AutoNodes) complete(tier Tier) {
	a.Architecture = cmp.Or(a.Architecture, ARM64)
	a.MaxVCPUs = cmp.Or(a.MaxVCPUs, byTier(tier, 128, 32))
	a.VolumeGiB = cmp.Or(a.VolumeGiB, 80)
}

// complete fills in the defaults.
func (n *NodeGroup) complete(e Environment) {
	if len(n.Classes) == 0 {
		n.Classes = []string{firstIn(e.Region, facts.InstanceLacks, "m7g.large", "m6g.large")}
	}
	n.Min = cmp.Or(n.Min, byTier(e.Tier, e.Network.Zones, 1))
	n.Max = cmp.Or(n.Max, 2*n.Min)
	n.VolumeGiB = cmp.Or(n.VolumeGiB, 50)
}

// Architecture is the processor architecture of the cluster's nodes.
func (k Kubernetes) Architecture() Architecture {
	switch k.Mode {
	case NodesMode:
		return instanceArchitecture(k.Nodes.Classes[0])
	case ExistingMode:
		return k.Existing.Architecture
	}
	return k.Auto.Architecture
}

// Addresses of a cluster. Nodes take addresses for pods in blocks of 16, one block more than they need. Sources: the
// Amazon EKS user guide, "View Amazon EKS networking requirements for VPC and subnets", and "Assign more IP addresses
// to Amazon EKS nodes with prefixes".
const (
	controlPlane    = 6  // that EKS wants free in a subnet
	addressesOfNode = 33 // its own, and two blocks
	vCPUsOfNode     = 4  // of the smallest that Auto Mode makes for many pods
)

// addresses is how many addresses the nodes of a cluster take in all zones together. Those of one that something else
// has made are not known.
func (k Kubernetes) addresses() int {
	switch k.Mode {
	case NodesMode:
		return k.Nodes.Max * addressesOfNode
	case ExistingMode:
		return 0
	}
	return ceilDiv(k.Auto.MaxVCPUs, vCPUsOfNode) * addressesOfNode
}
