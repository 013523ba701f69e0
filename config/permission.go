package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Permission is something that a service may do with AWS beyond what it uses, in IAM's own words.
type Permission struct {
	// Actions are what it may do, such as bedrock:InvokeModel, each written out.
	Actions []string `yaml:"actions" jsonschema:"required"`
	// Resources are the ARNs that it may do it with. * stands for any text within one; alone, it is for actions that
	// know no resources.
	Resources []string `yaml:"resources" jsonschema:"required"`
	// Conditions have the values of a key, by operator and key.
	Conditions map[string]Condition `yaml:"conditions"`
	// Reason says why, to whoever finds it.
	Reason string `yaml:"reason" jsonschema:"required"`
}

// Condition has the values that IAM compares with those of a request, by the key.
type Condition map[string][]string

// Same returns a text that is the same for the same permission, whatever the reason.
func (p Permission) Same() string {
	return fmt.Sprint(p.Actions, p.Resources, p.Conditions) // maps are printed in the order of their keys
}

var (
	permittedAction   = regexp.MustCompile(`^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$`)
	permittedResource = regexp.MustCompile(`^(\*|arn:aws:[a-z0-9-]+:[a-z0-9*-]*:([0-9]{12}|[*]|aws|):\S+)$`)
	// The operators of IAM. Source: the IAM user guide, "Condition operators", 2026-11. ForAllValues is not there: in a
	// permission it holds where a request does not say the key.
	conditionOperator = regexp.MustCompile(`^(ForAnyValue:)?(` +
		`String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|Numeric(Not)?Equals|Date(Not)?Equals|` +
		`(Numeric|Date)(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?$|^Null$`)
	conditionKey = regexp.MustCompile(`^[a-z0-9-]+:[A-Za-z0-9/_.:@${}-]+$`)
	// policyVariable stands for any text.
	policyVariable = regexp.MustCompile(`\$\{[^}]*\}`)
)

// checkPermissions demands statements that say what they permit, and none that permits what none may.
func (e Environment) checkPermissions(at document.Path, all []Permission) {
	seen := map[string]bool{}
	for i, p := range all {
		here := at.Index(i)
		p.check(here, e)
		here.Demand(!seen[p.Same()], "is there already", "leave it out")
		seen[p.Same()] = true
	}
}

func (p Permission) check(at document.Path, e Environment) {
	for i, action := range p.Actions {
		at.Key("actions").
			Index(i).
			Demand(permittedAction.MatchString(action), fmt.Sprintf("%q is not an action of IAM", action),
				"write each out, such as bedrock:InvokeModel")
	}
	checkOnce(at.Key("actions"), p.Actions)
	for i, resource := range p.Resources {
		at.Key("resources").
			Index(i).
			Demand(permittedResource.MatchString(resource), fmt.Sprintf("%q is not an ARN", resource),
				"write one, or * alone where the actions know no resources")
	}
	checkOnce(at.Key("resources"), p.Resources)
	at.Key("actions").Demand(len(p.Actions) > 0 || at.Unreadable(), "has none", "write what the service may do")
	at.Key("resources").Demand(len(p.Resources) > 0 || at.Unreadable(), "has none", "write what it may do it with")
	p.checkForbidden(at, e)
	for _, operator := range slices.Sorted(maps.Keys(p.Conditions)) {
		here := at.Key("conditions").Key(operator)
		here.Demand(
			conditionOperator.MatchString(operator),
			fmt.Sprintf("%q is not an operator that a permission may have", operator),
			"write one of IAM's, such as StringEquals; ForAllValues holds where nothing is said",
		)
		here.Demand(len(p.Conditions[operator]) > 0, "compares nothing", "leave it out")
		for _, key := range slices.Sorted(maps.Keys(p.Conditions[operator])) {
			values := p.Conditions[operator][key]
			here.Key(key).
				Demand(conditionKey.MatchString(key), fmt.Sprintf("%q is not a condition key", key), "write one, such as aws:RequestedRegion")
			here.Key(key).Demand(len(values) > 0, "no value fits", "write the values that it may have")
			checkOnce(here.Key(key), values)
		}
	}
	checkReason(at.Key("reason"), p.Reason, "say why the service may do it, for whoever reads it in a year")
}

// checkReason demands one line that says something.
func checkReason(at document.Path, reason, remedy string) {
	at.Demand(!strings.Contains(reason, "\n"), "has several lines", "write one")
	at.Demand(reason == "" || len(strings.Fields(reason)) > 1, "says too little", remedy)
}
