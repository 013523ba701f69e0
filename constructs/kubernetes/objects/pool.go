package objects

import (
	"cmp"
	"fmt"
)

// Pool is nodes of EKS Auto Mode.
type Pool struct {
	Name         string // not default or system, which are EKS's own
	Architecture string
	Zones        []string // names of zones
	Role         string   // name of the nodes' role
	Subnets      []string // ids
	Groups       []string // ids of the nodes' security groups
	Key          string   // ARN of the key of their disks
	DiskGiB      int      // of a node; 0 is what EKS gives it
	CPULimit     int      // vCPUs of all nodes together
	ExpireHours  int      // nodes are replaced after so long, 504 at most
	Tags         map[string]string
}

// NodePool returns the objects of a pool: its NodeClass and its NodePool. Instances are of families and generations
// that know security groups of single pods.
func NodePool(p Pool) []Object {
	tags := Object{}
	for name, value := range p.Tags {
		tags[name] = value
	}
	class := Object{
		"role": p.Role, "subnetSelectorTerms": ids(p.Subnets), "securityGroupSelectorTerms": ids(p.Groups),
		"networkPolicy": "DefaultAllow", "networkPolicyEventLogs": "Enabled",
		"ephemeralStorage": Object{"size": fmt.Sprintf("%dGi", cmp.Or(p.DiskGiB, 80)), "kmsKeyID": p.Key},
	}
	if len(tags) > 0 {
		class["tags"] = tags
	}
	requirements := []any{
		in("kubernetes.io/arch", p.Architecture),
		in("kubernetes.io/os", "linux"),
		in("karpenter.sh/capacity-type", "on-demand"),
		in("eks.amazonaws.com/instance-category", "c", "m", "r"),
		Object{"key": "eks.amazonaws.com/instance-generation", "operator": "Gt", "values": []any{"5"}},
	}
	if len(p.Zones) > 0 {
		requirements = append(requirements, in("topology.kubernetes.io/zone", p.Zones...))
	}
	return []Object{
		clusterWide("eks.amazonaws.com/v1", "NodeClass", p.Name, class),
		clusterWide("karpenter.sh/v1", "NodePool", p.Name, Object{
			"template": Object{"spec": Object{
				"nodeClassRef":           Object{"group": "eks.amazonaws.com", "kind": "NodeClass", "name": p.Name},
				"requirements":           requirements,
				"expireAfter":            fmt.Sprintf("%dh", p.ExpireHours),
				"terminationGracePeriod": "1h", // a pod that does not go keeps no node for longer
			}},
			"disruption": Object{
				"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "5m",
				"budgets": []any{Object{"nodes": "10%"}},
			},
			"limits": Object{"cpu": p.CPULimit},
		}),
	}
}

// NetworkPolicies returns what has EKS Auto Mode enforce network policies.
func NetworkPolicies() Object {
	return Object{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": Object{"name": "amazon-vpc-cni", "namespace": "kube-system"},
		"data":     Object{"enable-network-policy-controller": "true"},
	}
}

func clusterWide(version, kind, name string, spec Object) Object {
	return Object{"apiVersion": version, "kind": kind, "metadata": Object{
		"name": name, "labels": Object{managedByLabel: "bulkhead"},
	}, "spec": spec}
}

func ids(of []string) []any {
	var all []any
	for _, id := range of {
		all = append(all, Object{"id": id})
	}
	return all
}

func in(key string, values ...string) Object {
	return Object{"key": key, "operator": "In", "values": list(values)}
}
