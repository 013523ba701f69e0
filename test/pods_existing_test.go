package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// existing are the clusters of choices that something else has made, by the service that runs there.
var existing = map[string]struct{ stage, name, group, api, architecture string }{
	"dev-zonal/service-till":    {"dev-zonal", "Platform_1", "sg-0123456789abcdef0", "elbv2.k8s.aws/v1beta1", "amd64"},
	"dev-zonal/service-kiosk":   {"dev-zonal", "Platform_1", "sg-0123456789abcdef0", "elbv2.k8s.aws/v1beta1", "amd64"},
	"dev-brown/service-shelf":   {"dev-brown", "brown", "sg-0d000000000000003", "", "arm64"},
	"shielded/service-desk":     {"shielded", "till", "sg-0123456789abcdef1", "", "arm64"},
	"dev-stores/service-ticker": {"dev-stores", "shared", "sg-01234567", "eks.amazonaws.com/v1", "arm64"},
}

// TestOfAClusterThatExistsOnlyTheWayInAndTheNamespaceAreOurs: a function, whom an access entry lets in, a rule of the
// cluster's security group, and what the function brings.
func TestOfAClusterThatExistsOnlyTheWayInAndTheNamespaceAreOurs(t *testing.T) {
	for _, c := range existing {
		stack := choices(t).Stack(c.stage + "/kubernetes")
		require.NotNil(t, stack, c.stage)
		for _, r := range stack.Resources {
			assert.True(t, !strings.HasPrefix(r.Type, "AWS::EKS::") || r.Type == "AWS::EKS::AccessEntry", "%s is its owner's", r)
			assert.NotEqual(t, "AWS::CloudWatch::Alarm", r.Type, "%s: its owner's, too", r)
		}
		entry := only(t, choices(t), stack.ID, "AWS::EKS::AccessEntry")
		assert.Equal(t, c.name, entry.Get("ClusterName"))
		objects := only(t, choices(t), stack.ID, "Custom::KubernetesObjects")
		function := denotes(t, choices(t), objects, objects.Get("ServiceToken"))
		assert.Equal(t, denotes(t, choices(t), function, function.Get("Role")), denotes(t, choices(t), entry, entry.Get("PrincipalArn")))
		assert.True(t, madeAfter(stack, objects, entry), "%s: it is let in before", objects)
		ways := 0
		for _, rule := range ofType(t, choices(t), stack.ID, "AWS::EC2::SecurityGroupIngress") {
			if rule.Get("Description") != "objects of the configuration" {
				assert.Equal(t, throughVPN, rule.Get("Description"), rule)
				continue
			}
			ways++
			assert.Equal(t, c.group, rule.Get("GroupId"))
			assert.Equal(t, 443.0, rule.Get("FromPort"))
			own := list(function.Get("VpcConfig", "SecurityGroupIds"))
			assert.Equal(t, []any{rule.Get("SourceSecurityGroupId")}, own, "%s: from the function", rule)
			assert.True(t, madeAfter(stack, objects, rule), "%s: it is open before", objects)
		}
		assert.Equal(t, 1, ways, stack)
		var kinds []string
		for _, o := range objectsOf(t, stack.ID) {
			kinds = append(kinds, o.Kind+" "+o.Name)
		}
		assert.Equal(t, []string{"Namespace services", "NetworkPolicy nobody"}, kinds, stack)
	}
}

// TestAClusterThatExistsIsAskedForAllThatServicesNeedBeforeAnyIsBrought: services come after the namespace, which comes
// after the look.
func TestAClusterThatExistsIsAskedForAllThatServicesNeedBeforeAnyIsBrought(t *testing.T) {
	for service, c := range existing {
		needs := text(only(t, choices(t), c.stage+"/kubernetes", "Custom::KubernetesObjects").Get("Needs"))
		for _, o := range objectsOf(t, service) {
			if strings.Contains(o.Body["apiVersion"].(string), ".k8s.aws/") || strings.Contains(o.Body["apiVersion"].(string), "amazonaws.com/") ||
				strings.Contains(o.Body["apiVersion"].(string), ".x-k8s.io/") {
				assert.Contains(t, needs, o.Body["apiVersion"].(string), "%s brings a %s", service, o.Kind)
				assert.Contains(t, needs, o.Kind, service)
			}
		}
		own := c.api != "eks.amazonaws.com/v1"
		assert.Equal(t, own, strings.Contains(needs, "eks-pod-identity-agent"), "Auto Mode has it")
		assert.Equal(t, own, strings.Contains(needs, "ENABLE_POD_ENI"), "Auto Mode does it")
		assert.Equal(t, own, strings.Contains(needs, "POD_SECURITY_GROUP_ENFORCING_MODE"), "pods reach what gives them a role")
		assert.Equal(t, own, strings.Contains(needs, "AWS_VPC_K8S_CNI_EXTERNALSNAT"), "their own groups decide outside of the VPC")
		assert.Contains(t, needs, "secretprovidersyncing-role", "who makes secrets of Kubernetes")
		assert.Contains(t, choices(t).Stack(service).DependsOn, c.stage+"/kubernetes")
	}
}

