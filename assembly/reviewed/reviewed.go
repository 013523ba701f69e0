// Package reviewed reads the templates of a configuration as people last reviewed them, for tests that need no
// synthesis. They are below test/testdata/templates, in a directory for each configuration; make accept writes them.
package reviewed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bulkhead/assembly"
)

// A Stack is a line of the index: what no template tells.
type Stack struct {
	ID        string   `json:"id"`
	Stage     string   `json:"stage,omitempty"`
	Name      string   `json:"name"`
	Account   string   `json:"account"`
	Region    string   `json:"region"`
	Protected bool     `json:"protected,omitempty"` // has termination protection
	After     []string `json:"after,omitempty"`     // the stacks of its stage that are deployed before
}

// Index is the file of a configuration's directory that has a line for each stack.
func Index(dir string) string { return filepath.Join(dir, "stacks.jsonl") }

// Template is the file of a stack's template.
func Template(dir, stack string) string {
	return filepath.Join(dir, strings.NewReplacer("/", "-", ":", "-").Replace(stack)+".json")
}

// Stacks returns the lines of the index.
func Stacks(dir string) ([]Stack, error) {
	lines, err := os.ReadFile(Index(dir))
	if err != nil {
		return nil, fmt.Errorf("%w; make accept writes it", err)
	}
	var all []Stack
	for line := range bytes.Lines(lines) {
		var s Stack
		if err := json.Unmarshal(line, &s); err != nil {
			return nil, fmt.Errorf("%s: %w", Index(dir), err)
		}
		all = append(all, s)
	}
	return all, nil
}

// Read returns the templates of a configuration, as assembly.Load would what they were synthesized to.
func Read(dir string) (*assembly.Assembly, error) {
	stacks, err := Stacks(dir)
	if err != nil {
		return nil, err
	}
	a := &assembly.Assembly{Dir: dir}
	for _, s := range stacks {
		stack := &assembly.Stack{
			ID: s.ID, Stage: s.Stage, Name: s.Name, Account: s.Account, Region: s.Region,
			TerminationProtection: s.Protected, DependsOn: s.After, Path: Template(dir, s.ID),
		}
		if err := stack.Read(); err != nil {
			return nil, err
		}
		a.Stacks = append(a.Stacks, stack)
	}
	return a, nil
}
