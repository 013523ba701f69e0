package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runRoutes runs `bulkhead routes` on a configuration directory, and returns what it prints.
func runRoutes(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(append([]string{"routes"}, args...))
	root.SetOut(&out)
	root.SetErr(&out)
	err := root.Execute()
	return out.String(), err
}

func TestRoutesRecordsEachRouteOnceAndKeepsWhatIsGone(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../test/testdata/configs/plain")))
	record := filepath.Join(dir, "routes.yaml")
	require.NoError(t, os.Remove(record))
	_, err := config.Load(dir)
	assert.ErrorContains(t, err, "run bulkhead routes")

	out, err := runRoutes(t, "--config", dir)
	require.NoError(t, err)
	assert.Equal(t, `ENVIRONMENT  SERVICE  SLOT  STATE
dev          web      0     added
prod         web      0     added
stage        web      0     added
`, out)
	_, err = config.Load(dir)
	require.NoError(t, err)
	written, err := os.ReadFile(record)
	require.NoError(t, err)

	out, err = runRoutes(t, "--config", dir)
	require.NoError(t, err)
	assert.Equal(t, "every route has a slot, and nothing else is recorded\n", out)
	again, err := os.ReadFile(record)
	require.NoError(t, err)
	assert.Equal(t, string(written), string(again))

	dev := filepath.Join(dir, "environments", "dev.yaml")
	text, err := os.ReadFile(dev)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(dev, bytes.Replace(text, []byte("\n  web:\n"), []byte("\n  site:\n"), 1), 0o644))
	out, err = runRoutes(t, "--config", dir, "--json")
	require.NoError(t, err)
	assert.JSONEq(t, `{"formatVersion": "1.0", "routes": [
		{"environment": "dev", "service": "site", "slot": 1, "state": "added"},
		{"environment": "dev", "service": "web", "slot": 0, "state": "gone"},
		{"environment": "prod", "service": "web", "slot": 0, "state": "recorded"},
		{"environment": "stage", "service": "web", "slot": 0, "state": "recorded"}
	]}`, out)
}

func TestRoutesOfAFaultyConfigurationAreNotRecorded(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../config/testdata/mistakes")))
	out, err := runRoutes(t, "--config", dir)
	assert.ErrorContains(t, err, "network.zonse: is not a known key")
	assert.Empty(t, out)
	assert.NoFileExists(t, filepath.Join(dir, "routes.yaml"))
}
