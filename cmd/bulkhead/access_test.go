package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reviewedAssembly is a cloud assembly of the example's reviewed templates.
func reviewedAssembly(t testing.TB) string {
	t.Helper()
	const from = "../../test/testdata/templates/example"
	dir := t.TempDir()
	index, err := os.ReadFile(filepath.Join(from, "stacks.jsonl"))
	require.NoError(t, err)
	stages := map[string]map[string]any{"": {}}
	for line := range strings.Lines(string(index)) {
		var stack struct{ ID, Stage, Name, Account, Region string }
		require.NoError(t, json.Unmarshal([]byte(line), &stack))
		if stages[stack.Stage] == nil {
			stages[stack.Stage] = map[string]any{}
			stages[""]["assembly-"+stack.Stage] = map[string]any{
				"type": "cdk:cloud-assembly", "properties": map[string]any{"directoryName": "assembly-" + stack.Stage, "displayName": stack.Stage},
			}
		}
		file, err := filepath.Abs(filepath.Join(from, strings.NewReplacer("/", "-", ":", "-").Replace(stack.ID)+".json"))
		require.NoError(t, err)
		inside := filepath.Join(dir, filepath.Base(file))
		if stack.Stage != "" {
			inside = filepath.Join(dir, "assembly-"+stack.Stage, filepath.Base(file))
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(inside), 0o755))
		require.NoError(t, os.Symlink(file, inside))
		stages[stack.Stage][stack.ID] = map[string]any{
			"type": "aws:cloudformation:stack", "environment": "aws://" + stack.Account + "/" + stack.Region,
			"displayName": stack.ID, "properties": map[string]any{"templateFile": filepath.Base(file), "stackName": stack.Name},
		}
	}
	for stage, artifacts := range stages {
		text, err := json.Marshal(map[string]any{"artifacts": artifacts})
		require.NoError(t, err)
		inside := dir
		if stage != "" {
			inside = filepath.Join(dir, "assembly-"+stage)
		}
		require.NoError(t, os.WriteFile(filepath.Join(inside, "manifest.json"), text, 0o644))
	}
	return dir
}

func TestThePageOnAccessShowsWhatTheCommandsPrint(t *testing.T) {
	dir := reviewedAssembly(t)
	page, err := os.ReadFile("../../docs/operate/access.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```sh\n(bin/bulkhead access [^\n]+)\n```\n\n```text\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.GreaterOrEqual(t, len(shown), 4)
	for _, example := range shown {
		line, _, _ := strings.Cut(example[1], "#")
		args := append(strings.Fields(line)[1:], "--in", dir)
		if strings.Contains(line, "--promises") {
			args = append(args, "--config", "../../config/example")
		}
		_, stdout, stderr := command(t, args...)
		assert.Empty(t, stderr, line)
		assert.Equal(t, example[2], stdout, line)
	}
}

func TestAccessFailsForABrokenPromiseAndAnUnknownName(t *testing.T) {
	dir := reviewedAssembly(t)
	promises := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(promises, "promises.yaml"), []byte("promises:\n  - nobody reads dev/orders\n  - dev/worker reads dev/uploads\n"), 0o644))
	status, stdout, stderr := command(t, "access", "--promises", "--in", dir, "--config", promises)
	assert.Equal(t, 1, status)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, filepath.Join(promises, "promises.yaml")+":2: nobody reads dev/orders\ndev/web reads dev/orders\n  1  dev/orders: is started with ")
	assert.Contains(t, stdout, "  cannot: dev/worker dev/uploads\n2 promises, 2 broken\n")

	_, stdout, _ = command(t, "access", "--promises", "--json", "--in", dir, "--config", promises)
	var answer struct {
		FormatVersion string
		Promises      int
		Broken        []struct {
			Line    int
			Against []struct{ Who string }
			Missing []string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &answer))
	assert.Equal(t, 2, answer.Promises)
	require.Len(t, answer.Broken, 2)
	assert.Equal(t, 2, answer.Broken[0].Line)
	assert.NotEmpty(t, answer.Broken[0].Against)
	assert.Equal(t, []string{"dev/worker dev/uploads"}, answer.Broken[1].Missing)

	status, stdout, _ = command(t, "access", "--all", "--in", dir)
	assert.Equal(t, 0, status)
	assert.Regexp(t, `(?m)^prod/web +reads \(1\) +prod/payment-key +itself$`, stdout)
	assert.Regexp(t, `(?m)^push@worker +writes \(3\) +prod/events +as \S+, prod/worker$`, stdout)

	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"prod/wep"}, "error: there is nobody called \"prod/wep\"; did you mean prod/web?\n"},
		{[]string{"prod/web", "prod/order"}, "error: there is nothing called \"prod/order\"; did you mean prod/orders?\n"},
		{[]string{"prod/web", "--to", "prod/orders"}, "error: name somebody, or --to something, or --all, or --promises: one of them\n"},
	} {
		status, stdout, stderr = command(t, append([]string{"access", "--in", dir}, c.args...)...)
		assert.Equal(t, 1, status)
		assert.Empty(t, stdout)
		assert.Equal(t, c.want, stderr)
	}
}
