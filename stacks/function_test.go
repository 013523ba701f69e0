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
	built := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(built, CodeDirectory, "report"), 0o755))
	c := &config.Config{Environments: []config.Environment{{Name: "dev", Functions: map[string]config.Function{
		"image": {Image: "web:1.0.0"}, "there": {Directory: "report"},
	}}}}
	require.NoError(t, CheckCode(c, built))
	c.Environments[0].Functions["gone"] = config.Function{Directory: "old"}
	c.Environments[0].Functions["hidden"] = config.Function{Directory: "other"}
	assert.EqualError(t, CheckCode(c, built),
		"function gone of dev: there is no code in functions/old, or it is not built: run make build\n"+
			"function hidden of dev: there is no code in functions/other, or it is not built: run make build")
}
