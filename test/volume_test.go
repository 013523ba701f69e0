package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyVolume calls f with each volume that has a file system of its own.
func everyVolume(
	t *testing.T, f func(a *assembly.Assembly, e config.Environment, name string, system *assembly.Resource),
) {
	t.Helper()
	seen := map[config.Side]int{}
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Volumes {
			made := ofType(t, a, e.Name+"/data-"+name, "AWS::EFS::FileSystem")
			if settings.Of != "" {
				assert.Empty(t, made, "%s is a directory of another volume", name)
				continue
			}
			require.Len(t, made, 1)
			seen[e.Side]++
			f(a, e, name, made[0])
		}
	})
	assert.GreaterOrEqual(t, seen[config.Primary], 3)
	assert.Positive(t, seen[config.Standby], "a standby has its own")
}

func TestAVolumeIsEncryptedAndKeptAndGrowsWithWhatIsAskedOfIt(t *testing.T) {
	everyVolume(t, func(_ *assembly.Assembly, e config.Environment, name string, system *assembly.Resource) {
		assert.Equal(t, true, system.Get("Encrypted"))
		assert.Equal(t, "elastic", system.Get("ThroughputMode"))
		assert.Nil(t, system.Get("AvailabilityZoneName"), "it is in every zone")
		assert.Equal(t, "DISABLED", system.Get("BackupPolicy", "Status"), "the backups are those of the configuration")
		assert.Equal(t, "ENABLED", system.Get("FileSystemProtection", "ReplicationOverwriteProtection"))
		assert.Equal(t, "RetainExceptOnCreate", system.DeletionPolicy, "%s: whatever the tier", system)
		assert.Equal(t, "Retain", system.UpdateReplacePolicy)
		moves := text(system.Get("LifecyclePolicies"))
		settings := e.Volumes[name]
		assert.Equal(t, *settings.InfrequentAccessDays > 0, strings.Contains(moves, "TransitionToIA"))
		assert.Equal(t, settings.ArchiveDays > 0, strings.Contains(moves, "TransitionToArchive"))
		assert.Equal(t, strings.Contains(moves, "DAYS"), strings.Contains(moves, "AFTER_1_ACCESS"), "what is read comes back")
	})
}

func TestAVolumeHasAMountTargetInTheDataSubnetOfEachZoneBehindAGroupOfItsOwn(t *testing.T) {
	everyVolume(t, func(a *assembly.Assembly, e config.Environment, name string, system *assembly.Resource) {
		var subnets []string
		for _, target := range ofType(t, a, system.Stack.ID, "AWS::EFS::MountTarget") {
			subnet := denotes(t, a, target, target.Get("SubnetId"))
			assert.Contains(t, subnet.LogicalID, "data", "%s", target)
			subnets = append(subnets, subnet.LogicalID)
			assert.Equal(t, system, denotes(t, a, target, target.Get("FileSystemId")))
			group := denotes(t, a, target, list(target.Get("SecurityGroups"))[0])
			assert.Equal(t, system.Stack, group.Stack, "%s of %s", name, e.Name)
		}
		slices.Sort(subnets)
		assert.Len(t, slices.Compact(subnets), e.Network.Zones)
	})
}

func TestNobodyMountsAVolumeInPlainTextOrBesideItsAccessPoints(t *testing.T) {
	everyVolume(t, func(a *assembly.Assembly, _ config.Environment, _ string, system *assembly.Resource) {
		refused := map[string]bool{}
		for _, s := range assembly.Statements(system) {
			assert.Equal(t, "Deny", s.Effect, "%s allows nobody anything: roles do", system)
			refused[text(s.Condition)] = true
		}
		assert.Equal(t, map[string]bool{
			`{"Bool":{"aws:SecureTransport":"false"}}`:             true,
			`{"Null":{"elasticfilesystem:AccessPointArn":"true"}}`: true,
		}, refused)
	})
	for _, a := range assemblies(t) {
		for _, point := range a.OfType("AWS::EFS::AccessPoint") {
			assert.Equal(t, "1000", point.Get("PosixUser", "Uid"), "%s: whoever mounts it acts as one user", point)
			assert.Equal(t, "1000", point.Get("PosixUser", "Gid"))
			path, _ := point.Get("RootDirectory", "Path").(string)
			there := path == "/" || strings.HasPrefix(path, "/aws-backup-restore_")
			assert.Equal(t, there, point.Get("RootDirectory", "CreationInfo") == nil, "%s: what is there is not made", point)
		}
	}
}

