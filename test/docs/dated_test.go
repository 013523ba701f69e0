package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFileThatIsLeftAsItIsKeepsItsDateAndAnotherOneDoesNot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "program")
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	require.NoError(t, os.WriteFile(file, []byte("a"), 0o755))
	require.NoError(t, os.Chtimes(file, old, old))
	made := func(command string) time.Time {
		t.Helper()
		output, err := exec.Command(filepath.Join(root, "tools/dated"), file, "bash", "-c", command, "bash", file).CombinedOutput()
		require.NoError(t, err, "%s", output)
		info, err := os.Stat(file)
		require.NoError(t, err)
		return info.ModTime()
	}
	assert.WithinDuration(t, old, made(`touch "$1"`), 0, "go build does that to a program that it finds right")
	assert.NotEqual(t, old, made(`rm "$1"; echo b >"$1"`))
	assert.Error(t, exec.Command(filepath.Join(root, "tools/dated"), file, "false").Run(), "what fails is told")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing is left beside it")
}
