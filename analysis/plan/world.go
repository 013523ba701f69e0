package plan

import (
	"bulkhead/assembly"
)

// world is what is deployed at a moment of the order.
type world struct {
	stacks  map[place]*deployed
	exports map[string]place // by region and name, who exports it
	orphans []*instance      // what policies kept
	kept    []Kept           // what accounts have beside
}

func newWorld() *world {
	return &world{stacks: map[place]*deployed{}, exports: map[string]place{}}
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
	stack := w.stacks[w.exports[exportKey(region, name)]]
	if stack == nil {
		return nil, false
	}
	value, found := stack.exports[name]
	return value, found
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
	if before := w.stacks[stack.at]; before != nil {
		for name := range before.exports {
			if key := exportKey(stack.at.region(), name); w.exports[key] == stack.at {
				delete(w.exports, key)
			}
		}
	}
	w.stacks[stack.at] = stack
	for name := range stack.exports {
		w.exports[exportKey(stack.at.region(), name)] = stack.at
	}
}
