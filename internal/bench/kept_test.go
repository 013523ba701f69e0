package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatWasMeasuredBeforeIsOnThePageBesideWhatIsMeasuredNow(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(root, "docs"), 0o755))
	here := machine{Date: "2026-11-27", Processor: "a", Cores: 2, Load: "0.1"}
	rowOf := func(what string) []row { return []row{newRow(what, []float64{1}, "s", 0)} }
	require.NoError(t, keep(root, "growth", rowOf("grown"), here, true))
	here.Date, here.Load = "2026-11-28", "0.2"
	require.NoError(t, keep(root, "growth", rowOf("grown again"), here, true))
	require.NoError(t, keep(root, "synthesis of the example", rowOf("synthesized"), here, true))
	page, err := os.ReadFile(filepath.Join(root, "docs", "performance.md"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "Measured on 2026-11-28")
	assert.Contains(t, string(page), "| synthesized | 1.00 s | – |  |\n| grown again | 1.00 s | – |  |\n")

	here.Processor = "b"
	require.NoError(t, keep(root, "make test", rowOf("tested"), here, true))
	page, err = os.ReadFile(filepath.Join(root, "docs", "performance.md"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "| tested |")
	assert.NotContains(t, string(page), "grown", "another machine is slower or faster")
}

func TestOneMeasurementIsTakenAloneWhateverElseIsAskedFor(t *testing.T) {
	every, err := chosen(options{full: true, cold: true})
	require.NoError(t, err)
	assert.Len(t, every, len(measurements))
	quick, err := chosen(options{})
	require.NoError(t, err)
	assert.Less(t, len(quick), len(every))
	for _, m := range every {
		one, err := chosen(options{only: m.title})
		require.NoError(t, err)
		require.Len(t, one, 1)
		assert.Equal(t, m.title, one[0].title)
	}
	_, err = chosen(options{only: "gone"})
	assert.ErrorContains(t, err, "growth")
}
