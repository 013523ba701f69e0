package test

import (
	"os"
	"regexp"
	"strconv"
	"testing"

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

func TestAutoScalingMayStartInstancesUnderTheKey(t *testing.T) {
	for _, key := range in(t, choices(t), "fleet", "AWS::KMS::Key") {
		policy := text(key.Get("KeyPolicy"))
		if key.Get("Description") == "encrypts data stores and their backups" {
			assert.Contains(t, policy, "AWSServiceRoleForAutoScaling")
			assert.Contains(t, policy, `"kms:CallerAccount":"303030303031"`)
		} else {
			assert.NotContains(t, policy, "AutoScaling")
		}
	}
	for _, key := range in(t, choices(t), "lab", "AWS::KMS::Key") {
		assert.NotContains(t, text(key.Get("KeyPolicy")), "AutoScaling", "without instances there is no need")
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
	assert.Equal(t, provider, denotes(t, choices(t), association, list(association.Get("CapacityProviders"))[0]))
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
			for _, mount := range list(c["MountPoints"]) {
				assert.Equal(t, true, mount.(map[string]any)["ReadOnly"], "they only read the instance")
			}
			assert.Contains(t, imageText(task), "202020202020.dkr.ecr.us-east-1.amazonaws.com/choices/")
		}
	}
	assert.Nil(t, choices(t).Stack("lab/agents"), "without instances there are none")
}

func TestConfigurationKnowsThePortsOfTheCollector(t *testing.T) {
	text, err := os.ReadFile("../constructs/compute/agents/otel-collector.yaml")
	require.NoError(t, err)
	var ports []int
	for _, match := range regexp.MustCompile(`endpoint: 127\.0\.0\.1:(\d+)`).FindAllStringSubmatch(string(text), -1) {
		port, err := strconv.Atoi(match[1])
		require.NoError(t, err)
		ports = append(ports, port)
	}
	assert.Equal(t, config.CollectorPorts, ports, "a service beside it cannot listen there")
}
