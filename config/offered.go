package config

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// firstIn is the first of some classes whose family a region has, or the first of all when it has none.
func firstIn(region Region, lacking facts.Lacking, classes ...string) string {
	for _, class := range classes {
		if !lacking.In(string(region), class) {
			return class
		}
	}
	return classes[0]
}

// sides are the environment and its other side, when it has one.
func (e Environment) sides() []Environment {
	if e.Other == nil {
		return []Environment{e}
	}
	return []Environment{e, *e.Other}
}

// checkRegion demands a class that the service offers in a region.
func checkRegion(
	at document.Path,
	region Region,
	service string,
	families []string,
	lacking facts.Lacking,
	class string,
) {
	family, _, _ := strings.Cut(class, ".")
	here := slices.DeleteFunc(slices.Clone(families), func(f string) bool { return lacking.In(string(region), f) })
	at.Demand(
		!lacking.In(string(region), class),
		fmt.Sprintf("%s does not offer %s in %s", service, family, region),
		"choose a class of "+document.OneOf(here),
	)
}

// checkType demands a resource type that CloudFormation has in a region.
func checkType(at document.Path, region Region, kind, what, remedy string) {
	demandType(at, facts.HasType(string(region), kind), what, region, remedy)
}

// checkTypes demands a resource type that CloudFormation has on all sides of an environment.
func checkTypes(at document.Path, e Environment, kind, what, remedy string) {
	missing := e.withoutType(kind)
	demandType(at, missing == "", what, missing, remedy)
}

func demandType(at document.Path, has bool, what string, region Region, remedy string) {
	at.Demand(has, fmt.Sprintf("CloudFormation has no %s in %s", what, region), remedy)
}
