package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// onInstances are the stacks of stores that run on instances, and what the stores are called.
var onInstances = map[string]string{
	"fleet/data-basket": "choices-fleet-basket", "stores/data-basket": "choices-stores-basket", "lab/data-basket-b": "choices-lab-basket-b",
	"lab-dr/data-basket-b": "choices-lab-dr-basket-b",
	"stores/data-manuals":  "choices-stores-manuals", "lab/data-manuals-b": "choices-lab-manuals-b",
	"lab-dr/data-manuals-b": "choices-lab-dr-manuals-b",
}

func TestNodesChangeOneAfterTheOther(t *testing.T) {
	for stack := range onInstances {
		groups := ofType(t, choices(t), stack, "AWS::AutoScaling::AutoScalingGroup")
		require.Len(t, groups, 3, stack)
		for i, group := range groups {
			assert.Equal(t, []any{"1", "1"}, []any{group.Get("MinSize"), group.Get("MaxSize")})
			assert.Nil(t, group.Get("MaxInstanceLifetime"), "two would be due at once")
			update := group.UpdatePolicy["AutoScalingRollingUpdate"].(map[string]any)
			assert.Equal(t, true, update["WaitOnResourceSignals"])
			assert.Equal(t, 0.0, update["MinInstancesInService"], "the volume is free when the last instance has gone")
			assert.Equal(t, "PT30M", update["PauseTime"])
			if i > 0 {
				assert.Contains(t, group.DependsOn, groups[i-1].LogicalID)
			}
			tags := text(group.Get("Tags"))
			assert.Contains(t, tags, `"patching"`)
			assert.Contains(t, tags, `"in-place"`, "one at a time, in the window")
		}
	}
}

func TestNodesAreInThreeZonesWithVolumesThatAreKept(t *testing.T) {
	for stack, name := range onInstances {
		volumes := ofType(t, choices(t), stack, "AWS::EC2::Volume")
		require.Len(t, volumes, 3, stack)
		zones := map[string]bool{}
		for i, volume := range volumes {
			zones[text(volume.Get("AvailabilityZone"))] = true
			assert.Equal(t, "gp3", volume.Get("VolumeType"))
			assert.Equal(t, min(max(125, volume.Get("Size").(float64)), 750), volume.Get("Throughput"))
			assert.Equal(t, true, volume.Get("Encrypted"))
			assert.Equal(t, "encrypts data stores and their backups", denotes(t, choices(t), volume, volume.Get("KmsKeyId")).Get("Description"))
			assert.Equal(t, "RetainExceptOnCreate", volume.DeletionPolicy)
			assert.Equal(t, "Retain", volume.UpdateReplacePolicy)
			if stack == "lab/data-basket-b" && i == 0 {
				assert.Equal(t, "snap-0123456789abcdef0", volume.Get("SnapshotId"), "the others copy it from the first")
			} else {
				assert.Nil(t, volume.Get("SnapshotId"), stack)
			}
		}
		assert.Len(t, zones, 3)
		for _, log := range ofType(t, choices(t), stack, "AWS::Logs::LogGroup") {
			assert.Nil(t, log.Get("LogGroupName"), "one that was kept is not in the way of a store that comes back")
		}
		nodes := group(t, choices(t), stack, "nodes of "+name)
		for _, own := range ofType(t, choices(t), stack, "AWS::EC2::NetworkInterface") {
			assert.Equal(t, "private", tier(denotes(t, choices(t), own, own.Get("SubnetId"))))
			assert.Equal(t, nodes, denotes(t, choices(t), own, list(own.Get("GroupSet"))[0]).String())
		}
		for _, template := range ofType(t, choices(t), stack, "AWS::EC2::LaunchTemplate") {
			data := template.Get("LaunchTemplateData").(map[string]any)
			assert.Equal(t, map[string]any{"HttpTokens": "required", "HttpPutResponseHopLimit": 1.0}, data["MetadataOptions"])
			assert.NotContains(t, data, "KeyName")
			written := text(data["UserData"])
			assert.Less(t, len(written), 16*1024, "AWS takes no more, and ids are longer than what stands for them")
			assert.NotContains(t, written, "resolve:secretsmanager")
		}
		for _, certificate := range ofType(t, choices(t), stack, "AWS::CertificateManager::Certificate") {
			assert.Equal(t, "ENABLED", certificate.Get("CertificateExport"))
			assert.Equal(t, "EC_prime256v1", certificate.Get("KeyAlgorithm"))
		}
	}
}

func TestACacheThatIsFullAsItShouldBeHasNoAlarmOfItsMemory(t *testing.T) {
	for stack, watched := range map[string]bool{"stores/data-basket": false, "lab/data-basket-b": true} {
		assert.Equal(t, watched, slices.ContainsFunc(ofType(t, choices(t), stack, "AWS::CloudWatch::Alarm"), func(r *assembly.Resource) bool {
			return strings.Contains(text(r.Get("Metrics")), "DataPercent")
		}), stack)
	}
}

func TestANodeAttachesItsOwnVolumeAndInterfaceAlone(t *testing.T) {
	for stack := range onInstances {
		attached := map[string]bool{}
		for _, r := range ofType(t, choices(t), stack, "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(r) {
				for _, action := range s.Actions {
					assert.NotContains(t, action, "Detach", "what another instance has is never taken away")
				}
				if slices.ContainsFunc(s.Actions, func(a string) bool { return strings.HasPrefix(a, "ec2:Attach") }) {
					written := text(s.Resources)
					assert.NotContains(t, written, "volume/*")
					assert.NotContains(t, written, "network-interface/*")
					attached[written] = true
				}
			}
		}
		assert.Len(t, attached, 6, "a volume and an interface for each of three nodes: %s", stack)
	}
}

func TestWhoUsesACacheOnInstancesReachesTheEngineAndItsSentinels(t *testing.T) {
	nodes := group(t, choices(t), "stores/data-basket", "nodes of")
	ports := map[string]int{}
	for _, f := range flows(t, choices(t), "stores", "Ingress") {
		if f.to == nodes {
			ports[f.port]++
		}
	}
	assert.Equal(t, map[string]int{"tcp 6379-6379": 2, "tcp 26379-26379": 2}, ports, "its one service, and nodes")
}

func TestVolumesOfNodesAreBackedUp(t *testing.T) {
	seen := 0
	for _, r := range choices(t).Stack("stores/backups").Resources {
		if r.Type == "AWS::Backup::BackupSelection" && strings.HasPrefix(r.LogicalID, "BackupsNodes") {
			seen++
			assert.Len(t, list(r.Get("BackupSelection", "Resources")), 3+2, "of a cache and of a database")
		}
	}
	assert.Equal(t, 1, seen)
}

func TestACacheThatThrowsOutKeysRingsForItsEngineAndNotForItsMemory(t *testing.T) {
	for stack, want := range map[string][]bool{"stores/data-basket": {true, false}, "lab/data-basket-b": {true, true}} {
		told := ""
		for _, alarm := range ofType(t, choices(t), stack, "AWS::CloudWatch::Alarm") {
			told += text(alarm.Get("Metrics"))
		}
		assert.Equal(t, want, []bool{strings.Contains(told, `"EnginePercent"`), strings.Contains(told, `"DataPercent"`)}, stack)
	}
}
