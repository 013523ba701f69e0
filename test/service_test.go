package test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// container is the one container of a service's task.
func container(t testing.TB, a *assembly.Assembly, stack string) map[string]any {
	t.Helper()
	for _, resource := range a.Stack(stack).Resources {
		if resource.Type == "AWS::ECS::TaskDefinition" {
			containers := list(resource.Get("ContainerDefinitions"))
			require.Len(t, containers, 1)
			return containers[0].(map[string]any)
		}
	}
	require.Fail(t, "no task definition", stack)
	return nil
}

// names are the Name of each entry of a list.
func names(entries any) []string {
	var all []string
	for _, entry := range list(entries) {
		all = append(all, entry.(map[string]any)["Name"].(string))
	}
	return all
}

func TestServiceReachesOnlyTheStoresItUses(t *testing.T) {
	orders, customers := group(t, lavish(t), "dev/data-orders", "database"), group(t, lavish(t), "dev/data-customers", "database")
	web, worker := group(t, lavish(t), "dev/service-web", "service web"), group(t, lavish(t), "dev/service-worker", "service worker")
	for _, direction := range []string{"Ingress", "Egress"} {
		var toStores []flow
		for _, f := range flows(t, lavish(t), "dev", direction) {
			ours := f.from == vpnRange || strings.Contains(f.from, "RotationGroup") ||
				strings.Contains(f.from, "UsersGroup") // people, and what changes passwords
			if (f.to == orders || f.to == customers) && !ours {
				toStores = append(toStores, f)
			}
		}
		assert.ElementsMatch(t, []flow{{web, orders, "tcp 5432-5432"}, {worker, customers, "tcp 5432-5432"}}, toStores, direction)
	}
	for service, store := range map[string]string{"web": "ORDERS", "worker": "CUSTOMERS"} {
		c := container(t, lavish(t), "dev/service-"+service)
		assert.ElementsMatch(t, []string{store + "_HOST", store + "_PORT", store + "_NAME", store + "_SECRET_ARN"}, names(c["Environment"]))
		assert.ElementsMatch(t, []string{store + "_PASSWORD", store + "_USERNAME"}, names(c["Secrets"]))
	}
	assert.Empty(t, container(t, lavish(t), "dev/service-idle")["Secrets"])
	assert.NotContains(t, text(lavish(t).Stack("dev/service-idle").Template), "dev-data:", "a service that uses nothing knows no store")
}

func TestServiceWithoutRouteReceivesNothing(t *testing.T) {
	for _, stage := range workloads {
		worker := group(t, plain(t), stage+"/service-worker", "service worker")
		for _, f := range flows(t, plain(t), stage, "Ingress") {
			assert.NotEqual(t, worker, f.to)
		}
		service := serviceOf(t, plain(t), stage+"/service-worker")
		assert.Equal(t, []any{}, service.Get("LoadBalancers"), "nor what it received before")
		for _, target := range in(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::TargetGroup") {
			assert.NotEqual(t, service.Stack, target.Stack)
		}
		assert.Nil(t, service.Get("HealthCheckGracePeriodSeconds"), "ECS refuses it without a load balancer")
	}
}

// serviceOf is the ECS service of a stack.
func serviceOf(t testing.TB, a *assembly.Assembly, stack string) *assembly.Resource {
	t.Helper()
	i := slices.IndexFunc(a.Stack(stack).Resources, func(r *assembly.Resource) bool { return r.Type == "AWS::ECS::Service" })
	require.GreaterOrEqual(t, i, 0, stack)
	return a.Stack(stack).Resources[i]
}

