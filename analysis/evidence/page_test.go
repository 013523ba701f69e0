package evidence

import (
	"flag"
	"os"
	"testing"

	"bulkhead/analysis/verify"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/evidence.md")

const templates = "../../test/testdata/templates/"

// accepted are the waivers of this project.
func accepted(t *testing.T) *verify.Waivers {
	t.Helper()
	waivers, err := verify.ReadWaivers("../../waivers.yaml")
	require.NoError(t, err)
	return waivers
}

func TestThePageOfEvidenceIsWhatTheTemplatesOfTheExampleSay(t *testing.T) {
	a, err := reviewed.Read(templates + "example")
	require.NoError(t, err)
	report, err := Judge(a, accepted(t), Standards)
	require.NoError(t, err)
	assert.True(t, report.Clean, "something is failing or unjudged: mend it, or say why in waivers.yaml")
	const page = "../../docs/evidence.md"
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(report.Markdown()), 0o644))
	}
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.True(t, string(text) == report.Markdown(), "go test ./analysis/evidence -update writes docs/evidence.md anew")
}
