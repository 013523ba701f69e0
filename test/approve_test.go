package test

import (
	"encoding/json"
	"strings"
	"testing"

	"bulkhead/assembly"

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
		if !strings.Contains(policy.LogicalID, "leftover") {
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
