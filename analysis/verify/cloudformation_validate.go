package verify

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/fingerprint"
	"bulkhead/internal/node"
)

const cloudFormationValidate = "cloudformation-validate"

//go:embed cloudformation-validate.js
var cloudFormationValidateScript string

// validateInput and validateLine are what the script reads, and one line of what
// it prints.
type validateInput struct {
	Exclude   []string           `json:"exclude"`
	Templates []validateTemplate `json:"templates"`
}

type validateTemplate struct {
	Path    string `json:"path"`
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
}

type validateLine struct {
	Path        string
	Status      string // OK, ANALYSIS_INCOMPLETE, ERROR or FAILED
	Error       string // why it failed
	Diagnostics []struct {
		RuleID       string
		Severity     string // FATAL, ERROR or WARN: less is not asked for
		Message      string
		SuggestedFix string
		Category     string
		PropertyPath string
		Entity       struct{ LogicalID, EntityType string }
	}
}

// newCloudFormationValidate checks templates against the resource schemas. The
// package has no command, so a script calls it, in one process: starting its
// engine costs more than all templates together.
func newCloudFormationValidate() (tool, error) {
	dir, err := npmPackage("@aws/cloudformation-validate")
	if err != nil {
		return tool{}, err
	}
	program, err := find(node.Binary())
	if err != nil {
		return tool{}, err
	}
	flags := []string{"-e", cloudFormationValidateScript}
	return tool{
		name: cloudFormationValidate,
		version: func() (string, error) {
			return together(fingerprint.OfFiles(os.DirFS(dir)))(nodeVersion(program))
		},
		environment: []string{"NODE_OPTIONS", "NODE_PATH"},
		flags:       func(*template) []string { return append(skippedRules(), flags...) },
		jobs: func(templates []*template) []job {
			return []job{{
				templates:    templates,
				milliseconds: 3000 + 4*size(templates)/1000,
				run: func(ctx context.Context, seen func()) (map[*template][]Finding, error) {
					return validate(ctx, program, append(flags, dir), templates, seen)
				},
			}}
		},
	}, nil
}

// validate runs the script once.
func validate(
	ctx context.Context, program string, args []string, templates []*template, seen func(),
) (map[*template][]Finding, error) {
	input := validateInput{Exclude: skippedRules()}
	for _, t := range templates {
		entry := validateTemplate{Path: t.file()}
		if hasEnvironment(t.stack) {
			entry.Account, entry.Region = t.stack.Account, t.stack.Region
		}
		input.Templates = append(input.Templates, entry)
	}
	stdin, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	stdout, stderr, status, err := run(ctx, stdin, func(line []byte) {
		if bytes.HasPrefix(line, []byte("{")) {
			seen()
		}
	}, program, args...)
	if err == nil && status != 0 {
		err = fmt.Errorf("it failed with status %d; run make node_modules in the bulkhead directory and try again%s",
			status, said(stderr))
	}
	if err == nil {
		return readValidate(templates, stdout)
	}
	// What it was done with is found; it was at the next one.
	whole := stdout[:bytes.LastIndexByte(stdout, '\n')+1]
	findings, fault := readValidate(templates, whole)
	if fault != nil {
		return nil, err
	}
	for _, t := range templates {
		if _, done := findings[t]; !done {
			return findings, &failure{t, err}
		}
	}
	return findings, err
}

func readValidate(templates []*template, stdout []byte) (map[*template][]Finding, error) {
	waiting := map[string]*template{}
	for _, t := range templates {
		waiting[t.file()] = t
	}
	findings := map[*template][]Finding{}
	for text := range bytes.Lines(stdout) {
		var line validateLine
		if err := json.Unmarshal(text, &line); err != nil {
			return nil, fmt.Errorf("its output cannot be read: %w%s", err, said(text))
		}
		t := waiting[line.Path]
		if t == nil {
			return nil, fmt.Errorf("it reports on %q, which it was not given, or twice", line.Path)
		}
		delete(waiting, line.Path)
		findings[t] = line.findings()
		switch line.Status {
		case "OK":
		case "ANALYSIS_INCOMPLETE":
			findings[t] = append(findings[t], unseen(cloudFormationValidate, "a part of the template, which is too large; split the stack"))
		default: // it cannot read the template
			findings[t] = append(findings[t], unseen(cloudFormationValidate, strings.TrimSpace("the template "+line.Error)))
		}
	}
	return findings, nil
}

func (v validateLine) findings() []Finding {
	findings := []Finding{}
	for _, d := range v.Diagnostics {
		resource := d.Entity.LogicalID
		if d.Entity.EntityType != "Resource" && resource != "" {
			resource = d.Entity.EntityType + "s/" + resource
		}
		f := finding(cloudFormationValidate, d.RuleID, resource)
		// An unknown enum value is only a warning there, yet no deployment survives it.
		if d.Severity == "WARN" && d.RuleID != "W3030" {
			f.Severity = Warning
		}
		f.Class, f.Path = classOfValidate(f.Severity, d.Category), d.PropertyPath
		f.Message = d.Message
		if d.PropertyPath != "" {
			f.Message = d.PropertyPath + ": " + f.Message
		}
		if d.SuggestedFix != "" {
			f.Message += ". " + d.SuggestedFix
		}
		findings = append(findings, f)
	}
	return findings
}

// hasEnvironment tells whether a stack is bound to an account and a region.
func hasEnvironment(stack *assembly.Stack) bool {
	return stack.Account != "" && stack.Account != "unknown-account" &&
		stack.Region != "" && stack.Region != "unknown-region"
}