func TestServiceRunsOnFargateInPrivateSubnets(t *testing.T) {
	for _, stage := range workloads {
		services := in(t, plain(t), stage, "AWS::ECS::Service")
		assert.Len(t, services, 2)
		for _, service := range services {
			assert.Equal(t, "FARGATE", service.Get("CapacityProviderStrategy", "0", "CapacityProvider"))
			assert.Equal(t, "DISABLED", service.Get("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"))
			placed := list(service.Get("NetworkConfiguration", "AwsvpcConfiguration", "Subnets"))
			assert.Len(t, placed, 3)
			for _, subnet := range placed {
				assert.Equal(t, "private", tier(denotes(t, plain(t), service, subnet)))
			}
			task := denotes(t, plain(t), service, service.Get("TaskDefinition"))
			assert.Equal(t, "ARM64", task.Get("RuntimePlatform", "CpuArchitecture"))
			assert.Equal(t, "awsvpc", task.Get("NetworkMode"))
		}
	}
}

func TestContainersAreNotRootAndCannotWriteTheirFileSystem(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			c := container(t, plain(t), stage+"/service-"+service)
			assert.Equal(t, "1000:1000", c["User"])
			assert.Equal(t, true, c["ReadonlyRootFilesystem"])
			assert.Equal(t, true, c["LinuxParameters"].(map[string]any)["InitProcessEnabled"])
			assert.Equal(t, map[string]any{"Drop": []any{"ALL"}}, c["LinuxParameters"].(map[string]any)["Capabilities"])
			assert.NotContains(t, c, "Privileged")
		}
	}
}

func TestContainersLogToTheirOwnGroupWithoutWaitingForIt(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			task := denotes(
				t,
				plain(t),
				serviceOf(t, plain(t), stage+"/service-"+service),
				serviceOf(t, plain(t), stage+"/service-"+service).Get("TaskDefinition"),
			)
			options := task.Get("ContainerDefinitions", "0", "LogConfiguration", "Options").(map[string]any)
			group := denotes(t, plain(t), task, options["awslogs-group"])
			assert.Equal(t, "AWS::Logs::LogGroup", group.Type)
			assert.Equal(t, task.Stack, group.Stack)
			assert.Equal(t, task.Stack.Region, options["awslogs-region"])
			assert.Equal(t, "non-blocking", options["mode"], "a slow log must not stop the service")
		}
	}
}

func TestStoppingTaskFinishesItsRequests(t *testing.T) {
	for _, stage := range workloads {
		stop := container(t, plain(t), stage+"/service-web")["StopTimeout"].(float64)
		set := attributes(in(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::TargetGroup")[0].Get("TargetGroupAttributes"))
		drain, err := strconv.ParseFloat(set["deregistration_delay.timeout_seconds"].(string), 64)
		require.NoError(t, err)
		assert.LessOrEqual(t, stop, drain, "seconds: the load balancer is done with a task before it is killed")
		assert.GreaterOrEqual(t, drain, 30.0)
		assert.LessOrEqual(t, stop, 120.0, "Fargate waits no longer")
		assert.Positive(t, container(t, plain(t), stage+"/service-worker")["StopTimeout"])
	}
}

func TestDeploymentUndoesItselfAndWaitsForWhatItNeeds(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, plain(t), stage, "AWS::ECS::Service") {
			deployment := service.Get("DeploymentConfiguration").(map[string]any)
			assert.Equal(t, map[string]any{"Enable": true, "Rollback": true}, deployment["DeploymentCircuitBreaker"])
			assert.Equal(t, "ENABLED", service.Get("AvailabilityZoneRebalancing"))
			assert.Greater(t, deployment["MaximumPercent"], 100.0, "zone rebalancing needs room")
			assert.Equal(t, 100.0, deployment["MinimumHealthyPercent"], "no task goes before its successor works")

			watched := list(service.Get("DeploymentConfiguration", "Alarms", "AlarmNames"))
			assert.NotEmpty(t, watched)
			assert.Equal(t, true, service.Get("DeploymentConfiguration", "Alarms", "Rollback"))
			var waitsFor []any
			for _, id := range service.DependsOn {
				if dependency := service.Stack.Resource(id); dependency.Type == "AWS::CloudWatch::Alarm" {
					waitsFor = append(waitsFor, dependency.Get("AlarmName"))
				}
			}
			assert.ElementsMatch(t, watched, waitsFor, "%s: the alarms exist before the service", service)
			if len(list(service.Get("LoadBalancers"))) > 0 {
				assert.True(t, slices.ContainsFunc(service.DependsOn, func(id string) bool {
					return service.Stack.Resource(id).Type == "AWS::ElasticLoadBalancingV2::ListenerRule"
				}), "%s waits for its listener rule", service)
			}
		}
	}
}

