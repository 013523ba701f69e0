package test

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// beforeAndAfter are the services of an environment whose modes change, each another one.
const (
	beforeModes = `tier: production
alerts: {email: [a@example.org]}
network: {cidr: 10.0.0.0/16}
instances: {agents: {logs: "app:1.0.0", metrics: "app:1.0.0"}}
tracing: {collector: "app:1.0.0"}
services:
  moved: {image: "app:1.0.0", route: {balancer: internal}, tracing: disabled}
  opened: {image: "app:1.0.0", route: {balancer: internal}, deployment: {strategy: blue-green}, tracing: disabled}
  launched: {image: "app:1.0.0", launch: fargate, route: {path: /launched}, tracing: disabled}
  landed: {image: "app:1.0.0", launch: ec2, route: {path: /landed}, tracing: disabled}
  gradual: {image: "app:1.0.0", route: {path: /gradual}, deployment: {strategy: rolling}, tracing: disabled}
  rolling: {image: "app:1.0.0", route: {path: /rolling}, deployment: {strategy: canary}, tracing: disabled}
  closed: {image: "app:1.0.0", route: {path: /closed}, tracing: disabled}
  debugged: {image: "app:1.0.0", route: {path: /debugged}, exec: disabled, tracing: disabled}
  first: {image: "app:1.0.0", route: {path: /one/*}, tracing: disabled}
  second: {image: "app:1.0.0", route: {path: /another/*}, tracing: disabled}
`
	afterModes = `tier: production
alerts: {email: [a@example.org]}
network: {cidr: 10.0.0.0/16}
instances: {agents: {logs: "app:1.0.0", metrics: "app:1.0.0"}}
tracing: {collector: "app:1.0.0"}
services:
  moved: {image: "app:1.0.0", route: {balancer: public, path: /moved/*}, tracing: disabled}
  opened: {image: "app:1.0.0", route: {balancer: public, path: /opened/*}, deployment: {strategy: blue-green}, tracing: disabled}
  launched: {image: "app:1.0.0", launch: ec2, route: {path: /launched}, tracing: disabled}
  landed: {image: "app:1.0.0", launch: fargate, route: {path: /landed}, tracing: disabled}
  gradual: {image: "app:1.0.0", route: {path: /gradual}, deployment: {strategy: linear}, tracing: disabled}
  rolling: {image: "app:1.0.0", route: {path: /rolling}, deployment: {strategy: rolling}, tracing: disabled}
  closed: {image: "app:1.0.0", tracing: disabled}
  debugged: {image: "app:1.0.0", route: {path: /debugged}, exec: enabled, tracing: enabled}
  first: {image: "app:1.0.0", route: {path: /another/*}, tracing: disabled}
  second: {image: "app:1.0.0", route: {path: /one/*}, tracing: disabled}
`
)

// recorded are the templates of an organization with this one environment, dev, whose routes are recorded in dir.
func recorded(t testing.TB, dir, environment string) *assembly.Assembly {
	t.Helper()
	if _, err := os.Stat(dir + "/organization.yaml"); err != nil {
		require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/minimal")))
		organization, err := os.ReadFile(dir + "/organization.yaml")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(dir+"/organization.yaml", append(organization, "repositories: [app]\n"...), 0o644))
	}
	require.NoError(t, os.WriteFile(dir+"/environments/dev.yaml", []byte(environment), 0o644))
	_, err := config.RecordRoutes(dir)
	require.NoError(t, err)
	c, err := config.Load(dir)
	require.NoError(t, err)
	return synthesizeEnvironments(t, c)
}

// modes are the templates before and after every change of modes.
func modes(t testing.TB) (base, head *assembly.Assembly) {
	t.Helper()
	base = once("modes before", func() *assembly.Assembly {
		dir, err := os.MkdirTemp(scratch, "modes-")
		require.NoError(t, err)
		before := recorded(t, dir, beforeModes)
		made["modes after"] = recorded(t, dir, afterModes)
		return before
	})
	return base, made["modes after"]
}

// both are the one resource of a type in a service's stack, before and after.
func both(t testing.TB, service, resourceType string) (before, after *assembly.Resource) {
	t.Helper()
	base, head := modes(t)
	return only(t, base, "dev/service-"+service, resourceType), only(t, head, "dev/service-"+service, resourceType)
}

// fixed are the properties of an ECS service that an update cannot change. Source: its resource schema.
var fixed = []string{"Cluster", "Role", "SchedulingStrategy", "ServiceName", "LaunchType", "DeploymentController"}

func TestAServiceMovesBetweenFargateAndInstancesInPlace(t *testing.T) {
	for _, service := range []string{"launched", "landed"} {
		before, after := both(t, service, "AWS::ECS::Service")
		assert.Equal(t, before.LogicalID, after.LogicalID)
		for _, property := range fixed {
			assert.Equal(t, before.Get(property), after.Get(property), "%s: %s", service, property)
		}
		assert.Equal(t, "REPLICA", after.Get("SchedulingStrategy"))
		assert.Nil(t, after.Get("LaunchType"))
		assert.NotEqual(t, before.Get("CapacityProviderStrategy"), after.Get("CapacityProviderStrategy"))
		assert.Equal(t, before.Get("LoadBalancers"), after.Get("LoadBalancers"))
	}
	_, landed := both(t, "landed", "AWS::ECS::Service")
	assert.Equal(t, "FARGATE", landed.Get("CapacityProviderStrategy", "0", "CapacityProvider"))
	assert.Equal(t, []any{}, landed.Get("PlacementStrategies"), "Fargate refuses those of instances, which stay unless they are taken away")
}

