package changes

import (
	"os"
	"slices"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/fingerprint"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"
	"bulkhead/test/changes/cloudformation"
)

// synthesize returns the app of a configuration; it fails for one that is refused when it is loaded.
func synthesize(f files) (cloudformation.App, error) {
	dir, err := os.MkdirTemp(scratch, "config-")
	if err != nil {
		return cloudformation.App{}, err
	}
	if err := f.write(dir); err != nil {
		return cloudformation.App{}, err
	}
	c, err := config.Load(dir)
	if err != nil {
		return cloudformation.App{}, &refused{err}
	}
	var all []*assembly.Stack
	for _, s := range stacks.Stages(c) {
		made, err := stage(c, s)
		if err != nil {
			return cloudformation.App{}, err
		}
		all = append(all, made...)
	}
	var waves [][]string
	for _, w := range stacks.Waves(c) {
		var names []string
		for _, s := range w.Stages {
			names = append(names, s.Name)
		}
		waves = append(waves, names)
	}
	return cloudformation.NewApp(all, waves)
}

// refused is a configuration that cannot be loaded.
type refused struct{ error }

var assemblies = map[string][]*assembly.Stack{}

// stage are the stacks of a stage.
func stage(c *config.Config, s stacks.Stage) ([]*assembly.Stack, error) {
	view := c.View(s.Environment)
	key := s.Name + " " + fingerprint.Of(view)
	if made, found := assemblies[key]; found {
		return made, nil
	}
	dir, err := os.MkdirTemp(scratch, "stage-")
	if err != nil {
		return nil, err
	}
	err = kernel.Run(func() {
		stacks.SynthesizeStage(view, s, stacks.Options{Outdir: dir, Functions: functions()})
	})
	if err != nil {
		return nil, err
	}
	syntheses++
	a, err := assembly.Load(dir)
	if err != nil {
		return nil, err
	}
	made := slices.Clone(a.Stacks)
	assemblies[key] = made
	return made, nil
}

// syntheses counts stages that were synthesized.
var syntheses int
