package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// statement is a policy statement in which every value is known.
type statement struct {
	where                   string // for people: the resource it is in, and where
	deny                    bool
	ofResource              bool     // it says who
	actions, notActions     []string // in lower case
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
		actions:    lower(written.Actions),
		notActions: lower(written.NotActions),
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

// admits tells whether a resource's statement is about a principal, and whether it is about its whole account. Whom a
// denial is not to be about, it has to name together with the account.
func (s statement) admits(principal, account string) (direct, whole bool) {
	if len(s.notPrincipals) > 0 {
		named, home := false, false
		for _, id := range s.notPrincipals {
			named, home = named || id == principal, home || isAccount(id, account)
		}
		if s.deny {
			return !named || !home, false
		}
		return !named && !home, false
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
	tagged  bool                // all tags of the resource are known
}

// resourceTag begins the keys of the tags of a resource. AWS adds some of its own.
const resourceTag = "aws:resourcetag/"

// known are the values of a condition key, by its name in lower case. A tag that a template does not give a resource is
// not there.
func (q question) known(key string) (values []string, known bool) {
	values, known = q.context[key]
	return values, known || q.tagged && strings.HasPrefix(key, resourceTag) && !strings.HasPrefix(key, resourceTag+"aws:")
}

// What is the same in every question.
var (
	yes       = []string{"true"}
	no        = []string{"false"}
	newestTLS = []string{"1.3"}
)

func newQuestion(r Request, who *identity, owner string, tags map[string]string) question {
	account := []string{who.account}
	// With room for the rest: a graph of who can do what asks millions of questions.
	q := question{r, make(map[string][]string, 16+len(tags)), tags != nil}
	q.context["aws:principalarn"] = []string{r.Principal}
	q.context["aws:principalaccount"], q.context["kms:calleraccount"] = account, account
	q.context["aws:principalisawsservice"], q.context["aws:viaawsservice"] = no, no
	q.context["aws:resourceaccount"] = []string{owner}
	q.context["aws:securetransport"] = yes
	q.context["s3:tlsversion"] = newestTLS
	if name := r.Principal[strings.LastIndex(r.Principal, "/")+1:]; strings.Contains(r.Principal, ":user/") {
		q.context["aws:username"] = []string{name}
	}
	if region := regionOf(r); region != "" {
		q.context["aws:requestedregion"] = []string{region}
	}
	for key, value := range tags {
		q.context[resourceTag+strings.ToLower(key)] = []string{value}
	}
	for key, values := range r.Context {
		q.context[strings.ToLower(key)] = values
	}
	return q
}

// regionOf is the region that a request is sent to; empty where its resource does not tell. IAM is in us-east-1.
func regionOf(r Request) string {
	parts := strings.SplitN(r.Resource, ":", 6)
	switch {
	case len(parts) < 6:
		return ""
	case parts[3] == "" && strings.HasPrefix(strings.ToLower(r.Action), "iam:"):
		return "us-east-1"
	}
	return parts[3]
}

// isAbout tells whether a statement is about an action, which is in lower case.
func (s statement) isAbout(action string) bool {
	return (len(s.actions) == 0 || anyLike(s.actions, action)) && !anyLike(s.notActions, action)
}

func lower(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, strings.ToLower(text))
	}
	return all
}

// matches tells whether a statement is about the request, whoever makes it.
func (q question) matches(s statement) (bool, error) {
	if !s.isAbout(strings.ToLower(q.Action)) {
		return false, nil
	}
	return q.applies(s)
}

// applies tells whether a statement that is about the action is about the resource, too, and its conditions are met.
func (q question) applies(s statement) (bool, error) {
	if resources := q.fill(
		s,
		s.resources,
	); len(s.resources) > 0 && !anyLike(resources, q.Resource) ||
		anyLike(q.fill(s, s.notResources), q.Resource) {
		return false, nil
	}
	for _, c := range s.conditions {
		c.values = q.fill(s, c.values)
		if values, known := q.known(c.key); known {
			q.context[c.key] = values
		}
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

// fill replaces variables, and what stands for a character that would be a wildcard. The value of a variable is text,
// whatever is in it. A text with one that is not known matches nothing, or in an open request of what is
// allowed, anything there.
func (q question) fill(s statement, patterns []string) []string {
	if !slices.ContainsFunc(patterns, func(pattern string) bool { return strings.Contains(pattern, "${") }) {
		return patterns
	}
	var all []string
	for _, pattern := range patterns {
		known := true
		text := variable.ReplaceAllStringFunc(pattern, func(found string) string {
			key, byDefault, hasDefault := strings.Cut(found[2:len(found)-1], ",")
			if strings.Contains("*?$", key) {
				return asText(key)
			}
			values, _ := q.known(strings.ToLower(key))
			switch {
			case len(values) == 1:
				return asText(values[0])
			case hasDefault && len(values) == 0 && !q.Open:
				return asText(strings.Trim(byDefault, " '"))
			}
			known = known && q.Open && !s.deny
			return "*"
		})
		if known {
			all = append(all, text)
		}
	}
	return all
}

// What stands in a pattern for the characters that would be wildcards.
const star, mark = '\x01', '\x02'

// asText makes a pattern of a text that matches that text alone.
func asText(value string) string {
	return strings.NewReplacer("*", string(star), "?", string(mark)).Replace(value)
}

// plain makes a text of a pattern, where wildcards are no such.
func plain(pattern string) string {
	if strings.ContainsAny(pattern, string([]rune{star, mark})) {
		return strings.NewReplacer(string(star), "*", string(mark), "?").Replace(pattern)
	}
	return pattern
}

// stands tells whether a character of a pattern, other than a *, stands for one of a text.
func stands(pattern, text byte) bool {
	switch pattern {
	case star:
		return text == '*'
	case mark:
		return text == '?'
	}
	return pattern == '?' || pattern == text
}

func anyLike(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if like(pattern, text) {
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
		if text == "" || !stands(pattern[0], text[0]) {
			return false
		}
		pattern, text = pattern[1:], text[1:]
	}
	return text == ""
}
