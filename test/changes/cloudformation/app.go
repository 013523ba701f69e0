package cloudformation

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/assembly"
)

// App is what a pipeline deploys: waves of stages, and in each the stacks that depend on none, then those that depend
// on these, and so on.
type App struct {
	waves [][][]*Template // by wave and level
}

// NewApp orders the stacks of stages, wave after wave. It fails for what the model does not know.
func NewApp(stacks []*assembly.Stack, waves [][]string) (App, error) {
	var app App
	placed := 0
	for _, stages := range waves {
		levels := map[int][]*Template{}
		for _, stage := range stages {
			mine := map[string]*assembly.Stack{}
			for _, s := range stacks {
				if s.Stage == stage {
					mine[s.ID] = s
				}
			}
			for _, id := range slices.Sorted(maps.Keys(mine)) {
				t, err := NewTemplate(mine[id])
				if err != nil {
					return App{}, err
				}
				level := levelOf(mine, id)
				levels[level] = append(levels[level], t)
				placed++
			}
		}
		var wave [][]*Template
		for level := range len(levels) {
			wave = append(wave, levels[level])
		}
		app.waves = append(app.waves, wave)
	}
	if placed != len(stacks) {
		return App{}, fmt.Errorf("the waves have %d of %d stacks", placed, len(stacks))
	}
	return app, nil
}

// levelOf is how many stacks are deployed one after the other before one.
func levelOf(stacks map[string]*assembly.Stack, id string) int {
	level := 0
	for _, before := range stacks[id].DependsOn {
		if stacks[before] != nil {
			level = max(level, levelOf(stacks, before)+1)
		}
	}
	return level
}

// Templates are all, in the order of their deployment.
func (a App) Templates() []*Template {
	var all []*Template
	for _, wave := range a.waves {
		for _, level := range wave {
			all = append(all, level...)
		}
	}
	return all
}

// DeployAll deploys an app as a pipeline does: what is of one level side by side, and nothing after a level in which
// anything failed.
func (w *World) DeployAll(a App) Result {
	var result Result
	for _, wave := range a.waves {
		for _, level := range wave {
			for _, t := range level {
				if len(result.Refused) > 0 && !sameLevel(level, result.Refused[0].Stack) {
					result.Left = append(result.Left, t.ID)
					continue
				}
				result.add(w.Deploy(t))
			}
		}
	}
	return result
}

func sameLevel(level []*Template, stack string) bool {
	return slices.ContainsFunc(level, func(t *Template) bool { return t.ID == stack })
}

// Gone are the stacks that are deployed and that the app no longer has, those first that nobody imports from.
func (w *World) Gone(a App) []string {
	there := map[string]bool{}
	for _, t := range a.Templates() {
		there[keyOf(t.Place, t.Name)] = true
	}
	var rest []*Stack
	for _, s := range w.sorted() {
		if !there[keyOf(s.Place, s.Name)] {
			rest = append(rest, s)
		}
	}
	var order []string
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(s *Stack) bool {
			return !slices.ContainsFunc(rest, func(other *Stack) bool { return other != s && other.importsFrom(s) })
		})
		i = max(i, 0)
		order = append(order, rest[i].ID)
		rest = slices.Delete(rest, i, i+1)
	}
	return order
}

func (s *Stack) importsFrom(other *Stack) bool {
	if s.Place != other.Place {
		return false
	}
	for name := range other.exports {
		if s.template.imports[name] {
			return true
		}
	}
	return false
}

// Prune deletes the stacks that the app no longer has, and stops at the first that it cannot.
func (w *World) Prune(a App) Result {
	var result Result
	for _, id := range w.Gone(a) {
		result.add(w.Delete(id))
		if len(result.Refused) > 0 {
			break
		}
	}
	return result
}

// Template returns that of a stack, by its ID, or nil.
func (a App) Template(stack string) *Template {
	for _, t := range a.Templates() {
		if t.ID == stack {
			return t
		}
	}
	return nil
}
