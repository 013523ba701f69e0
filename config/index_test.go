package config

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryValueOfTheFilesHasItsLineAndItsPath(t *testing.T) {
	all, err := lines(fstest.MapFS{
		"organization.yaml":     {Data: []byte("name: acme\nregions:\n  primary: eu-west-1\nnone: {}\n"), Mode: 0o644},
		"waivers.yaml":          {Data: []byte("waivers: []\n"), Mode: 0o644},
		"environments/dev.yaml": {Data: []byte("# dev\nservices:\n  web:\n    uses: [orders, \"pages\"]\n    port: 80\n"), Mode: 0o644},
		"environments/.x.yaml":  {Data: []byte("a: b\n"), Mode: 0o644},
		"sites/www/x.yaml":      {Data: []byte("a: b\n"), Mode: 0o644},
	}, "dir")
	require.NoError(t, err)
	assert.Equal(t, []Line{
		{"organization.yaml", 1, "name", "acme"},
		{"organization.yaml", 3, "regions.primary", "eu-west-1"},
		{"organization.yaml", 4, "none", "{}"},
		{"environments/dev.yaml", 4, "services.web.uses[0]", "orders"},
		{"environments/dev.yaml", 4, "services.web.uses[1]", "pages"},
		{"environments/dev.yaml", 5, "services.web.port", "80"},
	}, all)
	assert.Equal(t, "dev", all[3].Environment())
	assert.Empty(t, all[0].Environment())
}

func TestTheExampleHasNoValueWithoutALine(t *testing.T) {
	all, err := Lines("example")
	require.NoError(t, err)
	require.Greater(t, len(all), 100)
	for _, line := range all {
		assert.Positive(t, line.Line, line)
		assert.NotEmpty(t, line.Path, line)
	}
}
