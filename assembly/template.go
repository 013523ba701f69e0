package assembly

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// readTemplates reads every file below dir that looks like a CloudFormation
// template. Hidden directories and node_modules are not entered.
func readTemplates(dir string) ([]*Stack, error) {
	var stacks []*Stack
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != dir && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		id := withoutExtension(entry.Name())
		if id == "" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !looksLikeTemplate(text) {
			return nil
		}
		template, err := parse(path, text)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, filepath.Dir(path))
		if err != nil {
			return err
		}
		stage := strings.TrimPrefix(filepath.ToSlash(relative), ".")
		stack := &Stack{ID: strings.TrimPrefix(stage+"/"+id, "/"), Stage: stage, Name: id, Path: path}
		stack.fill(template)
		stacks = append(stacks, stack)
		return nil
	})
	return stacks, err
}

// withoutExtension strips the extensions a template may have, and returns ""
// for a name that has none of them.
func withoutExtension(name string) string {
	for _, extension := range []string{".template.json", ".template.yaml", ".template.yml", ".json", ".yaml", ".yml", ".template"} {
		if strings.HasSuffix(name, extension) {
			return strings.TrimSuffix(name, extension)
		}
	}
	return ""
}

var (
	resourcesKey = regexp.MustCompile(`(?m)(^Resources|"Resources")\s*:`)
	resourceType = regexp.MustCompile(`\bType"?\s*:\s*["']?\w+::\w+`)
)

// looksLikeTemplate judges by the text, not by the parsed document, so that a
// template with a syntax error is an error and not just another file.
func looksLikeTemplate(text []byte) bool {
	return resourcesKey.Match(text) && resourceType.Match(text)
}

func readTemplate(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the cloud assembly is incomplete; synthesize again: %w", err)
	}
	return parse(path, text)
}

// parse reads a template. What starts with a brace is JSON, the rest is YAML.
func parse(path string, text []byte) (map[string]any, error) {
	var document any
	var err error
	if strings.HasPrefix(strings.TrimSpace(string(text)), "{") {
		err = json.Unmarshal(text, &document)
	} else {
		document, err = parseYAML(text)
	}
	template, ok := document.(map[string]any)
	if err == nil && !ok {
		err = errors.New("the document is not a map")
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not a template that can be read; correct it: %w", path, err)
	}
	return template, nil
}
