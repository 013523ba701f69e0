package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/manifest"
	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// objectsOf are the objects that a stack of choices brings to its cluster, in order. What only AWS knows has its name
// for a value.
func objectsOf(t testing.TB, stack string) []manifest.Object {
	t.Helper()
	without, err := manifest.Find(choices(t), nil)
	require.NoError(t, err)
	values := map[string]string{}
	for _, s := range without {
		for _, need := range s.Needs {
			values[need.Name] = need.Name
		}
	}
	all, err := manifest.Find(choices(t), values)
	require.NoError(t, err)
	i := slices.IndexFunc(all, func(s manifest.Stack) bool { return s.ID == stack })
	require.GreaterOrEqual(t, i, 0, "%s brings nothing to a cluster", stack)
	return all[i].Objects
}

// object is the only object of a kind that a stack of choices brings to its cluster.
func object(t testing.TB, stack, kind string) manifest.Object {
	t.Helper()
	found := kindsOf(t, stack, kind)
	require.Len(t, found, 1, "%s: %s", stack, kind)
	return found[0]
}

func kindsOf(t testing.TB, stack, kind string) []manifest.Object {
	t.Helper()
	return slices.DeleteFunc(objectsOf(t, stack), func(o manifest.Object) bool { return o.Kind != kind })
}

// at is what is at a path in an object.
func (o objectAt) at(path ...string) any { return assembly.At(o.Body, path...) }

type objectAt struct{ manifest.Object }

// podsOf is the pod of a Deployment, and the container of the service in it.
func podsOf(t testing.TB, stack string) (pod, app map[string]any) {
	t.Helper()
	pod = objectAt{object(t, stack, "Deployment")}.at("spec", "template", "spec").(map[string]any)
	return pod, list(pod["containers"])[0].(map[string]any)
}

// variables are the names of variables, as containers of Kubernetes have them.
func variables(container map[string]any) (plain, secret []string) {
	for _, one := range list(container["env"]) {
		v := one.(map[string]any)
		if v["valueFrom"] != nil {
			secret = append(secret, v["name"].(string))
		} else {
			plain = append(plain, v["name"].(string))
		}
	}
	return plain, secret
}

// launches are the stacks of one service on all that it can run on.
var launches = []string{"fleet/service-web-fargate", "fleet/service-web-ec2", "fleet/service-web-eks"}

func TestAServiceIsToldTheSameWhateverItRunsOn(t *testing.T) {
	_, app := podsOf(t, launches[2])
	plain, secret := variables(app)
	assert.Contains(t, secret, "ORDERS_PASSWORD")
	assert.Contains(t, secret, "RATES", "of Parameter Store")
	assert.Contains(t, plain, "BASKET_SENTINELS", "of a store on instances")
	for _, stack := range launches[:2] {
		c := container(t, choices(t), stack)
		assert.ElementsMatch(t, names(c["Environment"]), plain, stack)
		assert.ElementsMatch(t, names(c["Secrets"]), secret, stack)
	}
}

func TestAServiceReachesTheSameStoresWhateverItRunsOn(t *testing.T) {
	reached := map[string][]string{}
	for _, direction := range []string{"Ingress", "Egress"} {
		for _, f := range flows(t, choices(t), "fleet", direction) {
			for _, stack := range launches {
				if name := strings.TrimPrefix(stack, "fleet/service-"); f.from == group(t, choices(t), stack, "service "+name) &&
					!strings.Contains(f.to, "fleet/kubernetes") {
					reached[stack] = append(reached[stack], direction+" "+f.to+" "+f.port)
				}
			}
		}
	}
	assert.NotEmpty(t, reached[launches[0]])
	for _, stack := range launches[1:] {
		assert.ElementsMatch(t, reached[launches[0]], reached[stack], stack)
	}
}

func TestPodsOfAServiceHaveItsSecurityGroupAlone(t *testing.T) {
	for stack, routed := range map[string]bool{launches[2]: true, "dev-fleet/service-teller": false} {
		stage, name, _ := strings.Cut(stack, "/service-")
		own := group(t, choices(t), stack, "service "+name)
		policy := objectAt{object(t, stack, "SecurityGroupPolicy")}
		groups := list(policy.at("spec", "securityGroups", "groupIds"))
		require.Len(t, groups, 1, stack)
		assert.Contains(t, own, strings.TrimSuffix(strings.TrimPrefix(groups[0].(string), stack+"."), ".GroupId"))
		assert.Equal(t, map[string]any{"app.kubernetes.io/name": name}, policy.at("spec", "podSelector", "matchLabels"))
		nodes := only(t, choices(t), stage+"/kubernetes", "AWS::EKS::Cluster").String()
		var in, out []string
		for _, f := range flows(t, choices(t), stage, "Ingress") {
			switch {
			case f.to == own && f.from == nodes:
				in = append(in, f.port)
			case f.to == nodes && f.from == own:
				out = append(out, f.port)
			}
		}
		assert.ElementsMatch(t, []string{"tcp 53-53", "udp 53-53"}, out, "names, and nothing else of nodes")
		if routed {
			assert.Equal(t, []string{"tcp 3000-3000"}, in, "nodes ask the one port whether it works")
		} else {
			assert.Empty(t, in)
		}
	}
}

