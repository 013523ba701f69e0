package changes

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/analysis/alarms"
	"bulkhead/analysis/parity"
	"bulkhead/analysis/plan"
	"bulkhead/assembly"
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
	a := &assembly.Assembly{}
	for _, s := range stacks.Stages(c) {
		made, err := stage(c, s)
		if err != nil {
			return version{}, err
		}
		a.Stacks = append(a.Stacks, made...)
	}
	slices.SortFunc(a.Stacks, func(a, b *assembly.Stack) int { return strings.Compare(a.ID, b.ID) })
	index := indexOf(c)
	if index.Values, err = config.Lines(c.Dir); err != nil {
		return version{}, err
	}
	if found := against(a, index); len(found) > 0 {
		return version{}, fmt.Errorf("make verify fails for it:\n  %s", strings.Join(found, "\n  "))
	}
	v.cloud = plan.NewCloud(a, index)
	var waves [][]string
	for _, w := range index.Waves {
		waves = append(waves, w.Stages)
	}
	if v.app, err = cloudformation.NewApp(a.Stacks, waves); err != nil {
		return version{}, err
	}
	versions[key] = v
	return v, nil
}

// against is what our own checks have against templates, without those that take long: a pipeline with such a
// configuration deploys nothing.
func against(a *assembly.Assembly, index config.Index) []string {
	all := alarms.Faults(a)
	for _, e := range parity.Compare(a, index).Environments {
		for _, d := range e.Of(parity.Violation) {
			all = append(all, e.Line(d))
		}
	}
	return all
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

// stages are those that were synthesized, as they were read, by what they are made of.
var stages = map[string][]*assembly.Stack{}

// stage returns the stacks of a stage: those of another version, where the stage is the same.
func stage(c *config.Config, s stacks.Stage) ([]*assembly.Stack, error) {
	view := c.View(s.Environment)
	seen := *view
	seen.Dir = ""
	key := s.Name + " " + fingerprint.Of(seen)
	if made, known := stages[key]; known {
		return made, nil
	}
	dir, err := os.MkdirTemp(scratch, "stage-")
	if err != nil {
		return nil, err
	}
	err = kernel.Run(func() {
		stacks.SynthesizeStage(view, s, stacks.Options{Outdir: dir, Functions: standins()})
	})
	if err != nil {
		return nil, err
	}
	a, err := assembly.Load(dir)
	if err != nil {
		return nil, err
	}
	stages[key] = a.Stacks
	return a.Stacks, nil
}
