package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

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
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		customers := e.Databases["orders"]
		customers.Name = "customers"
		e.Databases["customers"] = customers
		change(e.Services, "web", func(s *config.Service) { s.Uses = []string{"orders"} })
		change(e.Services, "worker", func(s *config.Service) { s.Uses = []string{"customers"} })
		idle := e.Services["worker"]
		idle.Uses = nil
		e.Services["idle"] = idle
	})
	orders, customers := group(t, a, "dev/data", "database acme-dev-orders"), group(t, a, "dev/data", "database acme-dev-customers")
	web, worker := group(t, a, "dev/service-web", "service web"), group(t, a, "dev/service-worker", "service worker")

	var toStores []flow
	for _, f := range flows(t, a, "dev", "Ingress") {
		if f.to == orders || f.to == customers {
			toStores = append(toStores, f)
		}
	}
	assert.ElementsMatch(t, []flow{{web, orders, "tcp 5432-5432"}, {worker, customers, "tcp 5432-5432"}}, toStores)

	for service, store := range map[string]string{"web": "ORDERS", "worker": "CUSTOMERS"} {
		c := container(t, a, "dev/service-"+service)
		assert.Subset(t, names(c["Environment"]), []string{store + "_HOST", store + "_PORT", store + "_NAME", store + "_SECRET_ARN"})
		assert.Equal(t, []string{store + "_PASSWORD", store + "_USERNAME"}, names(c["Secrets"]))
	}
	assert.Empty(t, names(container(t, a, "dev/service-idle")["Secrets"]))
	assert.NotContains(t, text(a.Stack("dev/service-idle").Template), "dev-data:", "a service that uses nothing knows no store")
}

