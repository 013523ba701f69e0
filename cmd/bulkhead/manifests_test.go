package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manifests runs the command on a template with two objects, in a directory of its own, and returns what it says.
func manifests(t *testing.T) (dir string, run func(...string) (string, error)) {
	t.Helper()
	dir = t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "assembly"), 0o700))
	write("assembly/service.json", `{"Resources": {"Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup"},
		"Objects": {"Type": "Custom::KubernetesObjects", "Properties": {"Cluster": "acme-prod", "Objects": [
			"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\",\"namespace\":\"n\"},\"data\":{\"count\":\"1\"}}",
			{"Fn::Join": ["", ["{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"x\"},\"spec\":{\"port\":80,\"arn\":\"",
				{"Ref": "Targets"}, "\"}}"]]}]}}}}`)
	write("assembly/manifest.json", `{"artifacts": {"service": {"type": "aws:cloudformation:stack",
		"environment": "aws://111111111111/eu-west-1", "properties": {"templateFile": "service.json"}}}}`)
	write("values.yaml", "service.Targets: arn:blue\n")
	return dir, func(args ...string) (string, error) {
		var out bytes.Buffer
		command := newManifests()
		command.SetArgs(append([]string{filepath.Join(dir, "assembly"), "--out", filepath.Join(dir, "out")}, args...))
		command.SetOut(&out)
		command.SetErr(&out)
		err := command.Execute()
		return out.String(), err
	}
}

func TestNothingIsWrittenWhileAValueIsMissing(t *testing.T) {
	dir, run := manifests(t)
	said, err := run()
	assert.ErrorContains(t, err, "values are missing, and nothing is written: run bulkhead manifests")
	assert.Contains(t, said, "missing: service.Targets (AWS::ElasticLoadBalancingV2::TargetGroup, Ref)")
	assert.NoDirExists(t, filepath.Join(dir, "out"))

	said, err = run("--needs")
	require.NoError(t, err)
	assert.Equal(t, "# AWS::ElasticLoadBalancingV2::TargetGroup, Ref\n\"service.Targets\": \"\"\n", said)
	said, err = run("--needs", "--values", filepath.Join(dir, "values.yaml"))
	require.NoError(t, err)
	assert.Contains(t, said, `"service.Targets": "arn:blue"`, "what is known is kept")
	said, err = run("--needs", "--json")
	require.NoError(t, err)
	assert.Contains(t, said, `"name": "service.Targets"`)
}

func TestObjectsAreWrittenAsKustomizeReadsThem(t *testing.T) {
	dir, run := manifests(t)
	values := filepath.Join(dir, "values.yaml")
	said, err := run("--values", values)
	require.NoError(t, err)
	assert.Contains(t, said, "2 objects for cluster acme-prod")
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, "out", "service", name))
		require.NoError(t, err)
		return string(text)
	}
	assert.Equal(t, header+`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- configmap-x.yaml
- service-x.yaml
`, read("kustomization.yaml"))
	assert.Contains(t, read("configmap-x.yaml"), `count: "1"`, "a text stays one")
	assert.Contains(t, read("service-x.yaml"), "port: 80\n", "and a number, too")
	assert.Contains(t, read("service-x.yaml"), "arn: arn:blue\n")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "out", "service", "old.yaml"), []byte(header), 0o600))
	said, err = run("--values", values, "--json")
	require.NoError(t, err)
	assert.Contains(t, said, `"service-x.yaml"`)
	assert.NoFileExists(t, filepath.Join(dir, "out", "service", "old.yaml"), "what an earlier run wrote goes")
	left, err := filepath.Glob(filepath.Join(dir, ".manifests-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestADirectoryWithOtherFilesIsLeftAlone(t *testing.T) {
	dir, run := manifests(t)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "out"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "out", "mine.yaml"), []byte("a: b\n"), 0o600))
	_, err := run("--values", filepath.Join(dir, "values.yaml"))
	assert.ErrorContains(t, err, "mine.yaml is not of bulkhead manifests, which would remove it")
	assert.FileExists(t, filepath.Join(dir, "out", "mine.yaml"))
}

func TestAFileOfValuesThatIsNoneIsRefused(t *testing.T) {
	dir, run := manifests(t)
	bad := filepath.Join(dir, "bad.yaml")
	require.NoError(t, os.WriteFile(bad, []byte("- a\n"), 0o600))
	_, err := run("--values", bad)
	assert.ErrorContains(t, err, bad)
}
