package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// check runs the rules of a cluster.
func (k Kubernetes) check(at document.Path, e Environment, o Organization) {
	k.checkPods(at, e)
	_, taken := e.stores()[ClusterName]
	at.Demand(!taken, "a store is called kubernetes, as openToVPN and the bastion call the cluster", "rename the store")
	if k.Mode == ExistingMode {
		k.checkExisting(at, e)
		return
	}
	existing := at.Key("existing")
	existing.Demand(!existing.Given(), "is of mode existing", "leave it out, or set mode to existing")
	k.checkRanges(at, e, o)
	offered := facts.KubernetesVersions.Index(k.Version) >= 0
	at.Key("version").Demand(offered, fmt.Sprintf("EKS does not offer Kubernetes %q in standard support", k.Version),
		"choose "+document.OneOf(facts.KubernetesVersions.Names()))
	recent := !offered ||
		facts.KubernetesVersions.Index(k.Version) >= facts.KubernetesVersions.Index(facts.FirstWithGroupsInAutoMode)
	auto, nodes := at.Key("auto"), at.Key("nodes")
	if k.Mode == NodesMode {
		auto.Demand(!auto.Given(), "is of mode auto", "leave it out, or set mode to auto")
		at.Key("version").Demand(recent || !e.RunsPods(),
			"below "+facts.FirstWithGroupsInAutoMode+
				", it is not known that EKS registers pods with security groups of their own with load balancers",
			"choose "+facts.FirstWithGroupsInAutoMode+", or use fargate")
		k.Nodes.check(nodes, e)
	} else {
		at.Key("version").Demand(recent,
			"below "+facts.FirstWithGroupsInAutoMode+", pods in Auto Mode have no security groups of their own",
			"choose "+facts.FirstWithGroupsInAutoMode+", or set mode to nodes")
		nodes.Demand(!nodes.Given(), "is of mode nodes", "leave it out, or set mode to nodes")
		auto.Key("maxVCPUs").Demand(!e.Production() || k.Auto.MaxVCPUs >= vCPUsOfNode*e.Network.Zones,
			fmt.Sprintf("%d vCPUs are no node in each of %d zones", k.Auto.MaxVCPUs, e.Network.Zones),
			fmt.Sprintf("production needs at least %d", vCPUsOfNode*e.Network.Zones))
	}
	for _, role := range slices.Sorted(maps.Keys(k.People)) {
		here, access := at.Key("people").Key(string(role)), k.People[role]
		looks := role != Admin && (role != Developer || e.Production())
		here.Demand(!looks || access == NoAccess, fmt.Sprintf("whoever is %s here takes no other role of the account", role),
			"leave it out; CloudWatch shows logs and measurements of the cluster")
		here.Demand(role != Developer || access != AdminAccess,
			"only admins of the account do everything in its cluster", "choose none, view or edit")
	}
}

// Names of clusters and ids of security groups, as AWS has them.
var (
	clusterName     = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)
	securityGroupID = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
)

// checkExisting runs the rules of a cluster that something else has made.
func (k Kubernetes) checkExisting(at document.Path, e Environment) {
	for _, key := range []string{"version", "auto", "nodes", "people"} {
		at.Key(key).Demand(!at.Key(key).Given(), "is decided by whoever has made the cluster", "leave it out")
	}
	here := at.Key("existing")
	here.Key("name").Demand(clusterName.MatchString(k.Existing.Name),
		fmt.Sprintf("%q is not the name of a cluster of EKS", k.Existing.Name), "write what aws eks list-clusters says")
	here.Key("securityGroup").Demand(securityGroupID.MatchString(k.Existing.SecurityGroup),
		fmt.Sprintf("%q is not the id of a security group", k.Existing.SecurityGroup),
		"write what aws eks describe-cluster says: resourcesVpcConfig.clusterSecurityGroupId")
	if k.Existing.Ingress != nil {
		k.Existing.Ingress.check(here.Key("ingress"), e)
	}
	at.Key("mode").Demand(!e.recovers(), "the other side would need a cluster of its own, of another name and security group",
		"leave recovery out, or set mode to auto")
}

// checkRanges demands that nothing which pods answer has an address of a Service.
func (k Kubernetes) checkRanges(at document.Path, e Environment, o Organization) {
	ranges := map[string]Prefix{}
	for _, side := range e.Both() {
		ranges[map[bool]string{true: "recovery.cidr", false: "network.cidr"}[side.Side == Standby]] = side.Network.CIDR
	}
	if o.VPN != nil {
		ranges["vpn.cidr"], ranges["vpn.clients"] = o.VPN.CIDR, o.VPN.Clients
	}
	for _, name := range slices.Sorted(maps.Keys(ranges)) {
		at.Demand(!ranges[name].IsValid() || !ranges[name].Overlaps(ServicesRange),
			fmt.Sprintf("%s, %s, overlaps %s, where a cluster's Services are", name, ranges[name], ServicesRange), "choose another range")
	}
}

// check runs the rules of a managed node group.
func (n NodeGroup) check(at document.Path, e Environment) {
	at.Key("max").Demand(n.Max >= n.Min, fmt.Sprintf("%d is below min, which is %d", n.Max, n.Min), "raise max or lower min")
	at.Key("min").Demand(!e.Production() || n.Min >= 2, "one node does not survive the loss of its zone",
		"production needs at least 2")
	for i, class := range n.Classes {
		here := at.Key("classes").Index(i)
		_, _, ok := facts.InstanceSize(class)
		here.Demand(ok, fmt.Sprintf("%q is not a known instance class", class), "choose one such as m7g.large or c7g.xlarge")
		here.Demand(!ok || instanceArchitecture(class) == instanceArchitecture(n.Classes[0]),
			class+" has another processor architecture than "+n.Classes[0], "keep to one architecture")
		here.Demand(!ok || facts.PodGroups(class) > 0,
			fmt.Sprintf("instances of %s give no pod a security group of its own, as far as is known", class),
			"choose one such as m7g.large")
	}
	for _, side := range e.sides() {
		if side.Kubernetes == nil {
			continue
		}
		for i, class := range side.Kubernetes.Nodes.Classes {
			checkRegion(at.Key("classes").Index(i), side.Region, "EC2", facts.InstanceFamilies(), facts.InstanceLacks, class)
		}
	}
	checkOnce(at.Key("classes"), n.Classes)
}
