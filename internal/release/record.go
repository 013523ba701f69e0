package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Record is what a release promises to keep, or to say when it does not: what it deploys, and what extensions build on.
type Record struct {
	Version string
	// Parts are by name: "resource <configuration>/<stack> <logical id> <type>" and "outputs <configuration>/<stack>",
	// with a hash of what they are; and "api <name>" and "file <path>", with what it is.
	Parts map[string]string
}

// Take records what the tree at root is now.
func Take(version, root string) (*Record, error) {
	r := &Record{version, map[string]string{}}
	files, err := filepath.Glob(filepath.Join(root, "test/testdata/templates/*/*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no templates in test/testdata/templates", root)
	}
	for _, file := range files {
		if err := r.template(file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if err := r.offered(filepath.Join(root, "stacks", "extend.go")); err != nil {
		return nil, err
	}
	return r, r.files(root, "extensions")
}

// template adds what a template makes.
func (r *Record) template(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var template struct {
		Resources map[string]json.RawMessage
		Outputs   json.RawMessage
	}
	if err := json.Unmarshal(text, &template); err != nil {
		return err
	}
	stack := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
	for id, resource := range template.Resources {
		var of struct{ Type string }
		if err := json.Unmarshal(resource, &of); err != nil {
			return err
		}
		if r.Parts["resource "+stack+" "+id+" "+of.Type], err = digest(resource); err != nil {
			return err
		}
	}
	if template.Outputs != nil {
		r.Parts["outputs "+stack], err = digest(template.Outputs)
	}
	return err
}

// files adds the files of a directory that releases never change.
func (r *Record) files(root, dir string) error {
	files, err := filepath.Glob(filepath.Join(root, dir, "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		r.Parts["file "+dir+"/"+filepath.Base(file)] = short(text)
	}
	return nil
}

// digest is a hash of JSON, however it is written.
func digest(text json.RawMessage) (string, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return "", err
	}
	return short(compact.Bytes()), nil
}

// short is the beginning of a hash: enough to tell a change.
func short(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:5])
}

// Write writes the record, so that git shows a release part by part.
func (r *Record) Write(file string) error {
	var text strings.Builder
	fmt.Fprintf(&text, "release %s\n", r.Version)
	for _, part := range slices.Sorted(maps.Keys(r.Parts)) {
		fmt.Fprintf(&text, "%s\t%s\n", part, r.Parts[part])
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}

// Read reads what Write wrote.
func Read(file string) (*Record, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	first, lines, _ := strings.Cut(string(text), "\n")
	version, is := strings.CutPrefix(first, "release ")
	if !is {
		return nil, fmt.Errorf("%s does not begin with a release", file)
	}
	r := &Record{version, map[string]string{}}
	for line := range strings.Lines(lines) {
		part, is, two := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !two {
			return nil, fmt.Errorf("%s: not a part and what it is: %s", file, line)
		}
		r.Parts[part] = is
	}
	return r, nil
}
