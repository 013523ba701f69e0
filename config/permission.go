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

// forbidden is what no permission gives.
type forbidden struct {
	actions, resources []string // patterns, in which <org> is the organization's name; no resources: all
	but                []string // patterns of actions that are harmless
	problem, remedy    string
}

// never are what no permission gives: what would make more of a service than its configuration says, and what others
// are told of by uses.
var never = []forbidden{
	{
		actions: []string{"iam:*", "organizations:*", "account:*", "sso:*", "sso-directory:*", "identitystore:*"},
		problem: "decides who may do what",
		remedy:  "leave it out: roles and people are the configuration's",
	},
	{
		actions:   []string{"sts:*"},
		resources: []string{"arn:aws:iam::*:role/cdk-*", "arn:aws:iam::*:role/<org>-*"},
		but:       []string{"sts:GetCallerIdentity"},
		problem:   "leads to roles that deploy, or that are bulkhead's",
		remedy:    "write the ARN of the one role",
	},
	{
		actions: []string{"cloudformation:*", "ecs:*", "lambda:*", "ssm:Send*", "ssm:Start*"},
		but: []string{
			"*:Describe*", "*:Get*", "*:List*", "ecs:UpdateTaskProtection", "lambda:InvokeFunction",
		},
		problem: "changes what is deployed, or leads into it",
		remedy:  "leave it out: deployments do that, with rights of their own",
	},
	{
		actions:   []string{"ssm:*"},
		resources: []string{"arn:aws:ssm:*:*:parameter/<org>/*"},
		problem:   "reaches parameters of bulkhead's, among them secrets of others",
		remedy:    "name a secret in uses, or write a path that does not begin with /<org>/",
	},
	{
		actions:   []string{"secretsmanager:*"},
		resources: []string{"arn:aws:secretsmanager:*:*:secret:<org>/*", "arn:aws:secretsmanager:*:*:secret:rds!*"},
		problem:   "reaches secrets and passwords of others",
		remedy:    "name the secret or the store in uses, or write a name that does not begin with <org>/",
	},
	{
		actions:   []string{"states:*"},
		resources: []string{"arn:aws:states:*:*:*:<org>-*"},
		problem:   "reaches bulkhead's own state machines, which move environments and releases",
		remedy:    "write the ARN of the one state machine",
	},
	{
		actions:   []string{"kms:*"},
		resources: []string{"arn:aws:kms:*:*:key/#"}, // no key has that id, so that a text with * is meant
		problem:   "opens what every key protects",
		remedy:    "write the ARN of the one key",
	},
}

// checkPermissions demands statements that say what they permit, and none that permits what none may.
func checkPermissions(at document.Path, all []Permission, organization string) {
	seen := map[string]bool{}
	for i, p := range all {
		here := at.Index(i)
		p.check(here, organization)
		here.Demand(!seen[p.Same()], "is there already", "leave it out")
		seen[p.Same()] = true
	}
}

func (p Permission) check(at document.Path, organization string) {
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
	p.checkForbidden(at, organization)
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

// checkForbidden finds each action that no service may have on one of the resources.
func (p Permission) checkForbidden(at document.Path, organization string) {
	named := strings.NewReplacer("<org>", organization)
	for _, f := range never {
		for i, action := range p.Actions {
			matches := func(pattern string) bool { return meet(pattern, action) }
			if !slices.ContainsFunc(f.actions, matches) || slices.ContainsFunc(f.but, matches) {
				continue
			}
			on := ""
			for _, resource := range p.Resources {
				pattern := policyVariable.ReplaceAllString(resource, "*")
				if slices.ContainsFunc(
					f.resources,
					func(of string) bool { return meet(named.Replace(of), pattern) },
				) {
					on = " on " + resource
					break
				}
			}
			harmless := len(f.resources) > 0 && on == ""
			at.Key("actions").Index(i).Demand(harmless, action+on+" "+f.problem, named.Replace(f.remedy))
		}
	}
}

// meet tells whether some text fits both patterns of IAM, in which * is any text and ? any character.
func meet(a, b string) bool {
	fits := make([][]bool, len(a)+1) // the first i characters of a, and the first j of b
	for i := range fits {
		fits[i] = make([]bool, len(b)+1)
		for j := range fits[i] {
			before := func(i, j int) bool { return i >= 0 && j >= 0 && fits[i][j] }
			switch {
			case i == 0 && j == 0:
				fits[i][j] = true
			case i > 0 && a[i-1] == '*', j > 0 && b[j-1] == '*': // it is over, or takes one more of the other
				fits[i][j] = before(i-1, j) || before(i, j-1)
			case i > 0 && j > 0:
				fits[i][j] = fits[i-1][j-1] && (a[i-1] == b[j-1] || a[i-1] == '?' || b[j-1] == '?')
			}
		}
	}
	return fits[len(a)][len(b)]
}

// checkReason demands one line that says something.
func checkReason(at document.Path, reason, remedy string) {
	at.Demand(!strings.Contains(reason, "\n"), "has several lines", "write one")
	at.Demand(reason == "" || len(strings.Fields(reason)) > 1, "says too little", remedy)
}
