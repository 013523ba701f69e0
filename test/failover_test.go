package test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/operate/failover"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// movedTo are the stages of the example's two sides, with what the state machine in each moves to.
var movedTo = map[string]failover.SideName{"prod": failover.Primary, "prod-dr": failover.Standby}

// machineOf is the state machine of a side.
func machineOf(t testing.TB, stage string) *assembly.Resource {
	t.Helper()
	return only(t, example(t), stage+"/failover", "AWS::StepFunctions::StateMachine")
}

// recovering is what a failover knows of the example.
func recovering(t testing.TB) failover.Environment {
	t.Helper()
	c, err := config.Load(exampleDir)
	require.NoError(t, err)
	primary, _, err := stacks.WithRecovery(c, "prod")
	require.NoError(t, err)
	return stacks.DescribeRecovery(c, primary)
}

// recoveringAs is the same with another side active, in a later generation.
func recoveringAs(t testing.TB, active config.ActiveSide, generation int) failover.Environment {
	t.Helper()
	c, err := config.Load(exampleDir)
	require.NoError(t, err)
	primary, _, err := stacks.WithRecovery(c, "prod")
	require.NoError(t, err)
	for _, side := range []*config.Environment{&primary, primary.Other} {
		side.Recovery.Active, side.Recovery.Generation = active, generation
	}
	return stacks.DescribeRecovery(c, primary)
}

func TestEachSideHasTheStateMachineThatMovesToItAsTheCommandWould(t *testing.T) {
	e := recovering(t)
	for stage, to := range movedTo {
		machine := machineOf(t, stage)
		assert.Equal(t, e.Side(to).Prefix+"-failover", machine.Get("StateMachineName"))
		want, err := failover.Definition(e, to, "${Steps}")
		require.NoError(t, err)
		assert.JSONEq(t, string(want), machine.Get("DefinitionString").(string), stage)
		function := denotes(t, example(t), machine, machine.Get("DefinitionSubstitutions", "Steps"))
		assert.Equal(t, "AWS::Lambda::Function", function.Type)
	}
}

func TestWhoMovesAnEnvironmentMayDoExactlyWhatItsFunctionDocuments(t *testing.T) {
	file, err := parser.ParseFile(
		token.NewFileSet(), "../lambda/failover/doc.go", nil, parser.PackageClauseOnly|parser.ParseComments,
	)
	require.NoError(t, err)
	documented := regexp.MustCompile(`\b[a-z0-9-]+:[A-Z][A-Za-z]+`).FindAllString(file.Doc.Text(), -1)
	slices.Sort(documented)
	documented = slices.Compact(documented)
	documented = slices.DeleteFunc(documented, func(action string) bool {
		return action == "lambda:InvokeFunction" // of pods, of which the example has none
	})
	for stage := range movedTo {
		machine := machineOf(t, stage)
		function := denotes(t, example(t), machine, machine.Get("DefinitionSubstitutions", "Steps"))
		role := denotes(t, example(t), function, function.Get("Role"))
		var allowed []string
		for _, policy := range in(t, example(t), stage, "AWS::IAM::Policy") {
			for _, held := range list(policy.Get("Roles")) {
				if policy.Stack != role.Stack || denotes(t, example(t), policy, held) != role {
					continue
				}
				for _, statement := range list(policy.Get("PolicyDocument", "Statement")) {
					allowed = append(allowed, actionsOf(t, statement)...)
				}
			}
		}
		allowed = slices.DeleteFunc(allowed, func(action string) bool { // what every function of ours may
			return slices.Contains([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, action)
		})
		slices.Sort(allowed)
		assert.Equal(t, documented, slices.Compact(allowed), stage)
	}
}

// actionsOf are the actions of a statement that allows.
func actionsOf(t testing.TB, statement any) (actions []string) {
	t.Helper()
	content, err := json.Marshal(statement)
	require.NoError(t, err)
	var s struct {
		Effect string
		Action any
	}
	require.NoError(t, json.Unmarshal(content, &s))
	require.Equal(t, "Allow", s.Effect)
	if action, is := s.Action.(string); is {
		return []string{action}
	}
	for _, action := range list(s.Action) {
		actions = append(actions, action.(string))
	}
	return actions
}

func TestARotationIsEndedOnlyOfPasswordsThatReplicate(t *testing.T) {
	for stage := range movedTo {
		found := 0
		for _, policy := range in(t, example(t), stage, "AWS::IAM::Policy") {
			for _, statement := range list(policy.Get("PolicyDocument", "Statement")) {
				if said := text(statement); strings.Contains(said, "CancelRotateSecret") {
					found++
					assert.Contains(
						t,
						said,
						`"aws:ResourceTag/bulkhead:store":["acme/prod/catalogue/","acme/prod/orders/"]`,
					)
				}
			}
		}
		assert.Equal(t, 1, found, stage)
	}
}

func TestEachSideRemembersWhoIsActiveInATableOfItsOwnWithTheKeyThatMovesUse(t *testing.T) {
	e := recovering(t)
	for _, stage := range []string{"prod", "prod-dr"} {
		table := one(t, example(t), stage, "AWS::DynamoDB::Table")
		want := e.Primary.Table
		if stage != "prod" {
			want = e.Standby.Table
		}
		assert.Equal(t, want, table.Get("TableName"))
		assert.JSONEq(t, `[{"AttributeName": "Environment", "KeyType": "HASH"}]`, text(table.Get("KeySchema")))
		assert.JSONEq(t, `[{"AttributeName": "Environment", "AttributeType": "S"}]`,
			text(table.Get("AttributeDefinitions")))
		assert.Equal(t, true, table.Get("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"))
		assert.Equal(t, true, table.Get("DeletionProtectionEnabled"))
	}
}

func TestSomebodyHearsOfAMoveThatFails(t *testing.T) {
	for stage := range movedTo {
		machine := machineOf(t, stage)
		var heard int
		for _, alarm := range in(t, example(t), stage, "AWS::CloudWatch::Alarm") {
			if alarm.Get("Namespace") != "AWS/States" {
				continue
			}
			heard++
			assert.Equal(t, "ExecutionsFailed", alarm.Get("MetricName"))
			assert.Equal(t, machine, denotes(t, example(t), alarm, alarm.Get("Dimensions", "0", "Value")))
			assert.NotEmpty(t, list(alarm.Get("AlarmActions")))
		}
		assert.Equal(t, 1, heard, stage)
	}
}
