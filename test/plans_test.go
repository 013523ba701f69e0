package test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"bulkhead/analysis/plan"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plansDir has changes of the example, each a .diff, and what bulkhead plan says of it. One whose name ends in a number
// from 2 on, and a word, follows the one before it.
const plansDir = "../docs/operate/plans"

// follows tells the number of a change that follows others.
var follows = regexp.MustCompile(`-([2-9])-[a-z]+$`)

func TestThePlansInTheDocumentsAreWhatTheCommandSays(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "example-config"), os.DirFS(exampleDir)))
	base, err := quietExample()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(base, filepath.Join(dir, "example")))
	diffs, err := filepath.Glob(filepath.Join(plansDir, "*.diff"))
	require.NoError(t, err)
	require.Len(t, diffs, 6)
	last := "example"
	for _, diff := range diffs { // in the order of their names
		name := strings.TrimSuffix(filepath.Base(diff), ".diff")
		if !follows.MatchString(name) {
			last = "example"
		}
		page := filepath.Join(plansDir, name+".md")
		said := planOf(t, dir, last, diff, name)
		last = name
		if *update {
			require.NoError(t, os.WriteFile(page, []byte(said), 0o644))
		}
		want, err := os.ReadFile(page)
		require.NoError(t, err)
		assert.Equal(t, string(want), said, "%s; make accept writes it, if it is right", page)
	}
}

// planOf says what a change does to what has that name in dir: its configuration, and its cloud assembly.
func planOf(t *testing.T, dir, base, diff, name string) string {
	t.Helper()
	changed := filepath.Join(dir, name+"-config")
	require.NoError(t, os.CopyFS(changed, os.DirFS(filepath.Join(dir, base+"-config"))))
	patch, err := filepath.Abs(diff)
	require.NoError(t, err)
	apply := exec.Command("git", "apply", patch)
	apply.Dir = changed
	output, err := apply.CombinedOutput()
	require.NoError(t, err, "%s: %s", diff, output)

	command := binary(t)
	require.NoError(t, synthesizeQuietly(changed, filepath.Join(dir, name)))
	compare := exec.Command(command, "plan", base, name, "--markdown")
	compare.Dir = dir
	said, err := compare.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		require.Equal(t, 2, exit.ExitCode(), string(exit.Stderr))
	} else {
		require.NoError(t, err)
	}
	return string(said)
}

// synthesizeQuietly writes the cloud assembly of a configuration as operators do, without the reports of CDK Nag, which
// no plan reads and which take most of the time.
func synthesizeQuietly(dir, out string) error {
	command, err := buildBinary()
	if err != nil {
		return err
	}
	if output, err := exec.Command(command, "synth", "--config", dir, "--out", out).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	return nil
}

// quietExample is the directory of the example's cloud assembly, made so.
var quietExample = sync.OnceValues(func() (string, error) {
	out := filepath.Join(scratch, "quiet-example")
	return out, synthesizeQuietly(exampleDir, out)
})

func TestNothingIsRefusedOrLostWhereTheSameIsDeployed(t *testing.T) {
	out, err := sharedConfigs["example"].synthesize()
	require.NoError(t, err)
	p, err := plan.Compare(out, out, plan.Options{})
	require.NoError(t, err)
	assert.Empty(t, p.Stacks)
	assert.Empty(t, p.Findings)
	assert.Len(t, p.Limits, 4, "the order of its stages is known")
}
