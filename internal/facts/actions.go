package facts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed actions.txt
var actions string

// Action is something that can be done in AWS, as policies call it.
type Action struct {
	Service string
	Name    string
	Level   string   // what it does, by AWS's levels of access: List, Read, Write, Permissions or Tagging
	On      []string // the types of resources that it is done to
	Named   []string // those of them that a request has to name
	ByTag   []string // those of them whose tags decide
}

// String returns it as policies have it.
func (a Action) String() string { return a.Service + ":" + a.Name }

// Reads tells whether it changes nothing.
func (a Action) Reads() bool { return a.Level == "List" || a.Level == "Read" }

// Actions returns the actions of a service: all that actions.txt has, or those on one of some types of resources.
func Actions(service string, on ...string) []Action {
	return slices.DeleteFunc(slices.Clone(known()[service]), func(a Action) bool {
		is := func(kind string) bool { return slices.Contains(a.On, kind) }
		return len(on) > 0 && !slices.ContainsFunc(on, is)
	})
}

// known are all actions of actions.txt, by service.
var known = sync.OnceValue(func() map[string][]Action {
	all := map[string][]Action{}
	for line := range strings.Lines(actions) {
		fields := strings.Fields(line)
		service, name, is := strings.Cut(fields[0], ":")
		if !is { // a comment
			continue
		}
		a := Action{Service: service, Name: name, Level: fields[1]}
		for _, written := range fields[2:] {
			kind, tagged := strings.CutSuffix(written, "+")
			kind, optional := strings.CutSuffix(kind, "?")
			a.On = append(a.On, kind)
			if !optional {
				a.Named = append(a.Named, kind)
			}
			if tagged {
				a.ByTag = append(a.ByTag, kind)
			}
		}
		all[service] = append(all[service], a)
	}
	return all
})

// OrganizationPolicy is how long a policy of AWS Organizations may be and how many of its kind may be on one account.
// Count is without the policy that lets everything pass, which AWS attaches itself.
type OrganizationPolicy struct{ Characters, Count int }

// OrganizationPolicies are the policies of AWS Organizations, as of 2026-11. Service control policies may be as long,
// and as many, since 2026-05-15; documents of before say 5,120 and 5. AWS Control Tower takes two. Source: the AWS
// Organizations user guide, "Quotas and service limits for AWS Organizations".
var OrganizationPolicies = map[string]OrganizationPolicy{
	"SERVICE_CONTROL_POLICY":  {10240, 7},
	"RESOURCE_CONTROL_POLICY": {5120, 4},
	"DECLARATIVE_POLICY_EC2":  {10000, 10},
}
