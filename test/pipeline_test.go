package test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/delivery"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pipeline is the example's pipeline.
func pipeline(t testing.TB) *assembly.Resource {
	t.Helper()
	pipelines := plain(t).OfType("AWS::CodePipeline::Pipeline")
	require.Len(t, pipelines, 1)
	return pipelines[0]
}

func TestPipelineIsInSharedServicesAndNeverOvertaken(t *testing.T) {
	assert.Equal(t, "222222222222", pipeline(t).Stack.Account)
	assert.Equal(t, "V2", pipeline(t).Get("PipelineType"))
	assert.Equal(t, "QUEUED", pipeline(t).Get("ExecutionMode"))
	assert.Equal(t, true, pipeline(t).Get("RestartExecutionOnUpdate"))
}

func TestPipelineDeploysTheWavesInOrderAfterTestingAndUpdatingItself(t *testing.T) {
	var stages []string
	for _, stage := range list(pipeline(t).Get("Stages")) {
		stages = append(stages, stage.(map[string]any)["Name"].(string))
	}
	assert.Equal(
		t,
		[]string{
			"Source",
			"Build",
			"Approve",
			"UpdatePipeline",
			"Assets",
			"security",
			"shared-services",
			"dev",
			"stage",
			"prod-dr-foundation",
			"prod.1", // a stage has 50 actions
			"prod.2",
			"prod-dr",
		},
		stages,
	)
}

func TestWhatIsToBeApprovedWaitsForAPerson(t *testing.T) {
	approvals := map[string]float64{}
	for _, stage := range list(pipeline(t).Get("Stages")) {
		name := stage.(map[string]any)["Name"].(string)
		first := math.Inf(1)
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			order := action.(map[string]any)["RunOrder"].(float64)
			if action.(map[string]any)["ActionTypeId"].(map[string]any)["Category"] == "Approval" {
				approvals[name] = order
				continue
			}
			first = min(first, order)
		}
		if order, waits := approvals[name]; waits {
			assert.Less(t, order, first, "%s: before anything else", name)
		}
	}
	// Once, before anything of production changes: what its standby stands on is the first.
	assert.Equal(t, []string{"Approve", "prod-dr-foundation", "security", "shared-services"},
		slices.Sorted(maps.Keys(approvals)))
}

func TestPipelineTakesItsSourceFromTheConnectionAndTestsIt(t *testing.T) {
	source := pipeline(t).Get("Stages", "0", "Actions", "0").(map[string]any)
	assert.Equal(t, "CodeStarSourceConnection", source["ActionTypeId"].(map[string]any)["Provider"])
	settings := source["Configuration"].(map[string]any)
	assert.Equal(t, "acme/bulkhead", settings["FullRepositoryId"])
	assert.Equal(t, "main", settings["BranchName"])
	assert.Equal(t, plainConfig(t).Organization.Pipeline.Connection, settings["ConnectionArn"])

	var build string
	for _, project := range plain(t).OfType("AWS::CodeBuild::Project") {
		assert.Equal(t, false, project.Get("Environment", "PrivilegedMode"), project)
		assert.Equal(
			t,
			"/acme/pipeline",
			denotes(
				t,
				plain(t),
				project,
				project.Get("LogsConfig", "CloudWatchLogs", "GroupName"),
			).Get("LogGroupName"),
		)
		if strings.Contains(project.LogicalID, "synth") {
			build = text(project.Get("Source", "BuildSpec"))
			assert.Contains(t, list(project.Get("Environment", "EnvironmentVariables")),
				map[string]any{"Name": "BULKHEAD_CONFIG", "Type": "PLAINTEXT", "Value": "config/example"})
		}
	}
	assert.Less(
		t,
		strings.Index(build, "make test"),
		strings.Index(build, "make verify"),
		"nothing untested is deployed",
	)
	assert.Contains(t, build, "make test")
}

