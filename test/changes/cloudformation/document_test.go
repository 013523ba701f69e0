package cloudformation

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the page of what the model assumes")

const page = "../../../docs/model.md"

func TestThePageOfAssumptionsIsWhatTheModelAssumes(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(Document()), 0o644))
	}
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Equal(t, Document(), string(content), "go test ./test/changes/cloudformation -update writes it")
}

func TestEveryAssumptionHasASource(t *testing.T) {
	for _, a := range assumptions {
		assert.NotEmpty(t, a.Source, a.Says)
	}
	for name, kind := range kinds {
		for _, source := range kind.sources() {
			assert.NotEmpty(t, source, name)
		}
	}
}
