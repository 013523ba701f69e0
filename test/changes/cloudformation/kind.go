package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind is what the model assumes of a resource type beyond the specification. A type without one is an error.
type Kind struct {
	Source string // where most of it is from
	Name   *Name  // a name of its own, when it can have one
	Slots  []Slot // what else only one may have
	Made   Made   // what creating one does where the name or a slot is taken
	Same   string // a property in which both have to agree for the deletion of one to take the other's effect away
	// DeleteFirst: a replacement deletes the old one before it creates the new one.
	DeleteFirst bool
	CreateOnly  []string // replaces, beyond what the specification says
	InPlace     []string // is updated in place, though the specification says that it replaces
	Never       []string // the service refuses the change, and nothing is replaced
	Rules       []Rule   // conditions of an update
	Volatile    map[string][]string
	Blocked     []Block
	Barred      []Block // what keeps it from being made and from being changed
	InUse       bool    // cannot be deleted while anything refers to it
	Keeps       string  // the data that is lost with it
	Snapshots   bool    // Snapshot, as a policy, keeps the data
	Default     string  // the DeletionPolicy without one; Delete when empty
}

// Name is a name of a resource's own.
type Name struct {
	Property string
	Scope    Scope
	Ref      bool   // Ref returns it
	Within   string // a property whose value it is unique in, too
}

// Scope is where a name or a slot is unique.
type Scope string

// The scopes.
const (
	InPlaceOf Scope = "account and region"
	InAccount Scope = "account"
	InWorld   Scope = "world"
)

// Slot is what only one resource of a type may have, made of the values of properties.
type Slot struct {
	What   string
	Scope  Scope
	Of     []string                 // paths of properties; a slot whose first has no value is not claimed
	Shared string                   // a path: resources with the same value there may share the slot
	Claims func(*Physical) []string // in place of Of, where it takes more
	Source string
}

// Made is what creating a resource does where another one has the name or slot.
type Made string

// What may happen.
const (
	Refused    Made = ""           // it fails
	Overwrites Made = "overwrites" // it changes the other one, which is the same to the service: who deletes one deletes both
	Takes      Made = "takes"      // it takes the place of the other one, whose deletion then does nothing
)

// Rule is a condition of an update. Check gets what the service has and what it is to have, and returns why not.
type Rule struct {
	Says    string
	Finding Finding
	Check   func(change) string
	Source  string
}

// Block is what keeps a resource from being deleted, or made and changed.
type Block struct {
	Says   string
	Holds  func(*World, *Physical) bool
	Source string
}

// kinds are all types.
var kinds = merged(networkKinds, computeKinds, storeKinds, accountKinds, customKinds)

func merged(groups ...map[string]Kind) map[string]Kind {
	all := map[string]Kind{}
	for _, group := range groups {
		for name, kind := range group {
			if _, twice := all[name]; twice {
				panic(name + " is described twice")
			}
			all[name] = kind
		}
	}
	return all
}

// kindOf is what is known of a type.
func kindOf(resourceType string) (Kind, error) {
	kind, known := kinds[resourceType]
	if !known {
		return Kind{}, fmt.Errorf("the model does not know %s: say in test/changes/cloudformation what is unique about it, "+
			"what replaces it beyond the specification, and what keeps it from being deleted", resourceType)
	}
	return kind, nil
}

// Types returns all types that the model knows, sorted.
func Types() []string { return slices.Sorted(maps.Keys(kinds)) }

// What the names of sources stand for: see Sources.
const (
	schema = "schema of the registry"
	guide  = "CloudFormation User Guide"
	api    = "API reference"
)

func free(source string) Kind { return Kind{Source: source} }

// named is a type with a name of its own, in an account and region, that Ref returns.
func named(property, source string) Kind {
	return Kind{Name: &Name{Property: property, Scope: InPlaceOf, Ref: true}, Source: source}
}

// slotted is a type of which only one may have the same values of properties.
func slotted(what, source string, properties ...string) Kind {
	return Kind{Slots: []Slot{{What: what, Of: properties, Scope: InPlaceOf, Source: source}}, Source: source}
}

func (k Kind) in(scope Scope) Kind {
	if k.Name != nil {
		name := *k.Name
		name.Scope = scope
		k.Name = &name
	}
	slots := slices.Clone(k.Slots)
	for i := range slots {
		slots[i].Scope = scope
	}
	k.Slots = slots
	return k
}

// byID is the kind when Ref does not return the name.
func (k Kind) byID() Kind {
	name := *k.Name
	name.Ref = false
	k.Name = &name
	return k
}

func (k Kind) used() Kind { k.InUse = true; return k }

func (k Kind) keeps(data string) Kind { k.Keeps = data; return k }

func (k Kind) createOnly(properties ...string) Kind { k.CreateOnly = properties; return k }

func (k Kind) inPlace(properties ...string) Kind { k.InPlace = properties; return k }

func (k Kind) never(properties ...string) Kind { k.Never = properties; return k }

func (k Kind) made(m Made) Kind { k.Made = m; return k }

func (k Kind) blocked(blocks ...Block) Kind { k.Blocked = blocks; return k }

func (k Kind) barred(blocks ...Block) Kind { k.Barred = blocks; return k }

func (k Kind) obeys(rules ...Rule) Kind { k.Rules = rules; return k }

func (k Kind) deleteFirst() Kind { k.DeleteFirst = true; return k }

func (k Kind) volatile(attribute string, properties ...string) Kind {
	k.Volatile = map[string][]string{attribute: properties}
	return k
}

// get is the value at a path of properties: A.B, where a list is searched in all its elements.
func get(properties map[string]any, path string) any {
	var value any = properties
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			var all []any
			for _, item := range v {
				if step == "*" {
					all = append(all, item)
					continue
				}
				if one := asMap(item)[step]; one != nil {
					all = append(all, one)
				}
			}
			value = all
		default:
			return nil
		}
	}
	return value
}
