package test

import (
	"encoding/json"
	"strings"
	"testing"

	"bulkhead/analysis/parity"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/operate/failover"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// portal is the environment whose services run in clusters on two sides, by its primary.
func portal(t testing.TB) (config.Environment, failover.Environment) {
	t.Helper()
	c, err := config.Load(sharedConfigs["choices"].dir)
	require.NoError(t, err)
	primary, _, err := stacks.WithRecovery(c, "portal")
	require.NoError(t, err)
	return primary, stacks.DescribeRecovery(c, primary)
}

// TestPodsOfAStandbyRest: as many run as recovery.minTasks says, none without a route, nothing before they start and
// nothing on a schedule.
func TestPodsOfAStandbyRest(t *testing.T) {
	of := func(stack, kind string, path ...string) any { return objectAt{object(t, stack, kind)}.at(path...) }
	for stage, want := range map[string]struct{ pods, suspended any }{
		"portal": {json.Number("2"), false}, "portal-dr": {json.Number("1"), true},
	} {
		orders := stage + "/service-orders"
		assert.Equal(t, want.pods, of(orders, "HorizontalPodAutoscaler", "spec", "minReplicas"), stage)
		assert.Equal(t, json.Number("8"), of(orders, "HorizontalPodAutoscaler", "spec", "maxReplicas"), stage)
		assert.Nil(t, of(orders, "Deployment", "spec", "replicas"), "%s: that is the autoscaler's", stage)
		assert.Equal(t, want.suspended, of(orders, "CronJob", "spec", "suspend"), stage)
		pod, _ := podsOf(t, orders)
		assert.Equal(t, stage == "portal", pod["initContainers"] != nil, stage)
		for _, kind := range []string{"Deployment", "HorizontalPodAutoscaler"} {
			assert.Equal(t, "1", of(orders, kind, "metadata", "annotations", "bulkhead/generation"), "%s: %s", stage, kind)
		}
	}
	assert.Equal(t, json.Number("0"), of("portal-dr/service-packer", "Deployment", "spec", "replicas"), "it would work on what the primary works on")
	assert.Equal(t, json.Number("1"), of("portal-dr/service-packer", "HorizontalPodAutoscaler", "spec", "maxReplicas"))
	assert.Equal(t, json.Number("2"), of("portal/service-packer", "HorizontalPodAutoscaler", "spec", "minReplicas"))
	assert.Nil(t, of("fleet/service-web-eks", "Deployment", "metadata", "annotations"), "nothing moves it")
}

// TestNobodyHearsOfPodsThatAreNotMeantToRun: on a standby that has none.
func TestNobodyHearsOfPodsThatAreNotMeantToRun(t *testing.T) {
	heard := func(stack, section string) []string { return ledTo(t, choices(t), stack, section) }
	for stack, silence := range map[string]string{
		"portal/service-packer": "breaching", "portal-dr/service-packer": "notBreaching", "portal-dr/service-orders": "breaching",
	} {
		require.Len(t, heard(stack, "service-tasks-missing"), 1, stack)
		assert.True(t, strings.HasSuffix(heard(stack, "service-tasks-missing")[0], ", "+silence), stack)
	}
	assert.Len(t, heard("portal-dr/service-orders", "service-unreachable"), 1)
}

// TestAMoveScalesPodsThroughAFunctionBesideEachCluster: nothing else reaches the API of a cluster. The function may
// edit what is in the services' namespace, and may be called by what moves the environment, of both sides.
func TestAMoveScalesPodsThroughAFunctionBesideEachCluster(t *testing.T) {
	primary, e := portal(t)
	var arns []any
	for _, side := range []config.Environment{primary, *primary.Other} {
		called := e.Primary.Scaler
		if side.Side == config.Standby {
			called = e.Standby.Scaler
		}
		scaler := named(t, choices(t), side.Name, "AWS::Lambda::Function", "FunctionName", called)
		assert.Equal(t, side.Name+"/kubernetes", scaler.Stack.ID)
		cluster := only(t, choices(t), side.Name+"/kubernetes", "AWS::EKS::Cluster")
		assert.Equal(t, map[string]any{"CLUSTER": cluster.Get("Name"), "NAMESPACE": "services"}, scaler.Get("Environment", "Variables"))
		groups := denoted(choices(t), scaler.Stack, scaler.Get("VpcConfig", "SecurityGroupIds"))
		require.Len(t, groups, 1)
		api := list(cluster.Get("ResourcesVpcConfig", "SecurityGroupIds"))[0]
		assert.Contains(t, sourcesOf(t, denotes(t, choices(t), cluster, api)), groups[0].String(), "it is let to the API")
		role := denotes(t, choices(t), scaler, scaler.Get("Role"))
		entered := 0
		for _, entry := range ofType(t, choices(t), side.Name+"/kubernetes", "AWS::EKS::AccessEntry") {
			if denotes(t, choices(t), entry, entry.Get("PrincipalArn")) != role {
				continue
			}
			entered++
			policies := list(entry.Get("AccessPolicies"))
			require.Len(t, policies, 1)
			assert.JSONEq(t, `{"PolicyArn":"arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
				"AccessScope":{"Type":"namespace","Namespaces":["services"]}}`, text(policies[0]))
		}
		assert.Equal(t, 1, entered, side.Name)
		arns = append(arns, "arn:aws:lambda:"+string(side.Region)+":"+string(side.AccountID)+":function:"+called)
	}
	for _, stage := range []string{"portal", "portal-dr", "lab", "lab-dr"} {
		var called []any
		for _, policy := range ofType(t, choices(t), stage+"/failover", "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				for _, action := range s.Actions {
					if action == "lambda:InvokeFunction" && s.Effect == "Allow" && !strings.Contains(text(s.Resources), "Fn::GetAtt") {
						called = append(called, s.Resources...)
					}
				}
			}
		}
		if strings.HasPrefix(stage, "lab") { // on node groups
			assert.Regexp(t, `^\["\S+:function:choices-lab(-dr)?-kubernetes-scale","\S+:function:choices-lab(-dr)?-kubernetes-scale"\]$`, text(called))
		} else {
			assert.ElementsMatch(t, arns, called, stage)
		}
	}
	assert.Empty(t, maybeNamed(choices(t), "fleet", "AWS::Lambda::Function", "FunctionName"), "it has no other side")
}

