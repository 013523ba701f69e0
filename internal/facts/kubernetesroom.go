package facts

import (
	"slices"
	"strings"
)

// AddonPods are pods of an add-on that run in a cluster of EKS, and what one of them asks for.
type AddonPods struct {
	Addon string // as EKS calls it
	What  string // what they run
	Pods  int
	Milli int // thousandths of a vCPU
	MiB   int
}

// Units are what one asks for in units of 1/1024 vCPU, rounded up.
func (a AddonPods) Units() int { return (a.Milli*1024 + 999) / 1000 }

// NodeAddonPods run on every node of a node group, each as of 2026-11. Sources: values.yaml of the chart aws-vpc-cni
// in aws/amazon-vpc-cni-k8s, whose two containers ask for the same; what add-ons of EKS are seen to ask for, of
// kube-proxy; values.yaml of eks-pod-identity-agent in aws/eks-pod-identity-agent, which asks for nothing;
// values.yaml of amazon-cloudwatch-observability in aws-observability/helm-charts, without OpenTelemetry; of
// secrets-store-csi-driver, three containers, in kubernetes-sigs/secrets-store-csi-driver, and of
// secrets-store-csi-driver-provider-aws in aws/secrets-store-csi-driver-provider-aws; the Amazon GuardDuty user
// guide, "Configure GuardDuty security agent (add-on) parameters for Amazon EKS".
var NodeAddonPods = []AddonPods{
	{AddonNetwork, "aws-node", 1, 50, 0},
	{AddonProxy, "kube-proxy", 1, 100, 0},
	{AddonIdentity, "eks-pod-identity-agent", 1, 0, 0},
	{AddonObservation, "cloudwatch-agent", 1, 250, 128},
	{AddonObservation, "fluent-bit", 1, 50, 25},
	{AddonSecrets, "secrets-store-csi-driver", 1, 70, 140},
	{AddonSecrets, "secrets-store-csi-driver-provider-aws", 1, 50, 100},
	{AddonGuardDuty, "aws-guardduty-agent", 1, 200, 256},
}

// ClusterAddonPods run once in a cluster with a node group, on whichever node, as of 2026-11. Sources: what EKS's
// CoreDNS and metrics-server are seen to ask for, as upstream's do: deployment of coredns/deployment, and values.yaml
// of metrics-server in kubernetes-sigs/metrics-server, of which EKS runs two each; values.yaml of
// amazon-cloudwatch-observability.
var ClusterAddonPods = []AddonPods{
	{AddonDNS, "coredns", 2, 100, 70},
	{AddonMetrics, "metrics-server", 2, 100, 200},
	{AddonObservation, "amazon-cloudwatch-observability-controller-manager", 1, 100, 64},
}

// What the kubelet keeps of a node, as of 2026-11: memory by how many pods there may be, CPU by vCPUs, and what has
// to be free before it ends pods. Of what an instance is said to have, the kernel and the firmware leave about 93
// percent. Sources: kube_reserve_memory and kube_reserve_cpu of bottlerocket-os/bottlerocket; the Kubernetes
// documentation, "Node-pressure Eviction"; VM_MEMORY_OVERHEAD_PERCENT of Karpenter.
const (
	mibPerPod       = 11
	mibOfKubelet    = 255
	mibFree         = 100
	overheadPer1000 = 75
)

// mostPods is how many pods EKS lets run on a node of a managed node group whose addresses come by prefixes. Source:
// the Amazon EKS user guide, "Choose an optimal Amazon EC2 node instance type".
func mostPods(cpus int) int {
	if cpus < 30 {
		return 110
	}
	return 250
}

// KeptOfNode is what a node of a node group with so many vCPUs and so much memory does not have for pods of others: in
// units of 1/1024 vCPU, and in MiB.
func KeptOfNode(cpus, mib int) (units, keptMiB int) {
	tenths := 0 // of a thousandth
	for i := range cpus {
		switch {
		case i == 0:
			tenths += 600
		case i == 1:
			tenths += 100
		case i < 4:
			tenths += 50
		default:
			tenths += 25
		}
	}
	units = (tenths*1024 + 9999) / 10000
	keptMiB = (mib*overheadPer1000+999)/1000 + mibPerPod*mostPods(cpus) + mibOfKubelet + mibFree
	for _, a := range NodeAddonPods {
		units, keptMiB = units+a.Pods*a.Units(), keptMiB+a.Pods*a.MiB
	}
	return units, keptMiB
}

// LargerClasses are the classes of a family of InstanceSize that are larger than one of it, the least first.
func LargerClasses(class string) []string {
	family, size, _ := strings.Cut(class, ".")
	var all []string
	for _, larger := range upTo16[slices.Index(upTo16, size)+1:] {
		all = append(all, family+"."+larger)
	}
	return all
}
