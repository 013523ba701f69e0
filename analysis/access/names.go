package access

import (
	"regexp"
	"strings"

	"bulkhead/assembly"
)

// Kind is what somebody is.
type Kind string

// The kinds. A person comes through Identity Center or as an IAM user; a push is whoever may push to a branch that is
// built or deployed; an account is whoever administers it; a part is a role that AWS or another role acts as.
const (
	Person   Kind = "person"
	Service  Kind = "service"
	Function Kind = "function"
	Server   Kind = "server"
	Pipeline Kind = "pipeline"
	Push     Kind = "push"
	Client   Kind = "client"
	Account  Kind = "account"
	Part     Kind = "part"
)

// Who is somebody who can act.
type Who struct {
	Name    string `json:"name"`
	Kind    Kind   `json:"kind"`
	Account string `json:"account,omitempty"`
	ARN     string `json:"arn,omitempty"` // of the principal; empty for who has none
}

// ofPeople finds the role in the name of a permission set, or of a role of people.
var ofPeople = regexp.MustCompile(`-(read-only|developer|admin|auditor|break-glass)(?:-prod)?$`)

// hash is what the CDK ends logical ids with.
var hash = regexp.MustCompile(`[0-9A-F]{8}$`)

// side takes from a stage's name that it is the foundation of a standby.
func side(stage string) string { return strings.TrimSuffix(stage, "-foundation") }

// accountNames are the names of accounts by id: the shortest of the stages that are in them.
func accountNames(a *assembly.Assembly) map[string]string {
	names := map[string]string{elsewhere: "elsewhere"}
	for _, stack := range a.Stacks {
		known, stage := names[stack.Account], side(stack.Stage)
		if stage != "" && (known == "" || len(stage) < len(known)) {
			names[stack.Account] = stage
		}
	}
	for _, stack := range a.Stacks {
		if names[stack.Account] == "" {
			names[stack.Account] = stack.Account
		}
	}
	return names
}

// name calls a principal what an operator does.
func (g *Graph) name(r *assembly.Resource, arn string) (string, Kind) {
	stack, id := r.Stack.ID, hash.ReplaceAllString(r.LogicalID, "")
	account := g.accounts[accountOf(arn)]
	if r.Type == "AWS::SSO::Assignment" {
		set, _ := g.assembly.Resolve(r.Stack, r.Get("PermissionSetArn"))
		if match := ofPeople.FindStringSubmatch(asString(set.Get("Name"))); match != nil {
			return match[1] + "@" + account, Person
		}
		return asString(set.Get("Name")) + "@" + account, Person
	}
	if r.Type == "AWS::IAM::User" {
		return arn[strings.LastIndex(arn, "/")+1:] + "@" + account, Person
	}
	if match := ofPeople.FindStringSubmatch(asString(r.Get("RoleName"))); match != nil && strings.HasSuffix(stack, "/access") {
		return match[1] + "@" + account, Person
	}
	if strings.HasPrefix(stack, "CDKToolkit:") {
		_, role, _ := strings.Cut(strings.TrimPrefix(asString(r.Get("RoleName")), "cdk-"), "-") // after the qualifier
		role, _, _ = strings.Cut(role, "-role-")
		return "cdk-" + role + "@" + account + "/" + r.Stack.Region, Part
	}
	if strings.HasPrefix(stack, "account:") {
		return "account@" + account, Account
	}
	stage, part, _ := strings.Cut(stack, "/")
	stage = side(stage)
	if runs := g.runsAs[arn]; runs != nil {
		for prefix, kind := range map[string]Kind{"service-": Service, "function-": Function} {
			if name, found := strings.CutPrefix(part, prefix); found && runs[prefix] {
				return stage + "/" + name, kind
			}
		}
		if runs["instance"] && (part == "vpn" || part == "bastion") {
			return stage + "/" + part, Server
		}
	}
	if r.Stack.Stage == "" {
		return "pipeline/" + strings.TrimPrefix(id, "Pipeline"), Pipeline
	}
	return stack + "/" + id, Part
}

// accountOf is the account in an ARN.
func accountOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

func asString(value any) string {
	text, _ := value.(string)
	return text
}

func compare(a, b string) int { return strings.Compare(a, b) }
