package assembly

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifest is the part of a cloud assembly's manifest.json that places stacks.
type manifest struct {
	Artifacts map[string]struct {
		Type         string
		Environment  string // aws://account/region
		DisplayName  string
		Dependencies []string
		Properties   struct {
			TemplateFile          string
			StackName             string
			TerminationProtection bool
			DirectoryName         string
			DisplayName           string
		}
	}
}

// readManifest reads the stacks of a cloud assembly. Templates of nested stacks, which no manifest lists, are refused,
// or read as stacks of their own.
func readManifest(dir string, nested bool) ([]*Stack, error) {
	stacks, err := readStage(dir, "", nested)
	if err != nil {
		return nil, err
	}
	byID := map[string]string{}
	for _, stack := range stacks {
		if other, taken := byID[stack.ID]; taken {
			return nil, fmt.Errorf("%s and %s are both called %q; rename one of the files", other, stack.Path, stack.ID)
		}
		byID[stack.ID] = stack.Path
	}
	return stacks, nil
}

// readStage reads the stacks of the assembly in dir, and of those nested in it.
func readStage(dir, stage string, withNested bool) ([]*Stack, error) {
	file := filepath.Join(dir, "manifest.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the cloud assembly is incomplete; synthesize again: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s is not a cloud assembly's manifest; synthesize again: %w", file, err)
	}
	stacks, err := nestedStacks(dir, stage)
	if err != nil {
		return nil, err
	}
	if len(stacks) > 0 && !withNested {
		return nil, fmt.Errorf("%s belongs to a nested stack, which no check would see; make it a stack of its own", stacks[0].Path)
	}
	ids := map[string]string{} // of an artifact: of its stack
	for name, artifact := range m.Artifacts {
		if artifact.Type == "aws:cloudformation:stack" {
			ids[name] = cmp.Or(artifact.DisplayName, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Artifacts)) {
		artifact := m.Artifacts[name]
		properties := artifact.Properties
		switch artifact.Type {
		case "cdk:cloud-assembly":
			nested := cmp.Or(properties.DisplayName, strings.TrimPrefix(properties.DirectoryName, "assembly-"))
			inner, err := readStage(filepath.Join(dir, properties.DirectoryName), nested, withNested)
			if err != nil {
				return nil, err
			}
			stacks = append(stacks, inner...)
		case "aws:cloudformation:stack":
			account, region, _ := strings.Cut(strings.TrimPrefix(artifact.Environment, "aws://"), "/")
			stack := &Stack{
				ID:                    ids[name],
				Stage:                 stage,
				Name:                  cmp.Or(properties.StackName, name),
				Account:               account,
				Region:                region,
				Path:                  filepath.Join(dir, properties.TemplateFile),
				TerminationProtection: properties.TerminationProtection,
			}
			for _, dependency := range artifact.Dependencies {
				if id, isStack := ids[dependency]; isStack {
					stack.DependsOn = append(stack.DependsOn, id)
				}
			}
			slices.Sort(stack.DependsOn)
			if err := stack.Read(); err != nil {
				return nil, err
			}
			stacks = append(stacks, stack)
		}
	}
	return stacks, nil
}

// nestedStacks reads the templates of nested stacks. A manifest does not list them, and what is not listed would pass
// every check unseen.
func nestedStacks(dir, stage string) ([]*Stack, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.nested.template.json"))
	if err != nil {
		return nil, err
	}
	var stacks []*Stack
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".template.json")
		stack := &Stack{ID: strings.TrimPrefix(stage+"/"+name, "/"), Stage: stage, Name: name, Path: file}
		if err := stack.Read(); err != nil {
			return nil, err
		}
		stacks = append(stacks, stack)
	}
	return stacks, nil
}
