package verify

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nagged is a cloud assembly of the stacks dev/data and pipeline, with these
// reports of CDK Nag.
func nagged(t *testing.T, reports map[string]string) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	const template = `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`
	write(t, dir, "manifest.json", `{"artifacts": {
		"pipeline": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "pipeline.template.json"}},
		"assembly-dev": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-dev"}}}}`)
	write(t, dir, "pipeline.template.json", template)
	write(t, dir, "assembly-dev/manifest.json", `{"artifacts": {"data": {"type": "aws:cloudformation:stack", "displayName": "dev/data",
		"properties": {"templateFile": "data.template.json", "stackName": "dev-data"}}}}`)
	write(t, dir, "assembly-dev/data.template.json", template)
	for name, text := range reports {
		write(t, dir, name+"-NagReport.csv", text)
	}
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}

const (
	dataReport     = "AwsSolutions-dev-dev-data"
	pipelineReport = "AwsSolutions--pipeline"
	noLine         = "Rule ID,Resource ID,Compliance,Exception Reason,Rule Level,Rule Info\n"
	compliant      = noLine + `"A1","dev/data/Topic","Compliant","N/A","Error","good"` + "\n"
)

func TestNagFindingsAreThoseThatDoNotComply(t *testing.T) {
	r, err := runCdkNag(nagged(t, map[string]string{
		pipelineReport: compliant,
		dataReport: compliant + `"A2","dev/data/Topic","Non-Compliant","N/A","Error","bad - (Control IDs: AC-1)."
"A3","dev/data/Topic","Non-Compliant","N/A","Warning","odd, and ""said"" so"
"A4","dev/data/Topic","UNKNOWN","N/A","Error","deep"
"A5","dev/data/Topic","Suppressed","tired","Error","hid"
`,
	}))
	require.NoError(t, err)
	assert.Equal(t, 2, r.templates)
	var seen []string
	for _, f := range r.findings {
		seen = append(seen, f.Rule+" "+f.Severity+" "+f.address()+" "+f.Message)
		assert.Equal(t, "assembly-dev/data.template.json", f.Template)
	}
	assert.Equal(t, []string{
		"A2 error dev/data/Topic bad",
		`A3 warning dev/data/Topic odd, and "said" so`,
		"A4 error dev/data/Topic deep The rule could not be evaluated (UNKNOWN).",
		"A5 error dev/data/Topic hid Suppressed in the code (tired): waive it in the waivers instead.",
	}, seen)
}

func TestASynthesisThatNagDidNotSeeIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		reports map[string]string
		want    string
	}{
		"no report":         {nil, "bulkhead synth --nag"},
		"a stack without":   {map[string]string{dataReport: compliant}, "stack pipeline has reports of 0 rule packs"},
		"a pack is missing": {map[string]string{dataReport: compliant, pipelineReport: compliant, "NIST.800.53.R5--pipeline": compliant}, "stack dev/data has reports of 1 rule packs"},
		"a stranger":        {map[string]string{"AwsSolutions-dev-dev-old": compliant}, "belongs to no stack"},
		"garbage":           {map[string]string{dataReport: "hello"}, "cannot be read"},
		"another garbage":   {map[string]string{dataReport: compliant + "a,b\n"}, "cannot be read"},
		"empty":             {map[string]string{dataReport: noLine, pipelineReport: noLine}, "all empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runCdkNag(nagged(t, c.reports))
			assert.ErrorContains(t, err, c.want)
		})
	}
}
