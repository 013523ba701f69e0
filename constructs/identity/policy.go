// Package identity says who gets into an account, and what people may do there.
package identity

import (
	"embed"
	"encoding/json"
	"strings"

	"bulkhead/config"
)

// policies are statements of what people may do. What is in braces is known from the configuration only.
//
//go:embed policies/*.json
var policies embed.FS

// Scope is where a role of people is, as far as it decides what they may do.
type Scope struct {
	Organization string
	Development  bool               // nothing there is for production
	Closed       []config.AccountID // in which developers of other accounts may do nothing
	Stacks       []string           // ARNs of the stacks that developers must not change, and of their functions
	Logs         []string           // ARNs of the log groups that only admins read
	Archive      Archive
}

// Archive is where auditors find the log archive, in all regions of its account.
type Archive struct {
	Account   config.AccountID
	Database  string
	Workgroup string
	Key       string   // alias, without "alias/"
	Buckets   []string // ARNs of buckets and of what is in them
	Answers   []string // and of those for answers
}

// awsPolicies are AWS's own policies of a role, by name.
var awsPolicies = map[config.Role]string{
	config.ReadOnly:  "job-function/ViewOnlyAccess",
	config.Developer: "PowerUserAccess",
	config.Admin:     administrator,
}

const administrator = "AdministratorAccess"

// permissions returns the ARNs of AWS's policies of a role, and a policy of ours that adds to them and takes from them.
func permissions(role config.Role, s Scope) (managed []string, inline map[string]any) {
	aws, files := awsPolicies[role], []string{"baseline"}
	switch {
	case role == config.Auditor:
		files = append(files, "auditor")
	case role == config.ReadOnly:
		files = append(files, "look", "closed")
	case role == config.Developer && s.Development:
		files = append(files, "developer")
	case role == config.Developer:
		aws, files = awsPolicies[config.ReadOnly], append(files, "look", "troubleshoot", "closed")
	}
	if aws != "" {
		managed = append(managed, policyARN(aws))
	}
	return managed, document(files, map[string]any{
		"organization": s.Organization,
		"closed":       s.Closed,
		"stacks":       s.Stacks,
		"logs":         s.Logs,
		"account":      string(s.Archive.Account),
		"database":     s.Archive.Database,
		"workgroup":    s.Archive.Workgroup,
		"key":          s.Archive.Key,
		"archive":      s.Archive.Buckets,
		"answers":      s.Archive.Answers,
	})
}

// policyARN returns the ARN of one of AWS's own policies.
func policyARN(name string) string { return "arn:aws:iam::aws:policy/" + name }

// document returns a policy with the statements of files. A value that is text stands for its name in braces anywhere,
// a list for its name in braces and quotes.
func document(files []string, values map[string]any) map[string]any {
	var pairs []string
	for name, value := range values {
		if text, isText := value.(string); isText {
			pairs = append(pairs, "{"+name+"}", text)
			continue
		}
		list, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		pairs = append(pairs, `"{`+name+`}"`, string(list))
	}
	fill := strings.NewReplacer(pairs...)
	all := []any{}
	for _, name := range files {
		text, err := policies.ReadFile("policies/" + name + ".json")
		if err != nil {
			panic(err)
		}
		var statements []any
		if err := json.Unmarshal([]byte(fill.Replace(string(text))), &statements); err != nil {
			panic(name + ": " + err.Error())
		}
		all = append(all, statements...)
	}
	return policy(all...)
}

// policy returns a policy with these statements.
func policy(statements ...any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}
