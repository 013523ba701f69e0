// Command reference writes docs/configuration.md, the reference of the configuration. It reads the JSON Schemas of the
// configuration files and nothing else. Run it with "go generate ./config", which writes the schemas first.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/invopop/jsonschema"
)

// document is the reference, from package config's directory.
const document = "../docs/configuration.md"

func main() {
	text, err := reference(".")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(document, text, 0o644); err != nil {
		log.Fatal(err)
	}
}

const introduction = `# Configuration reference

Every key of the two kinds of files of a configuration directory, from their JSON Schemas
(` + "`config/example/schema/`" + `); ` + "`go generate ./config`" + ` writes this page. The [example](../config/example/organization.yaml) shows the keys in use.

A key without a default that is not **required** may be left out: what it describes is then not there, or AWS decides.
` + "`<name>`" + ` is a name that you choose. Words of ours are in the [glossary](glossary.md).

`

// reference returns the document. dir is where the schemas are.
func reference(dir string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(introduction)
	var taken map[string]bool
	for _, file := range []struct{ schema, name string }{
		{"example/schema/organization.json", "organization.yaml"},
		{"example/schema/environment.json", "environments/<name>.yaml"},
	} {
		content, err := os.ReadFile(filepath.Join(dir, file.schema))
		if err != nil {
			return nil, err
		}
		var schema jsonschema.Schema
		if err := json.Unmarshal(content, &schema); err != nil {
			return nil, fmt.Errorf("%s: %w", file.schema, err)
		}
		fmt.Fprintf(&out, "## %s\n\n", escape(file.name))
		p := page{&out, schema.Definitions, taken, map[string]bool{}}
		p.section("", &schema)
		taken = p.anchors
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n'), nil
}
