// Command schemagen writes the JSON Schemas of the configuration files, for
// editors. They come from the types of package config and their comments, so
// there is nothing to keep in step by hand. They are in the example, where the
// files name them by relative paths, so that a copy of it has them too. Run it
// with "go generate ./config".
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"bulkhead/analysis/promise"
	"bulkhead/config"

	"github.com/invopop/jsonschema"
)

func main() {
	files, err := schemas(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join("example", name), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// schemas returns the schema files by their paths in a configuration directory. dir is where package config's source
// is.
func schemas(dir string) (map[string][]byte, error) {
	reflector := jsonschema.Reflector{
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true,
		Anonymous:                  true,
		ExpandedStruct:             true,
		Mapper:                     scalar,
	}
	comments, err := comments(dir)
	if err != nil {
		return nil, err
	}
	reflector.CommentMap = comments
	files := map[string][]byte{}
	for name, value := range map[string]any{
		"organization": config.Organization{},
		"environment":  config.Environment{},
		"promises":     promise.Document{},
	} {
		schema := reflector.Reflect(value)
		schema.ID = jsonschema.ID("urn:bulkhead:" + name) // a name and no address: editors read the file
		schema.Title = "bulkhead: " + name
		text, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			return nil, err
		}
		files["schema/"+name+".json"] = append(text, '\n')
	}
	return files, nil
}

// comments returns the doc comments of package config, each on one line.
func comments(dir string) (map[string]string, error) {
	origin, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if err := os.Chdir(dir); err != nil { // the reflector takes the import path from relative file names
		return nil, err
	}
	defer os.Chdir(origin)
	var reader jsonschema.Reflector
	if err := reader.AddGoComments("bulkhead/config", "."); err != nil {
		return nil, err
	}
	for key, text := range reader.CommentMap {
		reader.CommentMap[key] = strings.Join(strings.Fields(text), " ")
	}
	return reader.CommentMap, nil
}

// scalar returns the schema of the types that parse themselves from text.
func scalar(t reflect.Type) *jsonschema.Schema {
	switch v := reflect.Zero(t).Interface().(type) {
	case interface{ Values() []string }:
		schema := &jsonschema.Schema{Type: "string"}
		for _, value := range v.Values() {
			schema.Enum = append(schema.Enum, value)
		}
		return schema
	case config.AccountID:
		return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{12}$`}
	case config.Prefix:
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$`}
	}
	return nil
}
