package plan

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/require"
)

// template is a stack of a test: its resources as JSON with apostrophes, and what it exports.
type template struct {
	stage, id string
	account   string
	after     []string // ids of stacks of its stage
	resources map[string]string
	exports   map[string]string // by name, the value
}

// thing is a resource: type, properties, and further attributes.
func thing(kind, properties string, more ...string) string {
	return strings.Join(append([]string{`'Type': '` + kind + `', 'Properties': {` + properties + `}`}, more...), ", ")
}

// write writes a cloud assembly in which the stages are deployed in order, each a wave.
func write(t *testing.T, stages []string, templates ...template) string {
	t.Helper()
	dir := t.TempDir()
	index := config.Index{}
	artifacts := map[string]any{}
	for _, stage := range stages {
		index.Waves = append(index.Waves, config.IndexWave{Name: "wave-" + stage, Stages: []string{stage}})
		inner := filepath.Join(dir, "assembly-"+stage)
		require.NoError(t, os.Mkdir(inner, 0o755))
		stacks := map[string]any{}
		for _, one := range templates {
			if one.stage == stage {
				stacks[one.id] = writeStack(t, inner, one)
			}
		}
		writeJSON(t, filepath.Join(inner, "manifest.json"), map[string]any{"artifacts": stacks})
		artifacts[stage] = map[string]any{
			"type":       "cdk:cloud-assembly",
			"properties": map[string]any{"directoryName": "assembly-" + stage, "displayName": stage},
		}
	}
	writeJSON(t, filepath.Join(dir, "manifest.json"), map[string]any{"artifacts": artifacts})
	writeJSON(t, filepath.Join(dir, config.IndexFile), index)
	return dir
}

func writeStack(t *testing.T, dir string, one template) any {
	t.Helper()
	resources := map[string]any{}
	for id, text := range one.resources {
		resources[id] = parse(t, "{"+text+"}")
	}
	outputs := map[string]any{}
	for name, text := range one.exports {
		outputs["Out"+name] = map[string]any{"Value": parse(t, text), "Export": map[string]any{"Name": name}}
	}
	file := one.id + ".template.json"
	writeJSON(t, filepath.Join(dir, file), map[string]any{
		"Resources": resources, "Outputs": outputs, "Parameters": parse(t, releaseParameter),
	})
	account := one.account
	if account == "" {
		account = "111111111111"
	}
	return map[string]any{
		"type":         "aws:cloudformation:stack",
		"environment":  "aws://" + account + "/eu-west-1",
		"displayName":  one.stage + "/" + one.id,
		"dependencies": one.after,
		"properties":   map[string]any{"templateFile": file, "stackName": one.stage + "-" + one.id},
	}
}

func parse(t *testing.T, text string) any {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(text, "'", `"`)), &value), text)
	return value
}

func writeJSON(t *testing.T, file string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o644))
}

// one is an assembly of one stack in one stage.
func one(t *testing.T, resources map[string]string) string {
	t.Helper()
	return write(t, []string{"dev"}, template{stage: "dev", id: "main", resources: resources})
}

func compare(t *testing.T, base, head string, o Options) *Plan {
	t.Helper()
	p, err := Compare(base, head, o)
	require.NoError(t, err)
	return p
}

// said are the findings of a severity as "name: kind".
func said(p *Plan, severity Severity) []string {
	var all []string
	for _, f := range p.Findings {
		if f.Severity == severity {
			all = append(all, f.Name+": "+string(f.Kind))
		}
	}
	slices.Sort(all)
	return all
}

// actions are what happens to the resources, by "stack/id".
func actions(p *Plan) map[string]Action {
	all := map[string]Action{}
	for _, s := range p.Stacks {
		for _, r := range s.Resources {
			all[s.ID+"/"+r.ID] = r.Action
		}
	}
	return all
}