// TestALoadBalancerFindsPodsInEitherSet: a deployment on ECS may have left the requests with either, and a service that
// moves has targets of both kinds for a while.
func TestALoadBalancerFindsPodsInEitherSet(t *testing.T) {
	stack := launches[2]
	sets := ofType(t, choices(t), stack, "AWS::ElasticLoadBalancingV2::TargetGroup")
	require.Len(t, sets, 2)
	bound := map[string]bool{}
	for _, binding := range kindsOf(t, stack, "TargetGroupBinding") {
		o := objectAt{binding}
		assert.Equal(t, "eks.amazonaws.com/v1", binding.Body["apiVersion"])
		assert.Equal(t, true, o.at("spec", "multiClusterTargetGroup"))
		bound[o.at("spec", "targetGroupARN").(string)] = true
	}
	cluster := only(t, choices(t), "fleet/kubernetes", "AWS::EKS::Cluster")
	for _, set := range sets {
		assert.True(t, bound[stack+"."+set.LogicalID], "%s is bound", set)
		assert.Contains(t, text(set.Get("Tags")), `{"Key":"eks:eks-cluster-name","Value":"`+cluster.Get("Name").(string)+`"}`,
			"else the cluster's controller may not register pods there")
		assert.Equal(t, "ip", set.Get("TargetType"))
	}
	made := only(t, choices(t), stack, manifest.Type)
	rule := only(t, choices(t), stack, "AWS::ElasticLoadBalancingV2::ListenerRule")
	assert.True(t, madeAfter(made.Stack, made, rule), "pods wait until they are healthy, which nobody asks without it")
}

func TestAServiceInAClusterIsMadeAfterItAndGoesBefore(t *testing.T) {
	assert.Contains(t, choices(t).Stack(launches[2]).DependsOn, "fleet/kubernetes")
	assert.NotContains(t, choices(t).Stack("fleet/kubernetes").DependsOn, launches[2])
}

func TestPodsHaveTheRoleOfTheirServiceBeforeTheyStart(t *testing.T) {
	for stack, policies := range map[string]int{launches[2]: 5, "dev-fleet/service-teller": 2} {
		identity := only(t, choices(t), stack, "AWS::EKS::PodIdentityAssociation")
		account := object(t, stack, "ServiceAccount")
		assert.Equal(t, config.ServicesNamespace, account.Namespace)
		assert.Equal(t, account.Namespace, identity.Get("Namespace"))
		assert.Equal(t, account.Name, identity.Get("ServiceAccount"))
		pod, _ := podsOf(t, stack)
		assert.Equal(t, account.Name, pod["serviceAccountName"])
		role := denotes(t, choices(t), identity, identity.Get("RoleArn"))
		assert.Contains(t, text(role.Get("AssumeRolePolicyDocument")), `"Action":["sts:AssumeRole","sts:TagSession"]`)
		assert.Contains(t, text(role.Get("AssumeRolePolicyDocument")), `{"Service":"pods.eks.amazonaws.com"}`)
		made := only(t, choices(t), stack, manifest.Type)
		assert.True(t, madeAfter(made.Stack, made, identity), "a pod is given its role when it is made")
		of := ofType(t, choices(t), stack, "AWS::IAM::Policy")
		assert.Len(t, of, policies, "%s: one for each thing that it is about", stack)
		for _, policy := range of {
			assert.Equal(t, role, denotes(t, choices(t), policy, list(policy.Get("Roles"))[0]), policy)
			assert.True(t, madeAfter(made.Stack, made, policy), policy)
		}
	}
}

func TestSecretsOfPodsAreReadAsTheService(t *testing.T) {
	for _, stack := range []string{launches[2], "dev-fleet/service-teller"} {
		for _, o := range kindsOf(t, stack, "SecretProviderClass") {
			provider := objectAt{o}
			assert.Equal(t, "true", provider.at("spec", "parameters", "usePodIdentity"), stack)
			read := provider.at("spec", "parameters", "objects").(string)
			assert.NotContains(t, read, "${Token", "%s: CloudFormation fills it in", stack)
			if strings.Contains(read, `"ssmparameter"`) {
				assert.Regexp(t, `"objectName":"/choices/fleet/rates"`, read, "a name, and no ARN")
			}
		}
	}
	settings := ""
	for _, addon := range ofType(t, choices(t), "fleet/kubernetes", "AWS::EKS::Addon") {
		if addon.Get("AddonName") == "aws-secrets-store-csi-driver-provider" {
			settings = addon.Get("ConfigurationValues").(string)
		}
	}
	assert.JSONEq(t, `{"secrets-store-csi-driver":{"syncSecret":{"enabled":true},"enableSecretRotation":true}}`, settings,
		"variables are of secrets that the driver makes")
}

