package plan

import (
	"maps"

	"bulkhead/assembly"
)

// world is what is deployed at a moment of the order. Its indexes have every template that was deployed until then: who
// asks them chooses, with a moment, those that count.
type world struct {
	stacks  map[place]*deployed
	planned map[place]bool // the stacks that the app has when all is done
	orphans []*instance    // what policies kept
	kept    []Kept         // what accounts have beside

	exporters map[string][]*deployed // by region and name of the export
	importers map[string][]*deployed // by region and name of the export
	holders   map[string][]holder    // by the key of a claim
	// administrator is the account whose Security Hub the others are members of: see checkMembers.
	administrator string
	balancers     map[string]string // load balancers, by what Ref returns of their listeners
}

// holder is a claim of a deployed stack.
type holder struct {
	claim
	of *deployed
}

func newWorld() *world {
	return &world{
		stacks:    map[place]*deployed{},
		planned:   map[place]bool{},
		exporters: map[string][]*deployed{},
		importers: map[string][]*deployed{},
		holders:   map[string][]holder{},
		balancers: map[string]string{},
	}
}

// deployed is a stack with the template that it has at that moment.
type deployed struct {
	*assembly.Stack
	at        place
	resources map[string]*instance // by logical id
	outputs   map[string]any       // by name, resolved
	exports   map[string]any       // by the name of the export, resolved
	imports   map[string]bool      // the names of the exports that it imports
	claims    []claim              // what its resources hold that nothing else can have
}

func exportKey(region, name string) string { return region + "\n" + name }

// exported returns what a stack in an account and region exports under a name now.
func (w *world) exported(region, name string) (any, bool) {
	for _, stack := range w.exporters[exportKey(region, name)] {
		if w.stacks[stack.at] == stack {
			return stack.exports[name], true
		}
	}
	return nil, false
}

// output returns an output of a stack now.
func (w *world) output(at place, name string) (any, bool) {
	stack := w.stacks[at]
	if stack == nil {
		return nil, false
	}
	value, found := stack.outputs[name]
	return value, found
}

// put has a stack deployed with a template.
func (w *world) put(stack *deployed) {
	w.stacks[stack.at] = stack
	for name := range stack.exports {
		key := exportKey(stack.at.region(), name)
		w.exporters[key] = append(w.exporters[key], stack)
	}
	for name := range stack.imports {
		key := exportKey(stack.at.region(), name)
		w.importers[key] = append(w.importers[key], stack)
	}
	for _, c := range stack.claims {
		w.holders[c.key] = append(w.holders[c.key], holder{c, stack})
	}
	maps.Copy(w.balancers, stack.balancers())
	if stack.administers() {
		w.administrator = stack.Account
	}
}
