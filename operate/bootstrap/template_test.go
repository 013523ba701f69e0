package bootstrap

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/node"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cdkTemplate is CDK's own.
func cdkTemplate(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(node.Package("aws-cdk"), "lib/api/bootstrap/bootstrap-template.yaml"))
	require.NoError(t, err)
	return text
}

// dev is an account that a pipeline in another one deploys to.
func dev() Account {
	return Account{
		Name: "dev", ID: "333333333333", Regions: []string{"eu-west-1"}, Pipeline: "222222222222", Organization: "o-1",
		Trusted: map[string][]string{
			Deploy:  {"arn:aws:iam::333333333333:role/admin", "arn:aws:iam::222222222222:role/acme/pipeline/deploy/*"},
			Publish: {"arn:aws:iam::333333333333:role/admin", "arn:aws:iam::222222222222:role/acme/pipeline/publish/*"},
			Lookup:  {"arn:aws:iam::333333333333:role/admin"},
		},
	}
}

func made(t testing.TB, a Account) template {
	t.Helper()
	text, err := Template(cdkTemplate(t), a)
	require.NoError(t, err)
	assert.Less(t, len(text), 51_200, "CloudFormation takes no longer one from a command line")
	var all template
	require.NoError(t, json.Unmarshal(text, &all))
	return all
}

func TestATemplateOfAnotherCDKIsRefused(t *testing.T) {
	text := string(cdkTemplate(t))
	for was, is := range map[string]string{
		"cloudformation:RollbackStack": "cloudformation:*", "Value: '33'": "Value: '34'", "AWS: \"*\"": "AWS: \"333333333333\"",
	} {
		require.Contains(t, text, was)
		_, err := Template([]byte(strings.ReplaceAll(text, was, is)), dev())
		assert.ErrorContains(t, err, "another one than bulkhead changes", was)
	}
	_, err := Template([]byte("# a comment says nothing\n"+text), dev())
	assert.NoError(t, err)
}

func TestARoleThatNobodyAssumesIsRefused(t *testing.T) {
	a := dev()
	a.Trusted[Lookup] = nil
	_, err := Template(cdkTemplate(t), a)
	assert.ErrorContains(t, err, "nobody is said to assume the role lookup")
}

// TestNoRoleTrustsAWholeAccount: each names who comes, and nobody who acts for somebody else.
func TestNoRoleTrustsAWholeAccount(t *testing.T) {
	roles := 0
	for id, resource := range made(t, dev()).Resources {
		if resource["Type"] != "AWS::IAM::Role" || id == "CloudFormationExecutionRole" {
			continue
		}
		roles++
		for _, s := range statements(resource["Properties"].(map[string]any)["AssumeRolePolicyDocument"]) {
			s := s.(map[string]any)
			account := accountOf(s["Principal"].(map[string]any)["AWS"].(string))
			condition := s["Condition"].(map[string]any)
			for _, pattern := range condition["ArnLike"].(map[string]any)["aws:PrincipalArn"].([]any) {
				assert.Equal(t, account, accountOf(pattern.(string)), id)
				assert.NotContains(t, pattern, ":role/*", id)
			}
			assert.Equal(t, s["Action"] == "sts:AssumeRole", condition["Null"] != nil, "%s: no external id", id)
			assert.Equal(t, account != "333333333333", condition["StringEquals"] != nil, "%s: of the AWS organization", id)
		}
	}
	assert.Equal(t, 3, roles)
}

// TestWhatCDKsCommandReadsIsKept: parameters, outputs, the version and the names.
func TestWhatCDKsCommandReadsIsKept(t *testing.T) {
	var cdk template
	require.NoError(t, yaml.Unmarshal(cdkTemplate(t), &cdk))
	ours := made(t, dev())
	for name := range cdk.Parameters {
		assert.Contains(t, ours.Parameters, name)
	}
	assert.Len(t, ours.Outputs, len(cdk.Outputs))
	assert.Equal(t, Version, ours.Outputs["BootstrapVersion"].(map[string]any)["Value"])
	assert.Equal(t, Version, ours.properties("CdkBootstrapVersion")["Value"])
	assert.Equal(t, Variant, ours.Parameters["BootstrapVariant"]["Default"])
	assert.NotEqual(t, Variant, cdk.Parameters["BootstrapVariant"]["Default"])
	for id := range cdk.Resources {
		if strings.HasPrefix(id, "ImagePublishingRole") {
			assert.NotContains(t, ours.Resources, id, "nobody pushes images")
			continue
		}
		assert.Contains(t, ours.Resources, id)
		for _, property := range []string{"RoleName", "BucketName", "RepositoryName", "Name"} {
			assert.Equal(t, toJSON(t, cdk.properties(id)[property]), toJSON(t, ours.properties(id)[property]), id)
		}
	}
}

func toJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// TestAnAccountThatNoPipelineDeploysToReadsNothingOfOthers: it has no reason to.
func TestAnAccountThatNoPipelineDeploysToReadsNothingOfOthers(t *testing.T) {
	sids := func(a Account) (all []any) {
		role := made(t, a).properties("DeploymentActionRole")
		for _, s := range statements(role["Policies"].([]any)[0].(map[string]any)["PolicyDocument"]) {
			all = append(all, s.(map[string]any)["Sid"])
		}
		return all
	}
	const artifacts = "PipelineCrossAccountArtifactsBucket"
	assert.Contains(t, sids(dev()), artifacts)
	alone := dev()
	alone.Trusted[Deploy] = alone.Trusted[Deploy][:1]
	assert.NotContains(t, sids(alone), artifacts)
	assert.NotContains(t, toJSON(t, made(t, alone).properties("DeploymentActionRole")), "222222222222")
	own := dev()
	own.ID = own.Pipeline
	own.Trusted[Deploy] = []string{"arn:aws:iam::222222222222:role/acme/pipeline/deploy/*"}
	assert.NotContains(t, sids(own), artifacts, "the bucket's own policy admits it")
	for _, s := range [][]any{sids(dev()), sids(alone)} {
		assert.False(t, slices.Contains(s, any("Refactor")))
	}
}
