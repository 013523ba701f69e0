package test

import (
	"encoding/json"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// approvalsOf are the links of a pipeline's approvals, as text, by stage.
func approvalsOf(pipeline *assembly.Resource) map[string]string {
	links := map[string]string{}
	for _, stage := range list(pipeline.Get("Stages")) {
		stage := stage.(map[string]any)
		for _, action := range list(stage["Actions"]) {
			action := action.(map[string]any)
			if action["ActionTypeId"].(map[string]any)["Category"] == "Approval" {
				links[stage["Name"].(string)] = text(action["Configuration"].(map[string]any)["ExternalEntityLink"])
			}
		}
	}
	return links
}

func TestWhoeverApprovesIsLedToThePlanOfThatExecution(t *testing.T) {
	links := approvalsOf(pipeline(t))
	require.NotEmpty(t, links)
	var key string
	for _, action := range list(pipeline(t).Get("Stages", "1", "Actions")) {
		var variables []struct{ Name, Value string }
		given := action.(map[string]any)["Configuration"].(map[string]any)["EnvironmentVariables"].(string)
		require.NoError(t, json.Unmarshal([]byte(given), &variables))
		for _, v := range variables {
			if v.Name == "PLAN" {
				key = v.Value
			}
		}
	}
	require.Contains(t, key, "#{codepipeline.PipelineExecutionId}")
	for stage, link := range links {
		assert.Contains(t, link, "prefix="+key, stage)
		assert.Contains(t, link, `{"Ref":"PipelineArtifacts`, stage)
	}

	several := withPipelines(t)["many"]
	for _, p := range several.OfType("AWS::CodePipeline::Pipeline") {
		for stage, link := range approvalsOf(p) {
			if strings.HasSuffix(p.Get("Name").(string), "-infrastructure") {
				assert.Contains(t, link, "/s3/object/", stage)
				continue
			}
			assert.Contains(t, link, "-infrastructure/executions/#{variables.RELEASE}/", "%s of %s", stage, p)
		}
	}
}

// TestTheLastStepLooksForStacksThatAreLeftOver: after all is deployed, and may do nothing but look.
func TestTheLastStepLooksForStacksThatAreLeftOver(t *testing.T) {
	stages := list(pipeline(t).Get("Stages"))
	orders := map[string]float64{}
	for _, action := range list(stages[len(stages)-1].(map[string]any)["Actions"]) {
		action := action.(map[string]any)
		orders[action["Name"].(string)] = action["RunOrder"].(float64)
	}
	require.Contains(t, orders, "left-over")
	for name, order := range orders {
		if name != "left-over" {
			assert.Less(t, order, orders["left-over"], name)
		}
	}
	var does []string
	for _, policy := range plain(t).OfType("AWS::IAM::Policy") {
		if !strings.Contains(policy.LogicalID, "LookOver") {
			continue
		}
		for _, s := range assembly.Statements(policy) {
			for _, action := range s.Actions {
				does = append(does, action)
				if action == "sts:AssumeRole" {
					assert.Equal(t, []any{"arn:aws:iam::*:role/cdk-hnb659fds-lookup-role-*"}, s.Resources)
				}
			}
		}
	}
	require.Contains(t, does, "cloudformation:DescribeStacks")
	for _, action := range does {
		assert.NotRegexp(t, `cloudformation:(Create|Update|Delete|Set|Execute)|iam:`, action)
	}
}

// TestCodeThatNobodyHasApprovedTouchesNothingOfOtherExecutions: it runs while an earlier execution waits for somebody,
// whose artifacts are deployed when they agree.
func TestCodeThatNobodyHasApprovedTouchesNothingOfOtherExecutions(t *testing.T) {
	m := modelOf(t, "plain")
	var synth string
	for arn, r := range m.Principals() {
		if strings.Contains(arn, "synth") && r.Type == "AWS::IAM::Role" {
			require.Empty(t, synth, "two roles")
			synth = arn
		}
	}
	require.NotEmpty(t, synth)
	bucket, err := m.ARN(only(t, plain(t), "pipeline", "AWS::S3::Bucket"))
	require.NoError(t, err)
	own := bucket + "/acme-infrastructur/synth_Outp/a1B2c3D"
	for _, c := range []struct {
		action, resource, prefix string
		may                      bool
	}{
		{"s3:ListBucket", bucket, "deployed/", true},
		{"s3:ListBucket", bucket, "acme-infrastructur/", false},
		{"s3:ListBucket", bucket, "", false},
		{"s3:ListBucketVersions", bucket, "", false},
		{"s3:GetObject", bucket + "/deployed/templates.tgz", "", true},
		{"s3:PutObject", bucket + "/deployed/templates.tgz", "", false},
		{"s3:PutObject", bucket + "/deployed/left-over.txt", "", false},
		{"s3:DeleteObject", own, "", false},
		{"s3:DeleteObjectVersion", own, "", false},
		{"s3:PutObject", own, "", true},
		{"s3:PutObject", bucket + "/plans/1.md", "", true},
	} {
		context := map[string][]string{"aws:SecureTransport": {"true"}, "s3:TlsVersion": {"1.3"}}
		if c.prefix != "" {
			context["s3:prefix"] = []string{c.prefix}
		}
		d := decide(t, m, iam.Request{Principal: synth, Action: c.action, Resource: c.resource, Context: context})
		assert.Equal(t, c.may, d.Allowed, "%s on %s with prefix %q: %s", c.action, c.resource, c.prefix, d.Because)
	}
}
