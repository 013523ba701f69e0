package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// audited runs tools/audit in a copy, with stand-ins for its tools, and returns what it says and its status.
func audited(t *testing.T, govulncheck, npm string, environment ...string) (string, int) {
	t.Helper()
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join(root, "tools/audit"))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"tools/audit": string(script), "bin/govulncheck": "#!/bin/bash\n" + govulncheck, "path/npm": "#!/bin/bash\n" + npm,
		"package-lock.json": "{}", "site/package-lock.json": "{}", "node_modules/other/package-lock.json": "{}",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755))
	}
	run := exec.Command(filepath.Join(dir, "tools/audit"))
	run.Env = append(os.Environ(), append(environment, "PATH="+filepath.Join(dir, "path")+":"+os.Getenv("PATH"))...)
	said, err := run.CombinedOutput()
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	left, err := os.ReadFile(filepath.Join(dir, "bin/audit"))
	require.NoError(t, err)
	assert.Contains(t, string(said), string(left), "what it leaves is what it said")
	return string(said), run.ProcessState.ExitCode()
}

// TestAnAuditThatCouldNotLookSaysSo: silence means that somebody looked.
func TestAnAuditThatCouldNotLookSaysSo(t *testing.T) {
	const (
		clean    = "echo 'No vulnerabilities found.'"
		found    = "echo 'Vulnerability #1: GO-2026-0001'; exit 3"
		silent   = "echo 'govulncheck: fetching vulnerabilities: Get \"https://vuln.go.dev\": dial tcp: no such host' >&2; exit 1"
		broken   = "echo 'package does not compile' >&2; exit 1"
		npmClean = `echo '{"auditReportVersion": 2, "vulnerabilities": {}}'`
		npmFound = `echo '{"auditReportVersion": 2, "vulnerabilities": {"left-pad": {}}}'; exit 1`
		npmMute  = `echo '{"message": "request to https://registry.npmjs.org failed"}'; exit 1`
	)
	for _, c := range []struct {
		name, govulncheck, npm string
		status, strict         int
		says                   []string
	}{
		{"both looked", clean, npmClean, 0, 0, []string{"Go      nothing known", "npm     nothing known"}},
		{"Go's modules are vulnerable", found, npmClean, 1, 1, []string{"Go      VULNERABLE", "GO-2026-0001", "npm     nothing known"}},
		{"npm's packages are vulnerable", clean, npmFound, 1, 1, []string{"npm     VULNERABLE", "left-pad"}},
		{"Go's database does not answer", silent, npmClean, 0, 1, []string{"Go      NOT LOOKED AT: govulncheck: fetching", "npm     nothing known"}},
		{
			"a package of its own is vulnerable", clean, `[ "${PWD##*/}" != site ] || { ` + npmFound + `; }; ` + npmClean, 1, 1,
			[]string{"npm     nothing known", "site    VULNERABLE", "left-pad"},
		},
		{"npm's registry does not answer", clean, npmMute, 0, 1, []string{"npm     NOT LOOKED AT", "registry.npmjs.org failed"}},
		{"nobody answers", silent, npmMute, 0, 1, []string{"Go      NOT LOOKED AT", "npm     NOT LOOKED AT"}},
		{"one does not answer, and the other finds something", silent, npmFound, 1, 1, []string{"Go      NOT LOOKED AT", "npm     VULNERABLE"}},
		{"the code does not compile", broken, npmClean, 1, 1, []string{"package does not compile"}},
	} {
		said, status := audited(t, c.govulncheck, c.npm)
		assert.Equal(t, c.status, status, "%s: %s", c.name, said)
		assert.NotContains(t, said, "node_modules", c.name)
		for _, sentence := range c.says {
			assert.Contains(t, said, sentence, c.name)
		}
		_, status = audited(t, c.govulncheck, c.npm, "AUDIT=strict")
		assert.Equal(t, c.strict, status, "%s, strictly", c.name)
	}
}
