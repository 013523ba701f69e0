package iam

import (
	"fmt"
	"regexp"
	"strings"

	"bulkhead/assembly"
)

// statement is a policy statement in which every value is known.
type statement struct {
	where                   string // for people: the resource it is in, and where
	deny                    bool
	ofResource              bool // it says who
	actions, notActions     []string
	resources, notResources []string
	principals              []string // ARNs, account ids or *; AWS services are left out
	notPrincipals           []string
	providers               []string // ARNs of providers whose tokens it is about
	conditions              []condition
}

// statement fills in what a statement leaves to deployment.
func (n names) statement(written assembly.Statement) (statement, error) {
	stack := written.Owner.Stack
	s := statement{
		where:      strings.TrimSpace(written.Owner.String() + " " + written.Sid),
		deny:       written.Effect == "Deny",
		ofResource: len(written.Principals)+len(written.NotPrincipals) > 0,
		actions:    written.Actions,
		notActions: written.NotActions,
	}
	var err error
	fill := func(values []any) []string {
		var all []string
		for _, value := range values {
			text, fault := n.text(stack, value)
			if fault != nil {
				err = fault
			}
			all = append(all, text)
		}
		return all
	}
	of := func(kind string, principals []assembly.Principal) []any {
		var all []any
		for _, p := range principals {
			if p.Kind == kind {
				all = append(all, p.ID)
			}
		}
		return all
	}
	s.resources, s.notResources = fill(written.Resources), fill(written.NotResources)
	s.principals, s.notPrincipals = fill(of("AWS", written.Principals)), fill(of("AWS", written.NotPrincipals))
	s.providers = fill(of("Federated", written.Principals))
	for operator, keys := range written.Condition {
		for key, values := range keys.(map[string]any) {
			s.conditions = append(s.conditions, condition{operator, strings.ToLower(key), fill(assembly.List(values))})
		}
	}
	return s, err
}

// admits tells whether a resource's statement is about a principal, and whether it is about its whole account.
func (s statement) admits(principal, account string) (direct, whole bool) {
	if len(s.notPrincipals) > 0 {
		for _, id := range s.notPrincipals {
			if id == principal || isAccount(id, account) {
				return false, false
			}
		}
		return true, false
	}
	for _, id := range s.principals {
		direct = direct || id == "*" || id == principal
		whole = whole || isAccount(id, account)
	}
	return direct, whole
}

func isAccount(id, account string) bool {
	return id == account || id == "arn:aws:iam::"+account+":root"
}

// question is a request with everything that is known of it.
type question struct {
	Request
	context map[string][]string // by condition key, in lower case
}

func newQuestion(r Request, who *identity, owner string, tags map[string]string) question {
	q := question{r, map[string][]string{
		"aws:principalarn":          {r.Principal},
		"aws:principalaccount":      {who.account},
		"aws:principalisawsservice": {"false"},
		"aws:resourceaccount":       {owner},
		"aws:securetransport":       {"true"},
		"kms:calleraccount":         {who.account},
		"s3:tlsversion":             {"1.3"},
	}}
	if name := r.Principal[strings.LastIndex(r.Principal, "/")+1:]; strings.Contains(r.Principal, ":user/") {
		q.context["aws:username"] = []string{name}
	}
	for key, value := range tags {
		q.context["aws:resourcetag/"+strings.ToLower(key)] = []string{value}
	}
	for key, values := range r.Context {
		q.context[strings.ToLower(key)] = values
	}
	return q
}

// matches tells whether a statement is about the request, whoever makes it.
func (q question) matches(s statement) (bool, error) {
	if len(s.actions) > 0 && !anyLike(s.actions, q.Action, strings.ToLower) ||
		anyLike(s.notActions, q.Action, strings.ToLower) {
		return false, nil
	}
	same := func(text string) string { return text }
	if resources := q.fill(
		s,
		s.resources,
	); len(s.resources) > 0 && !anyLike(resources, q.Resource, same) ||
		anyLike(q.fill(s, s.notResources), q.Resource, same) {
		return false, nil
	}
	for _, c := range s.conditions {
		c.values = q.fill(s, c.values)
		holds, err := c.holds(q.context, q.Open, !s.deny)
		if err != nil {
			return false, fmt.Errorf("%s: %w", s.where, err)
		}
		if !holds {
			return false, nil
		}
	}
	return true, nil
}

// variable is ${key} in a resource or a value of a condition.
var variable = regexp.MustCompile(`\$\{([^}]+)\}`)

// fill replaces variables. A text with one that is not known matches nothing, or in an open request of what is
// allowed, anything there.
func (q question) fill(s statement, patterns []string) []string {
	var all []string
	for _, pattern := range patterns {
		known := true
		text := variable.ReplaceAllStringFunc(pattern, func(found string) string {
			values := q.context[strings.ToLower(found[2:len(found)-1])]
			if len(values) != 1 {
				known = q.Open && !s.deny
				return "*"
			}
			return values[0]
		})
		if known {
			all = append(all, text)
		}
	}
	return all
}

func anyLike(patterns []string, text string, fold func(string) string) bool {
	for _, pattern := range patterns {
		if like(fold(pattern), fold(text)) {
			return true
		}
	}
	return false
}

// like matches a text with * for any text and ? for one character.
func like(pattern, text string) bool {
	for pattern != "" {
		if pattern[0] == '*' {
			for i := range len(text) + 1 {
				if like(pattern[1:], text[i:]) {
					return true
				}
			}
			return false
		}
		if text == "" || pattern[0] != '?' && pattern[0] != text[0] {
			return false
		}
		pattern, text = pattern[1:], text[1:]
	}
	return text == ""
}