func TestThePipelineShowsThePlanBeforeAnyWaveAndKeepsWhatItDeployedAtTheEnd(t *testing.T) {
	var build string
	for _, project := range plain(t).OfType("AWS::CodeBuild::Project") {
		if strings.Contains(project.LogicalID, "synth") {
			build = text(project.Get("Source", "BuildSpec"))
		}
	}
	assert.Less(t, strings.Index(build, "make verify"), strings.Index(build, "bin/bulkhead plan deployed cdk.out"))
	stages := list(pipeline(t).Get("Stages"))
	kept := map[string]float64{}
	for _, stage := range stages {
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			if action := action.(map[string]any); action["Name"] == "keep-deployed" {
				kept[stage.(map[string]any)["Name"].(string)] = action["RunOrder"].(float64)
			}
		}
	}
	last := stages[len(stages)-1].(map[string]any)
	require.Contains(t, kept, last["Name"])
	assert.Len(t, kept, 1)
	for _, action := range list(last["Actions"]) {
		if action.(map[string]any)["Name"] == "left-over" {
			continue // it only looks
		}
		assert.LessOrEqual(
			t,
			action.(map[string]any)["RunOrder"].(float64),
			kept[last["Name"].(string)],
			"after everything else",
		)
	}
	var prefixes []string
	for _, bucket := range plain(t).OfType("AWS::S3::Bucket") {
		if bucket.Stack != pipeline(t).Stack {
			continue
		}
		for _, rule := range list(bucket.Get("LifecycleConfiguration", "Rules")) {
			prefixes = append(prefixes, rule.(map[string]any)["Prefix"].(string))
		}
	}
	assert.Equal(t, []string{"acme-infra", "plans/"}, prefixes, "artifacts and plans expire, and nothing else")
}

func TestTemplatesAreTheSameWithAndWithoutThePipeline(t *testing.T) {
	c := plainConfig(t)
	c.Organization.Pipeline = nil
	without := synthesize(t, c)
	assert.Empty(t, without.Stage(""), "no pipeline")
	assert.NotEmpty(t, plain(t).Stage(""))
	require.NotEmpty(t, without.Stacks)
	for _, stack := range without.Stacks {
		bare, delivered := withoutFunctionKeys(t, stack.Path), withoutFunctionKeys(t, plain(t).Stack(stack.ID).Path)
		assert.True(t, string(bare) == string(delivered), "%s differs", stack.ID)
	}
	assert.Len(t, plain(t).Stacks, len(without.Stacks)+len(plain(t).Stage("")))
}

func TestPipelineMayUseItsConnectionAndNoOther(t *testing.T) {
	connection := plainConfig(t).Organization.Pipeline.Connection
	var uses []string
	for _, policy := range plain(t).OfType("AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			for _, action := range s.Actions {
				if strings.HasSuffix(action, ":UseConnection") {
					uses = append(uses, action)
					assert.Equal(t, []any{connection}, s.Resources, policy)
				}
			}
		}
	}
	assert.Contains(
		t,
		uses,
		strings.Split(connection, ":")[2]+":UseConnection",
		"the action of the connection's own service",
	)
}

func TestPipelineUpdatesItselfWithTheCLIOfThisRepository(t *testing.T) {
	packages, err := os.ReadFile("../package.json")
	require.NoError(t, err)
	assert.Contains(t, string(packages), `"aws-cdk": "`+delivery.CLIVersion+`"`)
	assert.Contains(t, string(packages), `"cdk-assets": "`+delivery.AssetsVersion+`"`)
	for _, project := range plain(t).OfType("AWS::CodeBuild::Project") {
		if strings.Contains(project.LogicalID, "SelfMutation") {
			assert.Contains(t, text(project.Get("Source", "BuildSpec")), "aws-cdk@"+delivery.CLIVersion)
			return
		}
	}
	assert.Fail(t, "no project updates the pipeline")
}

