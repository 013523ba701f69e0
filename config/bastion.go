package config

import (
	"cmp"
	"fmt"
	"slices"

	"bulkhead/internal/document"
)

// Bastion is an instance through which people forward ports to stores, with Session Manager. Nothing else reaches it.
type Bastion struct {
	// Class of the instance (default t4g.nano). Its processors are arm64.
	Class string `yaml:"class"`
	// Uses lists the stores, and services behind the internal load balancer, that it reaches; kubernetes is the
	// environment's cluster.
	Uses []string `yaml:"uses" jsonschema:"required"`
}

// complete fills in the defaults.
func (b *Bastion) complete() { b.Class = cmp.Or(b.Class, "t4g.nano") }

// BastionClasses are arm64; forwarding takes little.
var BastionClasses = []string{"t4g.nano", "t4g.micro", "t4g.small", "t4g.medium"}

// check runs the rules of a bastion.
func (b Bastion) check(at document.Path, e Environment) {
	at.Key(
		"class",
	).Demand(
		slices.Contains(BastionClasses, b.Class),
		fmt.Sprintf("%q is not a class for a bastion", b.Class),
		"choose "+document.OneOf(BastionClasses),
	)
	e.checkDoors(at.Key("uses"), b.Uses)
}

// checkDoors demands stores and services that have a port, each once.
func (e Environment) checkDoors(at document.Path, names []string) {
	checkOnce(at, names)
	var known []string
	for name, s := range e.stores() {
		// A volume has a port, but lets in nobody without a role that may mount it.
		if s.ports() > 0 && s.kind() != (Volume{}).kind() {
			known = append(known, name)
		}
	}
	if e.Kubernetes != nil {
		known = append(known, ClusterName)
	}
	slices.Sort(known)
	for i, name := range names {
		at.Index(i).Demand(slices.Contains(known, name), fmt.Sprintf("%s has nothing with a port that is called %q", e.Name, name), document.Suggest(name, known))
	}
}
