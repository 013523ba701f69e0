package test

import (
	"encoding/json"
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAServiceOnANodeGroupIsTheSameAsInAutoMode: only the label of the pool is missing from where its pods may run.
func TestAServiceOnANodeGroupIsTheSameAsInAutoMode(t *testing.T) {
	kinds := func(stack string) map[string]string {
		all := map[string]string{}
		for _, o := range objectsOf(t, stack) {
			all[o.Kind] = o.Body["apiVersion"].(string)
		}
		delete(all, "CronJob")
		return all
	}
	for _, stage := range []string{"lab", "lab-dr"} {
		only(t, choices(t), stage+"/kubernetes", "AWS::EKS::Nodegroup")
		stack := stage + "/service-tally"
		assert.Equal(t, kinds("portal/service-orders"), kinds(stack), stack)
		pod, _ := podsOf(t, stack)
		assert.Equal(t, map[string]any{"kubernetes.io/arch": "arm64", "kubernetes.io/os": "linux"}, pod["nodeSelector"])
		policy := objectAt{object(t, stack, "SecurityGroupPolicy")}
		assert.Len(t, list(policy.at("spec", "securityGroups", "groupIds")), 1, stack)
		only(t, choices(t), stack, "AWS::EKS::PodIdentityAssociation")
		for _, binding := range kindsOf(t, stack, "TargetGroupBinding") {
			assert.Equal(t, "eks.amazonaws.com/v1", binding.Body["apiVersion"], "EKS registers them itself")
		}
		namespace := objectAt{object(t, stage+"/kubernetes", "Namespace")}
		assert.Equal(t, "enabled", namespace.at("metadata", "labels", "eks.amazonaws.com/pod-readiness-gate-inject"))
		assert.Empty(t, kindsOf(t, stage+"/kubernetes", "ConfigMap"), "that of network policies is the add-on's")
	}
}

// TestPodsOnANodeGroupReachWhatGivesThemARoleAndTheirGroupsDecideWhatTheyReach: in mode strict, they reach no agent of
// their node, and without the other setting, what they ask outside of the VPC is asked by their node.
func TestPodsOnANodeGroupReachWhatGivesThemARoleAndTheirGroupsDecideWhatTheyReach(t *testing.T) {
	seen := 0
	for _, addon := range choices(t).OfType("AWS::EKS::Addon") {
		if addon.Get("AddonName") != facts.AddonNetwork {
			continue
		}
		seen++
		var settings struct {
			EnableNetworkPolicy string
			Env                 map[string]string
		}
		require.NoError(t, json.Unmarshal([]byte(addon.Get("ConfigurationValues").(string)), &settings))
		assert.Equal(t, "true", settings.EnableNetworkPolicy)
		assert.Equal(t, "true", settings.Env["ENABLE_POD_ENI"])
		assert.Equal(t, "standard", settings.Env["POD_SECURITY_GROUP_ENFORCING_MODE"])
		assert.Equal(t, "true", settings.Env["AWS_VPC_K8S_CNI_EXTERNALSNAT"])
	}
	assert.Equal(t, 2, seen, "on both sides of lab")
}

// TestEKSMayRegisterPodsOfANodeGroupAndGiveThemSecurityGroups: with policies of AWS's, which are in no template.
func TestEKSMayRegisterPodsOfANodeGroupAndGiveThemSecurityGroups(t *testing.T) {
	for stage, want := range map[string]int{"lab": 6, "lab-dr": 6, "portal": 5} {
		cluster := only(t, choices(t), stage+"/kubernetes", "AWS::EKS::Cluster")
		role := denotes(t, choices(t), cluster, cluster.Get("RoleArn"))
		policies := text(role.Get("ManagedPolicyArns"))
		assert.Contains(t, policies, "AmazonEKSLoadBalancingPolicy", stage)
		assert.Len(t, list(role.Get("ManagedPolicyArns")), want, policies)
		if want == 6 {
			assert.Contains(t, policies, "AmazonEKSVPCResourceController", stage)
		}
	}
}
