package config

import (
	"cmp"
	"fmt"
	"slices"

	"bulkhead/internal/document"
)

// aliased is a store that can have its variables begin with another name than its own.
type aliased interface{ alias() string }

// variablesOf is the name that the variables of a store begin with, which has that name itself.
func variablesOf(name string, s store) string {
	if other, can := s.(aliased); can {
		return cmp.Or(other.alias(), name)
	}
	return name
}

// checkAlias demands that an alias can be the name of a store.
func checkAlias(alias, name, what string, at document.Path) {
	if alias == "" {
		return
	}
	checkName(alias, what, at)
	at.Demand(alias != name, "is what its variables begin with anyway", "leave it out")
}

// checkInjected demands that nobody who uses these stores gets a variable from two of them. Of stores without an alias
// that is a fault of the stores themselves.
func (e Environment) checkInjected(uses []string, at document.Path) {
	stores, from := e.stores(), map[string]string{}
	for i, name := range uses {
		used, known := stores[name]
		if !known || slices.Contains(uses[:i], name) {
			continue // reported already
		}
		for _, suffix := range used.variables() {
			variable := Variable(variablesOf(name, used), suffix)
			other, twice := from[variable]
			from[variable] = name
			if twice && (variablesOf(name, used) != name || variablesOf(other, stores[other]) != other) {
				at.Index(i).
					Demand(false, fmt.Sprintf("%s and %s both set %s", other, name, variable), "use one of them")
				break
			}
		}
	}
}
