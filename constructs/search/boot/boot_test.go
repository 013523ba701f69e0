package boot_test

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/constructs/search/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// documented are OpenSearch's settings, one a line with its page, as of the date in the file.
//
//go:embed testdata/settings.txt
var documented string

// settings returns what nodes are configured with, by name.
func settings(t *testing.T) map[string]any {
	t.Helper()
	file, err := boot.Files.ReadFile("7-settings.sh")
	require.NoError(t, err)
	_, text, found := strings.Cut(string(file), "<<'END'\n")
	require.True(t, found)
	text, _, found = strings.Cut(text, "END\n")
	require.True(t, found)
	all := map[string]any{}
	for line := range strings.Lines(text) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		require.True(t, found, line)
		require.NotContains(t, all, name, "said twice")
		if strings.HasPrefix(value, "@") {
			value = `["` + value + `"]` // a list
		}
		var read any
		require.NoError(t, json.Unmarshal([]byte(value), &read), line)
		all[name] = read
	}
	return all
}

func TestOpenSearchKnowsEverySettingThatNodesHave(t *testing.T) {
	known := map[string]bool{}
	for line := range strings.Lines(documented) {
		if name, page, found := strings.Cut(strings.TrimSpace(line), " "); found && !strings.HasPrefix(name, "#") {
			assert.Contains(t, page, ".md", line)
			known[name] = true
		}
	}
	require.Greater(t, len(known), 100)
	for _, name := range append(slices.Sorted(maps.Keys(settings(t))), "cluster.initial_cluster_manager_nodes") {
		assert.True(t, known[name], "%s: OpenSearch does not start with a setting that it does not know", name)
	}
}

func TestNoNodeFoundsAClusterByItsConfigurationAlone(t *testing.T) {
	assert.NotContains(t, settings(t), "cluster.initial_cluster_manager_nodes", "the boot says so, once")
	assert.NotContains(t, settings(t), "discovery.type")
}

func TestBothLayersDemandTLSAndNodesKnowEachOtherByName(t *testing.T) {
	s := settings(t)
	assert.Equal(t, true, s["plugins.security.ssl.http.enabled"])
	assert.Equal(t, true, s["transport.ssl.enforce_hostname_verification"])
	for _, layer := range []string{"transport", "http"} {
		assert.Equal(t, []any{"TLSv1.3", "TLSv1.2"}, s["plugins.security.ssl."+layer+".enabled_protocols"])
		assert.Equal(t, "tls/authority.crt", s["plugins.security.ssl."+layer+".pemtrustedcas_filepath"],
			"nobody outside the cluster proves to be a node or the administrator")
	}
	assert.Equal(t, []any{"@nodes@"}, s["plugins.security.nodes_dn"])
	assert.Equal(t, []any{"CN=admin"}, s["plugins.security.authcz.admin_dn"])
	for name := range s {
		assert.NotContains(t, name, "unsupported")
		assert.NotContains(t, name, "demo")
	}
}
