package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheGateMakesTheSiteOfPackagesThatArePinned: make site itself fails for a page that no table lists and for a link
// that leads nowhere.
func TestTheGateMakesTheSiteOfPackagesThatArePinned(t *testing.T) {
	gate, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	require.NoError(t, err)
	assert.Contains(t, string(gate), "\nmake site\n")

	var said struct {
		DevDependencies, Overrides map[string]string
	}
	source, err := os.ReadFile(filepath.Join(root, "site/package.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(source, &said))
	require.NotEmpty(t, said.DevDependencies)
	for _, versions := range []map[string]string{said.DevDependencies, said.Overrides} {
		for name, version := range versions {
			assert.Regexp(t, `^\d+\.\d+\.\d+$`, version, name)
		}
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	source, err = os.ReadFile(filepath.Join(root, "site/package-lock.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(source, &lock))
	require.Greater(t, len(lock.Packages), 50)
	for path, locked := range lock.Packages {
		if path != "" {
			assert.NotEmpty(t, locked.Integrity, path)
		}
	}
	assert.NotRegexp(t, regexp.MustCompile(`"resolved"`), string(source), "no registry is named")
}
