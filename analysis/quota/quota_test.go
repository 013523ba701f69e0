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
