package test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clusters calls promise with the stack and the cluster of every side of an environment that has one.
func clusters(
	t *testing.T,
	promise func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource),
) {
	t.Helper()
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		found := maybeIn(a, e.Name, "AWS::EKS::Cluster")
		if e.Kubernetes == nil || e.Kubernetes.Mode == config.ExistingMode {
			assert.Empty(t, found, e.Name)
			return
		}
		seen++
		require.Len(t, found, 1, e.Name)
		promise(a, e, e.Name+"/kubernetes", found[0])
	})
	assert.GreaterOrEqual(t, seen, 4, "of both modes, on both sides, and without NAT")
}

// madeAfter tells whether a resource of a stack is made after another one.
func madeAfter(stack *assembly.Stack, r, other *assembly.Resource) bool {
	var follow func(id string, seen map[string]bool) bool
	follow = func(id string, seen map[string]bool) bool {
		one := stack.Resource(id)
		if one == nil || seen[id] {
			return false
		}
		seen[id] = true
		for _, next := range slices.Concat(one.DependsOn, assembly.References(one.Properties)) {
			if next == other.LogicalID || follow(next, seen) {
				return true
			}
		}
		return false
	}
	return follow(r.LogicalID, map[string]bool{})
}

func TestOnlyTheVPCReachesACluster(t *testing.T) {
	vpn, bastions := 0, 0
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		network := cluster.Get("ResourcesVpcConfig").(map[string]any)
		assert.Equal(t, false, network["EndpointPublicAccess"], cluster)
		assert.Equal(t, true, network["EndpointPrivateAccess"], cluster)
		groups := list(network["SecurityGroupIds"])
		require.Len(t, groups, 1)
		foreign, own := openings(t, a, denotes(t, a, cluster, groups[0]))
		want := []string{"objects of the configuration"}
		if slices.Contains(e.OpenToVPN, config.ClusterName) {
			want = append(want, throughVPN)
			vpn++
		}
		assert.ElementsMatch(t, want, own, "%s: what bulkhead applies, and people through the VPN where it is open to it", cluster)
		if e.Bastion != nil && slices.Contains(e.Bastion.Uses, config.ClusterName) {
			assert.Equal(t, []string{e.Name + "/bastion"}, foreign)
			bastions++
		} else {
			assert.Empty(t, foreign, cluster)
		}
	})
	assert.Positive(t, vpn)
	assert.Equal(t, 2, bastions, "on both sides")
}

func TestAClusterLogsWhatItsControlPlaneDoesWhereOursLogs(t *testing.T) {
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		var types []string
		for _, one := range list(cluster.Get("Logging", "ClusterLogging", "EnabledTypes")) {
			types = append(types, one.(map[string]any)["Type"].(string))
		}
		assert.ElementsMatch(t, []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}, types)
		names := map[string]*assembly.Resource{}
		for _, group := range ofType(t, a, stack, "AWS::Logs::LogGroup") {
			if name, given := group.Get("LogGroupName").(string); given {
				names[name] = group
			}
			assert.NotNil(t, group.Get("KmsKeyId"), group)
			assert.NotNil(t, group.Get("RetentionInDays"), group)
		}
		name := cluster.Get("Name").(string)
		control := names["/aws/eks/"+name+"/cluster"]
		require.NotNil(t, control, "EKS makes it itself, without key and for ever")
		assert.True(t, madeAfter(cluster.Stack, cluster, control), "%s is made after its log", cluster)
		for _, addon := range ofType(t, a, stack, "AWS::EKS::Addon") {
			if addon.Get("AddonName") != facts.AddonObservation {
				continue
			}
			for _, of := range []string{"application", "dataplane", "host", "performance"} {
				group := names["/aws/containerinsights/"+name+"/"+of]
				require.NotNil(t, group, "%s of %s: the agent makes it itself", of, name)
				assert.True(t, madeAfter(cluster.Stack, addon, group), "%s is made after its logs", addon)
			}
		}
	})
}

