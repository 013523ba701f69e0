package verify

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fromJSON reads a template.
func fromJSON(t *testing.T, text string) map[string]any {
	t.Helper()
	var template map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &template))
	return template
}

func TestLoopsAreWrittenOut(t *testing.T) {
	for name, c := range map[string]struct{ loop, want string }{
		"a list":        {`["X", ["a", "b"], {"T${X}": {"N": {"Ref": "X"}, "S": {"Fn::Sub": "${X}-${Y}"}}}]`, `{"Ta": {"N": "a", "S": {"Fn::Sub": "a-${Y}"}}, "Tb": {"N": "b", "S": {"Fn::Sub": "b-${Y}"}}}`},
		"a parameter":   {`["X", {"Ref": "List"}, {"T${X}": 1}]`, `{"Tone": 1, "Ttwo": 1}`},
		"parameters":    {`["X", ["a", {"Ref": "Text"}], {"T${X}": 1}]`, `{"Ta": 1, "Tthree": 1}`},
		"numbers":       {`["X", [1, 2], {"T${X}": 1}]`, `{"T1": 1, "T2": 1}`},
		"other letters": {`["X", ["a-b"], {"T&{X}": "${X}"}]`, `{"Tab": "a-b"}`},
		"a loop in a loop": {
			`["X", ["a", "b"], {"Fn::ForEach::I": ["Y", ["${X}1", "c"], {"${X}${Y}": {"Ref": "Y"}}]}]`,
			`{"aa1": "a1", "ac": "c", "bb1": "b1", "bc": "c"}`,
		},
		"nothing": {`["X", [], {"T${X}": 1}]`, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			template := fromJSON(t, fmt.Sprintf(`{"Transform": "AWS::LanguageExtensions",
				"Parameters": {"List": {"Default": "one, two"}, "Text": {"Default": "three"}},
				"Resources": {"Fn::ForEach::L": %s}}`, c.loop))
			written, found, left := expand(template)
			assert.True(t, found)
			assert.Empty(t, left)
			assert.Equal(t, fromJSON(t, c.want), written["Resources"])
		})
	}
}

func TestALoopThatCannotBeWrittenOutIsNamed(t *testing.T) {
	for name, loop := range map[string]string{
		"a parameter without a default": `["X", {"Ref": "Open"}, {"T${X}": 1}]`,
		"what is known when deployed":   `["X", {"Fn::ImportValue": "x"}, {"T${X}": 1}]`,
		"a list of lists":               `["X", [["a"]], {"T${X}": 1}]`,
		"no list":                       `["X"]`,
		"a body that is no map":         `["X", ["a"], "b"]`,
		"thousands":                     `["X", ["` + strings.Repeat(`a", "`, mostLoops) + `b"], {"T${X}": 1}]`,
	} {
		t.Run(name, func(t *testing.T) {
			_, found, left := expand(fromJSON(t, `{"Transform": ["AWS::LanguageExtensions"],
				"Parameters": {"Open": {}}, "Resources": {"Fn::ForEach::L": `+loop+`}}`))
			assert.True(t, found)
			assert.Equal(t, []string{"Fn::ForEach::L"}, left)
		})
	}
}

func TestWhatAToolDoesNotSeeIsSaid(t *testing.T) {
	for template, want := range map[string][3]string{ // of cfn-guard, cloudformation-validate, cfn-lint
		`{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}`: {},
		`{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"A": {"Type": "AWS::Serverless::Api"}, "B": {"Type": "AWS::Serverless::Api"}}}`: {
			"AWS::Serverless::Api",
		},
		`{"Transform": ["AWS::LanguageExtensions", "Mine"]}`:                                {"Transform Mine", "Transform Mine", "Transform Mine"},
		`{"Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://a/b"}}}`:   {"Transform AWS::Include", "Transform AWS::Include", "Transform AWS::Include"},
		`{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Fn::Transform": {"Name": "M"}}}}`: {"Fn::Transform M", "Fn::Transform M", "Fn::Transform M"},
		`{"Resources": {"A": {"Type": "Mine::S3::Bucket::MODULE"}}}`:                        {"Mine::S3::Bucket::MODULE", "Mine::S3::Bucket::MODULE", "Mine::S3::Bucket::MODULE"},
	} {
		h := hiddenIn((&assembly.Stack{}).With(fromJSON(t, template)), nil)
		assert.Equal(t, want, [3]string{h.from(cfnGuard), h.from(cloudFormationValidate), h.from(cfnLint)}, template)
	}
}
