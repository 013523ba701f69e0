package verify

import (
	"cmp"
	"slices"
)

// The severities of a finding. Either must be mended or waived.
const (
	Error   = "error"
	Warning = "warning"
)

// Finding is one thing a tool holds against a resource.
type Finding struct {
	Tool     string `json:"tool"`     // "cfn-lint"
	Rule     string `json:"rule"`     // "E3002"
	Severity string `json:"severity"` // Error or Warning, as the tool has it
	Class    string `json:"class"`    // Refused, Insecure, Unseen or Style
	Stack    string `json:"stack"`    // "dev/network"
	Template string `json:"template"` // its file, relative to the directory verified
	// Resource is a logical id, and a construct path for cdk-nag. What concerns
	// another section of the template is "Outputs/Name"; the template itself is "Template".
	Resource string `json:"resource"`
	Path     string `json:"path,omitempty"` // of the property, "Properties.Tags.0.Key", where the tool tells
	Message  string `json:"message"`
	Waived   bool   `json:"waived"`
	Reason   string `json:"reason,omitempty"`  // why it is waived
	Refuted  string `json:"refuted,omitempty"` // why it is a false alarm

	tier string // of the stack's environment, when its template tells
}

// Open tells whether a finding is to be mended: it is neither waived nor refuted.
func (f Finding) Open() bool { return !f.Waived && f.Refuted == "" }

// address is what a waiver's pattern is matched against.
func (f Finding) address() string {
	if f.Tool == cdkNag {
		return f.Resource
	}
	return f.Stack + "/" + f.Resource
}

// order sorts findings by where they are, then by who says so, and drops
// repetitions.
func order(findings []Finding) []Finding {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Stack, b.Stack),
			cmp.Compare(a.Template, b.Template),
			cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Tool, b.Tool),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Path, b.Path),
		)
	})
	return slices.Compact(findings)
}
