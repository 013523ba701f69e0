package evidence

import (
	"flag"
	"os"
	"testing"

	"bulkhead/analysis/verify"
	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/evidence.md")

var read = map[string]*assembly.Assembly{}

// ofConfiguration returns the reviewed templates of a configuration; tests leave them as they are.
func ofConfiguration(t *testing.T, name string) *assembly.Assembly {
	t.Helper()
	if read[name] == nil {
		a, err := reviewed.Read("../../test/testdata/templates/" + name)
		require.NoError(t, err)
		read[name] = a
	}
	return read[name]
}

// accepted are the waivers of this project.
func accepted(t *testing.T) *verify.Waivers {
	t.Helper()
	waivers, err := verify.ReadWaivers("../../waivers.yaml")
	require.NoError(t, err)
	return waivers
}

func TestWhatDefaultsMakeIsJudgedAndWhatItDoesNotKeepHasAReason(t *testing.T) {
	for _, name := range []string{"example", "plain", "minimal"} {
		report, err := Judge(ofConfiguration(t, name), accepted(t), Standards)
		require.NoError(t, err)
		for _, s := range report.Standards {
			for _, a := range s.Controls {
				bad := a.Status == Failing || a.Status == Unjudged
				assert.False(t, bad, "%s: %s is %s: mend it, or say why in waivers.yaml: %v", name, a.ID, a.Status, a.Other)
			}
		}
		assert.True(t, report.Clean, name)
	}
}

func TestThePageOfEvidenceIsWhatTheTemplatesOfTheExampleSay(t *testing.T) {
	report, err := Judge(ofConfiguration(t, "example"), accepted(t), Standards)
	require.NoError(t, err)
	const page = "../../docs/evidence.md"
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(report.Markdown()), 0o644))
	}
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.True(t, string(text) == report.Markdown(), "go test ./analysis/evidence -update writes docs/evidence.md anew")
}