// TestTheAgentOfAClusterWritesToItsLogsAloneAndDecidesForNoneHowLongItIsKept: AWS's policy for it lets it shorten all.
func TestTheAgentOfAClusterWritesToItsLogsAloneAndDecidesForNoneHowLongItIsKept(t *testing.T) {
	m, seen := modelOf(t, "choices"), 0
	for _, addon := range choices(t).OfType("AWS::EKS::Addon") {
		if addon.Get("AddonName") != facts.AddonObservation {
			continue
		}
		seen++
		role := denotes(t, choices(t), addon, addon.Get("PodIdentityAssociations", "0", "RoleArn"))
		assert.Nil(t, role.Get("ManagedPolicyArns"), role)
		agent, err := m.ARN(role)
		require.NoError(t, err)
		logs := "arn:aws:logs:" + role.Stack.Region + ":" + role.Stack.Account + ":log-group:"
		cluster := one(t, choices(t), role.Stack.Stage, "AWS::EKS::Cluster").Get("Name").(string)
		ours := logs + "/aws/containerinsights/" + cluster + "/performance:*"
		d := decide(t, m, iam.Request{Principal: agent, Action: "logs:PutLogEvents", Resource: ours})
		assert.True(t, d.Allowed, "%s: %s", ours, d.Because)
		refused(t, m, []string{agent}, []string{"logs:PutLogEvents", "logs:CreateLogGroup"}, []string{logs + "/acme/prod/x:*"})
		refused(t, m, []string{agent}, []string{"logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:DeleteLogGroup"}, []string{ours})
	}
	assert.Positive(t, seen)
}

func TestSecretsOfAClusterAreUnderAKeyOfItsOwnWhichTheDeploymentAloneMayHandOn(t *testing.T) {
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		configuration := list(cluster.Get("EncryptionConfig"))
		require.Len(t, configuration, 1)
		one := configuration[0].(map[string]any)
		assert.Equal(t, []any{"secrets"}, one["Resources"])
		key := denotes(t, a, cluster, one["Provider"].(map[string]any)["KeyArn"])
		assert.Equal(t, "encrypts secrets of Kubernetes", key.Get("Description"))
		denies := 0
		for _, s := range assembly.Statements(key) {
			if s.Effect != "Deny" {
				continue
			}
			denies++
			assert.Equal(t, []string{"kms:CreateGrant"}, s.Actions)
			assert.Equal(t, map[string]any{
				"aws:PrincipalArn": "arn:aws:iam::" + string(e.AccountID) + ":role/cdk-hnb659fds-cfn-exec-role-" +
					string(e.AccountID) + "-" + string(e.Region),
			}, s.Condition["ArnNotEquals"], "EKS has whoever makes a cluster make the grant")
		}
		assert.Equal(t, 1, denies, key)
	})
}

func TestAClusterNeverEntersExtendedSupportByItself(t *testing.T) {
	clusters(t, func(_ *assembly.Assembly, e config.Environment, _ string, cluster *assembly.Resource) {
		assert.Equal(t, "STANDARD", cluster.Get("UpgradePolicy", "SupportType"))
		assert.Equal(t, e.Kubernetes.Version, cluster.Get("Version"))
		assert.GreaterOrEqual(t, facts.KubernetesVersions.Index(e.Kubernetes.Version), 0)
		assert.Equal(t, true, cluster.Get("ZonalShiftConfig", "Enabled"), "traffic can leave a zone that is ill")
	})
}

func TestAClusterOfProductionIsNotDeletedByMistake(t *testing.T) {
	clusters(t, func(_ *assembly.Assembly, e config.Environment, _ string, cluster *assembly.Resource) {
		assert.Equal(t, e.Production(), cluster.Get("DeletionProtection"), cluster)
		assert.True(t, protected(cluster.Stack), cluster)
	})
}

// TestNobodyIsInAClusterButWhoTheConfigurationNames: not whoever has made it, nor whoever may do everything in its
// account.
func TestNobodyIsInAClusterButWhoTheConfigurationNames(t *testing.T) {
	people := map[string][]string{}
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		assert.Equal(t, map[string]any{
			"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": false,
		}, cluster.Get("AccessConfig"))
		applier, nodes := 0, 0
		for _, entry := range ofType(t, a, stack, "AWS::EKS::AccessEntry") {
			assert.Equal(t, cluster, denotes(t, a, entry, entry.Get("ClusterName")))
			assert.Nil(t, entry.Get("KubernetesGroups"), "%s: access policies alone", entry)
			role := denotes(t, a, entry, entry.Get("PrincipalArn"))
			policies := list(entry.Get("AccessPolicies"))
			require.Len(t, policies, 1)
			policy := strings.TrimPrefix(policies[0].(map[string]any)["PolicyArn"].(string), "arn:aws:eks::aws:cluster-access-policy/")
			trust := text(role.Get("AssumeRolePolicyDocument"))
			switch {
			case strings.HasPrefix(role.Get("Description").(string), "scales services"):
				assert.Equal(t, "AmazonEKSEditPolicy", policy) // of the services' namespace
			case strings.Contains(trust, "lambda.amazonaws.com"):
				assert.Equal(t, "AmazonEKSClusterAdminPolicy", policy)
				applier++
			case strings.Contains(trust, "ec2.amazonaws.com"):
				assert.Equal(t, "AmazonEKSAutoNodePolicy", policy)
				assert.Equal(t, "EC2", entry.Get("Type"))
				nodes++
			default:
				name := role.Get("RoleName").(string)
				people[e.Name] = append(people[e.Name], policy+" "+name)
				assert.Contains(t, trust, `"aws:PrincipalArn":["arn:aws:iam::`+string(e.AccountID)+`:role/choices-`, "%s: roles of people in the account", role)
			}
		}
		assert.Equal(t, 1, applier, stack)
		assert.Equal(t, e.Kubernetes.Mode == config.AutoMode, nodes == 1, stack)
	})
	for _, all := range people {
		slices.Sort(all)
	}
	assert.Equal(t, map[string][]string{
		"lab":    {"AmazonEKSViewPolicy choices-lab-kubernetes-view"},
		"lab-dr": {"AmazonEKSViewPolicy choices-lab-dr-kubernetes-view"},
		"dev-fleet": {
			"AmazonEKSClusterAdminPolicy choices-dev-fleet-kubernetes-admin", "AmazonEKSEditPolicy choices-dev-fleet-kubernetes-edit",
		},
	}, people)
}

