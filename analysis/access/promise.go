package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/analysis/promise"
	"bulkhead/internal/document"
)

// Broken is a promise that does not hold: each thing that somebody can do against it, or cannot.
type Broken struct {
	Promise promise.Sentence
	Against []Access // with the shortest paths
	Missing []Pair   // who cannot, and has to
}

// Pair is somebody and something.
type Pair struct{ Who, Target string }

// Prove returns the promises that do not hold. The forms of a sentence are
//
//	only A, B read X            nobody else does; so does "nobody but A, B reads X"
//	nobody reads X
//	A, B read X, Y              they can
//	A reads X, Y only           and nothing else
//
// A name may have a * for any text. Whoever administers the account of X is not asked about in the first two: say who
// that is in a sentence about the account. Nor are accounts themselves, and roles that nobody signs in as, which the
// paths of others lead through. The error is all sentences that are not understood.
func (g *Graph) Prove(sentences []promise.Sentence) ([]Broken, error) {
	var all []Broken
	var faults document.Faults
	for _, s := range sentences {
		broken, fault, err := g.prove(s)
		switch {
		case err != nil:
			return nil, err
		case fault != nil:
			faults = append(faults, *fault)
		case len(broken.Against)+len(broken.Missing) > 0:
			broken.Promise = s
			all = append(all, broken)
		}
	}
	if len(faults) > 0 {
		return nil, faults.Sorted()
	}
	return all, nil
}

// prove decides one sentence.
func (g *Graph) prove(s promise.Sentence) (Broken, *document.Fault, error) {
	subject, excludes := strings.CutPrefix(s.Subject, "only ")
	if !excludes {
		subject, excludes = strings.CutPrefix(s.Subject, "nobody but ")
	}
	if s.Subject == "nobody" {
		subject, excludes = "", true
	}
	object, nothingElse := strings.CutSuffix(s.Object, " only")
	if excludes && nothingElse {
		fault := s.Fault("says only twice", "write two sentences")
		return Broken{}, &fault, nil
	}
	who, fault := g.named(s, subject, g.people())
	if fault != nil {
		return Broken{}, fault, nil
	}
	what, fault := g.named(s, object, g.Targets())
	if fault != nil {
		return Broken{}, fault, nil
	}
	if excludes {
		return g.excluding(who, Verb(s.Verb), what)
	}
	return g.including(who, Verb(s.Verb), what, nothingElse)
}

// people are the names of everybody whom a sentence without a name is about.
func (g *Graph) people() []string {
	var all []string
	for _, n := range g.nodes {
		if n.Kind != Part && n.Kind != Account {
			all = append(all, n.Name)
		}
	}
	return all
}

// named are the names that a list of names and patterns is about.
func (g *Graph) named(s promise.Sentence, list string, known []string) (map[string]bool, *document.Fault) {
	names := map[string]bool{}
	for _, pattern := range strings.Split(list, ",") {
		pattern = strings.TrimSpace(pattern)
		if pattern == "" && list == "" {
			continue
		}
		found := false
		for _, name := range known {
			if matches(pattern, name) {
				names[name], found = true, true
			}
		}
		if node := g.byName[pattern]; node != nil && !found && list != s.Object {
			names[pattern], found = true, true // a role that nobody signs in as, by its name
		}
		if !found {
			fault := s.Fault(fmt.Sprintf("%q is nothing that there is", pattern), remedy(pattern, known))
			return nil, &fault
		}
	}
	return names, nil
}

func remedy(name string, known []string) string {
	if near := document.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "bulkhead access lists the names"
}

// matches tells whether a name is of a pattern, in which * stands for any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	name = name[len(parts[0]):]
	for _, middle := range parts[1 : len(parts)-1] {
		_, rest, found := strings.Cut(name, middle)
		if !found {
			return false
		}
		name = rest
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}

// excluding finds who does something with targets and is not among those who may.
func (g *Graph) excluding(allowed map[string]bool, verb Verb, what map[string]bool) (Broken, *document.Fault, error) {
	var broken Broken
	for _, name := range slices.Sorted(maps.Keys(what)) {
		t, err := g.target(name)
		if err != nil {
			return broken, nil, err
		}
		for _, who := range g.people() {
			if allowed[who] || t.whole == nil && g.administers(who, t) {
				continue
			}
			found, err := g.between(who, []*Target{t})
			if err != nil {
				return broken, nil, err
			}
			for _, access := range found {
				if access.Verb == verb {
					broken.Against = append(broken.Against, access)
				}
			}
		}
	}
	return broken, nil, nil
}

// administers tells whether somebody administers an account that has a part of a target.
func (g *Graph) administers(who string, t *Target) bool {
	for _, s := range g.reach(g.byName[who]) {
		for _, p := range t.parts {
			if s.at == g.anybody[p.resource.Stack.Account] {
				return true
			}
		}
	}
	return false
}

// including finds who cannot do something with targets and, if that is promised, what else they do it with.
func (g *Graph) including(
	who map[string]bool, verb Verb, what map[string]bool, nothingElse bool,
) (Broken, *document.Fault, error) {
	var broken Broken
	for _, name := range slices.Sorted(maps.Keys(who)) {
		found, err := g.Of(name)
		if err != nil {
			return broken, nil, err
		}
		can := map[string]bool{}
		for _, access := range found {
			if access.Verb != verb {
				continue
			}
			can[access.Target] = true
			if nothingElse && !what[access.Target] {
				broken.Against = append(broken.Against, access)
			}
		}
		for _, target := range slices.Sorted(maps.Keys(what)) {
			if !can[target] {
				broken.Missing = append(broken.Missing, Pair{name, target})
			}
		}
	}
	return broken, nil, nil
}
