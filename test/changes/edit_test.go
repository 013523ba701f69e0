package changes

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// files are a configuration: texts by path.
type files map[string]string

// readFiles reads a configuration below testdata.
func readFiles(dir string) files {
	all := files{}
	for _, pattern := range []string{"organization.yaml", "environments/*.yaml"} {
		paths, err := filepath.Glob(filepath.Join("testdata", dir, pattern))
		if err != nil || len(paths) == 0 {
			panic(fmt.Sprint("no ", pattern, " of ", dir, err))
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				panic(err)
			}
			name, err := filepath.Rel(filepath.Join("testdata", dir), path)
			if err != nil {
				panic(err)
			}
			all[name] = string(content)
		}
	}
	return all
}

// write writes a configuration to a directory.
func (f files) write(dir string) error {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f[name]), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// edit changes one place of a file.
type edit struct {
	file  string // "organization", or the name of an environment
	path  string // keys and indexes with dots between them; empty for the whole file
	value string // YAML; empty to remove
}

func (e edit) String() string {
	switch {
	case e.value == "":
		return fmt.Sprintf("%s: without %s", e.file, e.path)
	case e.path == "":
		return e.file + ": added"
	}
	return fmt.Sprintf("%s: %s: %s", e.file, e.path, e.value)
}

// set gives a place of an environment, or of the organization, a value.
func set(file, path, value string) edit { return edit{file, path, value} }

// without removes a place.
func without(file, path string) edit { return edit{file: file, path: path} }

// routesFile is the record of routes.
const routesFile = "routes.yaml"

// with returns a copy with edits made.
func (f files) with(edits ...edit) files {
	all := maps.Clone(f)
	for _, e := range edits {
		name := "organization.yaml"
		if e.file != "organization" {
			name = "environments/" + e.file + ".yaml"
		}
		switch {
		case e.path != "":
			all[name] = e.in(all[name])
		case e.value == "":
			delete(all, name)
		default:
			all[name] = e.value
		}
	}
	return all
}

// in returns the text of a file with the edit made.
func (e edit) in(content string) string {
	var document, value any
	decode := func(text string, into *any) {
		if err := yaml.UnmarshalWithOptions([]byte(text), into, yaml.UseOrderedMap()); err != nil {
			panic(fmt.Sprintf("%s: %v", e, err))
		}
	}
	decode(content, &document)
	if e.value != "" {
		decode(e.value, &value)
	}
	edited, err := yaml.Marshal(e.at(document, strings.Split(e.path, "."), value))
	if err != nil {
		panic(err)
	}
	return string(edited)
}

// at returns a value with what is below it changed.
func (e edit) at(in any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	remove := len(path) == 1 && e.value == ""
	switch v := in.(type) {
	case nil:
		if remove {
			panic(fmt.Sprintf("%s: there is no such place", e))
		}
		return yaml.MapSlice{{Key: path[0], Value: e.at(nil, path[1:], value)}}
	case yaml.MapSlice:
		i := slices.IndexFunc(v, func(item yaml.MapItem) bool { return fmt.Sprint(item.Key) == path[0] })
		switch {
		case i < 0 && e.value == "":
			panic(fmt.Sprintf("%s: there is no such place", e))
		case i < 0:
			return append(slices.Clone(v), yaml.MapItem{Key: path[0], Value: e.at(nil, path[1:], value)})
		case remove:
			return slices.Delete(slices.Clone(v), i, i+1)
		}
		changed := slices.Clone(v)
		changed[i].Value = e.at(v[i].Value, path[1:], value)
		return changed
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i > len(v) {
			panic(fmt.Sprintf("%s: there is no such place", e))
		}
		if i == len(v) {
			return append(slices.Clone(v), e.at(nil, path[1:], value))
		}
		if remove {
			return slices.Delete(slices.Clone(v), i, i+1)
		}
		changed := slices.Clone(v)
		changed[i] = e.at(v[i], path[1:], value)
		return changed
	}
	panic(fmt.Sprintf("%s: %v is no place for more", e, in))
}

// environmentOf is the file of an environment, as it is.
func environmentOf(f files, name string) map[string]any {
	var all map[string]any
	if err := yaml.Unmarshal([]byte(f["environments/"+name+".yaml"]), &all); err != nil {
		panic(err)
	}
	return all
}