func TestLoadAlarmsWatchTheServiceThatTheyGuard(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, plain(t), stage, "AWS::ECS::Service") {
			cluster := denotes(t, plain(t), service, service.Get("Cluster"))
			metrics := []string{}
			for _, alarm := range in(t, plain(t), stage, "AWS::CloudWatch::Alarm") {
				if alarm.Stack != service.Stack || alarm.Get("Namespace") != "AWS/ECS" {
					continue
				}
				metrics = append(metrics, alarm.Get("MetricName").(string))
				assert.Equal(t, []any{
					map[string]any{"Name": "ClusterName", "Value": cluster.Get("ClusterName")},
					map[string]any{"Name": "ServiceName", "Value": service.Get("ServiceName")},
				}, alarm.Get("Dimensions"), "spelled out, so nothing else keeps them right")
			}
			assert.ElementsMatch(t, []string{"CPUUtilization", "MemoryUtilization"}, metrics)
		}
	}
}

func TestAnUpdateNeverResetsTheNumberOfTasks(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, plain(t), stage, "AWS::ECS::Service") {
			assert.NotContains(t, service.Properties, "DesiredCount", service)
		}
		assert.Len(t, in(t, plain(t), stage, "AWS::ApplicationAutoScaling::ScalableTarget"), 2, "each service is scaled")
	}
}

func TestTheSideThatIsNotActiveKeepsFewerTasksAndNoneWithoutARoute(t *testing.T) {
	bounds := func(stage string) (least, most []any) {
		for _, target := range in(t, plain(t), stage, "AWS::ApplicationAutoScaling::ScalableTarget") {
			least, most = append(least, target.Get("MinCapacity")), append(most, target.Get("MaxCapacity"))
		}
		return least, most
	}
	least, most := bounds("prod")
	standbyLeast, standbyMost := bounds("prod-dr")
	assert.Equal(t, []any{2.0, 2.0}, least)
	assert.Equal(t, []any{1.0, 0.0}, standbyLeast)
	assert.Equal(t, []any{most[0], 0.0}, standbyMost)
}

func TestServiceScalesOnCPUMemoryRequestsAndItsOwnMetrics(t *testing.T) {
	targets := map[any]any{}
	for _, policy := range in(t, lavish(t), "dev", "AWS::ApplicationAutoScaling::ScalingPolicy") {
		if policy.Stack.ID != "dev/service-web" {
			continue
		}
		metric := policy.Get("TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification", "PredefinedMetricType")
		custom := policy.Get("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification")
		if math := policy.Get("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification", "Metrics"); math != nil {
			assert.Equal(t, "SUM([requests, requestsNext])", policy.Get("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification", "Metrics", "0", "Expression"))
			for _, id := range []string{"1", "2"} {
				assert.Equal(t, "RequestCountPerTarget", policy.Get("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification", "Metrics", id, "MetricStat", "Metric", "MetricName"))
			}
			metric, custom = "requests of a task", nil
		}
		if custom != nil {
			assert.Equal(t, map[string]any{
				"MetricName": "QueueDepthPerTask", "Namespace": "Acme", "Statistic": "Average",
				"Dimensions": []any{map[string]any{"Name": "Queue", "Value": "orders"}},
			}, custom)
			metric = "QueueDepthPerTask"
		}
		targets[metric] = policy.Get("TargetTrackingScalingPolicyConfiguration", "TargetValue")
	}
	assert.Equal(t, map[any]any{
		"ECSServiceAverageCPUUtilization":    60.0,
		"ECSServiceAverageMemoryUtilization": 75.0,
		"requests of a task":                 500.0,
		"QueueDepthPerTask":                  10.0,
	}, targets)
}

