package access

import (
	"fmt"
	"maps"
	"slices"
)

// depth is over how many hops is looked; a path to a target has one more.
const depth = 6

// Access is what somebody can do with a target.
type Access struct {
	Who    string `json:"who"`
	Kind   Kind   `json:"kind"` // of who
	Target string `json:"target"`
	Verb   Verb   `json:"verb"`
	Hops   []Hop  `json:"hops"` // the shortest path; the last one is to the target
}

// Names are everybody, by name.
func (g *Graph) Names() []Who {
	var all []Who
	for _, n := range g.nodes {
		all = append(all, n.Who)
	}
	return all
}

// Targets are the names of what can be asked for.
func (g *Graph) Targets() []string {
	var all []string
	for _, t := range g.targets {
		all = append(all, t.Name)
	}
	return all
}

// step is how a node was reached.
type step struct {
	at   *node
	from *step
	by   Hop
}

// path are the hops to a step.
func (s *step) path() []Hop {
	if s.from == nil {
		return nil
	}
	return append(s.from.path(), s.by)
}

// reach are the nodes that a node can act as, nearest first.
func (g *Graph) reach(from *node) []*step {
	steps := []*step{{at: from}}
	seen := map[*node]bool{from: true}
	for i, level, end := 0, 0, 1; i < len(steps); i++ {
		if i == end {
			level, end = level+1, len(steps)
		}
		if level == depth {
			break
		}
		for _, edge := range g.edgesOf(steps[i].at) {
			if !seen[edge.to] {
				seen[edge.to] = true
				steps = append(steps, &step{edge.to, steps[i], edge.Hop})
			}
		}
	}
	return steps
}

// Of is all that somebody can do with targets, by target and verb. It fails when there is nobody of that name, or a
// policy is not understood.
func (g *Graph) Of(who string) ([]Access, error) { return g.between(who, g.targets) }

// Between is what somebody can do with a target.
func (g *Graph) Between(who, target string) ([]Access, error) {
	t, err := g.target(target)
	if err != nil {
		return nil, err
	}
	return g.between(who, []*Target{t})
}

// To is what everybody can do with a target, by who and verb.
func (g *Graph) To(target string) ([]Access, error) {
	t, err := g.target(target)
	if err != nil {
		return nil, err
	}
	var all []Access
	for _, n := range g.nodes {
		found, err := g.between(n.Name, []*Target{t})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func (g *Graph) between(who string, targets []*Target) ([]Access, error) {
	n := g.byName[who]
	if n == nil {
		return nil, fmt.Errorf("there is nobody called %q; %s", who, remedy(who, slices.Sorted(maps.Keys(g.byName))))
	}
	found := map[question]Access{}
	for _, s := range g.reach(n) {
		var path []Hop
		for _, t := range targets {
			for _, hop := range g.allowed(s.at, t) {
				q := question{t, hop.verb}
				if _, known := found[q]; known {
					continue
				}
				if path == nil {
					path = s.path()
				}
				found[q] = Access{who, n.Kind, t.Name, hop.verb, append(path[:len(path):len(path)], hop.Hop)}
			}
		}
	}
	var all []Access
	for _, t := range targets {
		for _, verb := range Verbs() {
			if access, known := found[question{t, verb}]; known {
				all = append(all, access)
			}
		}
	}
	return all, g.fault
}

func (g *Graph) target(name string) (*Target, error) {
	for _, t := range g.targets {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("there is nothing called %q; %s", name, remedy(name, g.Targets()))
}

// AccountOf is the name of the account that a target is in.
func (g *Graph) AccountOf(target string) string {
	for _, t := range g.targets {
		switch {
		case t.Name != target:
		case t.whole != nil:
			return t.whole.Account
		default:
			return g.accounts[t.parts[0].resource.Stack.Account]
		}
	}
	return ""
}
