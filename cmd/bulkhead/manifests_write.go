package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/analysis/manifest"
	"bulkhead/internal/interrupt"

	"github.com/goccy/go-yaml"
)

// header begins every file, and tells whose the directory is.
const header = "# Written by bulkhead manifests: what is changed here is overwritten.\n"

// writtenManifests are the files of one stack.
type writtenManifests struct {
	Stack     string   `json:"stack"`
	Cluster   string   `json:"cluster"`
	Directory string   `json:"directory"`
	Files     []string `json:"files"`
}

// allNeeds returns what stacks need, each once.
func allNeeds(stacks []manifest.Stack) []manifest.Need {
	byName := map[string]manifest.Need{}
	for _, s := range stacks {
		for _, need := range s.Needs {
			byName[need.Name] = need
		}
	}
	all := make([]manifest.Need, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		all = append(all, byName[name])
	}
	return all
}

// printNeeds prints a file of values, with those that are known already.
func printNeeds(out io.Writer, needs []manifest.Need, values map[string]string) error {
	for _, need := range needs {
		text, err := json.Marshal(values[need.Name])
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "# %s, %s\n%q: %s\n", need.Type, need.What, need.Name, text); err != nil {
			return err
		}
	}
	return nil
}

// demandValues fails when a value is missing, and says which.
func demandValues(out io.Writer, stacks []manifest.Stack, values map[string]string, dir string) error {
	missing := false
	for _, need := range allNeeds(stacks) {
		if values[need.Name] == "" {
			missing = true
			fmt.Fprintf(out, "missing: %s (%s, %s)\n", need.Name, need.Type, need.What)
		}
	}
	if missing {
		return fmt.Errorf("%w: run bulkhead manifests %s --needs >values.yaml, fill it in, and name it with --values",
			errValues, dir)
	}
	return nil
}

// writeManifests writes a directory for each stack, all of them or none: beside out first, which then takes its place.
func writeManifests(out string, stacks []manifest.Stack) ([]writtenManifests, error) {
	if len(stacks) == 0 {
		return nil, nil
	}
	if err := demandOurs(out); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(out)), 0o755); err != nil {
		return nil, err
	}
	beside, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), ".manifests-")
	if err != nil {
		return nil, err
	}
	defer interrupt.Half(beside)()
	defer os.RemoveAll(beside)
	fresh, old := filepath.Join(beside, "fresh"), filepath.Join(beside, "old")
	var all []writtenManifests
	for _, s := range stacks {
		written, err := writeStack(fresh, s)
		if err != nil {
			return nil, err
		}
		all = append(all, written)
	}
	return all, interrupt.Whole(func() error {
		if err := os.Rename(out, old); err != nil && !os.IsNotExist(err) {
			return err
		}
		if err := os.Rename(fresh, out); err != nil {
			_ = os.Rename(old, out)
			return err
		}
		return nil
	})
}

// demandOurs fails where a directory holds what this command has not written.
func demandOurs(out string) error {
	if _, err := os.Stat(out); os.IsNotExist(err) {
		return nil
	}
	return filepath.WalkDir(out, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && !bytes.HasPrefix(text, []byte(header)) {
			err = fmt.Errorf("%s is not of bulkhead manifests, which would remove it: name another directory with --out", path)
		}
		return err
	})
}

// writeStack writes the files of a stack.
func writeStack(out string, s manifest.Stack) (writtenManifests, error) {
	written := writtenManifests{Stack: s.ID, Cluster: s.Cluster, Directory: strings.ReplaceAll(s.ID, "/", "-")}
	dir := filepath.Join(out, written.Directory)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return written, err
	}
	for _, o := range s.Objects {
		name := strings.ToLower(o.Kind) + "-" + o.Name
		if slices.Contains(written.Files, name+".yaml") {
			name += "-" + o.Namespace
		}
		written.Files = append(written.Files, name+".yaml")
		if err := writeYAML(filepath.Join(dir, name+".yaml"), o.Body); err != nil {
			return written, err
		}
	}
	return written, writeYAML(filepath.Join(dir, "kustomization.yaml"), map[string]any{
		"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": written.Files,
	})
}

func writeYAML(path string, value any) error {
	text, err := yaml.MarshalWithOptions(
		plainNumbers(value), yaml.IndentSequence(false), yaml.UseLiteralStyleIfMultiline(true),
	)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append([]byte(header), text...), 0o644)
}

// plainNumbers returns a value of JSON with numbers as YAML writes them: without quotes.
func plainNumbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		all := map[string]any{}
		for key, one := range v {
			all[key] = plainNumbers(one)
		}
		return all
	case []any:
		all := make([]any, 0, len(v))
		for _, one := range v {
			all = append(all, plainNumbers(one))
		}
		return all
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64()
		return f
	}
	return value
}

// printManifests says what is written.
func printManifests(out io.Writer, dir string, written []writtenManifests) error {
	if len(written) == 0 {
		_, err := fmt.Fprintln(out, "no stack brings objects to a cluster")
		return err
	}
	for _, w := range written {
		if _, err := fmt.Fprintf(out, "%s: %d objects for cluster %s\n",
			filepath.Join(dir, w.Directory), len(w.Files), w.Cluster); err != nil {
			return err
		}
	}
	return nil
}