// sourcesOf are the security groups that a security group lets in.
func sourcesOf(t testing.TB, group *assembly.Resource) (all []string) {
	t.Helper()
	for _, rule := range ofType(t, choices(t), group.Stack.ID, "AWS::EC2::SecurityGroupIngress") {
		if source := rule.Get("SourceSecurityGroupId"); source != nil && denotes(t, choices(t), rule, rule.Get("GroupId")) == group {
			all = append(all, denotes(t, choices(t), rule, source).String())
		}
	}
	return all
}

// maybeNamed are the names of the resources of a type in a stage that say one.
func maybeNamed(a *assembly.Assembly, stage, kind, property string) (all []any) {
	for _, r := range maybeIn(a, stage, kind) {
		if name := r.Get(property); name != nil {
			all = append(all, name)
		}
	}
	return all
}

// TestStateMachinesMovePodsAsTheCommandWould: each knows how many run at each side, and of which cluster.
func TestStateMachinesMovePodsAsTheCommandWould(t *testing.T) {
	_, e := portal(t)
	for stage, to := range map[string]failover.SideName{"portal": failover.Primary, "portal-dr": failover.Standby} {
		machine := only(t, choices(t), stage+"/failover", "AWS::StepFunctions::StateMachine")
		want, err := failover.Definition(e, to, "${Steps}")
		require.NoError(t, err)
		assert.JSONEq(t, string(want), machine.Get("DefinitionString").(string), stage)
	}
	scales := map[string]failover.Service{}
	for _, s := range e.Services {
		scales[s.Name] = s
	}
	assert.Equal(t, failover.Service{
		Name: "orders", Active: failover.Scale{Min: 2, Max: 8}, Inactive: failover.Scale{Min: 1, Max: 8}, Pods: true,
	}, scales["orders"])
	assert.Equal(t, failover.Service{Name: "packer", Active: failover.Scale{Min: 2, Max: 8}, Pods: true}, scales["packer"])
	assert.False(t, scales["api"].Pods)
}

// TestPodsOfBothSidesAreComparedObjectByObject: what the side's role asks for is declared, and the rest is a violation.
func TestPodsOfBothSidesAreComparedObjectByObject(t *testing.T) {
	of := func(a *assembly.Assembly) map[string]parity.Kind {
		all := map[string]parity.Kind{}
		for _, d := range compared(t, "choices", "portal", a).Differences {
			if d.Type == "Custom::KubernetesObjects" && strings.HasPrefix(d.Stack, "service-") || strings.HasPrefix(d.Stack, "portal-dr/service-") {
				all[d.Stack+" "+d.Path] = d.Kind
			}
		}
		return all
	}
	kinds := map[parity.Kind]int{}
	for what, kind := range of(choices(t)) {
		kinds[kind]++
		assert.NotEqual(t, parity.Violation, kind, what)
	}
	assert.GreaterOrEqual(t, kinds[parity.Declared], 4)

	broken := edited(choices(t), "portal-dr/service-orders")
	id := firstResource(t, broken, "portal-dr/service-orders", "Custom::KubernetesObjects", "")
	objects := writtenIn(broken, "portal-dr/service-orders")[id].(map[string]any)["Properties"].(map[string]any)["Objects"]
	changed, err := json.Marshal(objects)
	require.NoError(t, err)
	require.Contains(t, string(changed), `\"maxUnavailable\":1`)
	var other any
	require.NoError(t, json.Unmarshal([]byte(strings.Replace(string(changed), `\"maxUnavailable\":1`, `\"maxUnavailable\":2`, 1)), &other))
	writtenIn(broken, "portal-dr/service-orders")[id].(map[string]any)["Properties"].(map[string]any)["Objects"] = other
	violations := 0
	for what, kind := range of(broken) {
		if kind == parity.Violation {
			violations++
			assert.Contains(t, what, ".spec.maxUnavailable")
		}
	}
	assert.Equal(t, 1, violations)
}
