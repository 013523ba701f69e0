package node

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// install makes a file in the node_modules of a directory, and returns its path.
func install(t *testing.T, dir, name string) string {
	t.Helper()
	file := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, nil, 0o755))
	return file
}

func TestTheInstalledNodeRunsWhereNoneIsNamed(t *testing.T) {
	with, without := t.TempDir(), t.TempDir()
	installed := install(t, with, ".bin/node")
	below := filepath.Join(with, "bin", "deeper")
	for name, c := range map[string]struct {
		named  string
		starts []string
		want   string
	}{
		"installed here":             {"", []string{with}, installed},
		"installed above":            {"", []string{below}, installed},
		"installed in another place": {"", []string{without, below}, installed},
		"named":                      {"/opt/node", []string{with}, "/opt/node"},
		"not installed":              {"", []string{without}, "node"},
		"no place to look":           {"", nil, "node"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, choose(c.named, c.starts))
		})
	}
}

func TestALinkToANodeForAnotherPlatformIsNotTaken(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "node_modules", ".bin"), 0o755))
	require.NoError(t, os.Symlink("../node-plan9-mips/bin/node", filepath.Join(dir, "node_modules", ".bin", "node")))
	assert.Equal(t, "node", choose("", []string{dir}))
}

func TestPackagesBesideTheExecutableComeFirst(t *testing.T) {
	executable, working := t.TempDir(), t.TempDir()
	first, second := install(t, executable, "a/package.json"), install(t, working, "a/package.json")
	assert.Equal(t, first, find([]string{executable, working}, "a/package.json"))
	assert.Equal(t, second, find([]string{t.TempDir(), working}, "a/package.json"))
}

func TestTheVariableOfJSIINamesTheNode(t *testing.T) {
	t.Setenv("JSII_NODE", "/opt/node")
	assert.Equal(t, "/opt/node", Binary())
}
