package store

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAStoreKnowsNothingOfWhatRunsTheCode(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	cdk := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			assert.NotRegexp(t, `/aws(ecs|eks|lambda)"$`, spec.Path.Value, name)
			if filepath.Base(spec.Path.Value) == `awsec2"` {
				cdk++
			}
		}
	}
	assert.Positive(t, cdk, "found the imports")
}
