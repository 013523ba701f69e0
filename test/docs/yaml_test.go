package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/config"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// example is the configuration that parts of configurations are added to.
const example = root + "/config/example"

// checkYAML demands that configuration loads. Its fence says what it is:
//
//	```yaml organization        a part of organization.yaml, added to the example's
//	```yaml environment         a part of an environment's file, added to the example's prod.yaml
//	```yaml patches             a whole patches.yaml
//	```yaml environment alone   the whole file of an environment that the example does not have
func checkYAML(t testing.TB, b block) error {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "config")
	require.NoError(t, os.CopyFS(dir, os.DirFS(example)))
	var err error
	switch b.argument {
	case "organization":
		err = add(filepath.Join(dir, "organization.yaml"), b.text)
	case "environment":
		require.NoError(t, add(filepath.Join(dir, "organization.yaml"), "repositories: [web, worker, valkey, opensearch, mysql]")) // a store's too
		err = add(filepath.Join(dir, "environments/prod.yaml"), b.text)
	case "environment alone":
		err = os.WriteFile(filepath.Join(dir, "environments/extra.yaml"), []byte(b.text), 0o644)
		require.NoError(t, add(filepath.Join(dir, "organization.yaml"), `accounts: {extra: "666666666666"}`))
	case "patches":
		err = os.WriteFile(filepath.Join(dir, config.PatchesFile), []byte(b.text), 0o644)
	default:
		return fmt.Errorf("say whose part it is: ```yaml organization or ```yaml environment")
	}
	if err == nil {
		_, err = config.RecordRoutes(dir) // as who adds a route does
	}
	if err == nil {
		_, err = config.Load(dir)
	}
	return err
}

// add writes the keys of part over those of a file.
func add(file, part string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var base, over map[string]any
	if err := yaml.Unmarshal(content, &base); err != nil {
		return err
	}
	if err := yaml.Unmarshal([]byte(part), &over); err != nil {
		return err
	}
	merge(base, over)
	content, err = yaml.Marshal(base)
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}

// merge writes the values of over into base; what is a map in both is merged.
func merge(base, over map[string]any) {
	for key, value := range over {
		inner, isMap := value.(map[string]any)
		if old, wasMap := base[key].(map[string]any); isMap && wasMap {
			merge(old, inner)
			continue
		}
		base[key] = value
	}
}

func TestAPartOfAConfigurationThatDoesNotLoadIsRefused(t *testing.T) {
	for text, argument := range map[string]string{
		"services: {web: {uses: [nothing]}}":              "environment",
		"name: Not A Name":                                "organization",
		"tier: development":                               "environment alone",
		"tier: development\nnetwork: {cidr: 10.50.0/16}":  "environment alone",
		"buckets: {more: {}}":                             "",
		"services: {web: {image: 'web:1'}, web: {uses: [": "environment",
	} {
		assert.Error(t, checkYAML(t, block{text: text, argument: argument}), text)
	}
	assert.NoError(t, checkYAML(t, block{text: "buckets: {more: {}}", argument: "environment"}))
}
