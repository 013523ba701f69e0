package changes

import (
	"encoding/json"
	"os"
	"path/filepath"

	"bulkhead/analysis/plan"
	"bulkhead/config"
	"bulkhead/internal/fingerprint"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"
	"bulkhead/test/changes/cloudformation"
)

// version is a configuration with what is deployed for it.
type version struct {
	files // with the record of its routes, as the command writes it
	app   cloudformation.App
	cloud *plan.Cloud
}

// refused is a configuration that cannot be loaded.
type refused struct{ error }

// versions are those that were made already, by their files.
var versions = map[string]version{}

// synthesize returns the version of a configuration; it fails for one that is refused when it is loaded. Of an edit,
// only the stages that it concerns are synthesized.
func synthesize(f files) (version, error) {
	key := fingerprint.Of(f)
	if v, made := versions[key]; made {
		return v, nil
	}
	c, recorded, err := load(f)
	if err != nil {
		return version{}, err
	}
	v := version{files: recorded}
	dir, err := os.MkdirTemp(scratch, "assembly-")
	if err != nil {
		return version{}, err
	}
	if err := assemble(c, dir); err != nil {
		return version{}, err
	}
	if v.cloud, err = plan.Read(dir); err != nil {
		return version{}, err
	}
	var waves [][]string
	for _, w := range indexOf(c).Waves {
		waves = append(waves, w.Stages)
	}
	if v.app, err = cloudformation.NewApp(v.cloud.Stacks, waves); err != nil {
		return version{}, err
	}
	versions[key] = v
	return v, nil
}

// load loads a configuration, and returns it with the record of its routes as well; the error is refused when it has a
// fault.
func load(f files) (*config.Config, files, error) {
	dir, err := os.MkdirTemp(scratch, "config-")
	if err != nil {
		return nil, nil, err
	}
	if err := f.write(dir); err != nil {
		return nil, nil, err
	}
	if _, err := config.RecordRoutes(dir); err != nil { // as `bulkhead routes` does
		return nil, nil, &refused{err}
	}
	c, err := config.Load(dir)
	if err != nil {
		return nil, nil, &refused{err}
	}
	recorded := f.with()
	record, err := os.ReadFile(filepath.Join(dir, routesFile))
	if err == nil {
		recorded[routesFile] = string(record)
	}
	return c, recorded, nil
}

// assemble writes a cloud assembly of the stages of a configuration.
func assemble(c *config.Config, dir string) error {
	artifacts := map[string]any{}
	for _, s := range stacks.Stages(c) {
		made, err := stage(c, s)
		if err != nil {
			return err
		}
		name := "assembly-" + s.Name
		if err := os.Symlink(filepath.Join(made, name), filepath.Join(dir, name)); err != nil {
			return err
		}
		artifacts[name] = map[string]any{
			"type": "cdk:cloud-assembly", "properties": map[string]any{"directoryName": name, "displayName": s.Name},
		}
	}
	index := indexOf(c)
	var err error
	if index.Values, err = config.Lines(c.Dir); err != nil {
		return err
	}
	for name, content := range map[string]any{
		"manifest.json": map[string]any{"artifacts": artifacts}, config.IndexFile: index,
	} {
		text, err := json.Marshal(content)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func indexOf(c *config.Config) config.Index {
	var index config.Index
	for _, w := range stacks.Waves(c) {
		of := config.IndexWave{Name: w.Name}
		for _, s := range w.Stages {
			of.Stages = append(of.Stages, s.Name)
		}
		index.Waves = append(index.Waves, of)
	}
	return index
}

// stages are the directories of stages that were synthesized, by what they are made of.
var stages = map[string]string{}

// stage returns the directory of a stage.
func stage(c *config.Config, s stacks.Stage) (string, error) {
	view := c.View(s.Environment)
	seen := *view
	seen.Dir = ""
	key := s.Name + " " + fingerprint.Of(seen)
	if dir, made := stages[key]; made {
		return dir, nil
	}
	dir, err := os.MkdirTemp(scratch, "stage-")
	if err != nil {
		return "", err
	}
	err = kernel.Run(func() {
		stacks.SynthesizeStage(view, s, stacks.Options{Outdir: dir, Functions: standins()})
	})
	if err != nil {
		return "", err
	}
	stages[key] = dir
	return dir, nil
}
