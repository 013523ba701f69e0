// Package rules judges templates by what no other tool sees and they alone decide: what two resources, or two
// templates, mean together, and what a service reads in a text that CloudFormation passes on.
//
// A rule speaks only where nothing but the templates matters. A value that is not known until it is deployed, two
// resources that conditions keep apart, and a name that somebody else may have made are no faults.
package rules

import (
	"cmp"
	"slices"

	"bulkhead/assembly"
)

// Gravity is what becomes of a fault.
type Gravity int

// What becomes of a fault.
const (
	Refused  Gravity = iota // the deployment fails
	Insecure                // somebody can do what nobody meant
	Unknown                 // it fails unless something is there that no template makes
	Advice                  // it works, though hardly as meant
)

// Fault is what a rule holds against a resource.
type Fault struct {
	Rule     string
	Gravity  Gravity
	Stack    *assembly.Stack
	Resource string // a logical id, "Outputs/Name", "" for the template
	Path     string // of a property, "" for the resource
	Message  string
}

// Check returns the faults of all templates of an assembly, by stack and resource.
func Check(a *assembly.Assembly) []Fault {
	c := &check{assembly: a}
	c.names()
	c.exports()
	c.imports()
	c.pointers()
	for _, stack := range a.Stacks {
		c.subnets(stack)
		c.machines(stack)
		c.records(stack)
		c.slots(stack)
		c.loops(stack)
		c.groups(stack)
		c.clusters(stack)
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(a.Stack.ID, b.Stack.ID),
			cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return c.faults
}

// check is a run of the rules, and what they have found.
type check struct {
	assembly *assembly.Assembly
	faults   []Fault
}

func (c *check) fault(f Fault) { c.faults = append(c.faults, f) }

// on starts a fault of a resource.
func on(r *assembly.Resource, rule, path, message string) Fault {
	return Fault{Rule: rule, Stack: r.Stack, Resource: r.LogicalID, Path: path, Message: message}
}

// conditionOf returns the condition that a resource is made on, "" when it always is.
func conditionOf(r *assembly.Resource) string {
	name, _ := assembly.At(r.Stack.Template, "Resources", r.LogicalID, "Condition").(string)
	return name
}

// apart tells whether conditions may keep two resources apart.
func apart(a, b *assembly.Resource) bool {
	one, other := conditionOf(a), conditionOf(b)
	return one != "" && other != "" && one != other
}
