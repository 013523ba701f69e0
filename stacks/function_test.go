package stacks

import (
	"os"
	"path/filepath"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFunctionsWithoutCodeAreNamedBeforeAnythingIsMade(t *testing.T) {
	dir, built := t.TempDir(), t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(built, CodeDirectory, "report"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "environments"), 0o755))
	file := filepath.Join(dir, "environments", "dev.yaml")
	require.NoError(t, os.WriteFile(file, []byte("functions:\n  gone: {directory: old}\n  hidden:\n    directory: other\n"), 0o644))
	c := &config.Config{Dir: dir, Environments: []config.Environment{{Name: "dev", Functions: map[string]config.Function{
		"image": {Image: "web:1.0.0"}, "there": {Directory: "report"},
	}}}}
	require.NoError(t, CheckCode(c, built))
	c.Environments[0].Functions["gone"] = config.Function{Directory: "old"}
	c.Environments[0].Functions["hidden"] = config.Function{Directory: "other"}
	assert.EqualError(t, CheckCode(c, built),
		file+":2:21: functions.gone.directory: there is no code in functions/old, or it is not built; write it, and run make build\n"+
			file+":4:16: functions.hidden.directory: there is no code in functions/other, or it is not built; write it, and run make build")
}
