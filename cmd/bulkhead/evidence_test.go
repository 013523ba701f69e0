package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/analysis/evidence"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// audited is a directory with a template that keeps a control, breaks one, and has a resource that no check knows.
func audited(t *testing.T, waivers string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "templates")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data.yaml"), []byte(`Resources:
  Orders: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: false, DeletionProtection: false}}
  Move: {Type: AWS::DMS::Endpoint}
`), 0o644))
	if waivers != "" {
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "waivers.yaml"), []byte(waivers), 0o644))
	}
	return dir
}

func TestEvidenceIsAPageThatFailsWhereSomethingIsNotJudged(t *testing.T) {
	dir := audited(t, "waivers: [{tool: evidence, rules: [RDS.8], resource: data/Orders, reason: It is a toy.}]")
	status, page, stderr := command(t, "evidence", dir, "--standard", "fsbp")
	assert.Equal(t, 1, status, stderr)
	assert.Contains(t, page, "| RDS.2 | databases are not reached from the internet | `data/Orders` |")
	assert.Contains(t, page, "| RDS.8 | database instances are protected from deletion | not `data/Orders`: It is a toy. |")
	assert.Contains(t, page, "| DMS.9, DMS.10, DMS.11, DMS.12 |  | not `data/Move`: **no check knows it** |")
	assert.NotContains(t, page, "## CIS")

	status, stdout, _ := command(t, "evidence", dir, "--standard", "cis-3.0,fsbp", "--json")
	assert.Equal(t, 1, status)
	var report evidence.Report
	require.NoError(t, json.Unmarshal([]byte(stdout), &report))
	assert.Len(t, report.Standards, 2)
	assert.Equal(t, 4, report.Standards[1].Counts[evidence.Unjudged])
	assert.False(t, report.Clean)
}

func TestEvidenceSaysWhatItIsNotGiven(t *testing.T) {
	status, stdout, stderr := command(t, "evidence", audited(t, ""), "--standard", "hipaa")
	assert.Equal(t, 2, status)
	assert.Empty(t, stdout)
	assert.Equal(t,
		"error: --standard: \"hipaa\" is not known; choose of cis-3.0, cis-5.0, fsbp, sra; see bulkhead evidence --help\n", stderr)
	_, _, stderr = command(t, "evidence", audited(t, ""))
	assert.Contains(t, stderr, "nothing is waived")
	dir := audited(t, "waivers: [{tool: evidence, rules: [RDS.8], resource: data/Orders}]")
	status, stdout, stderr = command(t, "evidence", dir)
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "waivers[0].reason: is missing")
	dir = audited(t, "waivers: [{tool: evidence, rules: [RDS.99], resource: data/Orders, reason: It is a toy.}]")
	status, stdout, stderr = command(t, "evidence", dir)
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, `waivers.yaml:1:36: waivers[0].rules[0]: there is no check "RDS.99"; bulkhead evidence --json names them`)
}