// TestWhereAutoModeRegistersPodsTheyRunOnItsNodesAlone: other nodes of the cluster may have a network that gives them
// no security groups, or keeps them from their role, and nothing has asked for it.
func TestWhereAutoModeRegistersPodsTheyRunOnItsNodesAlone(t *testing.T) {
	seen := 0
	for service, c := range existing {
		if c.api != "eks.amazonaws.com/v1" {
			continue
		}
		seen++
		deployment := objectAt{object(t, service, "Deployment")}
		assert.Equal(t, "auto", deployment.at("spec", "template", "spec", "nodeSelector", "eks.amazonaws.com/compute-type"))
		for _, o := range kindsOf(t, service, "CronJob") {
			job := objectAt{o}
			assert.Equal(t, "auto",
				job.at("spec", "jobTemplate", "spec", "template", "spec", "nodeSelector", "eks.amazonaws.com/compute-type"))
		}
	}
	assert.Positive(t, seen)
}

// TestAServiceInAClusterThatExistsIsTheSameService: with another cluster's name, and on any node of its architecture,
// but for Auto Mode.
func TestAServiceInAClusterThatExistsIsTheSameService(t *testing.T) {
	for service, c := range existing {
		pod, _ := podsOf(t, service)
		nodes := map[string]any{"kubernetes.io/arch": c.architecture, "kubernetes.io/os": "linux"}
		if c.api == "eks.amazonaws.com/v1" {
			nodes["eks.amazonaws.com/compute-type"] = "auto"
		}
		assert.Equal(t, nodes, pod["nodeSelector"], service)
		identity := only(t, choices(t), service, "AWS::EKS::PodIdentityAssociation")
		assert.Equal(t, c.name, identity.Get("ClusterName"))
		assert.Equal(t, c.name, only(t, choices(t), service, "Custom::KubernetesObjects").Get("Cluster"))
		measured := 0
		for _, alarm := range ofType(t, choices(t), service, "AWS::CloudWatch::Alarm") {
			if strings.Contains(text(alarm.Properties), "ContainerInsights") {
				measured++
				assert.Contains(t, text(alarm.Properties), `{"Name":"ClusterName","Value":"`+c.name+`"}`, alarm)
			}
		}
		assert.GreaterOrEqual(t, measured, 4, service)
		opened := map[string]bool{}
		for _, rule := range ofType(t, choices(t), service, "AWS::EC2::SecurityGroupIngress") {
			if rule.Get("GroupId") == c.group {
				opened[text(rule.Get("FromPort"))+"/"+rule.Get("IpProtocol").(string)] = true
			}
		}
		assert.Equal(t, map[string]bool{"53/tcp": true, "53/udp": true}, opened, "%s: names, and nothing else of the nodes", service)
	}
	for _, kind := range kindsOf(t, "dev-zonal/service-till", "TargetGroupBinding") {
		assert.Equal(t, "elbv2.k8s.aws/v1beta1", kind.Body["apiVersion"])
	}
	for _, set := range ofType(t, choices(t), "dev-zonal/service-till", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		assert.Contains(t, text(set.Get("Tags")), `{"Key":"eks:eks-cluster-name","Value":"Platform_1"}`, set)
	}
	dashboard := one(t, choices(t), "dev-zonal", "AWS::CloudWatch::Dashboard")
	assert.Contains(t, assembly.At(dashboard.Properties, "DashboardBody"), `"ClusterName","Platform_1"`)
}