func TestAWaveThatAStageCannotHoldGoesOverSeveral(t *testing.T) {
	const most = 50 // actions of a stage. Source: the quotas of AWS CodePipeline
	c := plainConfig(t)
	c.Environments = c.Environments[:1]
	for i := range 20 {
		c.Environments[0].Services[fmt.Sprintf("copy-%d", i)] = c.Environments[0].Services["worker"]
	}
	var stages []string
	for _, stage := range list(synthesize(t, c).OfType("AWS::CodePipeline::Pipeline")[0].Get("Stages")) {
		stage := stage.(map[string]any)
		stages = append(stages, stage["Name"].(string))
		assert.LessOrEqual(t, len(list(stage["Actions"])), most)
	}
	assert.Subset(t, stages, []string{"dev.1", "dev.2"})
}

func TestASideIsDeployedOnlyWhileTheConfigurationKnowsWhichOneIsActive(t *testing.T) {
	checked := map[string]bool{}
	for _, stage := range list(pipeline(t).Get("Stages")) {
		name, asked, first := stage.(map[string]any)["Name"].(string), 0.0, math.Inf(1)
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			action := action.(map[string]any)
			if action["Name"] == "active-prod" {
				asked = action["RunOrder"].(float64)
				continue
			}
			first = min(first, action["RunOrder"].(float64))
		}
		if asked > 0 {
			checked[name] = true
			assert.Less(t, asked, first, "%s: before anything else", name)
		}
	}
	assert.Equal(t, map[string]bool{"prod.1": true, "prod-dr": true}, checked)

	projects := 0
	for _, project := range plain(t).OfType("AWS::CodeBuild::Project") {
		spec := text(project.Get("Source", "BuildSpec"))
		switch {
		case strings.Contains(spec, "program/bulkhead active prod"):
			projects++
			assert.Contains(t, list(project.Get("Environment", "EnvironmentVariables")),
				map[string]any{"Name": "BULKHEAD_CONFIG", "Type": "PLAINTEXT", "Value": "config/example"})
		case strings.Contains(project.LogicalID, "synth"):
			assert.Contains(t, spec, "cp bin/bulkhead program", "the program that the step runs")
			assert.Contains(t, spec, `\"base-directory\": \"program\"`)
		}
	}
	assert.Equal(t, 2, projects)
}

func TestThePipelineReadsTheRecordsOfBothSidesAndNothingElseOfThem(t *testing.T) {
	tables := plain(t).OfType("AWS::DynamoDB::Table")
	require.Len(t, tables, 2)
	var arns []string
	for _, table := range tables {
		name := table.Get("TableName").(string)
		arns = append(arns, "arn:aws:dynamodb:"+table.Stack.Region+":555555555555:table/"+name)
		statements := list(table.Get("ResourcePolicy", "PolicyDocument", "Statement"))
		require.Len(t, statements, 1)
		allowed := statements[0].(map[string]any)
		assert.Equal(t, "dynamodb:GetItem", allowed["Action"])
		assert.Contains(t, text(allowed["Principal"]), ":iam::222222222222:root")

		key := denotes(t, plain(t), table, table.Get("SSESpecification", "KMSMasterKeyId"))
		found := false
		for _, s := range list(key.Get("KeyPolicy", "Statement")) {
			s := s.(map[string]any)
			if s["Sid"] != "Record" {
				continue
			}
			found = true
			assert.Equal(t, "kms:Decrypt", s["Action"])
			assert.Contains(t, text(s["Principal"]), ":iam::222222222222:root")
			assert.Equal(t, map[string]any{"StringEquals": map[string]any{
				"kms:ViaService": "dynamodb." + table.Stack.Region + ".amazonaws.com",
				"kms:EncryptionContext:aws:dynamodb:tableName": name,
			}}, s["Condition"])
		}
		assert.True(t, found, "%s", key)
	}
	var read []string
	for _, policy := range plain(t).OfType("AWS::IAM::Policy") {
		if policy.Stack != pipeline(t).Stack {
			continue
		}
		for _, s := range assembly.Statements(policy) {
			for _, action := range s.Actions {
				if strings.HasPrefix(action, "dynamodb:") {
					assert.Equal(t, "dynamodb:GetItem", action)
					for _, resource := range s.Resources {
						read = append(read, resource.(string))
					}
				}
			}
		}
	}
	slices.Sort(read)
	slices.Sort(arns)
	assert.Equal(t, arns, slices.Compact(read))
}
