package verify

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

func TestAFalseAlarmIsMarkedWithWhoRefutesIt(t *testing.T) {
	const byCondition = "a condition keeps the parameter's default away"
	guarded := `{"Fn::If": ["Has", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]}`
	blame := Finding{Tool: cfnLint, Rule: "E3033", Severity: Error, Stack: "a", Resource: "Topic"}
	linted := Tool{Name: cfnLint, Templates: 1}
	for name, c := range map[string]struct {
		value, rule string
		tool        Tool
		more        []Finding
		want        string
	}{
		"a default that a condition keeps away":   {guarded, "F3033", Tool{}, nil, byCondition},
		"a rule that is about no value":           {guarded, "F3002", linted, nil, ""},
		"the default itself":                      {`{"Ref": "Name"}`, "F3033", linted, nil, ""},
		"the default in the other branch":         {`{"Fn::If": ["Has", "a", {"Ref": "Name"}]}`, "F3033", Tool{}, nil, ""},
		"the other way round, with the linter":    {`{"Fn::If": ["Unknown", {"Ref": "Name"}, "a"]}`, "F3033", linted, nil, byLinter},
		"the linter is not installed":             {`{"Fn::If": ["Unknown", {"Ref": "Name"}, "a"]}`, "F3033", Tool{Name: cfnLint, Skipped: "no"}, nil, ""},
		"the linter agrees":                       {`{"Fn::If": ["Unknown", {"Ref": "Name"}, "a"]}`, "F3033", linted, []Finding{blame}, ""},
		"the linter could not look":               {`{"Fn::If": ["Unknown", {"Ref": "Name"}, "a"]}`, "F3033", linted, []Finding{{Tool: cfnLint, Rule: notSeen, Stack: "a"}}, ""},
		"what is written there":                   {`{"Fn::If": ["Has", "a", {"Ref": "AWS::NoValue"}]}`, "F3033", linted, nil, ""},
		"a list of what conditions choose":        {`[{"Fn::If": ["Unknown", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]}]`, "F3037", linted, nil, byLinter},
		"a list of what is written there":         {`["a", "a"]`, "F3037", linted, nil, ""},
		"not both":                                {`{"Fn::If": ["Neither", {"Ref": "AWS::NoValue"}, {"Ref": "Name"}]}`, "F3033", Tool{}, nil, byCondition},
		"a condition in a condition":              {`{"Fn::If": ["Unknown", ` + guarded + `, {"Ref": "AWS::NoValue"}]}`, "F3033", Tool{}, nil, byCondition},
		"a condition that a parameter decides so": {`{"Fn::If": ["Both", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]}`, "F3033", Tool{}, nil, byCondition},
	} {
		t.Run(name, func(t *testing.T) {
			stack := (&assembly.Stack{ID: "a"}).With(fromJSON(t, `{
				"Parameters": {"Name": {"Type": "String", "Default": ""}, "Other": {"Type": "String"}},
				"Conditions": {
					"Empty": {"Fn::Equals": [{"Ref": "Name"}, ""]}, "Has": {"Fn::Not": [{"Condition": "Empty"}]},
					"Unknown": {"Fn::Equals": [{"Ref": "Other"}, "x"]},
					"Neither": {"Fn::Or": [{"Condition": "Unknown"}, {"Condition": "Empty"}]},
					"Both": {"Fn::And": [{"Condition": "Unknown"}, {"Condition": "Has"}]}},
				"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": `+c.value+`}}}}`))
			all := append([]Finding{{
				Tool: cloudFormationValidate, Rule: c.rule, Severity: Error, Class: Refused,
				Stack: "a", Resource: "Topic", Path: "Properties.TopicName",
			}}, c.more...)
			refute(all, []*template{{stack: stack}}, []Tool{c.tool})
			assert.Equal(t, c.want, all[0].Refuted)
			assert.Equal(t, c.want != "", !all[0].Open())
		})
	}
}

func TestAReplicaNeedNotSayThatItIsEncrypted(t *testing.T) {
	for name, c := range map[string]struct {
		typ, source, rule, misses string
		refuted                   bool
	}{
		"a replica":               {"AWS::RDS::DBInstance", "other", "E3003", "StorageEncrypted", true},
		"an instance":             {"AWS::RDS::DBInstance", "", "E3003", "StorageEncrypted", false},
		"another type":            {"AWS::RDS::DBCluster", "other", "E3003", "StorageEncrypted", false},
		"another property":        {"AWS::RDS::DBInstance", "other", "E3003", "DBInstanceClass", false},
		"another rule of cfnLint": {"AWS::RDS::DBInstance", "other", "E3002", "StorageEncrypted", false},
	} {
		t.Run(name, func(t *testing.T) {
			properties := `{}`
			if c.source != "" {
				properties = `{"SourceDBInstanceIdentifier": "` + c.source + `"}`
			}
			stack := (&assembly.Stack{ID: "a"}).With(fromJSON(t, `{"Resources": {"Copy": {
				"Type": "`+c.typ+`", "Properties": `+properties+`}}}`))
			all := []Finding{{
				Tool: cfnLint, Rule: c.rule, Severity: Error, Class: Refused, Stack: "a", Resource: "Copy",
				Message: "Properties: '" + c.misses + "' is a required property",
			}}
			refute(all, []*template{{stack: stack}}, nil)
			assert.Equal(t, c.refuted, !all[0].Open())
		})
	}
}

func TestAConditionThatNeverEndsIsNotFollowed(t *testing.T) {
	stack := (&assembly.Stack{}).With(fromJSON(t, `{"Conditions": {"A": {"Condition": "B"}, "B": {"Condition": "A"}}}`))
	_, known := condition(stack, map[string]any{"Condition": "A"}, 0)
	assert.False(t, known)
}
