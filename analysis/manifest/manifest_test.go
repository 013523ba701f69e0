package manifest

import (
	"os"
	"path/filepath"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// load returns the assembly of two templates: what a network exports, and what a service brings to a cluster.
func load(t *testing.T, objects string) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"network.json": `{"Resources": {"Sub": {"Type": "AWS::EC2::Subnet"}, "Key": {"Type": "AWS::KMS::Key"}},
			"Outputs": {
				"Subnet": {"Value": {"Ref": "Sub"}, "Export": {"Name": "network:Subnet"}},
				"Name": {"Value": "acme-prod", "Export": {"Name": "network:Name"}},
				"Key": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}, "Export": {"Name": "network:Key"}}}}`,
		"service.json": `{"Parameters": {"Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"}},
			"Resources": {"Objects": {"Type": "Custom::KubernetesObjects", "Properties": {
				"ServiceToken": "arn", "Cluster": {"Fn::ImportValue": "network:Name"}, "Objects": ` + objects + `}}}}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
	}
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}

const tokens = `[{"Fn::Join": ["", [
	"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\",\"namespace\":\"n\"},\"data\":{\"subnet\":\"",
	{"Fn::ImportValue": "network:Subnet"}, "\",\"key\":\"",
	{"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::ImportValue": "network:Key"}]}]}, "\",\"image\":\"", {"Ref": "Image"},
	"\",\"partition\":\"", {"Ref": "AWS::Partition"}, "\"},\"n\":2}"]]}]`

func TestValuesThatOnlyAWSKnowsAreNamed(t *testing.T) {
	stacks, err := Find(load(t, tokens), nil)
	require.NoError(t, err)
	require.Len(t, stacks, 1)
	assert.Equal(t, "acme-prod", stacks[0].Cluster, "what an export says in words is known")
	assert.Empty(t, stacks[0].Objects, "none is half written")
	assert.Equal(t, []Need{
		{Name: "network.Key.Arn", Type: "AWS::KMS::Key", What: "Arn"},
		{Name: "network.Sub", Type: "AWS::EC2::Subnet", What: "Ref"},
		{Name: "service.Image", Type: "AWS::SSM::Parameter::Value<String>", What: "parameter"},
	}, stacks[0].Needs)
}

func TestValuesAreFilledInAsCloudFormationDoes(t *testing.T) {
	stacks, err := Find(load(t, tokens), map[string]string{
		"network.Sub": "subnet-1", "network.Key.Arn": "arn:aws:kms:r:1:key/abc", "service.Image": "1.0.0",
	})
	require.NoError(t, err)
	require.Len(t, stacks[0].Objects, 1)
	o := stacks[0].Objects[0]
	assert.Equal(t, "ConfigMap n/x", o.Kind+" "+o.Namespace+"/"+o.Name)
	assert.Equal(t, map[string]any{
		"subnet": "subnet-1", "key": "abc", "image": "1.0.0", "partition": "aws",
	}, o.Body["data"])
}

func TestWhatIsNoObjectIsRefused(t *testing.T) {
	for objects, says := range map[string]string{
		`["{"]`:                         "object 1 of service",
		`["{}"]`:                        "has no kind or no name",
		`[{"Fn::ImportValue": "none"}]`: "no stack of the assembly exports none",
		`[{"Fn::Base64": "x"}]`:         "Fn::Base64 of x cannot be written to a file",
		`[{"Ref": "Nobody"}]`:           "service has no Nobody",
	} {
		_, err := Find(load(t, objects), nil)
		assert.ErrorContains(t, err, says)
	}
}
