package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const configDir = "../.."

func TestSchemasAreUpToDate(t *testing.T) {
	files, err := schemas(configDir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(configDir, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the types say; run: go generate ./config", name)
		}
	}
}

// validate checks a YAML text against a schema file.
func validate(t *testing.T, schema string, text []byte) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(filepath.Join(configDir, schema))
	if err != nil {
		t.Fatal(err)
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(json))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(value)
}

func TestTheExampleSatisfiesTheSchemasItNames(t *testing.T) {
	for _, name := range []string{"organization.yaml", "environments/dev.yaml", "environments/stage.yaml", "environments/prod.yaml"} {
		file := filepath.Join(configDir, "example", name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(string(text), "\n")
		schema, ok := strings.CutPrefix(header, "# yaml-language-server: $schema=")
		if !ok || strings.Contains(schema, "://") {
			t.Errorf("%s does not name its schema", name)
			continue
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(file), schema)); err != nil {
			t.Error(err)
		}
		if err := validate(t, filepath.Base(schema), text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSchemasRefuseWhatLoadingRefuses(t *testing.T) {
	prod, err := os.ReadFile(filepath.Join(configDir, "example/environments/prod.yaml"))
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
		if text == string(prod) || validate(t, "environment.schema.json", []byte(text)) == nil {
			t.Errorf("%q instead of %q is accepted", new, old)
		}
	}
}
