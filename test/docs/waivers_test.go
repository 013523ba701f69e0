package docs

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// waiver is where an entry of waivers.yaml belongs.
type waiver struct {
	Tool     string   `yaml:"tool"`
	Rules    []string `yaml:"rules"`
	Resource string   `yaml:"resource"`
	Tier     string   `yaml:"tier"`
}

func (w waiver) compare(other waiver) int {
	return cmp.Or(
		strings.Compare(w.Tool, other.Tool),
		strings.Compare(strings.ToLower(w.Rules[0]), strings.ToLower(other.Rules[0])),
		strings.Compare(w.Resource, other.Resource),
		strings.Compare(w.Tier, other.Tier),
	)
}

func TestWaiversAreInTheOrderOfTheirToolsAndRules(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "waivers.yaml"))
	require.NoError(t, err)
	var list struct {
		Waivers []waiver `yaml:"waivers"`
	}
	require.NoError(t, yaml.Unmarshal(content, &list))
	require.Greater(t, len(list.Waivers), 50)
	for i, w := range list.Waivers {
		require.NotEmpty(t, w.Rules)
		sorted := slices.IsSortedFunc(w.Rules, func(a, b string) int {
			return strings.Compare(strings.ToLower(a), strings.ToLower(b))
		})
		assert.True(t, sorted, "%s: sort the rules %v", w.Resource, w.Rules)
		if i > 0 {
			before := list.Waivers[i-1]
			assert.Negative(t, before.compare(w), "%v belongs before %v", w, before)
		}
	}
}
