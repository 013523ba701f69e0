package assembly

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func cloud(t *testing.T) *Assembly {
	t.Helper()
	a, err := Load("testdata/cloud")
	require.NoError(t, err)
	return a
}

func TestEveryStackOfTheManifestAndItsNestedAssembliesIsRead(t *testing.T) {
	var ids []string
	for _, stack := range cloud(t).Stacks {
		ids = append(ids, stack.ID)
	}
	assert.Equal(t, []string{"dev/data", "dev/network", "dev/replica", "pipeline"}, ids)
}

func TestAStackKnowsWhereItIsDeployed(t *testing.T) {
	network := cloud(t).Stack("dev/network")
	assert.Equal(t, "dev", network.Stage)
	assert.Equal(t, "dev-network", network.Name)
	assert.Equal(t, "333333333333", network.Account)
	assert.Equal(t, "eu-west-1", network.Region)
	assert.True(t, network.TerminationProtection)
	assert.Equal(t, Parameter{Type: "String", Default: "1"}, network.Parameters["Version"])
	assert.Equal(t, "dev-network:DatabaseGroup", network.Outputs["DatabaseGroup"].Export)
}

func TestAStackDependsOnStacksAndNotOnAssets(t *testing.T) {
	assert.Equal(t, []string{"dev/network"}, cloud(t).Stack("dev/data").DependsOn)
}

func TestAStageHoldsItsOwnStacksOnly(t *testing.T) {
	a := cloud(t)
	assert.Len(t, a.Stage("dev"), 3)
	assert.Len(t, a.Stage(""), 1)
	assert.Empty(t, a.Stage("prod"))
}

func TestAResourceIsFoundByTypeAndWalkedByPath(t *testing.T) {
	groups := cloud(t).OfType("AWS::EC2::SecurityGroup")
	require.Len(t, groups, 1)
	group := groups[0]
	assert.Equal(t, "dev/network Database (AWS::EC2::SecurityGroup)", group.String())
	assert.Equal(t, "Retain", group.DeletionPolicy)
	assert.Equal(t, []string{"Vpc"}, group.DependsOn)
	assert.Equal(t, 5432.0, group.Get("SecurityGroupIngress", "0", "FromPort"))
	assert.Nil(t, group.Get("SecurityGroupIngress", "1", "FromPort"))
	assert.Nil(t, group.Get("GroupDescription", "nothing", "below"))
}

func TestADirectoryWithoutManifestIsSearchedForTemplates(t *testing.T) {
	a, err := Load("testdata/plain")
	require.NoError(t, err)
	require.Len(t, a.Stacks, 1)
	assert.Equal(t, "site", a.Stacks[0].ID)
}

func TestYAMLReadsLikeJSON(t *testing.T) {
	a, err := Load("testdata/plain")
	require.NoError(t, err)
	site := a.Stack("site")
	bucket, policy := site.Resource("Bucket"), site.Resource("Policy")
	assert.Equal(t, map[string]any{"Fn::Sub": "${Name}-${AWS::AccountId}-${!literal}"}, bucket.Get("BucketName"))
	assert.Equal(t, []string{"Name"}, References(bucket.Properties))
	assert.Equal(t, []any{"Wide", "PublicRead", map[string]any{"Ref": "AWS::NoValue"}}, bucket.Get("AccessControl", "Fn::If"))
	assert.Equal(t, "${Name}.html\n", bucket.Get("WebsiteConfiguration", "IndexDocument", "Fn::Sub"))
	assert.Equal(t, []any{"Pages", map[string]any{"Ref": "Name"}, "error"}, bucket.Get("WebsiteConfiguration", "ErrorDocument", "Fn::FindInMap"))
	assert.Equal(t, map[string]any{"Ref": "Bucket"}, policy.Get("Bucket"))
	assert.Equal(t, []any{"Bucket", "Arn"}, policy.Get("PolicyDocument", "Statement", "0", "Resource", "0", "Fn::GetAtt"))
	assert.Equal(t, "2012-10-17", policy.Get("PolicyDocument", "Version"))
	assert.Equal(t, 3.0, policy.Get("Tags", "1", "Value"))
}

func TestWhatCannotBeReadIsRefusedWithTheFileAndARemedy(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"no directory":          {"", "", "synthesize first"},
		"no template":           {"notes.json", `{"Resources": {}}`, "no CloudFormation template"},
		"broken JSON":           {"a.template.json", `{"Resources": {"A": {"Type": "AWS::S3::Bucket",}}`, "a.template.json"},
		"broken YAML":           {"a.yaml", "Resources:\n  A: {Type: AWS::S3::Bucket", "a.yaml"},
		"broken manifest":       {"manifest.json", `{"artifacts": 3}`, "manifest.json"},
		"missing template":      {"manifest.json", `{"artifacts": {"a": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "a.template.json"}}}}`, "a.template.json"},
		"missing assembly":      {"manifest.json", `{"artifacts": {"a": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-a"}}}}`, "assembly-a"},
		"unknown YAML anchor":   {"a.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: *none", "a.yaml"},
		"two YAML documents":    {"a.yaml", "Resources:\n  A: {Type: AWS::S3::Bucket}\n---\nb: 1", "2 YAML documents"},
		"template is no object": {"a.template.json", `["Resources", {"Resources": {"Type": "AWS::S3::Bucket"}}]`, "no CloudFormation template"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			if c.file != "" {
				require.NoError(t, os.Mkdir(dir, 0o755))
				require.NoError(t, os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o644))
			}
			_, err := Load(dir)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestANestedStackIsRefusedBecauseNoCheckWouldSeeIt(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(`{"artifacts": {}}`), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.nested.template.json"), []byte(`{}`), 0o644))
	_, err := Load(dir)
	assert.ErrorContains(t, err, "nested stack")
}
