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

var hosts = []string{"products-1.internal.example.com", "products-2.internal.example.com", "products-3.internal.example.com"}

// settings returns what a node is configured with, by name.
func settings(t *testing.T, node int) map[string]any {
	t.Helper()
	all := map[string]any{}
	for line := range strings.Lines(boot.Config("acme-prod-products", hosts, node)) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		require.True(t, found, line)
		require.NotContains(t, all, name, "said twice")
		if value == "@peers@" {
			value = `["10.0.0.1"]`
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
	for _, name := range append(slices.Sorted(maps.Keys(settings(t, 0))), "cluster.initial_cluster_manager_nodes") {
		assert.True(t, known[name], "%s: OpenSearch does not start with a setting that it does not know", name)
	}
}

func TestNoNodeFoundsAClusterByItsConfigurationAlone(t *testing.T) {
	for node := range hosts {
		assert.NotContains(t, settings(t, node), "cluster.initial_cluster_manager_nodes", "the boot says so, once")
		assert.NotContains(t, settings(t, node), "discovery.type")
	}
}

func TestNodesDifferInTheirNamesAlone(t *testing.T) {
	first, third := settings(t, 0), settings(t, 2)
	assert.Equal(t, "acme-prod-products-1", first["node.name"])
	assert.Equal(t, "acme-prod-products-3", third["node.name"])
	delete(first, "node.name")
	delete(third, "node.name")
	assert.Equal(t, first, third)
}

func TestBothLayersDemandTLSAndNodesKnowEachOtherByName(t *testing.T) {
	s := settings(t, 0)
	assert.Equal(t, true, s["plugins.security.ssl.http.enabled"])
	assert.Equal(t, true, s["transport.ssl.enforce_hostname_verification"])
	for _, layer := range []string{"transport", "http"} {
		assert.Equal(t, []any{"TLSv1.3", "TLSv1.2"}, s["plugins.security.ssl."+layer+".enabled_protocols"])
		assert.Equal(t, "tls/authority.crt", s["plugins.security.ssl."+layer+".pemtrustedcas_filepath"],
			"nobody outside the cluster proves to be a node or the administrator")
	}
	assert.Equal(t, []any{"CN=" + hosts[0], "CN=" + hosts[1], "CN=" + hosts[2]}, s["plugins.security.nodes_dn"])
	assert.Equal(t, []any{boot.Certificate}, s["plugins.security.authcz.admin_dn"])
	for name := range s {
		assert.NotContains(t, name, "unsupported")
		assert.NotContains(t, name, "demo")
	}
}
