package test

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// besides are the containers of a service's task, by their names.
func besides(t testing.TB, a *assembly.Assembly, stack string) map[string]map[string]any {
	t.Helper()
	service := serviceOf(t, a, stack)
	task := denotes(t, a, service, service.Get("TaskDefinition"))
	all := map[string]map[string]any{}
	for _, c := range list(task.Get("ContainerDefinitions")) {
		all[c.(map[string]any)["Name"].(string)] = c.(map[string]any)
	}
	return all
}

// bothLabs are the sides of an environment whose service says all that it can.
var bothLabs = []string{"lab", "lab-dr"}

func TestAContainerIsAskedWhetherItWorksWithoutAShell(t *testing.T) {
	for _, side := range bothLabs {
		assert.Equal(t, map[string]any{
			"Command": []any{"CMD", "/api", "--ready"}, "Interval": 10.0, "Timeout": 3.0, "Retries": 5.0, "StartPeriod": 90.0,
		}, besides(t, choices(t), side+"/service-api")["api"]["HealthCheck"])
	}
}

func TestAContainerWritesToItsDirectoriesAndToNothingElse(t *testing.T) {
	for _, side := range bothLabs {
		service := serviceOf(t, choices(t), side+"/service-api")
		task := denotes(t, choices(t), service, service.Get("TaskDefinition"))
		assert.Equal(t, 60.0, task.Get("EphemeralStorage", "SizeInGiB"))
		var volumes []string
		for _, volume := range list(task.Get("Volumes")) {
			volumes = append(volumes, volume.(map[string]any)["Name"].(string))
			assert.NotContains(t, volume, "Host", "no directory of a host")
		}
		assert.Equal(t, []string{"storage-0", "volume-papers"}, volumes)
		api := besides(t, choices(t), side+"/service-api")["api"]
		assert.Equal(t, true, api["ReadonlyRootFilesystem"])
		assert.Equal(t, []any{
			map[string]any{"ContainerPath": "/var/cache/api", "ReadOnly": false, "SourceVolume": "storage-0"},
			map[string]any{"ContainerPath": "/mnt/papers", "ReadOnly": false, "SourceVolume": "volume-papers"},
		}, api["MountPoints"])
		assert.Equal(t, []any{
			map[string]any{"ContainerPath": "/tmp", "Size": 256.0, "MountOptions": []any{"mode=1777"}},
			map[string]any{"ContainerPath": "/run/api", "Size": 8.0, "MountOptions": []any{"mode=1777"}},
		}, api["LinuxParameters"].(map[string]any)["Tmpfs"], "whatever user it has")
	}
}

func TestASidecarHasItsOwnShareUserAndSecretsAndNothingOfTheService(t *testing.T) {
	for _, side := range bothLabs {
		all := besides(t, choices(t), side+"/service-api")
		proxy := all["proxy"]
		assert.Equal(t, 8192.0, all["api"]["Memory"].(float64)+proxy["Memory"].(float64)+all["shipper"]["Memory"].(float64)+all["collector"]["Memory"].(float64), "no more than the task has")
		assert.Equal(t, 128.0, proxy["Cpu"])
		assert.Equal(t, 2048.0-128, all["api"]["Cpu"], "else it has next to none while the sidecar takes its own")
		assert.Equal(t, "65532", proxy["User"])
		assert.Equal(t, []string{"MODE"}, names(proxy["Environment"]))
		assert.Equal(t, []string{"SPARE"}, names(proxy["Secrets"]), "not those of the stores that the service uses")
		assert.NotContains(t, names(all["api"]["Secrets"]), "SPARE")
		for _, name := range []string{"proxy", "shipper"} {
			assert.Equal(t, true, all[name]["ReadonlyRootFilesystem"], name)
			assert.Equal(t, []any{"ALL"}, all[name]["LinuxParameters"].(map[string]any)["Capabilities"].(map[string]any)["Drop"], name)
		}
		starts := named(t, choices(t), side, "AWS::IAM::Policy", "PolicyName", "ServiceRightsStartproxyspare58408A1A")
		roles := list(starts.Get("Roles"))
		require.Len(t, roles, 1)
		service := serviceOf(t, choices(t), side+"/service-api")
		task := denotes(t, choices(t), service, service.Get("TaskDefinition"))
		assert.Equal(t, denotes(t, choices(t), task, task.Get("ExecutionRoleArn")), denotes(t, choices(t), starts, roles[0]), "ECS reads it, the task does not")
	}
}

func TestSidecarsAndTheServiceWaitForEachOtherAsTheySay(t *testing.T) {
	for _, side := range bothLabs {
		all := besides(t, choices(t), side+"/service-api")
		healthy := func(name string) []any {
			return []any{map[string]any{"ContainerName": name, "Condition": "HEALTHY"}}
		}
		assert.Equal(t, healthy("proxy"), all["api"]["DependsOn"])
		assert.Nil(t, all["proxy"]["DependsOn"])
		assert.Equal(t, healthy("api"), all["shipper"]["DependsOn"])
	}
	assert.Nil(t, besides(t, choices(t), "fleet/service-shop")["pages"]["DependsOn"])
}

func TestASidecarThatTheServiceCanDoWithoutIsStartedAgain(t *testing.T) {
	all := besides(t, choices(t), "lab/service-api")
	assert.Equal(t, true, all["proxy"]["Essential"])
	assert.Nil(t, all["proxy"]["RestartPolicy"])
	assert.Equal(t, false, all["shipper"]["Essential"])
	assert.Equal(t, map[string]any{"Enabled": true}, all["shipper"]["RestartPolicy"])
}