func TestAClusterRunsServicesInANamespaceThatAdmitsNoHarmfulPod(t *testing.T) {
	for _, stage := range []string{"fleet", "dev-fleet"} {
		namespace := object(t, stage+"/kubernetes", "Namespace")
		assert.Equal(t, config.ServicesNamespace, namespace.Name)
		labels := objectAt{namespace}.at("metadata", "labels").(map[string]any)
		assert.Equal(t, "restricted", labels["pod-security.kubernetes.io/enforce"])
		assert.Equal(t, "enabled", labels["eks.amazonaws.com/pod-readiness-gate-inject"])
	}
}

func TestPodsRunOnTheClustersOwnNodesFromTheOrganizationsRegistry(t *testing.T) {
	pod, app := podsOf(t, "dev-fleet/service-teller")
	assert.Equal(t, map[string]any{
		"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "karpenter.sh/nodepool": "bulkhead",
	}, pod["nodeSelector"])
	const registry = "202020202020.dkr.ecr.us-east-1.amazonaws.com/choices/"
	assert.Equal(t, registry+"api@sha256:"+strings.Repeat("0123456789abcdef", 4), app["image"])
	var inits []string
	for _, one := range list(pod["initContainers"]) {
		c := one.(map[string]any)
		inits = append(inits, c["name"].(string))
		assert.True(t, strings.HasPrefix(c["image"].(string), registry), c["image"])
	}
	assert.Equal(t, []string{"collector", "proxy"}, inits)
	plain, secret := variables(app)
	assert.Subset(t, plain, []string{"MODE", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "JOBS_URL"})
	assert.Equal(t, []string{"TOKEN"}, secret)
	pod, _ = podsOf(t, launches[2])
	assert.Equal(t, "migrate", list(pod["initContainers"])[0].(map[string]any)["name"], "before the service starts")
}

func TestTasksOfPodsRunWhenTheyShould(t *testing.T) {
	jobs := map[string]objectAt{}
	for _, o := range kindsOf(t, "dev-fleet/service-teller", "CronJob") {
		jobs[o.Name] = objectAt{o}
	}
	require.Len(t, jobs, 2)
	nightly, repair := jobs["teller--nightly"], jobs["teller--repair"]
	assert.Equal(t, "30 1 * * 1-5", nightly.at("spec", "schedule"))
	assert.Equal(t, "Europe/Dublin", nightly.at("spec", "timeZone"))
	assert.Equal(t, false, nightly.at("spec", "suspend"))
	assert.Equal(t, true, repair.at("spec", "suspend"), "nobody starts it but people")
}

func TestPodsThatAreMissingOrEndAreHeard(t *testing.T) {
	for section, want := range map[string][]string{
		"service-tasks-missing": {
			"Average replicas_desired Average replicas_ready desired - ready GreaterThanThreshold 0, 16 of 16, breaching",
		},
		"service-unreachable": {"Maximum HealthyHostCount SUM([healthy, healthyNext]) LessThanThreshold 1, 5 of 5, breaching"},
		"service-stops":       {"Sum pod_number_of_container_restarts GreaterThanOrEqualToThreshold 3, 1 of 1, notBreaching"},
		"service-cpu": {
			"Average pod_cpu_request Average pod_cpu_usage_total 100 * used / kept GreaterThanThreshold 90, 3 of 5, notBreaching",
		},
		"service-memory": {"Average pod_memory_utilization_over_pod_limit GreaterThanThreshold 90, 3 of 5, notBreaching"},
	} {
		assert.Equal(t, want, ledTo(t, choices(t), launches[2], section), section)
	}
	assert.Equal(t, []string{"Maximum pod_status_failed GreaterThanOrEqualToThreshold 1, <nil> of 1, notBreaching"},
		ledTo(t, choices(t), "dev-fleet/service-teller", "scheduled-task-failed"))
}

// hashed is the end of an id that has the name of the stack in it.
var hashed = regexp.MustCompile(`((?:Balancer|Service)Group)[0-9A-F]{16,}$`)

// TestAServiceMovesToAClusterUnderTheSameIds: what both launches have stays, and its requests are answered meanwhile.
func TestAServiceMovesToAClusterUnderTheSameIds(t *testing.T) {
	ids := func(stack, kind string) []string {
		var all []string
		for _, r := range ofType(t, choices(t), stack, kind) {
			id := strings.NewReplacer("webfargate", "web", "webeks", "web").Replace(r.LogicalID)
			all = append(all, hashed.ReplaceAllString(id, "$1"))
		}
		slices.Sort(all)
		return all
	}
	for _, kind := range []string{
		"AWS::EC2::SecurityGroup", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::ListenerRule",
		"AWS::ApplicationSignals::ServiceLevelObjective",
	} {
		assert.Equal(t, ids(launches[0], kind), ids(launches[2], kind), kind)
	}
	there := ids(launches[0], "AWS::EC2::SecurityGroupIngress")
	assert.Subset(t, ids(launches[2], "AWS::EC2::SecurityGroupIngress"), there, "AWS takes no rule twice")
	assert.Subset(t, ids(launches[2], "AWS::EC2::SecurityGroupEgress"), ids(launches[0], "AWS::EC2::SecurityGroupEgress"))
	for _, role := range ids(launches[2], "AWS::IAM::Role") {
		assert.NotContains(t, ids(launches[0], "AWS::IAM::Role"), role, "tasks go on with what they may")
	}
}