// mounted are the volumes of a task definition by what it calls them, without those on its disk.
func mounted(definition *assembly.Resource) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, volume := range list(definition.Get("Volumes")) {
		v := volume.(map[string]any)
		if on, is := v["EFSVolumeConfiguration"].(map[string]any); is {
			all[v["Name"].(string)] = on
		}
	}
	return all
}

func TestAServiceAndItsTasksFindTheVolumesThatTheyUseUnderTheirPathsAndNoOthers(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, service := range e.Services {
			for _, definition := range ofType(t, a, e.Name+"/service-"+name, "AWS::ECS::TaskDefinition") {
				volumes := mounted(definition)
				want := map[string]string{}
				for _, used := range service.Uses {
					if v, is := e.Volumes[used]; is {
						want["volume-"+used] = v.Path
					}
				}
				assert.Len(t, volumes, len(want), "%s", definition)
				for _, on := range volumes {
					assert.Equal(t, "ENABLED", on["TransitEncryption"])
					authorized := on["AuthorizationConfig"].(map[string]any)
					assert.Equal(t, "ENABLED", authorized["IAM"])
					assert.NotNil(t, authorized["AccessPointId"])
					assert.Nil(t, on["RootDirectory"], "ECS takes none beside an access point")
				}
				for _, one := range list(definition.Get("ContainerDefinitions")) {
					container := one.(map[string]any)
					got := map[string]string{}
					for _, point := range list(container["MountPoints"]) {
						p := point.(map[string]any)
						if strings.HasPrefix(p["SourceVolume"].(string), "volume-") {
							got[p["SourceVolume"].(string)] = p["ContainerPath"].(string)
						}
					}
					if _, sidecar := service.Sidecars[container["Name"].(string)]; sidecar || container["Name"] == "collector" {
						assert.Empty(t, got, "%s: others have nothing of the service", definition)
						continue
					}
					assert.Equal(t, want, got, "%s %s", definition, container["Name"])
					seen += len(got)
				}
			}
		}
	})
	assert.Greater(t, seen, 5)
}

func TestAFunctionMountsTheVolumeThatItUses(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Functions {
			var want string
			for _, used := range settings.Uses {
				want += e.Volumes[used].Path
			}
			made := ofType(t, a, e.Name+"/function-"+name, "AWS::Lambda::Function")[0]
			systems := list(made.Get("FileSystemConfigs"))
			if want == "" {
				assert.Empty(t, systems)
				continue
			}
			seen++
			require.Len(t, systems, 1)
			system := systems[0].(map[string]any)
			assert.Equal(t, want, system["LocalMountPath"])
			assert.Equal(t, "AWS::EFS::AccessPoint", denotes(t, a, made, system["Arn"]).Type)
			assert.NotNil(t, made.Get("VpcConfig"))
		}
	})
	assert.Positive(t, seen)
}

func TestWhoUsesAVolumeMayMountItByItsAccessPointAlone(t *testing.T) {
	a := shared(t, "choices")
	m := modelOf(t, "choices")
	tasks, _ := permittedRoles(t, m, a, "streams/service-worker")
	grant := func(action string) bool {
		for _, policy := range ofType(t, a, "streams/service-worker", "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				if slices.Contains(s.Actions, action) {
					equal := s.Condition["StringEquals"].(map[string]any)
					point := denotes(t, a, policy, equal["elasticfilesystem:AccessPointArn"])
					assert.Equal(t, "AWS::EFS::AccessPoint", point.Type)
					return true
				}
			}
		}
		return false
	}
	assert.True(t, grant("elasticfilesystem:ClientMount"))
	assert.True(t, grant("elasticfilesystem:ClientWrite"))
	assert.False(t, grant("elasticfilesystem:ClientRootAccess"), "nobody is root")
	const system = "arn:aws:elasticfilesystem:us-east-1:616161616161:file-system/fs-0123456789abcdef0"
	for _, action := range []string{"elasticfilesystem:DeleteFileSystem", "elasticfilesystem:PutFileSystemPolicy"} {
		request := iam.Request{Principal: tasks[0], Action: action, Resource: system}
		assert.False(t, decide(t, m, request).Allowed, action)
	}
}
