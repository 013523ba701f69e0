// Package iam decides as AWS would: whether the policies in an assembly's templates let a principal do something.
//
// It knows the policies of identities and of resources, and those of AWS Organizations that templates put on
// accounts. AWS's own policies that it has no text of count as if they allowed everything, and permissions boundaries
// and endpoint policies as if they limited nothing. It answers for one step, not for what a principal could become
// with the next, and does not read what is granted in other ways: shares of AWS RAM, grants of KMS keys, permissions
// of functions. A condition that it does not understand is an error.
package iam

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// Request is what a principal wants to do.
type Request struct {
	Principal string // ARN of a role or user
	Action    string // such as s3:GetObject
	Resource  string // ARN
	// Context is values of condition keys; those that follow from the rest need not be said, and one without values is
	// not there.
	Context map[string][]string
	// Open has condition keys that are not known take whatever value suits the principal. What is refused then is
	// refused in every context.
	Open bool
}

// Decision is whether a request is allowed, and why.
type Decision struct {
	Allowed bool
	Because string
	By      []string // the statements that allow it
}

// Decide answers a request. An explicit deny is stronger than any permission. In the principal's own account, its
// policies or the resource's have to allow; from another account, both have to. Keys, and roles that are to be assumed,
// always ask their own.
func (m *Model) Decide(r Request) (Decision, error) {
	who, known := m.identities[r.Principal]
	if !known {
		return Decision{}, fmt.Errorf("no template has the principal %s", r.Principal)
	}
	owner, err := m.owner(r.Resource, who.account)
	if err != nil {
		return Decision{}, err
	}
	own, resources := who.on(r.Action), m.policyOf(r.Resource)
	if !who.everything && len(own)+len(resources) == 0 {
		return Decision{Because: "no policy is about it"}, nil
	}
	q := newQuestion(r, who, owner, m.tagsOf(r.Resource))
	if left, err := m.limited(q, who.account, owner); err != nil || !left.Allowed {
		return left, err
	}
	byIdentity, byPrincipal, byAccount := who.everything, false, false
	var by []string
	for _, s := range own {
		matches, err := q.applies(s)
		if err != nil {
			return Decision{}, err
		}
		if matches && s.deny {
			return Decision{Because: "denied by " + s.where}, nil
		}
		if matches {
			byIdentity, by = true, append(by, s.where)
		}
	}
	for _, s := range resources {
		direct, account := s.admits(r.Principal, who.account)
		if !direct && !account {
			continue
		}
		matches, err := q.matches(s)
		if err != nil {
			return Decision{}, err
		}
		if matches && s.deny {
			return Decision{Because: "denied by " + s.where}, nil
		}
		if matches {
			byPrincipal, byAccount, by = byPrincipal || direct, byAccount || account, append(by, s.where)
		}
	}
	allowed := byIdentity || byPrincipal
	switch {
	case who.account != owner:
		allowed = byIdentity && (byPrincipal || byAccount)
	case asksItsOwnPolicy(r):
		allowed = byPrincipal || byIdentity && byAccount
	}
	because := fmt.Sprintf("policies of the principal allow it: %t; of the resource, to the principal: %t, to its account: %t",
		byIdentity, byPrincipal, byAccount)
	if !allowed {
		by = nil
	}
	return Decision{allowed, because, by}, nil
}

// asksItsOwnPolicy tells whether a resource admits nobody whom its own policy does not, its own account included: a
// key, and a role that is to be assumed, with tags or as somebody's.
func asksItsOwnPolicy(r Request) bool {
	switch strings.ToLower(r.Action) {
	case "sts:assumerole", "sts:tagsession", "sts:setsourceidentity":
		return true
	}
	return strings.HasPrefix(r.Resource, "arn:aws:kms:")
}

// Shared tells whether a resource, or what it is in, has a policy of its own. Without one, nobody of another account
// may do anything with it.
func (m *Model) Shared(arn string) bool { return len(m.policyOf(arn)) > 0 }

// Granted are the resources that the permissions of a principal name for an action, as patterns.
func (m *Model) Granted(principal, action string) []string {
	who := m.identities[principal]
	if who == nil {
		return nil
	}
	var all []string
	for _, s := range who.on(action) {
		switch {
		case s.deny:
		case len(s.resources) == 0:
			all = append(all, "*") // but not s.notResources
		default:
			all = append(all, s.resources...)
		}
	}
	if who.everything {
		all = append(all, "*")
	}
	return all
}

// Principals are the ARNs of all roles and users, by the resource that makes them. What Identity Center makes of a
// permission set is by its assignment.
func (m *Model) Principals() map[string]*assembly.Resource {
	all := map[string]*assembly.Resource{}
	for arn, who := range m.identities {
		all[arn] = who.from
	}
	return all
}
