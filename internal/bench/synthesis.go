package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The budgets of a synthesis: the seconds grow with the resources, the memory is
// for the example.
const (
	secondsAtOnce      = 0.5
	secondsPerResource = 0.003
	exampleMiB         = 600
)

// synthesis is the whole example, written by the app that is built already, without CDK Nag.
func (b *bench) synthesis() ([]row, error) {
	out := b.path("synthesis")
	costs, err := repeat(b.runs, func() (cost, error) { return run(b.app(b.example(), out)) })
	if err != nil {
		return nil, err
	}
	n, err := resources(out)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("synthesis of the example, %d resources", n)
	return []row{
		newRow(what, seconds(costs), "s", secondsAtOnce+secondsPerResource*float64(n)),
		newRow(what+": processor time", cpu(costs), "s", 0),
		newRow(what+": memory", mib(costs), "MiB", exampleMiB),
	}, nil
}

// templates are the templates below a directory, by path.
func templates(dir string) (map[string]string, error) {
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".template.json") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all[name] = string(content)
		return err
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("no templates were written")
	}
	return all, err
}

// resources counts the resources of all templates below a directory.
func resources(dir string) (int, error) {
	all, err := templates(dir)
	if err != nil {
		return 0, err
	}
	n := 0
	for name, text := range all {
		var template struct{ Resources map[string]json.RawMessage }
		if err := json.Unmarshal([]byte(text), &template); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		n += len(template.Resources)
	}
	return n, nil
}
