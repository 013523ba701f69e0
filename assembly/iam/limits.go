package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// limits are the policies of AWS Organizations that only take away. AWS itself attaches, at every level from the root
// to the account, one that allows everything, so what those of templates allow allows nothing more.
type limits struct {
	ofCallers   map[string][]statement // service control policies, by the account that they are on
	ofResources map[string][]statement // resource control policies, by account, too
	managed     string                 // the management account, which they do not bind
	id          string                 // of the AWS organization, as far as they name it
	members     map[string]bool        // the accounts with any
}

// limitsType is what CloudFormation calls such a policy.
const limitsType = "AWS::Organizations::Policy"

var accountOnly = regexp.MustCompile(`^[0-9]{12}$`)

// readLimits reads a policy of AWS Organizations. Declarative policies are none of principals.
func (m *Model) readLimits(r *assembly.Resource) error {
	if r.Type != limitsType {
		return nil
	}
	l := &m.limits
	into, known := map[string]map[string][]statement{
		"SERVICE_CONTROL_POLICY": l.ofCallers, "RESOURCE_CONTROL_POLICY": l.ofResources, "DECLARATIVE_POLICY_EC2": nil,
	}[fmt.Sprint(r.Get("Type"))]
	if !known {
		return fmt.Errorf("policies of the type %v are not known here", r.Get("Type"))
	}
	if into == nil {
		return nil
	}
	statements, err := m.limiting(r)
	if err != nil {
		return err
	}
	l.managed = r.Stack.Account
	for _, id := range assembly.List(r.Get("TargetIds")) {
		account := fmt.Sprint(id)
		if !accountOnly.MatchString(account) {
			return fmt.Errorf("it is on %s, and no template tells which accounts are in that", account)
		}
		into[account] = append(into[account], statements...)
		l.members[account] = true
	}
	return nil
}

// limiting are the statements of a policy that deny anything.
func (m *Model) limiting(r *assembly.Resource) ([]statement, error) {
	ofResources := r.Get("Type") == "RESOURCE_CONTROL_POLICY"
	var all []statement
	for _, written := range assembly.Statements(r) {
		s, err := m.names.statement(written)
		if err != nil {
			return nil, err
		}
		if ofResources {
			if err := s.limitsResources(); err != nil {
				return nil, err
			}
		}
		for _, c := range s.conditions {
			if c.key == "aws:principalorgid" && len(c.values) == 1 {
				m.limits.id = c.values[0]
			}
		}
		if s.deny {
			all = append(all, s)
		}
	}
	return all, nil
}

// Limited decides whether the policies of AWS Organizations leave somebody a request, whatever other policies say. The
// principal is the ARN of a role or user of any account, a service such as events.amazonaws.com, or nobody ("").
func (m *Model) Limited(r Request) (Decision, error) {
	account := ""
	if parts := strings.SplitN(r.Principal, ":", 6); len(parts) == 6 {
		account = parts[4]
	}
	owner, err := m.owner(r.Resource, account)
	if err != nil {
		owner = account // what has no ARN is the caller's
	}
	q := newQuestion(r, &identity{account: account}, owner, m.tagsOf(r.Resource))
	service := strings.HasSuffix(r.Principal, ".amazonaws.com")
	if service || r.Principal == "" {
		for _, key := range []string{"aws:principalarn", "aws:principalaccount", "kms:calleraccount"} {
			q.context[key] = nil
		}
	}
	if service {
		q.context["aws:principalisawsservice"] = []string{"true"}
		q.context["aws:principalservicename"] = []string{r.Principal}
	}
	return m.limited(q, account, owner)
}

// limited decides by what is on the caller's account and on the resource's: a denial at any level is one.
func (m *Model) limited(q question, caller, owner string) (Decision, error) {
	m.addMembership(q, caller)
	linked := strings.Contains(q.Principal, ":role/aws-service-role/")
	service := strings.HasSuffix(q.Principal, ".amazonaws.com")
	var bound []statement
	if !linked && !service && caller != m.limits.managed {
		bound = append(bound, m.limits.ofCallers[caller]...)
	}
	if !linked && owner != m.limits.managed && !strings.EqualFold(q.Action, "kms:RetireGrant") {
		bound = append(bound, m.limits.ofResources[owner]...)
	}
	for _, s := range bound {
		matches, err := q.matches(s)
		if err != nil {
			return Decision{}, err
		}
		if matches {
			return Decision{Because: "denied by " + s.where}, nil
		}
	}
	return Decision{Allowed: true, Because: "no policy of AWS Organizations denies it"}, nil
}

// addMembership adds what AWS knows of the caller's organization, and of that which a service acts for, unless it has
// been said.
func (m *Model) addMembership(q question, caller string) {
	if m.limits.id == "" {
		return
	}
	is := func(key, account string) {
		if _, said := q.context[key]; said || account == "" {
			return
		}
		q.context[key] = nil
		if m.limits.members[account] || account == m.limits.managed {
			q.context[key] = []string{m.limits.id}
		}
	}
	is("aws:principalorgid", caller)
	is("aws:sourceorgid", strings.Join(q.context["aws:sourceaccount"], ""))
}

// resourceControlled are the services whose resources resource control policies are about, as of 2026-11. Source: the
// AWS Organizations user guide, "Resource control policies", "List of AWS services that support RCPs".
var resourceControlled = strings.Fields("aoss cognito-identity cognito-idp dynamodb ecr kms logs s3 secretsmanager sqs sts")

// limitsResources refuses what AWS refuses in a resource control policy: anybody in particular, and other services.
func (s statement) limitsResources() error {
	if !slices.Equal(s.principals, []string{"*"}) || !s.deny {
		return fmt.Errorf("%s: a resource control policy denies something to the principal *", s.where)
	}
	for _, action := range s.actions {
		service, _, _ := strings.Cut(action, ":")
		if !slices.Contains(resourceControlled, service) {
			return fmt.Errorf("%s: resource control policies are not about %s", s.where, action)
		}
	}
	if len(s.notActions) > 0 {
		return fmt.Errorf("%s: a resource control policy has no NotAction here", s.where)
	}
	return nil
}

// Limit puts a policy of AWS Organizations on accounts, as if a template of the management account did.
func (m *Model) Limit(management, kind string, content any, accounts ...string) error {
	targets := []any{}
	for _, account := range accounts {
		targets = append(targets, account)
	}
	return m.readLimits(&assembly.Resource{
		LogicalID: kind, Type: limitsType, Stack: &assembly.Stack{ID: "management", Account: management},
		Properties: map[string]any{"Type": kind, "Content": content, "TargetIds": targets},
	})
}

// Permission is an action, in small letters, on a resource, both with * for any text, that a policy of a principal
// allows.
type Permission struct{ Action, Resource, Where string }

// Permissions returns what the policies of a principal that templates write allow it, whatever the conditions.
func (m *Model) Permissions(principal string) []Permission {
	var all []Permission
	who, known := m.identities[principal]
	if !known {
		return nil
	}
	for _, s := range who.statements {
		if s.deny {
			continue
		}
		for _, action := range s.actions {
			for _, resource := range s.resources {
				all = append(all, Permission{action, resource, s.where})
			}
		}
	}
	return all
}
