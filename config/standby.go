package config

import (
	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Copy is what the recovery region has of a store.
type Copy string

// What the recovery region can have of a store.
const (
	Replica Copy = "replica" // the same data
	Empty   Copy = "empty"   // a store of its own, without the data
)

// Values returns the choices.
func (Copy) Values() []string { return texts(Replica, Empty) }

// recovers tells whether the environment has a recovery region, on either side.
func (e Environment) recovers() bool { return e.Recovery != nil || e.Side == Standby }

// regions are those of the environment's sides.
func (e Environment) regions() []Region {
	switch {
	case e.Recovery != nil:
		return []Region{e.Region, e.Recovery.Region}
	case e.Side == Standby:
		return []Region{e.Region, e.Other.Region}
	}
	return []Region{e.Region}
}

// without is the first region of the environment's sides that lacks something, or "" where none does.
func (e Environment) without(has func(Region) bool) Region {
	for _, region := range e.regions() {
		if !has(region) {
			return region
		}
	}
	return ""
}

// withoutType is the first region of the environment's sides where CloudFormation lacks a resource type, or "".
func (e Environment) withoutType(kind string) Region {
	return e.without(func(region Region) bool { return facts.HasType(string(region), kind) })
}

// copyOf is what the recovery region has of a store for which the operator wrote c: a replica, unless it cannot be one.
// Without a recovery region it is nothing.
func (e Environment) copyOf(c Copy, replicates bool) Copy {
	switch {
	case c != "" || !e.recovers():
		return c
	case replicates:
		return Replica
	}
	return Empty
}

// checkCopy demands a recovery region where the operator says what it has of a store.
func (e Environment) checkCopy(at document.Path) {
	at.Demand(!at.Given() || e.recovers(), "the environment has no recovery region", "leave it out, or add recovery")
}
