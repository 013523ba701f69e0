package facts

// KubernetesVersions are what clusters of EKS may have, as of 2026-11: the versions in standard support; 1.34 ends
// 2026-12-02, and nobody should begin with it. Sources: the Amazon EKS user guide, "Understand the Kubernetes version
// lifecycle on EKS"; for 1.36, what DescribeClusterVersions answered in 2026-09.
var KubernetesVersions = versions("1.35", "1.36")

// FirstWithGroupsInAutoMode is the version from which pods have security groups of their own in EKS Auto Mode. Source:
// the Amazon EKS user guide, "Assign security groups to individual Pods in EKS Auto Mode".
const FirstWithGroupsInAutoMode = "1.36"

// The add-ons of a cluster, as EKS calls them.
const (
	AddonNetwork     = "vpc-cni"
	AddonProxy       = "kube-proxy"
	AddonDNS         = "coredns"
	AddonIdentity    = "eks-pod-identity-agent"
	AddonMetrics     = "metrics-server"
	AddonSecrets     = "aws-secrets-store-csi-driver-provider"
	AddonObservation = "amazon-cloudwatch-observability"
)

// KubernetesAddons are the versions of add-ons for a version of Kubernetes, as of 2026-11: those that clusters of that
// version had in 2026-09. EKS goes on offering them; whoever renews the table asks describe-addon-versions.
var KubernetesAddons = map[string]map[string]string{
	"1.35": {
		AddonNetwork:     "v1.22.4-eksbuild.3",
		AddonProxy:       "v1.35.3-eksbuild.29",
		AddonDNS:         "v1.13.2-eksbuild.31",
		AddonIdentity:    "v1.3.10-eksbuild.3",
		AddonMetrics:     "v0.8.1-eksbuild.10",
		AddonSecrets:     "v3.1.3-eksbuild.1",
		AddonObservation: "v6.5.0-eksbuild.1",
	},
	"1.36": {
		AddonNetwork:     "v1.22.4-eksbuild.3",
		AddonProxy:       "v1.36.0-eksbuild.25",
		AddonDNS:         "v1.14.3-eksbuild.23",
		AddonIdentity:    "v1.3.10-eksbuild.3",
		AddonMetrics:     "v0.9.0-eksbuild.11",
		AddonSecrets:     "v3.1.3-eksbuild.1",
		AddonObservation: "v6.7.0-eksbuild.1",
	},
}
