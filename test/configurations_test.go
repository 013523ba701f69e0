package test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryConfigurationOfTheTestsIsReviewedAndVerified(t *testing.T) {
	dirs, err := filepath.Glob("testdata/configs/*")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for _, dir := range dirs {
		assert.Contains(t, sharedConfigs, filepath.Base(dir))
	}
}

// inMap marks a key whose choices are in a map's values.
const inMap = "{}"

// enumerations are the values that the schemas list, by the key they belong to; regions aside.
func enumerations(t testing.TB) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	var walk func(key string, value any)
	walk = func(key string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for _, choice := range list(v["enum"]) {
				found[key] = append(found[key], choice.(string))
			}
			for name, inner := range v {
				switch name {
				case "items": // of a list with that key
					name = key
				case "additionalProperties":
					name = key + inMap
				}
				walk(name, inner)
			}
		case []any:
			for _, inner := range v {
				walk(key, inner)
			}
		}
	}
	for _, kind := range []string{"organization", "environment"} {
		schema, err := os.ReadFile("../config/example/schema/" + kind + ".json")
		require.NoError(t, err)
		var value any
		require.NoError(t, json.Unmarshal(schema, &value))
		walk("", value)
	}
	delete(found, "region")
	delete(found, "primary")
	delete(found, "regions")
	require.Greater(t, len(found), 8)
	return found
}

// elsewhere are choices that no configuration here makes, with the test that makes them: whoever pushes would
// administer the archive of the one that has it apart, and that nobody does is what it promises.
var elsewhere = map[string]string{
	"approve: log-archive": "TestThePipelineDeploysToOwnAccountsThatLetItIn",
	"deploys: log-archive": "TestThePipelineDeploysToOwnAccountsThatLetItIn",
}

func TestEveryChoiceOfTheConfigurationIsSynthesized(t *testing.T) {
	var said strings.Builder
	for _, pattern := range []string{"../config/example/*.yaml", "../config/example/environments/*.yaml", "../examples/*/*.yaml", "testdata/configs/*/*.yaml", "testdata/configs/*/environments/*.yaml"} {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names, pattern)
		for _, name := range names {
			content, err := os.ReadFile(name)
			require.NoError(t, err)
			said.Write(content)
		}
	}
	for key, choices := range enumerations(t) {
		for _, choice := range choices {
			key, isMap := strings.CutSuffix(key, inMap)
			between := `( | \[([^\n\]]* )?)`
			if isMap {
				between = `(\n  +\S+:[^\n]*)*?[^\n]*[ \[]`
			}
			made := regexp.MustCompile(
				`\b` + key + `:` + between + regexp.QuoteMeta(choice) + `\b`,
			).MatchString(
				said.String(),
			)
			assert.True(t, made != (elsewhere[key+": "+choice] != ""), "no configuration says %s: %s", key, choice)
		}
	}
}

// loads is the configuration of an organization with this one environment, or nil when it is refused.
func loads(t testing.TB, environment []byte) *config.Config {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/minimal")))
	require.NoError(t, os.WriteFile(dir+"/environments/dev.yaml", environment, 0o644))
	if _, err := config.RecordRoutes(dir); err != nil {
		return nil
	}
	c, err := config.Load(dir)
	require.NoError(t, err, "what is recorded is not all that was missing")
	return c
}

// synthesizes proves that building a configuration throws nothing.
func synthesizes(t testing.TB, c *config.Config) {
	t.Helper()
	out := t.TempDir()
	require.NoError(t, kernel.Run(func() { stacks.Synthesize(c, stacks.Options{Outdir: out, Functions: standins()}) }))
}

// FuzzAcceptedConfigurationsSynthesize feeds anything as an environment file: what is accepted can be built.
func FuzzAcceptedConfigurationsSynthesize(f *testing.F) {
	f.Add([]byte("tier: development\nnetwork:\n  cidr: 10.0.0.0/21\n"))
	f.Add([]byte("tier: development\nnetwork: {cidr: 100.64.0.0/20, zones: 2, nat: none, endpoints: standard}\n" +
		"databases: {a: {engine: postgres, version: \"15.17\", class: t3.micro, storageGiB: 20, backupDays: 1}}\n"))
	f.Fuzz(func(t *testing.T, environment []byte) {
		if c := loads(t, environment); c != nil {
			synthesizes(t, c)
		}
	})
}

func TestWhatTheLoadersFuzzerFoundAndIsAcceptedSynthesizes(t *testing.T) {
	corpus, err := filepath.Glob("../config/testdata/fuzz/FuzzLoad/*")
	require.NoError(t, err)
	require.NotEmpty(t, corpus)
	for _, name := range corpus {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		lines := strings.Split(string(content), "\n") // go test fuzz v1, []byte("…"), bool(…)
		require.GreaterOrEqual(t, len(lines), 3, name)
		text, err := strconv.Unquote(strings.TrimSuffix(strings.TrimPrefix(lines[1], "[]byte("), ")"))
		require.NoError(t, err, name)
		if c := loads(t, []byte(text)); c != nil {
			synthesizes(t, c)
		}
	}
}
