// Package takeover has the CDK CLI take over a bucket and a table that exist, against a CloudFormation that keeps state
// and refuses as AWS's user guide says. The templates are those that were last reviewed.
package takeover

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"
	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// place is an account with the CDK CLI before it.
type place struct {
	t     *testing.T
	cloud *cloud
	app   string // a cloud assembly
	env   []string
}

// deployer is an account in which a stack of the choices is to be deployed.
func deployer(t *testing.T, id string) (*place, *assembly.Stack) {
	t.Helper()
	a, err := reviewed.Read(filepath.Join("..", "testdata", "templates", "choices"))
	require.NoError(t, err)
	s := a.Stack(id)
	require.NotNil(t, s)
	cloud, endpoint := newCloud(t, s.Account)
	p := &place{t: t, cloud: cloud, app: t.TempDir(), env: append(os.Environ(),
		"AWS_ENDPOINT_URL="+endpoint, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_REGION="+s.Region,
		"AWS_EC2_METADATA_DISABLED=true", "CDK_DISABLE_CLI_TELEMETRY=true", "CDK_HOME="+t.TempDir(), "CI=true",
	)}
	p.write("template.json", s.Template)
	p.write("manifest.json", map[string]any{"version": "48.0.0", "artifacts": map[string]any{s.Name: map[string]any{
		"type": "aws:cloudformation:stack", "environment": "aws://" + s.Account + "/" + s.Region,
		"properties": map[string]any{"templateFile": "template.json", "stackName": s.Name},
	}}})
	return p, s
}

func (p *place) write(name string, content any) {
	p.t.Helper()
	text, err := json.Marshal(content)
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(filepath.Join(p.app, name), text, 0o600))
}

// deploy runs cdk deploy, and returns what it prints.
func (p *place) deploy(flags ...string) (string, error) {
	p.t.Helper()
	cdk := filepath.Join(node.Package("aws-cdk"), "bin", "cdk")
	arguments := append([]string{
		cdk, "deploy", "--app", p.app, "--output", p.app, "--exclusively", "--require-approval", "never", "--no-notices",
	}, flags...)
	command := exec.CommandContext(p.t.Context(), node.Binary(), arguments...)
	command.Env, command.Dir = p.env, p.t.TempDir()
	out, err := command.CombinedOutput()
	return string(out), err
}

func TestABucketThatExistsIsTakenOverWithWhatIsInIt(t *testing.T) {
	p, s := deployer(t, "dev-stores/data-attic")
	const name = "AWS::S3::Bucket attic-of-2014"
	before := map[string]any{
		"objects": 7, "VersioningConfiguration": nil, "policy": "somebody's", "acl": "log-delivery-write",
		"NotificationConfiguration": map[string]any{"QueueConfigurations": "somebody's"},
	}
	p.cloud.things[name] = &thing{settings: maps.Clone(before)}
	is := p.cloud.things[name]

	out, err := p.deploy()
	require.Error(t, err, out)
	assert.Contains(t, out, "already exists")
	assert.Equal(t, before, is.settings, "nothing is touched")

	out, err = p.deploy("--import-existing-resources")
	require.Error(t, err, "its policy is in the way: %s", out)
	assert.Contains(t, out, "The bucket policy already exists")
	assert.Equal(t, before, is.settings)
	assert.Empty(t, is.stack, "no stack has it")

	delete(is.settings, "policy")
	out, err = p.deploy("--import-existing-resources")
	require.NoError(t, err, out)
	assert.Equal(t, s.Name, is.stack)
	assert.Nil(t, is.settings["BucketEncryption"], "an import changes no setting")
	assert.Equal(t, "ours", is.settings["policy"])

	out, err = p.deploy()
	require.NoError(t, err, "as the pipeline deploys it from now on: %s", out)
	assert.Nil(t, is.settings["BucketEncryption"], "CloudFormation takes it for what the template says")

	out, err = p.deploy("--revert-drift")
	require.Error(t, err, "its ACL is in the way: %s", out)
	assert.Contains(t, out, "InvalidBucketAclWithObjectOwnership")
	assert.Nil(t, is.settings["BucketEncryption"])
	assert.Equal(t, s.Name, is.stack, "the stack has it still")

	is.settings["acl"] = "private"
	out, err = p.deploy("--revert-drift")
	require.NoError(t, err, out)
	assert.NotNil(t, is.settings["BucketEncryption"])
	assert.NotContains(t, is.settings["NotificationConfiguration"], "QueueConfigurations", "S3 has one configuration of them")
	assert.Equal(t, map[string]any{"Status": "Enabled"}, is.settings["VersioningConfiguration"])
	assert.Equal(t, 7, is.settings["objects"])

	_, err = p.cloud.deleteStack(map[string][]string{"StackName": {s.Name}})
	require.NoError(t, err)
	require.Contains(t, p.cloud.things, name, "it stays when its stack goes")
	assert.Empty(t, is.stack)
	assert.Equal(t, 7, is.settings["objects"])
}

func TestATableThatExistsIsTakenOverAndOneOfAnotherStackIsNot(t *testing.T) {
	p, s := deployer(t, "dev-stores/data-receipts")
	p.cloud.things["AWS::DynamoDB::GlobalTable Ledger"] = &thing{stack: "old", settings: map[string]any{"items": 9}}
	is := p.cloud.things["AWS::DynamoDB::GlobalTable Ledger"]

	out, err := p.deploy("--import-existing-resources")
	require.Error(t, err, out)
	assert.Contains(t, out, "already exists in stack old")

	is.stack = ""
	out, err = p.deploy("--import-existing-resources")
	require.NoError(t, err, out)
	assert.Equal(t, s.Name, is.stack)
	out, err = p.deploy("--revert-drift")
	require.NoError(t, err, out)
	assert.Equal(t, "PAY_PER_REQUEST", is.settings["BillingMode"])
	assert.Equal(t, 9, is.settings["items"])
}
