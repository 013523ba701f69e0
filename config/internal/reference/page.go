package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// page writes the sections of one file's schema.
type page struct {
	out         *bytes.Buffer
	definitions jsonschema.Definitions
	taken       map[string]bool // anchors of the file before
	anchors     map[string]bool // of this one
}

// link returns the anchor of a section's heading. GitHub numbers those that occur twice.
func (p page) link(section string) string {
	name := anchor(section)
	p.anchors[name] = true
	if p.taken[name] {
		return name + "-1"
	}
	return name
}

// section writes the table of a section's keys, and then each section below it. path is the section's place in the
// file, or empty for the file itself.
func (p page) section(path string, schema *jsonschema.Schema) {
	name := path[strings.LastIndex(path, ".")+1:]
	if path != "" {
		fmt.Fprintf(p.out, "### %s\n\n", escape(path))
	}
	if text := meaning(strings.TrimSuffix(name, "<name>"), schema); text != "" {
		fmt.Fprintf(p.out, "%s\n\n", text)
	}
	p.out.WriteString("| key | value | default | meaning |\n|---|---|---|---|\n")
	type below struct {
		path   string
		schema *jsonschema.Schema
	}
	var sections []below
	for pair := schema.Properties.Oldest(); pair != nil; pair = pair.Next() {
		key, value := pair.Key, pair.Value
		if inner, suffix := p.inner(value); inner != nil {
			sections = append(sections, below{strings.TrimPrefix(path+"."+key+suffix, "."), inner})
		}
		standard := standard(value)
		if slices.Contains(schema.Required, key) {
			standard = "**required**"
		}
		fmt.Fprintf(p.out, "| `%s` | %s | %s | %s |\n", key, p.kind(value, path, key), standard, meaning(key, value))
	}
	p.out.WriteString("\n")
	for _, s := range sections {
		p.section(s.path, s.schema)
	}
}

// inner returns the section that a key holds, if it holds one, and what follows the key in the section's path.
func (p page) inner(value *jsonschema.Schema) (section *jsonschema.Schema, suffix string) {
	switch {
	case value.Ref != "":
		return p.definitions[strings.TrimPrefix(value.Ref, "#/$defs/")], ""
	case value.AdditionalProperties != nil && value.AdditionalProperties.Ref != "":
		section, _ = p.inner(value.AdditionalProperties)
		return section, ".<name>"
	case value.Items != nil && value.Items.Ref != "":
		section, _ = p.inner(value.Items)
		return section, "[]"
	}
	return nil, ""
}

// kind says what a key's value may be.
func (p page) kind(value *jsonschema.Schema, path, key string) string {
	if _, suffix := p.inner(value); value.Ref != "" || suffix != "" {
		section := strings.TrimPrefix(path+"."+key+suffix, ".")
		what := map[string]string{"": "section", ".<name>": "sections by name", "[]": "list of sections"}[suffix]
		return fmt.Sprintf("[%s](#%s)", what, p.link(section))
	}
	switch {
	case len(value.Enum) > manyValues:
		return "an AWS region"
	case len(value.Enum) > 0:
		var all []string
		for _, choice := range value.Enum {
			all = append(all, fmt.Sprintf("`%v`", choice))
		}
		return strings.Join(all, ", ")
	case value.Type == "array":
		return "list of " + p.kind(value.Items, path, key)
	case value.Type == "object" && value.AdditionalProperties != nil:
		return "by name: " + p.kind(value.AdditionalProperties, path, key)
	case value.Type == "integer", value.Type == "number":
		return "number" + bounds(value)
	case value.Type == "boolean":
		return "`true`, `false`"
	case value.Type == "string":
		return "text"
	}
	return "any"
}

// manyValues is how many values a table can show; only regions have more.
const manyValues = 20

// bounds returns the least and the greatest value, where the schema knows them.
func bounds(value *jsonschema.Schema) string {
	switch {
	case value.Minimum != "" && value.Maximum != "":
		return fmt.Sprintf(", %s to %s", value.Minimum, value.Maximum)
	case value.Minimum != "":
		return fmt.Sprintf(", %s or more", value.Minimum)
	case value.Maximum != "":
		return fmt.Sprintf(", at most %s", value.Maximum)
	}
	return ""
}
