package synthesis

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheIndexHasTheOrderOfTheStagesAndTheLinesOfTheConfiguration(t *testing.T) {
	c, dir := load(t), t.TempDir()
	require.NoError(t, writeIndex(c, dir))
	text, err := os.ReadFile(filepath.Join(dir, config.IndexFile))
	require.NoError(t, err)
	var index config.Index
	require.NoError(t, json.Unmarshal(text, &index))
	var names []string
	for _, wave := range index.Waves {
		names = append(names, wave.Stages...)
	}
	var stages []string
	for _, stage := range stacks.Stages(c) {
		stages = append(stages, stage.Name)
	}
	assert.Equal(t, stages, names)
	lines, err := config.Lines(choicesDir)
	require.NoError(t, err)
	assert.Equal(t, lines, index.Values)
	assert.Equal(t, address.Of(c).TrustedBy(), index.Trusted)
	assert.Greater(t, len(index.Trusted), 3)
}
