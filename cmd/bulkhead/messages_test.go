package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// messagesFile has the message of each bad input below its name.
const messagesFile = "testdata/messages.txt"

// badInput is a configuration that is refused: an edit of the example.
type badInput struct {
	says     string
	file     string // organization.yaml, or the name of an environment
	old, new string // what is replaced; without old, all of the file
	act      func(t *testing.T, dir string)
}

// make makes the configuration.
func (b badInput) make(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "myorg")
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../config/example")))
	if b.act != nil {
		b.act(t, dir)
	}
	if b.file == "" {
		return dir
	}
	file := filepath.Join(dir, b.file)
	if filepath.Ext(b.file) == "" {
		file = filepath.Join(dir, "environments", b.file+".yaml")
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	after := b.new
	if b.old != "" {
		require.Contains(t, string(text), b.old)
		after = strings.Replace(string(text), b.old, b.new, 1)
	}
	require.NoError(t, os.WriteFile(file, []byte(after), 0o644))
	return dir
}

// badInputs are all, by what they are about.
func badInputs() (all []badInput) {
	for _, some := range [][]badInput{
		badFiles, badSyntax, badShapes, badOrganizations, badEnvironments, badServices, badSecrets, badStores,
		badRecords,
	} {
		all = append(all, some...)
	}
	return all
}

// trace is what no operator is to read.
var trace = regexp.MustCompile(`\.go\b|goroutine|panic|0x[0-9a-f]{6}|%!`)

func TestEveryBadInputHasItsMessageAndLeavesTheOutputAlone(t *testing.T) {
	golden, err := os.ReadFile(messagesFile)
	require.NoError(t, err)
	want := map[string]string{}
	for _, part := range strings.Split("\n"+string(golden), "\n== ")[1:] {
		says, message, _ := strings.Cut(part, "\n")
		want[says] = strings.TrimSuffix(message, "\n")
	}
	var now strings.Builder
	all := badInputs()
	assert.GreaterOrEqual(t, len(all), 150)
	seen := map[string]bool{}
	for _, b := range all {
		require.False(t, seen[b.says], b.says)
		seen[b.says] = true
		t.Run(b.says, func(t *testing.T) {
			dir := b.make(t)
			out := filepath.Join(t.TempDir(), "cdk.out")
			require.NoError(t, os.Mkdir(out, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(out, "manifest.json"), []byte("{}"), 0o644))

			status, stdout, stderr := command(t, "synth", "--config", dir, "--out", out)
			assert.Equal(t, 1, status)
			assert.Empty(t, stdout)
			assert.Equal(t, []string{"cdk.out", "cdk.out/manifest.json"}, treeOf(t, filepath.Dir(out)), "nothing is written")
			_, stderr, _ = strings.Cut(stderr, "\n") // what is synthesized
			message := strings.ReplaceAll(strings.TrimSuffix(stderr, "\n"), dir, "myorg")
			fmt.Fprintf(&now, "== %s\n%s\n", b.says, message)
			assert.True(t, strings.HasPrefix(message, "error: myorg"), message)
			assert.NotRegexp(t, trace, message)
			for line := range strings.Lines(message) {
				assert.Regexp(t, `^(error: )?myorg(/[^:]+)?(:\d+:\d+)?: .+`, line, "where it is")
				assert.Regexp(t, `[^;]; .|\?`, line, "what to do")
			}
			if !*update {
				assert.Equal(t, want[b.says], message)
			}

			status, stdout, stderr = command(t, "check", "--config", dir)
			assert.Equal(t, 1, status)
			assert.Empty(t, stdout)
			assert.Equal(t, message, strings.ReplaceAll(strings.TrimSuffix(stderr, "\n"), dir, "myorg"), "check says the same")
		})
	}
	for says := range want {
		assert.True(t, *update || seen[says], "%s has no input any more", says)
	}
	if *update && !t.Failed() {
		require.NoError(t, os.WriteFile(messagesFile, []byte(now.String()), 0o644))
	}
}

// treeOf returns the files and directories below a directory.
func treeOf(t *testing.T, dir string) (all []string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, _ fs.DirEntry, err error) error {
		if path != "." {
			all = append(all, path)
		}
		return err
	}))
	return all
}
