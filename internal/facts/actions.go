package facts

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed actions.txt
var actions string

// Action is something that can be done in AWS, as policies call it.
type Action struct {
	Service string
	Name    string
	On      []string // the types of resources that it is done to, of those that actions.py keeps
}

// String returns it as policies have it.
func (a Action) String() string { return a.Service + ":" + a.Name }

// Reads tells whether it changes nothing, by the first word of its name, which AWS keeps to.
func (a Action) Reads() bool {
	return slices.ContainsFunc(reading, func(word string) bool { return strings.HasPrefix(a.Name, word) })
}

// reading are the first words of the names of actions that change nothing.
var reading = strings.Fields(`
	BatchDescribe BatchGet Check Describe Detect Estimate Filter Get List Lookup Search Select Simulate Test Validate View`)

// Actions returns the actions of a service: all that actions.txt has, or those on one of some types of resources.
func Actions(service string, on ...string) []Action {
	var all []Action
	for line := range strings.Lines(actions) {
		fields := strings.Fields(line)
		name, found := strings.CutPrefix(fields[0], service+":")
		is := func(kind string) bool { return slices.Contains(fields[1:], kind) }
		if found && (len(on) == 0 || slices.ContainsFunc(on, is)) {
			all = append(all, Action{service, name, fields[1:]})
		}
	}
	return all
}

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
