package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/analysis/verify"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reported is a report with a finding of every kind, on files with names that no format has as they are.
func reported(t *testing.T) verify.Report {
	t.Helper()
	t.Chdir(t.TempDir())
	text := "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\nOutputs:\n  Topic:\n    Value: 1\n"
	for _, name := range []string{"a <b>.yaml", "ü\n.yaml"} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	one := func(tool, rule, class, template, resource string) verify.Finding {
		return verify.Finding{
			Tool: tool, Rule: rule, Class: class, Severity: verify.Error,
			Stack: "a", Template: template, Resource: resource,
			Message: "it is <odd> & \x01\"so\"",
		}
	}
	waived := one("cfn-guard", "G1", verify.Insecure, "a <b>.yaml", "Topic")
	waived.Waived, waived.Reason = true, "because"
	refuted := one("cfn-lint", "E2", verify.Refused, "a <b>.yaml", "Topic")
	refuted.Refuted = "no"
	return verify.Report{
		Dir:       ".",
		Templates: []string{"a <b>.yaml", "ü\n.yaml"},
		Tools: []verify.Tool{
			{Name: "cfn-lint", Templates: 2}, {Name: "cfn-guard", Templates: 2}, {Name: "cdk-nag", Skipped: "not here"},
		},
		Findings: []verify.Finding{
			one("cfn-lint", "E1", verify.Refused, "a <b>.yaml", "Topic"),
			one("cfn-lint", "E1", verify.Refused, "a <b>.yaml", "Outputs/Topic"),
			one("cfn-lint", "W1", verify.Style, "ü\n.yaml", "Template"),
			waived, refuted,
		},
	}
}

// sarifSchema is what SARIF 2.1.0 demands of the parts that we write: required properties, and what their values may
// be.
const sarifSchema = `{
	"type": "object", "required": ["version", "runs"],
	"properties": {"version": {"const": "2.1.0"}, "runs": {"type": "array", "minItems": 1, "items": {
		"type": "object", "required": ["tool", "results"], "properties": {
			"tool": {"required": ["driver"], "properties": {"driver": {"required": ["name"], "properties": {
				"rules": {"type": "array", "uniqueItems": true, "items": {"required": ["id"], "properties": {
					"shortDescription": {"required": ["text"]},
					"defaultConfiguration": {"properties": {"level": {"enum": ["none", "note", "warning", "error"]}}}}}}}}}},
			"invocations": {"items": {"required": ["executionSuccessful"], "properties": {
				"toolExecutionNotifications": {"items": {"required": ["message"]}}}}},
			"columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
			"results": {"type": "array", "items": {"required": ["message"], "properties": {
				"ruleIndex": {"type": "integer", "minimum": -1},
				"level": {"enum": ["none", "note", "warning", "error"]},
				"message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
				"partialFingerprints": {"additionalProperties": {"type": "string"}},
				"suppressions": {"items": {"required": ["kind"], "properties": {
					"kind": {"enum": ["inSource", "external"]}, "status": {"enum": ["accepted", "underReview", "rejected"]}}}},
				"locations": {"items": {"properties": {"physicalLocation": {"required": ["artifactLocation"], "properties": {
					"artifactLocation": {"properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}}},
					"region": {"properties": {"startLine": {"type": "integer", "minimum": 1}}}}}}}}}}}}}}}}`

func TestSARIFIsWhatItsSchemaDemands(t *testing.T) {
	report := reported(t)
	var text strings.Builder
	require.NoError(t, printSARIF(&text, report, nil))
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text.String()))
	require.NoError(t, err)
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(sarifSchema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("sarif.json", schema))
	require.NoError(t, compiler.MustCompile("sarif.json").Validate(document))

	var said struct {
		Runs []struct {
			Results []struct {
				RuleID       string
				Level        string
				Suppressions []struct{ Justification string }
				Locations    []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text.String()), &said))
	results := said.Runs[0].Results
	require.Len(t, results, 5)
	place := func(i int) string { return results[i].Locations[0].PhysicalLocation.ArtifactLocation.URI }
	line := func(i int) int { return results[i].Locations[0].PhysicalLocation.Region.StartLine }
	assert.Equal(t, "cfn-lint/E1", results[0].RuleID)
	assert.Equal(t, "error", results[0].Level)
	assert.Equal(t, "a%20%3Cb%3E.yaml", place(0))
	assert.Equal(t, 2, line(0))
	assert.Equal(t, 5, line(1))
	assert.Equal(t, "note", results[2].Level)
	assert.Equal(t, "%C3%BC%0A.yaml", place(2))
	assert.Equal(t, 1, line(2))
	assert.Equal(t, "because", results[3].Suppressions[0].Justification)
	assert.Equal(t, "refuted: no", results[4].Suppressions[0].Justification)
}

