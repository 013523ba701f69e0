// Package guardrail writes the policies of AWS Organizations that keep accounts to what the configuration says,
// whatever their own administrators may do. It knows no CDK: a stack deploys them, a command writes them as files, and
// tests judge by them.
package guardrail

import (
	"encoding/json"
	"slices"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
)

// Policy is a policy of AWS Organizations.
type Policy struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"` // as AWS calls it, such as SERVICE_CONTROL_POLICY
	Description string         `json:"description"`
	Content     map[string]any `json:"content"`
}

// The kinds of policies that we have.
const (
	ServiceControl  = "SERVICE_CONTROL_POLICY"
	ResourceControl = "RESOURCE_CONTROL_POLICY"
	DeclarativeEC2  = "DECLARATIVE_POLICY_EC2"
)

// Book derives the policies of an organization that has a management account.
type Book struct{ address.Book }

// Of returns the book of a configuration.
func Of(c *config.Config) Book { return Book{address.Of(c)} }

// guards are what each guardrail is made of. Some share a policy, because an account takes few, and some need two,
// because a policy is short.
var guards = []struct {
	name, kind, description string
	of                      map[config.Guardrail]func(Book) []any // statements
}{
	{"accounts", ServiceControl, "Which regions accounts use, and that they stay what they are", map[config.Guardrail]func(Book) []any{
		config.GuardRegions: Book.regions, config.GuardMembership: Book.membership,
	}},
	{"detection", ServiceControl, "Only deployments change what watches", map[config.Guardrail]func(Book) []any{
		config.GuardDetection: Book.detection,
	}},
	{"archive", ServiceControl, "Only deployments change what has been logged", map[config.Guardrail]func(Book) []any{
		config.GuardDetection: Book.archive,
	}},
	{"deployments", ServiceControl, "Only deployments change stacks, and what makes them", map[config.Guardrail]func(Book) []any{
		config.GuardDeployments: Book.deployments,
	}},
	{"sharing", ServiceControl, "Nothing is made public, or shared with outsiders", map[config.Guardrail]func(Book) []any{
		config.GuardSharing: Book.sharing,
	}},
	{"perimeter", ResourceControl, "Only the organization, and services for it, use its data", map[config.Guardrail]func(Book) []any{
		config.GuardPerimeter: Book.perimeter,
	}},
}

// Keeps tells whether accounts are kept to a guardrail.
func (b Book) Keeps(guard config.Guardrail) bool {
	m := b.Organization.Management
	return m != nil && slices.Contains(m.Guardrails, guard)
}

// Policies returns the policies, in the order that they are made in.
func (b Book) Policies() []Policy {
	m := b.Organization.Management
	var all []Policy
	for _, g := range guards {
		var statements []any
		for _, name := range m.Guardrails {
			if of := g.of[name]; of != nil {
				statements = append(statements, of(b)...)
			}
		}
		if len(statements) > 0 {
			all = append(all, Policy{b.Organization.Name + "-" + g.name, g.kind, g.description, map[string]any{
				"Version": "2012-10-17", "Statement": statements,
			}})
		}
	}
	if slices.Contains(m.Guardrails, config.GuardConsole) {
		all = append(all, b.console())
	}
	return all
}

// console is the declarative policy: only what no account sets itself, because AWS refuses to change there what a
// policy has declared.
func (b Book) console() Policy {
	return Policy{
		b.Organization.Name + "-console", DeclarativeEC2, "Nobody uses the serial console of instances",
		map[string]any{"ec2_attributes": map[string]any{
			"serial_console_access": map[string]any{"status": map[string]any{"@@assign": "disabled"}},
		}},
	}
}

// Targets returns the ids of the accounts that are kept to the policies.
func (b Book) Targets() []string {
	var all []string
	for _, name := range b.StageAccounts() {
		if only := b.Organization.Management.Accounts; len(only) == 0 || slices.Contains(only, name) {
			all = append(all, string(b.Organization.Accounts[name]))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Text returns a policy as AWS counts its characters: without white space.
func (p Policy) Text() string {
	text, err := json.Marshal(p.Content)
	if err != nil {
		panic(err) // it holds texts, lists and maps only
	}
	return string(text)
}

// Most returns how many characters the policy may have.
func (p Policy) Most() int { return facts.OrganizationPolicies[p.Type].Characters }

// deny is a statement.
func deny(sid string, actions, resources []string, conditions map[string]any) map[string]any {
	s := map[string]any{"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resources}
	if len(resources) == 1 {
		s["Resource"] = resources[0]
	}
	if len(conditions) > 0 {
		s["Condition"] = conditions
	}
	return s
}

var everything = []string{"*"}

// unlessDeployed adds to the conditions of a statement that it does not bind whoever deploys.
func (b Book) unlessDeployed(conditions map[string]any) map[string]any {
	all := map[string]any{"ArnNotLike": map[string]any{"aws:PrincipalArn": b.Deployers()}}
	for operator, keys := range conditions {
		all[operator] = keys
	}
	return all
}

// ours is a condition: the resource has the tag that everything of ours has, which only deployments give and take.
func ours() map[string]any {
	return map[string]any{"StringEquals": map[string]any{"aws:ResourceTag/" + address.ManagedByTag: address.ManagedBy}}
}

// Deployers returns the ARNs of the roles that the guardrails detection and deployments do not bind, with * for any
// text. Nobody else changes, passes or assumes them: what these may do, they do for a deployment, or in an emergency.
func (b Book) Deployers() []string {
	all := []string{
		address.RoleARN("*", address.BootstrapRoles),
		address.RoleARN("*", b.Organization.Name+"-*"+address.ReleasesRoleSuffix),
	}
	all = append(all, b.machinery()...)
	return append(all, b.administrators()...)
}

// machinery are the roles of the pipelines that deploy.
func (b Book) machinery() []string {
	if b.Organization.Pipeline == nil {
		return nil
	}
	return b.PipelineRoles()
}

// administrators are the roles of people who deploy by hand or act in an emergency: who gets them is decided by their
// trust.
func (b Book) administrators() []string {
	var all []string
	if b.Organization.Identity != nil {
		all = append(all, address.RoleARN("*", b.BreakGlassRole()))
	}
	for _, role := range b.Organization.Management.Deployers {
		all = append(all, address.RoleARN("*", role))
	}
	return all
}
