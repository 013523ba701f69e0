package test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInstancesAreHardened(t *testing.T) {
	for _, stage := range []string{"fleet", "dev-fleet"} {
		template := one(t, choices(t), stage, "AWS::EC2::LaunchTemplate")
		data := template.Get("LaunchTemplateData").(map[string]any)
		assert.Equal(t, map[string]any{"HttpTokens": "required", "HttpPutResponseHopLimit": 1.0}, data["MetadataOptions"], "IMDSv2, and not for containers")
		assert.Nil(t, data["KeyName"], "no SSH")
		for _, device := range list(data["BlockDeviceMappings"]) {
			volume := device.(map[string]any)["Ebs"].(map[string]any)
			assert.Equal(t, true, volume["Encrypted"])
			assert.Equal(t, "encrypts data stores and their backups", denotes(t, choices(t), template, volume["KmsKeyId"]).Get("Description"))
		}
		assert.Contains(t, data["ImageId"], "resolve:ssm:/aws/service/", "each instance has the AMI of its day")
		userData := text(data["UserData"])
		assert.Regexp(t, `ECS_AWSVPC_BLOCK_IMDS=true|awsvpc-block-imds = true`, userData, "tasks have roles of their own")
		assert.Contains(t, userData, "choices-"+stage, "the cluster to join")

		self := group(t, choices(t), stage+"/platform", "instances of")
		for _, f := range flows(t, choices(t), stage, "Ingress") {
			assert.NotEqual(t, self, f.to, "nobody reaches an instance")
		}
		scaling := one(t, choices(t), stage, "AWS::AutoScaling::AutoScalingGroup")
		for _, subnet := range list(scaling.Get("VPCZoneIdentifier")) {
			assert.Equal(t, "private", tier(denotes(t, choices(t), scaling, subnet)))
		}
		assert.LessOrEqual(t, scaling.Get("MaxInstanceLifetime"), 14*24*3600.0, "replaced for patches")
	}
}

func TestInstancesMayTakePartInTheirClusterAndBeVisitedAndNothingElse(t *testing.T) {
	for _, stage := range []string{"fleet", "dev-fleet"} {
		seen := 0
		for _, r := range choices(t).Stack(stage + "/platform").Resources {
			for _, s := range assembly.Statements(r) {
				if r.Type != "AWS::IAM::Policy" || !strings.HasPrefix(r.LogicalID, "InstancesRole") {
					continue
				}
				if strings.Contains(text(s.Resources), "/sessions") ||
					strings.Contains(text(s.Condition), "alias/choices-account") ||
					slices.Equal(s.Actions, []string{"logs:DescribeLogGroups"}) {
					continue // what Session Manager writes, see TestSessionsAreRecordedAndEncrypted
				}
				for _, action := range s.Actions {
					seen++
					assert.Regexp(t, `^(ecs:|ssmmessages:|ssm:(Describe|Get(Document|Manifest|Deployable)|List|Put(Compliance|Configure|Inventory)|Update(Instance|Association)))`, action, "tasks' secrets and parameters are none of theirs")
				}
			}
			if strings.HasPrefix(r.LogicalID, "InstancesRole") {
				assert.Empty(t, list(r.Get("ManagedPolicyArns")), r)
			}
		}
		assert.Greater(t, seen, 10, stage)
	}
}

func TestExecReachesTasksOnInstancesToo(t *testing.T) {
	granted := map[string]bool{}
	for _, policy := range ofType(t, choices(t), "dev-fleet/service-jobs", "AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			for _, action := range s.Actions {
				granted[action] = true
			}
		}
	}
	for _, action := range []string{"ssmmessages:OpenDataChannel", "kms:Decrypt", "logs:PutLogEvents"} {
		assert.True(t, granted[action], "%s: sessions are encrypted and recorded", action)
	}
	assert.Equal(t, true, only(t, choices(t), "dev-fleet/service-jobs", "AWS::ECS::Service").Get("EnableExecuteCommand"))
}

