package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/analysis/lifecycle"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLifecycleFailsWhenSomethingHasEnded(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "one.yaml"), []byte(`Resources:
  Old: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs18.x}}
  Next: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x}}
  New: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.14}}
`), 0o644))
	status, stdout, _ := command(t, "lifecycle", dir, "--as-of", "2026-12-01")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `(?m)^ended +AWS Lambda nodejs18.x +2025-09-01, 456 days ago; no changes from 2027-03-03 +one Old$`, stdout)
	assert.Regexp(t, `(?m)^ending +AWS Lambda nodejs22.x +2027-04-30, in 150 days`, stdout)
	assert.NotContains(t, stdout, "python3.14")

	_, stdout, _ = command(t, "lifecycle", dir, "--as-of", "2026-12-01", "--json")
	var report lifecycle.Report
	require.NoError(t, json.Unmarshal([]byte(stdout), &report))
	assert.Len(t, report.Versions, 3)
	assert.False(t, report.Clean)

	status, stdout, stderr := command(t, "lifecycle", dir, "--as-of", "2025-08-31", "--within", "0", "--verbose")
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `(?m)^supported +AWS Lambda python3.14 `, stdout)
	_, stdout, _ = command(t, "lifecycle", dir, "--as-of", "2027-06-01")
	assert.Contains(t, stdout, "older than three months")
}

func TestLifecycleRefusesWhatIsNoDay(t *testing.T) {
	status, stdout, stderr := command(t, "lifecycle", t.TempDir(), "--as-of", "tomorrow")
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Equal(t, "error: --as-of \"tomorrow\" is no day; write it as 2026-11-30\n", stderr)
	status, _, stderr = command(t, "lifecycle", t.TempDir(), "--within", "-1")
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: --within -1 is no number of days; write 0 or more\n", stderr)
}
