package test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStartupGrowsAsItsREADMESaysAndKeepsItsPromises(t *testing.T) {
	page, err := os.ReadFile("../examples/startup/README.md")
	require.NoError(t, err)
	_, grows, found := strings.Cut(string(page), "\n## To grow\n")
	require.True(t, found)
	grows, _, _ = strings.Cut(grows, "\n## ")
	sentences := regexp.MustCompile("(?s)```text\n(.*?)```").FindAllStringSubmatch(grows, -1)
	recovery := regexp.MustCompile("`(recovery: [^`]+)`").FindStringSubmatch(grows)
	require.Len(t, sentences, 2)
	require.NotNil(t, recovery)
	assert.Contains(t, grows, "`nat: per-zone` and `endpoints: standard` under `network`")

	dir := filepath.Join(t.TempDir(), "startup")
	require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/startup")))
	edit := func(file string, change func(string) string) {
		file = filepath.Join(dir, file)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		changed := change(string(text))
		require.NotEqual(t, string(text), changed)
		require.NoError(t, os.WriteFile(file, []byte(changed), 0o644))
	}
	steps := []func(string) string{
		strings.NewReplacer("nat: single", "nat: per-zone", "endpoints: none", "endpoints: standard").Replace,
		func(text string) string { return text + "\n" + recovery[1] + "\n" },
	}
	for i, step := range steps {
		edit("environments/prod.yaml", step)
		status, _, stderr := run(t, t.TempDir(), cached(t, t.TempDir()), binary(t), "promises", dir)
		assert.Equal(t, 1, status, "step %d needs sentences: %s", i+1, stderr)
		edit("promises.yaml", func(text string) string { return text + sentences[i][1] })
		status, stdout, stderr := run(t, t.TempDir(), cached(t, t.TempDir()), binary(t), "promises", dir)
		assert.Equal(t, 0, status, stderr)
		assert.Contains(t, stdout, " promises hold\n")
	}
}
