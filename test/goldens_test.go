package test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/require"
)

// goldens holds every template as it was last reviewed, by configuration, and an index of them.
const goldens = "testdata/templates"

func goldenOf(config, stack string) string {
	return reviewed.Template(filepath.Join(goldens, config), stack)
}

func indexOf(config string) string { return reviewed.Index(filepath.Join(goldens, config)) }

func index(a *assembly.Assembly) []byte {
	var all bytes.Buffer
	for _, s := range a.Stacks {
		line, err := json.Marshal(reviewed.Stack{
			ID: s.ID, Stage: s.Stage, Name: s.Name, Account: s.Account, Region: s.Region,
			Protected: s.TerminationProtection, After: s.DependsOn,
		})
		if err != nil {
			panic(err)
		}
		all.Write(append(line, '\n'))
	}
	return all.Bytes()
}

// readGoldens reads the reviewed templates of a configuration.
func readGoldens(config string) (*assembly.Assembly, error) {
	return reviewed.Read(filepath.Join(goldens, config))
}

// functionKey is the hash of a function's bytes, which differ with the version of Go.
var functionKey = regexp.MustCompile(`"(S3Key|FunctionCode)": "[0-9a-f]{64}\.zip"`)

// withoutFunctionKeys is a template as it is reviewed.
func withoutFunctionKeys(t testing.TB, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	return functionKey.ReplaceAll(content, []byte(`"$1": "function.zip"`))
}
