package docs

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"mvdan.cc/sh/v3/syntax"
)

const tryScript = "docs/sandbox/try.sh"

// experiments are what the script for a sandbox account says that it can do.
func experiments(t testing.TB) []string {
	t.Helper()
	output, err := exec.Command("bash", filepath.Join(root, tryScript), "--list").Output()
	require.NoError(t, err)
	return strings.Fields(string(output))
}

// checkExperiments demands that what follows the script's name is an option or an experiment of it.
func checkExperiments(t testing.TB, arguments []string) error {
	for _, argument := range arguments {
		if argument != "--list" && argument != "--all" && !slices.Contains(experiments(t), argument) {
			return fmt.Errorf("%s has no %s", tryScript, argument)
		}
	}
	return nil
}

func TestEveryExperimentIsExplainedAndItsCommandsOfTheAWSCLIExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, filepath.Dir(tryScript), "README.md"))
	require.NoError(t, err)
	for _, name := range experiments(t) {
		assert.Contains(t, string(page), "`"+name+"`")
	}
	assert.NoError(t, checkExperimentCommands(t))
}

// checkExperimentCommands checks every command of the AWS CLI in the script.
func checkExperimentCommands(t testing.TB) error {
	t.Helper()
	script, err := os.Open(filepath.Join(root, tryScript))
	require.NoError(t, err)
	defer script.Close()
	parsed, err := syntax.NewParser().Parse(script, tryScript)
	require.NoError(t, err)
	var faults []error
	calls := 0
	syntax.Walk(parsed, func(node syntax.Node) bool {
		call, is := node.(*syntax.CallExpr)
		if !is || len(call.Args) < 3 || call.Args[0].Lit() != "aws" || call.Args[2].Lit() == "" {
			return true
		}
		calls++
		var words []string
		for _, word := range call.Args[1:] {
			words = append(words, cmp.Or(word.Lit(), "x"))
		}
		faults = append(faults, checkAWS(t, words))
		return true
	})
	assert.Greater(t, calls, 10)
	return errors.Join(faults...)
}