func TestAClusterKeepsToTwoZonesAndItsNodesAreInAll(t *testing.T) {
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		assert.Len(t, list(cluster.Get("ResourcesVpcConfig", "SubnetIds")), 2, "EKS takes none of another zone afterwards")
		for _, subnet := range list(cluster.Get("ResourcesVpcConfig", "SubnetIds")) {
			assert.Equal(t, "private", tier(denotes(t, a, cluster, subnet)))
		}
		if e.Kubernetes.Mode == config.NodesMode {
			group := only(t, a, stack, "AWS::EKS::Nodegroup")
			assert.Len(t, list(group.Get("Subnets")), e.Network.Zones)
			return
		}
		pool := only(t, a, stack, "Custom::KubernetesObjects")
		subnets := map[string]bool{}
		for _, r := range denoted(a, pool.Stack, pool.Get("Objects")) {
			if r.Type == "AWS::EC2::Subnet" {
				assert.Equal(t, "private", tier(r))
				subnets[r.LogicalID] = true
			}
		}
		assert.Len(t, subnets, e.Network.Zones, pool)
	})
}

func TestNodesAreHardenedEncryptedAndRepaired(t *testing.T) {
	groups, pools := 0, 0
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		auto := e.Kubernetes.Mode == config.AutoMode
		for _, part := range [][]string{
			{"ComputeConfig", "Enabled"}, {"KubernetesNetworkConfig", "ElasticLoadBalancing", "Enabled"}, {"StorageConfig", "BlockStorage", "Enabled"},
		} {
			assert.Equal(t, true, cluster.Get(part...), "%s: EKS refuses some of them without the others", part)
		}
		assert.Nil(t, cluster.Get("ComputeConfig", "NodePools"), "EKS makes no nodes of its own choice")
		assert.Equal(t, false, cluster.Get("BootstrapSelfManagedAddons"), "what nobody would keep up to date")
		if auto {
			pools++
			pool := only(t, a, stack, "Custom::KubernetesObjects")
			key := slices.ContainsFunc(denoted(a, pool.Stack, pool.Get("Objects")), func(r *assembly.Resource) bool {
				return r.Type == "AWS::KMS::Key" && r.Get("Description") == "encrypts data stores and their backups"
			})
			assert.True(t, key, "%s: disks are under the environment's key", pool)
			assert.Contains(t, text(pool.Get("Objects")), string(e.Kubernetes.Auto.Architecture), pool)
			return
		}
		groups++
		assert.NotContains(t, text(only(t, a, stack, "Custom::KubernetesObjects").Get("Objects")), "NodePool", "%s: no nodes but the group's", stack)
		group := only(t, a, stack, "AWS::EKS::Nodegroup")
		assert.Equal(t, "BOTTLEROCKET_ARM_64", group.Get("AmiType"))
		assert.Equal(t, e.Kubernetes.Version, group.Get("Version"), "nodes follow the control plane")
		assert.Equal(t, true, group.Get("NodeRepairConfig", "Enabled"))
		assert.Equal(t, 1.0, group.Get("UpdateConfig", "MaxUnavailable"), "one after the other")
		template := denotes(t, a, group, group.Get("LaunchTemplate", "Id"))
		data := template.Get("LaunchTemplateData").(map[string]any)
		assert.Equal(t, map[string]any{"HttpTokens": "required", "HttpPutResponseHopLimit": 1.0}, data["MetadataOptions"], "pods have roles of their own")
		assert.NotContains(t, data, "KeyName")
		assert.NotContains(t, data, "IamInstanceProfile", "EKS refuses one")
		for _, device := range list(data["BlockDeviceMappings"]) {
			disk := device.(map[string]any)["Ebs"].(map[string]any)
			assert.Equal(t, true, disk["Encrypted"])
			key := denotes(t, a, template, disk["KmsKeyId"])
			assert.Contains(t, text(key.Get("KeyPolicy")), "AWSServiceRoleForAutoScaling", "which starts nodes with volumes under it")
		}
	})
	assert.Positive(t, groups)
	assert.Positive(t, pools)
}