func TestExecNeedsToBeAskedFor(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, plain(t), stage, "AWS::ECS::Service") {
			assert.Equal(t, false, service.Get("EnableExecuteCommand"))
			assert.NotContains(t, text(service.Stack.Template), "ssmmessages:", "%s may not open sessions", service)
		}
		cluster := one(t, plain(t), stage, "AWS::ECS::Cluster")
		log := denotes(t, plain(t), cluster, cluster.Get("Configuration", "ExecuteCommandConfiguration", "LogConfiguration", "CloudWatchLogGroupName"))
		assert.Equal(t, "/acme/"+stage+"/exec-sessions", log.Get("LogGroupName"))
		assert.Equal(t, "OVERRIDE", cluster.Get("Configuration", "ExecuteCommandConfiguration", "Logging"))
		assert.Equal(t, true, cluster.Get("Configuration", "ExecuteCommandConfiguration", "LogConfiguration", "CloudWatchEncryptionEnabled"))
	}
	assert.Equal(t, true, serviceOf(t, lavish(t), "dev/service-web").Get("EnableExecuteCommand"))
	assert.Equal(t, false, serviceOf(t, lavish(t), "dev/service-worker").Get("EnableExecuteCommand"))
	assert.Contains(t, text(lavish(t).Stack("dev/service-web").Template), "ssmmessages:")
	assert.Equal(t, false, container(t, lavish(t), "dev/service-web")["ReadonlyRootFilesystem"], "the session agent writes")
	assert.Equal(t, true, container(t, lavish(t), "dev/service-worker")["ReadonlyRootFilesystem"])
}

func TestServiceChoosesItsArchitectureCommandAndBuild(t *testing.T) {
	service := serviceOf(t, lavish(t), "dev/service-web")
	assert.Equal(t, "X86_64", denotes(t, lavish(t), service, service.Get("TaskDefinition")).Get("RuntimePlatform", "CpuArchitecture"))
	assert.Equal(t, []any{"node", "other.js"}, container(t, lavish(t), "dev/service-web")["Command"])
	assert.Nil(t, container(t, lavish(t), "dev/service-worker")["Command"])
	assert.Contains(t, text(container(t, lavish(t), "dev/service-idle")["Image"]), "/acme/worker@"+imageDigest)
}

func TestImagesComeFromTheOrganizationsRegistryInTheSameRegion(t *testing.T) {
	for _, stage := range workloads {
		region := plain(t).Stack(stage + "/network").Region
		for _, service := range []string{"web", "worker"} {
			image := text(container(t, plain(t), stage+"/service-"+service)["Image"])
			repository := "acme/" + service
			assert.Contains(t, image, "222222222222.dkr.ecr."+region+".")
			assert.Contains(t, image, "/"+repository+":1.0.0")
			exists := slices.ContainsFunc(plain(t).OfType("AWS::ECR::Repository"), func(r *assembly.Resource) bool {
				return r.Get("RepositoryName") == repository && r.Stack.Region == region && r.Stack.Account == "222222222222"
			})
			assert.True(t, exists, "%s exists in %s", repository, region)
			var pulls []any
			for _, s := range permissions(t, plain(t), stage+"/service-"+service)["execution"] {
				if slices.Contains(s.Actions, "ecr:BatchGetImage") {
					pulls = append(pulls, s.Resources...)
				}
			}
			assert.ElementsMatch(t, []any{
				"arn:aws:ecr:" + region + ":222222222222:repository/" + repository,
				"arn:aws:ecr:" + region + ":*:repository/aws-guardduty-agent-fargate",
			}, pulls, "and no other image")
		}
	}
}
