// Package iam decides as AWS would: whether the policies in an assembly's templates let a principal do something.
//
// It knows the policies of identities and of resources, and nothing else: AWS's own policies count as if they allowed
// everything, and permissions boundaries, service control policies and endpoint policies as if they limited nothing. It
// answers for one step, not for what a principal could become with the next, and does not read what is granted in other
// ways: shares of AWS RAM, grants of KMS keys, permissions of functions. A condition that it does not understand is an
// error.
package iam

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// Request is what a principal wants to do.
type Request struct {
	Principal string              // ARN of a role or user
	Action    string              // such as s3:GetObject
	Resource  string              // ARN
	Context   map[string][]string // values of condition keys; those that follow from the rest need not be said
	// Open has condition keys that are not known take whatever value suits the principal. What is refused then is
	// refused in every context.
	Open bool
}

// Decision is whether a request is allowed, and why.
type Decision struct {
	Allowed bool
	Because string
}

// Decide answers a request. An explicit deny is stronger than any permission. In the principal's own account, its
// policies or the resource's have to allow; from another account, both have to. Keys, and roles that are to be assumed,
// always ask their own.
func (m *Model) Decide(r Request) (Decision, error) {
	who, known := m.identities[r.Principal]
	if !known {
		return Decision{}, fmt.Errorf("no template has the principal %s", r.Principal)
	}
	owner, err := m.owner(r.Resource)
	if err != nil {
		return Decision{}, err
	}
	q := newQuestion(r, who, owner, m.tags[r.Resource])
	byIdentity, byPrincipal, byAccount := who.everything, false, false
	for _, s := range who.statements {
		matches, err := q.matches(s)
		if err != nil {
			return Decision{}, err
		}
		if matches && s.deny {
			return Decision{false, "denied by " + s.where}, nil
		}
		byIdentity = byIdentity || matches
	}
	for _, s := range m.policyOf(r.Resource) {
		direct, account := s.admits(r.Principal, who.account)
		if !direct && !account {
			continue
		}
		matches, err := q.matches(s)
		if err != nil {
			return Decision{}, err
		}
		if matches && s.deny {
			return Decision{false, "denied by " + s.where}, nil
		}
		byPrincipal = byPrincipal || matches && direct
		byAccount = byAccount || matches && account
	}
	allowed := byIdentity || byPrincipal
	switch {
	case who.account != owner:
		allowed = byIdentity && (byPrincipal || byAccount)
	case asksItsOwnPolicy(r):
		allowed = byPrincipal || byIdentity && byAccount
	}
	return Decision{allowed, fmt.Sprintf("policies of the principal allow it: %t; of the resource, to the principal: %t, to its account: %t", byIdentity, byPrincipal, byAccount)}, nil
}

// asksItsOwnPolicy tells whether a resource admits nobody whom its own policy does not, its own account included: a
// key, and a role that is to be assumed.
func asksItsOwnPolicy(r Request) bool {
	return strings.HasPrefix(r.Resource, "arn:aws:kms:") || strings.EqualFold(r.Action, "sts:AssumeRole")
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