func TestTasksMayRunOnWhatAServiceMovesTo(t *testing.T) {
	seen := 0
	for name := range sharedConfigs {
		for _, service := range shared(t, name).OfType("AWS::ECS::Service") {
			provider := service.Get("CapacityProviderStrategy", "0", "CapacityProvider")
			if provider == nil { // an agent, which is on every instance
				assert.Equal(t, "DAEMON", service.Get("SchedulingStrategy"), service)
				continue
			}
			seen++
			capacity := one(t, shared(t, name), service.Stack.Stage, "AWS::ECS::ClusterCapacityProviderAssociations")
			providers := list(capacity.Get("CapacityProviders"))
			assert.Equal(t, []any{"FARGATE", "FARGATE_SPOT"}, providers[:2])
			if provider != "FARGATE" {
				want := denotes(t, shared(t, name), capacity, providers[2])
				assert.Equal(t, want, denotes(t, shared(t, name), service, provider))
			}
		}
	}
	assert.Greater(t, seen, 20)
}

func TestAChangeOfStrategyLeavesTheListenerRuleAndBothSetsOfTasksAsTheyAre(t *testing.T) {
	for service, strategy := range map[string]string{"gradual": "LINEAR", "rolling": "ROLLING"} {
		before, after := both(t, service, "AWS::ECS::Service")
		assert.Equal(t, strategy, after.Get("DeploymentConfiguration", "Strategy"))
		base, head := modes(t)
		changed := changedResources(base.Stack(before.Stack.ID), head.Stack(after.Stack.ID))
		assert.Equal(t, []string{before.LogicalID}, changed, "%s: nothing but the service", service)
		for key := range after.Properties {
			if key != "DeploymentConfiguration" && key != "AvailabilityZoneRebalancing" {
				assert.Equal(t, before.Get(key), after.Get(key), "%s: %s", service, key)
			}
		}
	}
}

