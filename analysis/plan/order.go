package plan

import (
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// step is a stack at its place in the order of the deployment.
type step struct {
	*assembly.Stack
	at     place
	wave   string
	before map[place]bool // the stacks that are certainly deployed before it
}

// order sorts stacks as the pipeline deploys them: the pipeline's own, then wave by wave; in a stage by what depends on
// what. Stages of a wave, and stacks of which none depends on the other, go side by side: what holds for one order of
// them does not count as certain.
func order(a *assembly.Assembly, waves []config.IndexWave) []step {
	rank, names := map[string]int{}, map[int]string{}
	for i, wave := range waves {
		for _, stage := range wave.Stages {
			rank[stage] = i + 1
		}
		names[i+1] = wave.Name
	}
	dependencies := map[string][]string{}
	byID := map[string]*assembly.Stack{}
	for _, stack := range a.Stacks {
		dependencies[stack.ID], byID[stack.ID] = stack.DependsOn, stack
	}
	var steps []step
	for _, stack := range a.Stacks {
		s := step{stack, placeOf(stack), names[rank[stack.Stage]], map[place]bool{}}
		mark(stack.ID, dependencies, func(id string) {
			if other := byID[id]; other != nil {
				s.before[placeOf(other)] = true
			}
		})
		for _, other := range a.Stacks {
			if rank[other.Stage] < rank[stack.Stage] {
				s.before[placeOf(other)] = true
			}
		}
		steps = append(steps, s)
	}
	slices.SortStableFunc(steps, func(x, y step) int {
		switch {
		case rank[x.Stage] != rank[y.Stage]:
			return rank[x.Stage] - rank[y.Stage]
		case len(x.before) != len(y.before): // what it depends on has fewer before it
			return len(x.before) - len(y.before)
		}
		return strings.Compare(x.ID, y.ID)
	})
	return steps
}

// mark calls found with everything that a stack depends on, at any distance.
func mark(id string, dependencies map[string][]string, found func(id string)) {
	seen := map[string]bool{id: true}
	var walk func(string)
	walk = func(id string) {
		for _, on := range dependencies[id] {
			if !seen[on] {
				seen[on] = true
				found(on)
				walk(on)
			}
		}
	}
	walk(id)
}
