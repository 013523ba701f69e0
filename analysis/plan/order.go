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
	at    place
	wave  string
	rank  int            // of its wave
	needs map[place]bool // what it depends on, at any distance
	ranks map[place]int  // of all
}

// after tells whether a stack is certainly deployed before this one.
func (s step) after(other place) bool {
	rank, known := s.ranks[other]
	return s.needs[other] || known && rank < s.rank
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
	ranks := map[place]int{}
	for _, stack := range a.Stacks {
		at, rank := placeOf(stack), rank[stack.Stage]
		s := step{stack, at, names[rank], rank, map[place]bool{}, ranks}
		ranks[at] = rank
		mark(stack.ID, dependencies, func(id string) {
			if other := byID[id]; other != nil {
				s.needs[placeOf(other)] = true
			}
		})
		steps = append(steps, s)
	}
	slices.SortStableFunc(steps, func(x, y step) int {
		switch {
		case x.rank != y.rank:
			return x.rank - y.rank
		case len(x.needs) != len(y.needs): // what it depends on needs fewer
			return len(x.needs) - len(y.needs)
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