// changedResources are the logical ids of what an update of a stack makes, changes or deletes.
func changedResources(before, after *assembly.Stack) []string {
	bodies := func(s *assembly.Stack) map[string]any { return s.Template["Resources"].(map[string]any) }
	ids := map[string]bool{}
	for _, side := range []map[string]any{bodies(before), bodies(after)} {
		for id := range side {
			if !reflect.DeepEqual(bodies(before)[id], bodies(after)[id]) {
				ids[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

func TestARouteThatMovesToTheOtherLoadBalancerHasTargetGroupsOfItsOwnThere(t *testing.T) {
	for _, service := range []string{"moved", "opened"} {
		before, after := both(t, service, "AWS::ECS::Service")
		groups := func(s *assembly.Resource) []string {
			var all []string
			for _, group := range s.Stack.Resources {
				if group.Type == "AWS::ElasticLoadBalancingV2::TargetGroup" {
					all = append(all, group.LogicalID)
				}
			}
			return all
		}
		require.Len(t, groups(before), 2)
		require.Len(t, groups(after), 2)
		for _, group := range groups(before) {
			assert.NotContains(t, groups(after), group, "a target group belongs to one load balancer")
		}
		rule, moved := both(t, service, "AWS::ElasticLoadBalancingV2::ListenerRule")
		assert.NotEqual(t, rule.Get("ListenerArn"), moved.Get("ListenerArn"))
		assert.Equal(t, rule.LogicalID, moved.LogicalID, "the new one is made before the old one goes")
	}
}

func TestTwoServicesThatSwapTheirPathsNeverWantThePriorityOfEachOther(t *testing.T) {
	first, firstAfter := both(t, "first", "AWS::ElasticLoadBalancingV2::ListenerRule")
	second, secondAfter := both(t, "second", "AWS::ElasticLoadBalancingV2::ListenerRule")
	paths := func(r *assembly.Resource) any { return r.Get("Conditions", "0", "PathPatternConfig", "Values") }
	require.Equal(t, paths(first), paths(secondAfter))
	require.Equal(t, paths(second), paths(firstAfter))
	held := []any{first.Get("Priority"), firstAfter.Get("Priority")}
	assert.NotContains(t, held, second.Get("Priority"))
	assert.NotContains(t, held, secondAfter.Get("Priority"))
}

func TestAServiceThatLosesItsRouteIsTakenOutOfItsTargetGroups(t *testing.T) {
	before, after := both(t, "closed", "AWS::ECS::Service")
	assert.Len(t, list(before.Get("LoadBalancers")), 1)
	assert.Equal(t, []any{}, after.Get("LoadBalancers"), "ECS keeps those that a template leaves out")
}

func TestSessionsAndTracesAreSwitchedOnByADeploymentOfTheService(t *testing.T) {
	before, after := both(t, "debugged", "AWS::ECS::Service")
	for _, property := range fixed {
		assert.Equal(t, before.Get(property), after.Get(property))
	}
	assert.Equal(t, true, after.Get("EnableExecuteCommand"))
	rule, same := both(t, "debugged", "AWS::ElasticLoadBalancingV2::ListenerRule")
	assert.Equal(t, rule.Properties, same.Properties)
}

func TestAServiceThatComesBackDoesNotWantTheNameOfTheLogGroupThatItLeft(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			_, name, _ := strings.Cut(stack.ID, "/")
			if !strings.HasPrefix(name, "service-") && name != "agents" {
				continue
			}
			for _, group := range stack.Resources {
				if group.Type != "AWS::Logs::LogGroup" {
					continue
				}
				seen++
				assert.Nil(t, group.Get("LogGroupName"), "%s: production keeps it", group)
				told := false
				for _, output := range stack.Outputs {
					if target, found := a.Resolve(stack, output.Value); found && target == group {
						told = true
					}
				}
				assert.True(t, told, "%s: its name is in the outputs of its stack", group)
			}
		}
	}
	assert.Greater(t, seen, 20)
}

func TestInstancesAreGoneBeforeTheirClusterGoes(t *testing.T) {
	for _, stage := range []string{"fleet", "dev-fleet"} {
		group := only(t, choices(t), stage+"/platform", "AWS::AutoScaling::AutoScalingGroup")
		assert.Contains(t, group.DependsOn, one(t, choices(t), stage, "AWS::ECS::Cluster").LogicalID)
	}
}

func TestNamesLeadToAnEnvironmentAfterItsServices(t *testing.T) {
	seen := 0
	for _, stack := range plain(t).Stacks {
		if strings.HasSuffix(stack.ID, "/edge") {
			seen++
			assert.Contains(t, stack.DependsOn, stack.Stage+"/service-web")
			assert.Contains(t, stack.DependsOn, stack.Stage+"/service-worker")
		}
	}
	assert.Equal(t, len(workloads), seen)
}

func TestContainerInsightsMeasuresTasksInProductionAndWritesToAGroupOfOurs(t *testing.T) {
	for _, stage := range workloads {
		cluster := one(t, plain(t), stage, "AWS::ECS::Cluster")
		want := "enhanced"
		if stage == "dev" {
			want = "enabled"
		}
		assert.Equal(t, want, attributesNamed("Name", cluster.Get("ClusterSettings"))["containerInsights"], stage)
		log := named(t, plain(t), stage, "AWS::Logs::LogGroup", "LogGroupName", "/aws/ecs/containerinsights/acme-"+stage+"/performance")
		assert.Contains(t, cluster.DependsOn, log.LogicalID, "else ECS makes it")
	}
}

func TestAnOperatorCanMoveRequestsOutOfAZone(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, balancer := range a.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer") {
			seen++
			assert.Equal(t, "true", attributes(balancer.Get("LoadBalancerAttributes"))["zonal_shift.config.enabled"], balancer)
		}
	}
	assert.Greater(t, seen, 20)
}

func TestTasksThatNeverStartUndoTheirDeployment(t *testing.T) {
	seen := 0
	for _, service := range choices(t).OfType("AWS::ECS::Service") {
		if service.Get("ServiceName") == nil {
			continue // an agent
		}
		seen++
		name := service.Get("ServiceName").(string)
		rule := named(t, choices(t), service.Stack.Stage, "AWS::Events::Rule", "Description", "tasks of service "+name+" that stopped by themselves; an alarm counts them")
		assert.Equal(t, []any{"service:" + name}, rule.Get("EventPattern", "detail", "group"))
		codes := rule.Get("EventPattern", "detail", "stopCode")
		if besides(t, choices(t), service.Stack.ID)[name]["HealthCheck"] != nil {
			codes = rule.Get("EventPattern", "detail", "$or", "0", "stopCode")
			assert.Equal(t, []any{map[string]any{"prefix": "Task failed container health checks"}}, rule.Get("EventPattern", "detail", "$or", "1", "stoppedReason"))
		}
		assert.Equal(t, []any{"TaskFailedToStart", "EssentialContainerExited"}, codes)
		for _, alarm := range ofType(t, choices(t), service.Stack.ID, "AWS::CloudWatch::Alarm") {
			if alarm.Get("MetricName") == "MatchedEvents" && strings.HasSuffix(alarm.Get("AlarmName").(string), "-Stops") {
				assert.Equal(t, rule, denotes(t, choices(t), alarm, alarm.Get("Dimensions", "0", "Value")))
				if name != "feed" { // which says that others undo its deployments
					assert.Contains(t, list(service.Get("DeploymentConfiguration", "Alarms", "AlarmNames")), alarm.Get("AlarmName"))
					assert.Contains(t, service.DependsOn, alarm.LogicalID)
				}
				rule = nil
			}
		}
		assert.Nil(t, rule, "%s: an alarm counts them", service)
	}
	assert.Greater(t, seen, 10)
}