func TestTaskReadsOnlyItsOwnSecrets(t *testing.T) {
	for _, stage := range workloads {
		readers := 0
		for _, policy := range in(t, example(t), stage, "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				opensSecrets := strings.Contains(text(s.Condition), `"kms:ViaService":"secretsmanager.`)
				if !slices.Contains(s.Actions, "secretsmanager:GetSecretValue") && !opensSecrets {
					continue
				}
				readers++
				require.Len(t, s.Resources, 1, policy)
				target := denotes(t, example(t), policy, s.Resources[0])
				if opensSecrets {
					assert.Equal(t, "encrypts secrets", target.Get("Description"), "the key opens secrets, not data")
					continue
				}
				assert.Equal(t, "AWS::RDS::DBInstance", target.Type, "the secret that RDS keeps for this database")
			}
		}
		assert.Equal(t, 8, readers, "%s: two services, a task and an execution role each, a secret and its key", stage)
	}
}

func TestCredentialsAreInjectedByReference(t *testing.T) {
	for _, stage := range workloads {
		for _, entry := range list(container(t, example(t), stage+"/service-web")["Secrets"]) {
			assert.Contains(t, text(entry.(map[string]any)["ValueFrom"]), "MasterUserSecretSecretArn")
		}
	}
}

func TestServiceWithoutRouteReceivesNothing(t *testing.T) {
	for _, stage := range workloads {
		worker := group(t, example(t), stage+"/service-worker", "service worker")
		for _, f := range flows(t, example(t), stage, "Ingress") {
			assert.NotEqual(t, worker, f.to)
		}
		service := serviceOf(t, example(t), stage+"/service-worker")
		assert.Nil(t, service.Get("LoadBalancers"))
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
		for _, service := range in(t, example(t), stage, "AWS::ECS::Service") {
			assert.Equal(t, "FARGATE", service.Get("LaunchType"))
			assert.Equal(t, "DISABLED", service.Get("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"))
			placed := list(service.Get("NetworkConfiguration", "AwsvpcConfiguration", "Subnets"))
			assert.Len(t, placed, 3)
			for _, subnet := range placed {
				assert.Equal(t, "private", tier(denotes(t, example(t), service, subnet)))
			}
			task := denotes(t, example(t), service, service.Get("TaskDefinition"))
			assert.Equal(t, "ARM64", task.Get("RuntimePlatform", "CpuArchitecture"))
			assert.Equal(t, "awsvpc", task.Get("NetworkMode"))
		}
	}
}

func TestContainersAreNotRootAndCannotWriteTheirFileSystem(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			c := container(t, example(t), stage+"/service-"+service)
			assert.Equal(t, "1000:1000", c["User"])
			assert.Equal(t, true, c["ReadonlyRootFilesystem"])
			assert.Equal(t, true, c["LinuxParameters"].(map[string]any)["InitProcessEnabled"])
			assert.NotContains(t, c, "Privileged")
			options := c["LogConfiguration"].(map[string]any)["Options"].(map[string]any)
			assert.Equal(t, "non-blocking", options["mode"], "a slow log must not stop the service")
		}
	}
}

func TestDeploymentUndoesItselfAndWaitsForWhatItNeeds(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, example(t), stage, "AWS::ECS::Service") {
			deployment := service.Get("DeploymentConfiguration").(map[string]any)
			assert.Equal(t, map[string]any{"Enable": true, "Rollback": true}, deployment["DeploymentCircuitBreaker"])
			assert.Equal(t, "ENABLED", service.Get("AvailabilityZoneRebalancing"))
			assert.Greater(t, deployment["MaximumPercent"], 100.0, "zone rebalancing needs room")

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
			if service.Get("LoadBalancers") != nil {
				assert.True(t, slices.ContainsFunc(service.DependsOn, func(id string) bool {
					return service.Stack.Resource(id).Type == "AWS::ElasticLoadBalancingV2::ListenerRule"
				}), "%s waits for its listener rule", service)
			}
		}
	}
}

func TestAnUpdateNeverResetsTheNumberOfTasks(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, example(t), stage, "AWS::ECS::Service") {
			assert.NotContains(t, service.Properties, "DesiredCount", service)
		}
		assert.Len(t, in(t, example(t), stage, "AWS::ApplicationAutoScaling::ScalableTarget"), 2, "each service is scaled")
	}
}

func TestStandbyKeepsFewerTasksButScalesAsFar(t *testing.T) {
	bounds := func(stage string) (least, most []any) {
		for _, target := range in(t, example(t), stage, "AWS::ApplicationAutoScaling::ScalableTarget") {
			least, most = append(least, target.Get("MinCapacity")), append(most, target.Get("MaxCapacity"))
		}
		return least, most
	}
	least, most := bounds("prod")
	standbyLeast, standbyMost := bounds("prod-dr")
	assert.Equal(t, []any{2.0, 2.0}, least)
	assert.Equal(t, []any{1.0, 1.0}, standbyLeast)
	assert.Equal(t, most, standbyMost)
}

func TestServiceScalesOnCPUMemoryRequestsAndItsOwnMetrics(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		change(e.Services, "web", func(s *config.Service) {
			s.Scaling.Requests = 500
			s.Scaling.Metrics = []config.Metric{{
				Name: "QueueDepthPerTask", Namespace: "Acme", Dimensions: map[string]string{"Queue": "orders"},
				Statistic: config.Average, Target: 10,
			}}
		})
	})
	targets := map[string]any{}
	for _, policy := range in(t, a, "dev", "AWS::ApplicationAutoScaling::ScalingPolicy") {
		if policy.Stack.ID != "dev/service-web" {
			continue
		}
		settings := policy.Get("TargetTrackingScalingPolicyConfiguration").(map[string]any)
		metric := policy.Get("TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification", "PredefinedMetricType")
		if metric == nil {
			metric = policy.Get("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification", "MetricName")
		}
		targets[metric.(string)] = settings["TargetValue"]
	}
	assert.Equal(t, map[string]any{
		"ECSServiceAverageCPUUtilization":    60.0,
		"ECSServiceAverageMemoryUtilization": 75.0,
		"ALBRequestCountPerTarget":           500.0,
		"QueueDepthPerTask":                  10.0,
	}, targets)
}

func TestExecNeedsToBeAskedFor(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range in(t, example(t), stage, "AWS::ECS::Service") {
			assert.Equal(t, false, service.Get("EnableExecuteCommand"))
		}
		cluster := one(t, example(t), stage, "AWS::ECS::Cluster")
		assert.Equal(t, true, cluster.Get("Configuration", "ExecuteCommandConfiguration", "LogConfiguration", "CloudWatchEncryptionEnabled"))
	}
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		change(e.Services, "web", func(s *config.Service) {
			s.Exec, s.Architecture, s.Command = config.Enabled, config.AMD64, []string{"node", "other.js"}
		})
	})
	assert.Equal(t, true, serviceOf(t, a, "dev/service-web").Get("EnableExecuteCommand"))
	c := container(t, a, "dev/service-web")
	assert.Equal(t, false, c["ReadonlyRootFilesystem"], "the session agent writes")
	assert.Equal(t, []any{"node", "other.js"}, c["Command"])
	assert.Equal(t, "X86_64", denotes(t, a, serviceOf(t, a, "dev/service-web"), serviceOf(t, a, "dev/service-web").Get("TaskDefinition")).Get("RuntimePlatform", "CpuArchitecture"))
}

func TestImagesComeFromTheOrganizationsRegistryInTheSameRegion(t *testing.T) {
	for _, stage := range workloads {
		region := example(t).Stack(stage + "/network").Region
		for _, service := range []string{"web", "worker"} {
			image := text(container(t, example(t), stage+"/service-"+service)["Image"])
			assert.Contains(t, image, fmt.Sprintf("222222222222.dkr.ecr.%s.", region))
			repository := "acme/" + service
			assert.True(t, strings.Contains(image, "/"+repository+":1.0.0"), image)
			assert.True(t, slices.ContainsFunc(example(t).OfType("AWS::ECR::Repository"), func(r *assembly.Resource) bool {
				return r.Get("RepositoryName") == repository && r.Stack.Region == region && r.Stack.Account == "222222222222"
			}), "%s exists in %s", repository, region)
		}
	}
}
