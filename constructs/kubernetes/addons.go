package kubernetes

import (
	"encoding/json"

	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// addon is software that EKS installs in a cluster and keeps there.
type addon struct {
	name     string
	settings map[string]any
	account  string // service account of its pods
	role     awsiam.Role
	after    []constructs.IDependable
}

// newAddon adds an add-on of the version that goes with the cluster's. What somebody changes in it by hand, EKS changes
// back with the next update.
func newAddon(scope constructs.Construct, cluster awseks.CfnCluster, props ClusterProps, a addon) {
	version, known := facts.KubernetesAddons[props.Version][a.name]
	if !known {
		panic("internal/facts names no version of " + a.name + " for Kubernetes " + props.Version)
	}
	settings := &awseks.CfnAddonProps{
		AddonName:        &a.name,
		AddonVersion:     &version,
		ClusterName:      cluster.Ref(),
		ResolveConflicts: new("OVERWRITE"),
	}
	if a.settings != nil {
		text, err := json.Marshal(a.settings)
		if err != nil {
			panic(err)
		}
		settings.ConfigurationValues = new(string(text))
	}
	if a.role != nil {
		settings.PodIdentityAssociations = []any{&awseks.CfnAddon_PodIdentityAssociationProperty{
			ServiceAccount: &a.account, RoleArn: a.role.RoleArn(),
		}}
	}
	made := awseks.NewCfnAddon(scope, &a.name, settings)
	for _, before := range a.after {
		made.Node().AddDependency(before)
	}
}

// podNetwork gives pods addresses of the VPC, and those that ask for it security groups of their own, and keeps network
// policies. Pods with such groups reach the agent on their node that gives them their role in mode standard alone; what
// they ask outside of the VPC keeps their address there, so that their own groups decide on it. Sources: the Amazon EKS
// user guide, "Configure the Amazon VPC CNI plugin for Kubernetes for security groups for Amazon EKS Pods", and "Assign
// more IP addresses to Amazon EKS nodes with prefixes"; the README of aws/amazon-vpc-cni-k8s, and #2797 there.
func podNetwork(scope constructs.Construct, props ClusterProps) addon {
	role := newPodRole(scope, "NetworkRole", "pod network of "+props.Name, "AmazonEKS_CNI_Policy")
	return addon{
		name: facts.AddonNetwork,
		settings: map[string]any{
			"enableNetworkPolicy": "true",
			"env": map[string]string{
				"AWS_VPC_K8S_CNI_EXTERNALSNAT":      "true",
				"ENABLE_POD_ENI":                    "true",
				"ENABLE_PREFIX_DELEGATION":          "true",
				"WARM_PREFIX_TARGET":                "1",
				"POD_SECURITY_GROUP_ENFORCING_MODE": "standard",
			},
			"init": map[string]any{"env": map[string]string{"DISABLE_TCP_EARLY_DEMUX": "true"}}, // for probes by TCP
		},
		account: "aws-node", role: role, after: []constructs.IDependable{role},
	}
}

// secretsAddon mounts what Secrets Manager and Parameter Store keep in pods. Variables of services are of secrets of
// Kubernetes, which the add-on makes of it while pods have it mounted, and keeps as it is.
func secretsAddon() addon {
	return addon{name: facts.AddonSecrets, settings: map[string]any{"secrets-store-csi-driver": map[string]any{
		"syncSecret": map[string]any{"enabled": true}, "enableSecretRotation": true,
	}}}
}

// observation sends what nodes and pods measure and log to CloudWatch. It puts nothing into pods of others.
func observation(scope constructs.Construct, props ClusterProps) addon {
	role := newObserverRole(scope, props)
	a := addon{
		name: facts.AddonObservation,
		settings: map[string]any{
			"containerInsights":     map[string]any{"enabled": true},
			"otelContainerInsights": map[string]any{"enabled": false}, // the same once more, at another price
			"containerLogs":         map[string]any{"enabled": true},
			"manager": map[string]any{"applicationSignals": map[string]any{
				"autoMonitor": map[string]any{"monitorAllServices": false, "restartPods": false},
			}},
		},
		account: "cloudwatch-agent", role: role, after: []constructs.IDependable{role},
	}
	for _, log := range props.Metrics {
		a.after = append(a.after, log)
	}
	return a
}

// Logs are what the CloudWatch agent of a cluster writes to log groups.
var Logs = []string{"application", "dataplane", "host", Performance}

// Performance is what becomes metrics.
const Performance = "performance"

// InsightsLog is the log group that the CloudWatch agent writes something to.
func InsightsLog(cluster, of string) string { return "/aws/containerinsights/" + cluster + "/" + of }
