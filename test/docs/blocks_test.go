package docs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// languages are what fenced blocks may hold, and the proof of each.
var languages = map[string]func(testing.TB, block) error{
	"sh":         func(t testing.TB, b block) error { return checkShell(t, b.text) },
	"yaml":       checkYAML,
	"go":         checkGo,
	"json":       checkJSON,
	"properties": checkProperties,
	"text":       checkText,
}

func TestEveryBlockOfTheDocumentsIsProved(t *testing.T) {
	seen := map[string]int{}
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			check, known := languages[b.language]
			if !assert.True(t, known, "%s: nothing proves a block of %q; add its proof to languages", b.where, b.language) {
				continue
			}
			seen[b.language]++
			assert.NoError(t, check(t, b), b.where)
		}
	}
	assert.Greater(t, seen["sh"], 20)
	assert.Greater(t, seen["yaml"], 5)
}

func TestABlockThatIsWrongIsRefused(t *testing.T) {
	for _, b := range []block{
		{language: "sh", text: "if true; then make synth"},
		{language: "sh", text: "make syhtn"},
		{language: "sh", text: "bin/bulkhead syhtn"},
		{language: "sh", text: "bin/bulkhead synth --colour"},
		{language: "sh", text: "npx cdk deplyo"},
		{language: "sh", text: "npx cdk deploy --colour"},
		{language: "sh", text: "aws ecs run-tusk"},
		{language: "sh", text: "x=$(aws ecs run-task --colour red)"},
		{language: "sh", text: "aws ecs run-task --cluster acme-prod"},
		{language: "sh", text: "aws ecs run-task --task-definition x --launch-type fargate"},
		{language: "sh", text: "aws ecs run-task --task-definition=x --launch-type=fargate"},
		{language: "sh", text: "for x in a b; do unheard-of $x; done"},
		{language: "go", text: "package main"},
		{language: "go", argument: "examples/stream/brokers.go", text: "package main"},
		{language: "json", text: `{"a": }`},
		{language: "properties", text: "novalue"},
		{language: "text", argument: "more", text: "anything"},
	} {
		assert.Error(t, languages[b.language](t, b), "%s: %s", b.language, b.text)
	}
	assert.NoError(t, languages["json"](t, block{text: `{"a": 1}`}))
	assert.NoError(t, languages["sh"](t, block{text: `aws ecs run-task --task-definition x --launch-type "$kind"`}))
}

// checkGo demands that a block is an excerpt of the Go file that its fence names: that one is compiled.
func checkGo(_ testing.TB, b block) error {
	if filepath.Ext(b.argument) != ".go" {
		return fmt.Errorf("name the file that the block is an excerpt of, such as ```go examples/stream/brokers.go")
	}
	source, err := os.ReadFile(filepath.Join(root, b.argument))
	if err != nil {
		return err
	}
	if !strings.Contains(string(source), b.text) {
		return fmt.Errorf("%s does not hold these lines", b.argument)
	}
	return nil
}

func checkJSON(_ testing.TB, b block) error {
	var value any
	return json.Unmarshal([]byte(b.text), &value)
}

func checkProperties(_ testing.TB, b block) error {
	for line := range strings.Lines(b.text) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); !found || key == "" || value == "" {
			return fmt.Errorf("%q is not key=value", line)
		}
	}
	return nil
}

// checkText accepts what a program printed, or a picture of letters.
func checkText(_ testing.TB, b block) error {
	if b.argument != "" {
		return fmt.Errorf("%q follows the language", b.argument)
	}
	return nil
}

func TestSamplesOfGoAreCompiledWithTheRepository(t *testing.T) {
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			if b.language != "go" {
				continue
			}
			dir := filepath.Join(root, filepath.Dir(b.argument))
			_, err := os.Stat(filepath.Join(dir, "go.mod"))
			require.ErrorIs(t, err, os.ErrNotExist, "%s: go build ./... must reach %s", b.where, b.argument)
		}
	}
}
