package quota

import (
	"os"
	"path/filepath"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// needed is how much of the quota with that code a template needs.
func needed(t *testing.T, code, resources string) int {
	t.Helper()
	dir := t.TempDir()
	template := `{"Resources": {` + resources + `}}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "stack.json"), []byte(template), 0o644))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	needs, err := Needs(a)
	require.NoError(t, err)
	for _, n := range needs {
		if n.Code == code {
			return n.Needed
		}
	}
	return 0
}

func TestWhatAScheduleScalesToIsCounted(t *testing.T) {
	got := needed(t, "L-3032A538", `
		"Service": {"Type": "AWS::ECS::Service", "Properties": {"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE"}], "TaskDefinition": {"Ref": "Task"}}},
		"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "1024"}},
		"Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"MaxCapacity": 2, "ScheduledActions": [
			{"ScalableTargetAction": {"MinCapacity": 10, "MaxCapacity": 50}}, {"ScalableTargetAction": {"MaxCapacity": 4}}]}}`)
	assert.Equal(t, 2*50, got, "twice during a deployment")
}

func TestTasksOnFargateSpotTakeOfTheirOwnQuota(t *testing.T) {
	const service = `
		"Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "CapacityProviderStrategy": [
			{"CapacityProvider": "FARGATE", "Base": 3, "Weight": 25}, {"CapacityProvider": "FARGATE_SPOT", "Weight": 75}]}},
		"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "1024"}},
		"Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"MaxCapacity": 5}}`
	assert.Equal(t, 3+2, needed(t, "L-3032A538", service), "a quarter of seven, rounded up")
	assert.Equal(t, 6, needed(t, "L-36FBB829", service))
}

func TestSpotInstancesTakeOfTheirOwnQuota(t *testing.T) {
	const group = `
		"Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MaxSize": "9", "MixedInstancesPolicy": {
			"InstancesDistribution": {"OnDemandBaseCapacity": 2, "OnDemandPercentageAboveBaseCapacity": 50},
			"LaunchTemplate": {"Overrides": [{"InstanceType": "m7g.large"}, {"InstanceType": "m7g.xlarge"}]}}}}`
	assert.Equal(t, (2+4)*4, needed(t, "L-1216C47A", group), "half of seven, rounded up")
	assert.Equal(t, 3*4, needed(t, "L-34B43A08", group))
}

func TestGroupsOfOneClassAreCounted(t *testing.T) {
	got := needed(t, "L-1216C47A", `
		"Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MaxSize": "3",
			"LaunchTemplate": {"LaunchTemplateId": {"Ref": "Template"}, "Version": "1"}}},
		"Template": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"InstanceType": "m7g.large"}}}`)
	assert.Equal(t, 3*2, got)
}

func TestTasksOfTheirOwnAreCountedOnceAndThoseOfServicesWithThem(t *testing.T) {
	const tasks = `
		"Job": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "2048", "RequiresCompatibilities": ["FARGATE"]}},
		"OnInstances": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "4096", "RequiresCompatibilities": ["EC2"]}}`
	const service = `,
		"Service": {"Type": "AWS::ECS::Service", "Properties": {"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE"}], "TaskDefinition": {"Ref": "Job"}}}`
	assert.Equal(t, 2, needed(t, "L-3032A538", tasks))
	assert.Equal(t, 2*2, needed(t, "L-3032A538", tasks+service), "twice during a deployment, and not once more")
}

func TestVolumesAreCountedAtTheirGreatest(t *testing.T) {
	assert.Equal(t, 500+500+20, needed(t, "L-7ADDB58A", `
		"Grows": {"Type": "AWS::RDS::DBInstance", "Properties": {"AllocatedStorage": "100", "MaxAllocatedStorage": 500}},
		"Replica": {"Type": "AWS::RDS::DBInstance", "Properties": {"SourceDBInstanceIdentifier": {"Ref": "Grows"}}},
		"Small": {"Type": "AWS::RDS::DBInstance", "Properties": {"AllocatedStorage": "20"}},
		"Member": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBClusterIdentifier": "catalogue", "AllocatedStorage": "1"}}`))
}

func TestNodesOfCachesAreCountedOnBothSides(t *testing.T) {
	assert.Equal(t, 2*3+2*2+3+4, needed(t, "L-DFE45DF3", `
		"Sharded": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {"NumNodeGroups": 2, "ReplicasPerNodeGroup": 2}},
		"Global": {"Type": "AWS::ElastiCache::GlobalReplicationGroup", "Properties": {"GlobalReplicationGroupIdSuffix": "acme", "Members": [{"ReplicationGroupId": {"Ref": "Sharded"}}]}},
		"Follower": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {"GlobalReplicationGroupId": "abcde-acme", "ReplicasPerNodeGroup": 1}},
		"Whole": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {"NumCacheClusters": 3}},
		"Memcached": {"Type": "AWS::ElastiCache::CacheCluster", "Properties": {"NumCacheNodes": 4}}`))
}

func TestCanariesFunctionsAndObjectivesAreCounted(t *testing.T) {
	const some = `
		"One": {"Type": "AWS::Synthetics::Canary"}, "Two": {"Type": "AWS::Synthetics::Canary"},
		"Function": {"Type": "AWS::Lambda::Function"}, "Objective": {"Type": "AWS::ApplicationSignals::ServiceLevelObjective"}`
	assert.Equal(t, 2, needed(t, "L-C1FE0F5C", some))
	assert.Equal(t, 3, needed(t, "L-B99A9384", some), "a canary is a function, too")
	assert.Equal(t, 1, needed(t, "L-3FECAFD0", some))
}

func TestNodesOfAClusterAreCountedAtTheirGreatestNumber(t *testing.T) {
	assert.Equal(t, 6*4, needed(t, "L-1216C47A", `
		"Group": {"Type": "AWS::EKS::Nodegroup", "Properties": {
			"InstanceTypes": ["m7g.large", "m7g.xlarge"], "ScalingConfig": {"MinSize": 3, "DesiredSize": 3, "MaxSize": 6}}}`))
	assert.Equal(t, 64+16, needed(t, "L-1216C47A", `
		"Pool": {"Type": "Custom::KubernetesObjects", "Properties": {"Objects": [
			"{\"kind\":\"Namespace\"}",
			{"Fn::Join": ["", ["{\"kind\":\"NodePool\",\"spec\":{\"limits\":{\"cpu\":64}},\"role\":\"", {"Ref": "Role"}, "\"}"]]},
			"{\"kind\":\"NodePool\",\"spec\":{\"limits\":{\"cpu\":16}}}"]}}`))
}
