package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// World is everything that is deployed, in all accounts and regions.
type World struct {
	stacks  map[string]*Stack // by account, region and name
	orphans []*Physical       // what no stack has any more: kept, or impossible to delete
	held    map[string][]*Physical
	serial  int               // counts what was made
	broken  map[string]string // types and logical ids that fail in a stack, with the reason

	administrator string            // the account whose Security Hub the others are members of; empty without one
	parameters    map[string]string // of Parameter Store, by account, region and name
	meanwhile     map[string]func() // what happens while a stack is being changed
	imports       bool              // deployments take over what exists: see Import
}

// NewWorld returns accounts with nothing in them.
func NewWorld() *World {
	return &World{
		stacks: map[string]*Stack{}, held: map[string][]*Physical{}, broken: map[string]string{},
		parameters: map[string]string{}, meanwhile: map[string]func(){},
	}
}

// Clone returns a copy that changes alone.
func (w *World) Clone() *World {
	c := &World{
		stacks: map[string]*Stack{}, orphans: slices.Clone(w.orphans), held: map[string][]*Physical{}, serial: w.serial,
		broken: maps.Clone(w.broken), administrator: w.administrator,
		parameters: maps.Clone(w.parameters), meanwhile: map[string]func(){}, imports: w.imports,
	}
	for key, s := range w.stacks {
		c.stacks[key] = s.clone()
	}
	for key, holders := range w.held {
		c.held[key] = slices.Clone(holders)
	}
	return c
}

// Place is an account and a region.
type Place struct{ Account, Region string }

func (p Place) String() string { return p.Account + "/" + p.Region }

// Status is that of a stack.
type Status string

// What a stack can be.
const (
	Complete         Status = "CREATE_COMPLETE"
	Updated          Status = "UPDATE_COMPLETE"
	RolledBack       Status = "ROLLBACK_COMPLETE" // its first deployment failed: it can only be deleted
	UpdateRolledBack Status = "UPDATE_ROLLBACK_COMPLETE"
	DeleteFailed     Status = "DELETE_FAILED"
	InProgress       Status = "UPDATE_IN_PROGRESS" // nobody else changes it
)

// Stack is a stack that is deployed.
type Stack struct {
	Place
	ID        string // "dev/network"
	Name      string
	Status    Status
	template  *Template
	resources map[string]*Physical // by logical id
	exports   map[string]string    // values by name
	values    map[string]string    // what its parameters held when it was deployed
}

func (s *Stack) clone() *Stack {
	c := *s
	c.resources, c.exports = maps.Clone(s.resources), maps.Clone(s.exports)
	return &c
}

func keyOf(p Place, name string) string { return p.String() + "/" + name }

// Stack returns the stack with an ID, "dev/network", or nil.
func (w *World) Stack(id string) *Stack {
	for _, s := range w.stacks {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Stacks returns the IDs of all stacks, sorted.
func (w *World) Stacks() []string {
	var all []string
	for _, s := range w.stacks {
		all = append(all, s.ID)
	}
	slices.Sort(all)
	return all
}

// sorted are the stacks in the order of their keys.
func (w *World) sorted() []*Stack {
	var all []*Stack
	for _, key := range slices.Sorted(maps.Keys(w.stacks)) {
		all = append(all, w.stacks[key])
	}
	return all
}

// Physical is a resource that exists. It never changes: what an update makes of it is another one with the same ID.
type Physical struct {
	Place
	Stack      string // ID of the stack that made it
	LogicalID  string
	Type       string
	ID         string // what Ref gives
	Properties map[string]any
	serial     int
	deletion   string // DeletionPolicy of the deployed template
	replaced   string // UpdateReplacePolicy
	claims     []claim
	reality    map[string]any // what differs from the properties: what grew by itself, or was not rolled back
	kept       string         // why it is an orphan
	live       string         // of an ECS service: the target group that its tasks are in
}

func (p *Physical) String() string { return fmt.Sprintf("%s %s (%s)", p.Stack, p.LogicalID, p.Type) }

// real is a property as the service has it.
func (p *Physical) real(name string) any {
	if value, differs := p.reality[name]; differs {
		return value
	}
	return p.Properties[name]
}

// Break has the service fail when a stack makes or updates a resource of that type, until Mend.
func (w *World) Break(stack, resourceType, reason string) { w.broken[stack+" "+resourceType] = reason }

// Mend ends what Break began.
func (w *World) Mend() { clear(w.broken) }

// Happen changes what a service has without CloudFormation: storage that grew, a bucket that got objects.
func (w *World) Happen(stack, resourceType string, reality map[string]any) {
	s := w.Stack(stack)
	if s == nil {
		panic("there is no stack " + stack)
	}
	found := false
	for id, p := range s.resources {
		if p.Type != resourceType {
			continue
		}
		found = true
		c := *p
		c.reality = maps.Clone(c.reality)
		if c.reality == nil {
			c.reality = map[string]any{}
		}
		maps.Copy(c.reality, reality)
		w.release(p)
		s.resources[id] = &c
		w.hold(&c)
	}
	if !found {
		panic(stack + " has no " + resourceType)
	}
}

// Vanish takes away what a service has without CloudFormation, which still lists it: its names and slots are free.
func (w *World) Vanish(stack, resourceType string) {
	found := false
	for id, p := range w.Stack(stack).resources {
		if p.Type == resourceType {
			found = true
			c := *p
			w.release(p)
			c.claims = nil
			w.Stack(stack).resources[id] = &c
		}
	}
	if !found {
		panic(stack + " has no " + resourceType)
	}
}

// all is everything that exists.
func (w *World) all() []*Physical {
	var all []*Physical
	for _, s := range w.sorted() {
		for _, id := range slices.Sorted(maps.Keys(s.resources)) {
			all = append(all, s.resources[id])
		}
	}
	return append(all, w.orphans...)
}

// Orphans tells what no stack has any more, and why.
func (w *World) Orphans() []string {
	var all []string
	for _, p := range w.orphans {
		all = append(all, p.String()+": "+p.kept)
	}
	slices.Sort(all)
	return all
}

// KeptName is a name that a kept resource holds.
type KeptName struct {
	Place
	Type, Name string
}

// KeptNames are the names that what no stack has any more still holds.
func (w *World) KeptNames() []KeptName {
	var all []KeptName
	for _, p := range w.orphans {
		kind := kinds[p.Type]
		switch {
		case kind.Name != nil && p.Properties[kind.Name.Property] != nil:
			all = append(all, KeptName{p.Place, p.Type, p.name()})
		case p.Type == "AWS::IAM::ServiceLinkedRole": // an account has one for a service
			all = append(all, KeptName{p.Place, p.Type, text(p.Properties["AWSServiceName"])})
		}
	}
	return all
}

// importers are the other stacks whose deployed template imports an export.
func (w *World) importers(of *Stack, export string) []string {
	var all []string
	for _, s := range w.sorted() {
		if s != of && s.Place == of.Place && s.Status != RolledBack && s.template.imports[export] {
			all = append(all, s.ID)
		}
	}
	return all
}

// export is the value of an export of a place, and the stack that offers it.
func (w *World) export(p Place, name string) (string, *Stack) {
	for _, s := range w.stacks {
		if s.Place != p {
			continue
		}
		if value, found := s.exports[name]; found {
			return value, s
		}
	}
	return "", nil
}

// short is the part of a type's name that begins ids.
func short(resourceType string) string {
	parts := strings.Split(resourceType, "::")
	return strings.ToLower(parts[len(parts)-1])
}