func TestAutoScalingMayStartInstancesUnderTheirKeyAndNoOther(t *testing.T) {
	for _, a := range assemblies(t) {
		used := map[*assembly.Resource]bool{}
		for _, template := range a.OfType("AWS::EC2::LaunchTemplate") {
			for _, device := range list(template.Get("LaunchTemplateData", "BlockDeviceMappings")) {
				key := denotes(t, a, template, device.(map[string]any)["Ebs"].(map[string]any)["KmsKeyId"])
				used[key] = true
				assert.Contains(t, text(key.Get("KeyPolicy")), `"kms:CallerAccount":"`+key.Stack.Account+`"`)
				assert.Contains(t, text(key.Get("KeyPolicy")), key.Stack.Account+":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
			}
		}
		for _, key := range a.OfType("AWS::KMS::Key") {
			if !used[key] {
				assert.NotContains(t, text(key.Get("KeyPolicy")), "AWSServiceRoleForAutoScaling", key)
			}
		}
	}
}

func TestECSStartsAndDrainsInstances(t *testing.T) {
	scaling := one(t, choices(t), "fleet", "AWS::AutoScaling::AutoScalingGroup")
	provider := one(t, choices(t), "fleet", "AWS::ECS::CapacityProvider")
	assert.Equal(t, scaling, denotes(t, choices(t), provider, provider.Get("AutoScalingGroupProvider", "AutoScalingGroupArn")))
	assert.Equal(t, "ENABLED", provider.Get("AutoScalingGroupProvider", "ManagedScaling", "Status"))
	assert.Equal(t, "ENABLED", provider.Get("AutoScalingGroupProvider", "ManagedDraining"))
	assert.Nil(t, scaling.Get("DesiredCapacity"), "it belongs to ECS")
	association := one(t, choices(t), "fleet", "AWS::ECS::ClusterCapacityProviderAssociations")
	assert.Equal(t, provider, denotes(t, choices(t), association, list(association.Get("CapacityProviders"))[2]))
	shop := only(t, choices(t), "fleet/service-shop", "AWS::ECS::Service")
	assert.Equal(t, provider, denotes(t, choices(t), shop, shop.Get("CapacityProviderStrategy", "0", "CapacityProvider")))
	assert.Nil(t, shop.Get("LaunchType"))
	for _, alarm := range in(t, choices(t), "fleet", "AWS::CloudWatch::Alarm") {
		if alarm.Get("MetricName") == "CapacityProviderReservation" {
			assert.Len(t, list(alarm.Get("AlarmActions")), 1)
			return
		}
	}
	require.Fail(t, "no alarm tells that tasks wait for instances")
}

func TestSpotInstancesAreAboveTheLeastNumberOnly(t *testing.T) {
	for stage, want := range map[string]map[string]any{
		"fleet":     {"OnDemandBaseCapacity": 3.0, "OnDemandPercentageAboveBaseCapacity": 50.0},
		"dev-fleet": {"OnDemandBaseCapacity": 1.0, "OnDemandPercentageAboveBaseCapacity": 100.0},
	} {
		scaling := one(t, choices(t), stage, "AWS::AutoScaling::AutoScalingGroup")
		for key, value := range want {
			assert.Equal(t, value, scaling.Get("MixedInstancesPolicy", "InstancesDistribution", key), stage)
		}
		assert.Equal(t, stage == "fleet", scaling.Get("CapacityRebalance"), stage)
		template := text(one(t, choices(t), stage, "AWS::EC2::LaunchTemplate").Get("LaunchTemplateData", "UserData"))
		assert.Regexp(t, `(?i)enable.spot.instance.draining ?= ?true`, template)
	}
}

func TestAgentsRunOnEveryInstance(t *testing.T) {
	for _, stage := range []string{"fleet", "dev-fleet"} {
		agents := ofType(t, choices(t), stage+"/agents", "AWS::ECS::Service")
		require.Len(t, agents, 2, "logs and metrics")
		for _, agent := range agents {
			assert.Equal(t, "DAEMON", agent.Get("SchedulingStrategy"))
			task := denotes(t, choices(t), agent, agent.Get("TaskDefinition"))
			c := task.Get("ContainerDefinitions", "0").(map[string]any)
			assert.Equal(t, true, c["ReadonlyRootFilesystem"])
			assert.NotEqual(t, true, c["Privileged"])
			assert.Contains(t, imageText(task), "202020202020.dkr.ecr.us-east-1.amazonaws.com/choices/")
		}
	}
	assert.Nil(t, choices(t).Stack("lab/agents"), "without instances there are none")
}

// agentOf is the container of an agent, and its task.
func agentOf(t testing.TB, stage, image string) (task *assembly.Resource, container map[string]any) {
	t.Helper()
	for _, task := range ofType(t, choices(t), stage+"/agents", "AWS::ECS::TaskDefinition") {
		if strings.Contains(imageText(task), image) {
			return task, task.Get("ContainerDefinitions", "0").(map[string]any)
		}
	}
	require.Fail(t, "no such agent", "%s %s", stage, image)
	return nil, nil
}

func TestEveryPathOfAnAgentsConfigurationIsMounted(t *testing.T) {
	paths := regexp.MustCompile(`(?m)(?:^[^#\n]*?: |")(/[a-zA-Z][^\s"*]*)`)
	for image, want := range map[string]struct {
		configuration string
		mounted       int
	}{
		"fluent-bit":       {"CONFIGURATION", 5},
		"cloudwatch-agent": {"CW_CONFIG_CONTENT", 1},
	} {
		for _, stage := range []string{"fleet", "dev-fleet"} {
			_, container := agentOf(t, stage, image)
			var mounts []string
			for _, mount := range list(container["MountPoints"]) {
				mounts = append(mounts, mount.(map[string]any)["ContainerPath"].(string)+"/")
			}
			found := paths.FindAllStringSubmatch(attributesNamed("Name", container["Environment"])[want.configuration].(string), -1)
			assert.Len(t, found, want.mounted, image)
			for _, match := range found {
				assert.True(
					t,
					slices.ContainsFunc(
						mounts,
						func(mount string) bool { return strings.HasPrefix(match[1]+"/", mount) },
					),
					"%s: nothing is mounted at %s",
					image,
					match[1],
				)
			}
		}
	}
}

func TestAgentsReadTheInstancesLogsAndNothingElseOfIt(t *testing.T) {
	kept := 0
	for _, stage := range []string{"fleet", "dev-fleet"} {
		for _, image := range []string{"fluent-bit", "cloudwatch-agent"} {
			task, container := agentOf(t, stage, image)
			shared := map[string]bool{} // volumes that Docker makes, and keeps between tasks
			for _, volume := range list(task.Get("Volumes")) {
				volume := volume.(map[string]any)
				if host, ok := volume["Host"].(map[string]any); ok {
					assert.Equal(t, "/var/log", host["SourcePath"], "the instance holds the secrets of all its tasks")
					continue
				}
				shared[volume["Name"].(string)] = true
				assert.Equal(t, map[string]any{"Autoprovision": true, "Driver": "local", "Scope": "shared"}, volume["DockerVolumeConfiguration"])
			}
			for _, mount := range list(container["MountPoints"]) {
				mount := mount.(map[string]any)
				if mount["ReadOnly"] != true {
					kept++
					assert.Equal(t, "/var/fluent-bit/state", mount["ContainerPath"], "where the next task goes on")
					assert.True(t, shared[mount["SourceVolume"].(string)])
				}
			}
		}
	}
	assert.Equal(t, 2, kept)
}

func TestCloudWatchAgentMayWriteWhatItTranslatesWhenItStarts(t *testing.T) {
	_, container := agentOf(t, "fleet", "cloudwatch-agent")
	assert.Contains(t, text(container["LinuxParameters"]), `"ContainerPath":"/opt/aws/amazon-cloudwatch-agent/etc"`)
	assert.Equal(t, true, container["ReadonlyRootFilesystem"])
}

func TestConfigurationKnowsThePortsOfTheCollector(t *testing.T) {
	text, err := os.ReadFile("../constructs/serving/otel-collector.yaml")
	require.NoError(t, err)
	var ports []int
	for _, match := range regexp.MustCompile(`endpoint: 127\.0\.0\.1:(\d+)`).FindAllStringSubmatch(string(text), -1) {
		port, err := strconv.Atoi(match[1])
		require.NoError(t, err)
		ports = append(ports, port)
	}
	assert.Equal(t, config.CollectorPorts, ports, "a service beside it cannot listen there")
}