// TestAddonsAreOfTheClustersVersionAndWaitForWhatTheyRunOn: without nodes they stay degraded, and nodes without a
// network are never ready.
func TestAddonsAreOfTheClustersVersionAndWaitForWhatTheyRunOn(t *testing.T) {
	before := []string{facts.AddonNetwork, facts.AddonProxy, facts.AddonIdentity}
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		want := []string{facts.AddonMetrics, facts.AddonSecrets, facts.AddonObservation}
		nodes := "Custom::KubernetesObjects"
		if e.Kubernetes.Mode == config.NodesMode {
			want, nodes = slices.Concat(want, before, []string{facts.AddonDNS}), "AWS::EKS::Nodegroup"
		}
		capacity := only(t, a, stack, nodes)
		var names []string
		for _, addon := range ofType(t, a, stack, "AWS::EKS::Addon") {
			name := addon.Get("AddonName").(string)
			names = append(names, name)
			assert.Equal(t, facts.KubernetesAddons[e.Kubernetes.Version][name], addon.Get("AddonVersion"), addon)
			if slices.Contains(before, name) {
				assert.True(t, madeAfter(cluster.Stack, capacity, addon), "%s is there before nodes", name)
			} else {
				assert.True(t, madeAfter(cluster.Stack, addon, capacity), "%s is made after nodes", name)
			}
		}
		assert.ElementsMatch(t, want, names, e.Name)
	})
}

func TestEveryVersionOfKubernetesHasAVersionOfEveryAddon(t *testing.T) {
	all := []string{
		facts.AddonNetwork, facts.AddonProxy, facts.AddonDNS, facts.AddonIdentity, facts.AddonMetrics,
		facts.AddonSecrets, facts.AddonObservation,
	}
	assert.ElementsMatch(t, facts.KubernetesVersions.Names(), slices.Collect(maps.Keys(facts.KubernetesAddons)))
	for version, addons := range facts.KubernetesAddons {
		assert.ElementsMatch(t, all, slices.Collect(maps.Keys(addons)), version)
		assert.True(t, strings.HasPrefix(addons[facts.AddonProxy], "v"+version+"."), "%s is the proxy of %s", addons[facts.AddonProxy], version)
	}
}

func TestObjectsAreBroughtToAClusterWhileWhoBringsThemIsLetIn(t *testing.T) {
	seen := 0
	clusters(t, func(a *assembly.Assembly, e config.Environment, stack string, cluster *assembly.Resource) {
		for _, objects := range a.OfType("Custom::KubernetesObjects") {
			if objects.Stack != cluster.Stack {
				continue
			}
			seen++
			auto := e.Kubernetes.Mode == config.AutoMode
			assert.Equal(t, auto, strings.Contains(text(objects.Get("Objects")), "enable-network-policy-controller"),
				"else network policies do nothing; on a node group, the add-on says so")
			entered := 0
			for _, entry := range ofType(t, a, stack, "AWS::EKS::AccessEntry") {
				role := denotes(t, a, entry, entry.Get("PrincipalArn"))
				scales := strings.HasPrefix(text(role.Get("Description")), `"scales services`)
				if !scales && strings.Contains(text(role.Get("AssumeRolePolicyDocument")), "amazonaws.com") {
					entered++
					assert.True(t, madeAfter(cluster.Stack, objects, entry), "%s is deleted before %s", objects, entry)
				}
			}
			assert.Equal(t, map[bool]int{true: 2, false: 1}[auto], entered, "of the function, and of nodes of Auto Mode")
			for _, group := range ofType(t, a, stack, "AWS::EKS::Nodegroup") {
				assert.True(t, madeAfter(cluster.Stack, objects, group), "%s: pods end on nodes", objects)
			}
			for _, ingress := range ofType(t, a, stack, "AWS::EC2::SecurityGroupIngress") {
				if ingress.Get("Description") == "objects of the configuration" {
					assert.True(t, madeAfter(cluster.Stack, objects, ingress), "%s: the way to the cluster is there as long as it", objects)
				}
			}
		}
	})
	assert.Positive(t, seen)
}
