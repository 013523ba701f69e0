package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/require"
)

// goldens holds every template as it was last reviewed, by configuration, and an index of them.
const goldens = "testdata/templates"

func goldenOf(config, stack string) string {
	return filepath.Join(goldens, config, strings.NewReplacer("/", "-", ":", "-").Replace(stack)+".json")
}

// indexOf has a line for each stack, with what no template tells.
func indexOf(config string) string { return filepath.Join(goldens, config, "stacks.jsonl") }

// indexed is a line of an index.
type indexed struct {
	ID        string   `json:"id"`
	Stage     string   `json:"stage,omitempty"`
	Name      string   `json:"name"`
	Account   string   `json:"account"`
	Region    string   `json:"region"`
	Protected bool     `json:"protected,omitempty"` // has termination protection
	After     []string `json:"after,omitempty"`     // the stacks of its stage that are deployed before
}

func index(a *assembly.Assembly) []byte {
	var all bytes.Buffer
	for _, s := range a.Stacks {
		line, err := json.Marshal(
			indexed{s.ID, s.Stage, s.Name, s.Account, s.Region, s.TerminationProtection, s.DependsOn},
		)
		if err != nil {
			panic(err)
		}
		all.Write(append(line, '\n'))
	}
	return all.Bytes()
}

// readGoldens reads the reviewed templates of a configuration, as assembly.Load would what they were synthesized to.
func readGoldens(config string) (*assembly.Assembly, error) {
	file := indexOf(config)
	lines, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w; make accept writes it", err)
	}
	a := &assembly.Assembly{Dir: filepath.Join(goldens, config)}
	for line := range bytes.Lines(lines) {
		var i indexed
		if err := json.Unmarshal(line, &i); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		stack := &assembly.Stack{
			ID: i.ID, Stage: i.Stage, Name: i.Name, Account: i.Account, Region: i.Region,
			TerminationProtection: i.Protected, DependsOn: i.After, Path: goldenOf(config, i.ID),
		}
		if err := stack.Read(); err != nil {
			return nil, err
		}
		a.Stacks = append(a.Stacks, stack)
	}
	return a, nil
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