func TestSARIFOfNothingHasAnEmptyList(t *testing.T) {
	var text strings.Builder
	require.NoError(t, printSARIF(&text, verify.Report{}, nil))
	assert.Contains(t, text.String(), `"results": []`, "without it, old findings stay open")
}

func TestJUnitHasACaseForEachFindingAndEachCleanTemplate(t *testing.T) {
	report := reported(t)
	var text strings.Builder
	require.NoError(t, printJUnit(&text, report, []string{verify.Refused}))
	var suites junitSuites
	require.NoError(t, xml.Unmarshal([]byte(text.String()), &suites), text.String())
	require.Len(t, suites.Suites, 2, "a tool that did not run has none")
	lint, guard := suites.Suites[0], suites.Suites[1]
	assert.Equal(t, []int{4, 2, 2}, []int{lint.Tests, lint.Failures, lint.Skipped})
	assert.Equal(t, []int{2, 0, 1}, []int{guard.Tests, guard.Failures, guard.Skipped})
	assert.Equal(t, []int{6, 2}, []int{suites.Tests, suites.Failures})
	assert.Equal(t, "a <b>.yaml", lint.Cases[0].Class)
	assert.Equal(t, "E1 Topic", lint.Cases[0].Name)
	assert.Equal(t, verify.Refused, lint.Cases[0].Failure.Type)
	assert.Contains(t, lint.Cases[2].Skipped.Message, "style, which does not fail")
	assert.Equal(t, "nothing is found", guard.Cases[1].Name)
}

func TestALineIsFoundHoweverTheTemplateIsWritten(t *testing.T) {
	for text, want := range map[string]int{
		"Resources:\n  Topic:\n":                                       2,
		"Outputs:\n  Topic: 1\nResources:\n\n  'Topic' :\n":            5,
		"{\"Resources\": {\n\"A\": {\"B\": \"Topic\"},\n\"Topic\": {}": 3,
		`{"Resources":{"Topic":{}}}`:                                   1,
		"Resources:\n  Other:\n":                                       1,
		"":                                                             1,
	} {
		assert.Equal(t, want, lineOf([]byte(text), verify.Finding{Resource: "Topic"}), text)
	}
}

func TestTheClassesThatFailDecideTheExitStatus(t *testing.T) {
	dir := templates(t, strings.Replace(diagnostic, "FATAL", "WARN", 1))
	for _, c := range []struct {
		failOn string
		status int
	}{{"all", 1}, {"style", 1}, {"refused", 0}, {"refused,insecure", 0}, {"none", 0}} {
		status, stdout, stderr := command(t, "verify", dir, "--fail-on", c.failOn)
		assert.Equal(t, c.status, status, "%s\n%s", c.failOn, stderr)
		assert.Equal(t, c.status == 0, strings.Contains(stdout, "1 style (does not fail)"), stdout)
	}
	for _, format := range []string{"json", "sarif", "junit"} {
		status, stdout, _ := command(t, "verify", dir, "--format", format)
		assert.Equal(t, 1, status)
		assert.Contains(t, stdout, "no such property")
	}
}

func TestFilesThatAreNoTemplatesAreNamed(t *testing.T) {
	dir := templates(t, "")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "values.yaml"), []byte("a: b\n"), 0o644))
	status, _, stderr := command(t, "verify", dir)
	assert.Equal(t, 0, status)
	assert.Contains(t, stderr, "skipped "+filepath.Join(dir, "values.yaml")+": it has no Resources")
	require.NoError(t, os.Remove(filepath.Join(dir, "data.json")))
	status, _, stderr = command(t, "verify", dir)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, `values.yaml": it has no Resources`)
}
