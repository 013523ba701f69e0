package verify

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"bulkhead/assembly"
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
	Status      string // OK, ANALYSIS_INCOMPLETE or ERROR
	Diagnostics []struct {
		RuleID       string
		Severity     string // FATAL, ERROR or WARN: less is not asked for
		Message      string
		SuggestedFix string
		PropertyPath string
		Entity       struct{ LogicalID, EntityType string }
	}
}

// runCloudFormationValidate checks templates against the resource schemas. The
// package has no command, so a script calls it, in one process: starting its
// engine costs more than all templates together.
func runCloudFormationValidate(ctx context.Context, a *assembly.Assembly) (result, error) {
	dir, err := npmPackage("@aws/cloudformation-validate")
	if err != nil {
		return result{}, err
	}
	input := validateInput{Exclude: skippedRules()}
	for _, stack := range a.Stacks {
		t := validateTemplate{Path: stack.Path}
		if hasEnvironment(stack) {
			t.Account, t.Region = stack.Account, stack.Region
		}
		input.Templates = append(input.Templates, t)
	}
	stdin, err := json.Marshal(input)
	if err != nil {
		return result{}, err
	}
	// --liftoff-only: the engine runs too short a time for an optimizing compiler to pay.
	stdout, stderr, status, err := run(ctx, stdin, "node", "--liftoff-only", "-e", cloudFormationValidateScript, dir)
	if err != nil {
		return result{}, err
	}
	if status != 0 {
		return result{}, fmt.Errorf("it failed with status %d; run make node_modules in the bulkhead directory and try again%s", status, said(stderr))
	}
	return readValidate(a, stdout)
}

func readValidate(a *assembly.Assembly, stdout []byte) (result, error) {
	stacks := map[string]*assembly.Stack{}
	for _, stack := range a.Stacks {
		stacks[stack.Path] = stack
	}
	var r result
	for text := range bytes.Lines(stdout) {
		var line validateLine
		if err := json.Unmarshal(text, &line); err != nil {
			return result{}, fmt.Errorf("its output cannot be read: %w%s", err, said(text))
		}
		stack := stacks[line.Path]
		if stack == nil {
			return result{}, fmt.Errorf("it reports on %q, which it was not given, or twice", line.Path)
		}
		delete(stacks, line.Path)
		if line.Status != "OK" {
			return result{}, fmt.Errorf("it could not analyse %s to the end (%s); split the stack", line.Path, line.Status)
		}
		for _, d := range line.Diagnostics {
			resource := d.Entity.LogicalID
			if d.Entity.EntityType != "Resource" && resource != "" {
				resource = d.Entity.EntityType + "s/" + resource
			}
			f := finding(a, stack, cloudFormationValidate, d.RuleID, resource)
			// An unknown enum value is only a warning there, yet no deployment survives it.
			if d.Severity == "WARN" && d.RuleID != "W3030" {
				f.Severity = Warning
			}
			f.Message = d.Message
			if d.PropertyPath != "" {
				f.Message = d.PropertyPath + ": " + f.Message
			}
			if d.SuggestedFix != "" {
				f.Message += ". " + d.SuggestedFix
			}
			r.findings = append(r.findings, f)
		}
		r.templates++
	}
	return r, nil
}

// hasEnvironment tells whether a stack is bound to an account and a region.
func hasEnvironment(stack *assembly.Stack) bool {
	return stack.Account != "" && stack.Account != "unknown-account" &&
		stack.Region != "" && stack.Region != "unknown-region"
}
