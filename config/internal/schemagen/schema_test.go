package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Where package config is, and the example.
const (
	configDir = "../.."
	example   = configDir + "/example"
)

func TestSchemasAreUpToDate(t *testing.T) {
	files, err := schemas(configDir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(example, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the types say; run: go generate ./config", name)
		}
	}
}

// validate checks a YAML text against a schema file.
func validate(t *testing.T, schema string, text []byte) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(converted))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(value)
}

// named returns the schema that each YAML file below a directory names, by the file; "" where it names none.
func named(t *testing.T, dir string) map[string]string {
	t.Helper()
	schemas := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".yaml" || filepath.Base(file) == "routes.yaml" { // which people do not write
			return err
		}
		text, err := os.ReadFile(file)
		header, _, _ := strings.Cut(string(text), "\n")
		schemas[file] = ""
		if schema, ok := strings.CutPrefix(header, "# yaml-language-server: $schema="); ok {
			schemas[file] = filepath.Join(filepath.Dir(file), filepath.FromSlash(schema))
		}
		return err
	})
	if err != nil || len(schemas) == 0 {
		t.Fatal("no files", err)
	}
	return schemas
}

func TestACopyOfTheExampleHasTheSchemasItNamesAndSatisfiesThem(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(example)); err != nil {
		t.Fatal(err)
	}
	for file, schema := range named(t, dir) {
		if !strings.HasPrefix(schema, dir+string(filepath.Separator)) {
			t.Errorf("%s names no schema that is copied with it: %q", file, schema)
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestTheConfigurationsOfTheTestsNameSchemasThatExist(t *testing.T) {
	for _, dir := range []string{"/../test/testdata/configs", "/../examples"} {
		found := 0
		for file, schema := range named(t, configDir+dir) {
			if schema == "" {
				continue
			}
			found++
			if _, err := os.Stat(schema); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
		if found == 0 {
			t.Errorf("none of %s names a schema", dir)
		}
	}
}

func TestTheSchemasHaveNamesOfTheirOwn(t *testing.T) {
	files, err := schemas(configDir)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for name, text := range files {
		var schema struct {
			ID string `json:"$id"`
		}
		if err := json.Unmarshal(text, &schema); err != nil || !strings.HasPrefix(schema.ID, "urn:bulkhead:") || seen[schema.ID] {
			t.Errorf("%s is called %q: %v", name, schema.ID, err)
		}
		seen[schema.ID] = true
	}
}

func TestTheSchemasRefuseWhatLoadingRefuses(t *testing.T) {
	prod, err := os.ReadFile(filepath.Join(example, "environments/prod.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for old, new := range map[string]string{
		"wave: 3":            "wafe: 3",
		"port: 3000":         "port: 0",
		"nat: per-zone":      "nat: per-zones",
		`version: "17.7"`:    `version: 17.7`,
		"tier: production":   "",
		"cidr: 10.30.0.0/16": "cidr: ten",
	} {
		text := strings.Replace(string(prod), old, new, 1)
		if text == string(prod) || validate(t, filepath.Join(example, "schema/environment.json"), []byte(text)) == nil {
			t.Errorf("%q instead of %q is accepted", new, old)
		}
	}
}
