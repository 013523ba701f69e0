package parity

import (
	"cmp"
	"slices"
	"strings"
)

// Kind sorts differences.
type Kind string

// The kinds of differences.
const (
	Required  Kind = "required"  // another place, or another role
	Declared  Kind = "declared"  // the configuration says so
	Violation Kind = "violation" // nobody said so
)

// Report is what the sides of all environments differ in.
type Report struct {
	Clean        bool          `json:"clean"` // no difference is a violation
	Environments []Environment `json:"environments"`
}

// Environment is the comparison of an environment's two sides.
type Environment struct {
	Name        string       `json:"name"`
	Primary     Place        `json:"primary"`
	Standby     Place        `json:"standby"`
	Resources   int          `json:"resources"` // that both sides have
	Differences []Difference `json:"differences"`
}

// Place is where a side is.
type Place struct {
	Name   string   `json:"name"` // of the stage that runs the services
	Stages []string `json:"stages"`
	Region string   `json:"region"`
}

// Difference is a value, a resource or a stack that is not the same on both sides.
type Difference struct {
	Kind     Kind   `json:"kind"`
	Side     string `json:"side"`     // the stage that lacks it, or the standby's
	Stack    string `json:"stack"`    // such as prod-dr/data-orders
	Resource string `json:"resource"` // its logical id; empty for the stack as a whole
	Type     string `json:"type"`
	Path     string `json:"path"`    // such as VpcConfig.SubnetIds.0; empty for the resource as a whole
	Primary  string `json:"primary"` // its value there; empty where there is none
	Standby  string `json:"standby"`
	Reason   string `json:"reason"` // of a difference that is required or declared
	Key      string `json:"key"`    // of the configuration, where it is known
}

// Of returns the differences of a kind.
func (e Environment) Of(kind Kind) []Difference {
	var all []Difference
	for _, d := range e.Differences {
		if d.Kind == kind {
			all = append(all, d)
		}
	}
	return all
}

// sorted orders differences by stack, resource and path.
func sorted(all []Difference) []Difference {
	slices.SortStableFunc(all, func(a, b Difference) int {
		return cmp.Or(
			strings.Compare(a.Stack, b.Stack),
			strings.Compare(a.Resource, b.Resource),
			strings.Compare(a.Path, b.Path),
		)
	})
	return all
}
