package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCopyIsARepositoryWithEverythingCommitted(t *testing.T) {
	b := &bench{ctx: t.Context(), tree: t.TempDir()}
	require.NoError(t, os.WriteFile(filepath.Join(b.tree, "README.md"), []byte("# A tree\n"), 0o644))
	require.NoError(t, b.commit())
	for list, want := range map[string]string{"--cached": "README.md\n", "--others": ""} {
		output, err := exec.Command("git", "-C", b.tree, "ls-files", list).Output()
		require.NoError(t, err)
		assert.Equal(t, want, string(output), list)
	}
}
