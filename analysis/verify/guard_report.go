package verify

import (
	"maps"
	"slices"
	"strings"
)

// guardReport is the structured output of cfn-guard for one template.
type guardReport struct {
	Name         string `json:"name"` // the absolute path of the template
	NotCompliant []struct {
		Rule struct {
			Name   string `json:"name"`
			Checks []any  `json:"checks"`
		}
	} `json:"not_compliant"`
	NotApplicable []string `json:"not_applicable"`
	Compliant     []string `json:"compliant"`
}

// findings makes one finding of each resource that breaks a rule.
func (g guardReport) findings() []Finding {
	findings := []Finding{}
	for _, broken := range g.NotCompliant {
		messages := map[string]string{} // by logical id
		for _, check := range broken.Rule.Checks {
			guardMessages(check, "", messages)
		}
		if len(messages) == 0 {
			messages[""] = "the rule is broken"
		}
		for _, resource := range slices.Sorted(maps.Keys(messages)) {
			f := finding(cfnGuard, broken.Rule.Name, resource)
			f.Class, f.Message = classOfGuard(broken.Rule.Name), messages[resource]
			findings = append(findings, f)
		}
	}
	return findings
}

// guardMessages walks a check for the resources it stumbled over. Guard has no
// schema for its report: it prints its inner structures, which nest by how a
// rule was written. What they share is that a place in the template is a map of
// path and value, and that the message stands somewhere above it.
func guardMessages(node any, message string, found map[string]string) {
	switch n := node.(type) {
	case []any:
		for _, item := range n {
			guardMessages(item, message, found)
		}
	case map[string]any:
		if texts, ok := n["messages"].(map[string]any); ok {
			if custom, _ := texts["custom_message"].(string); strings.TrimSpace(custom) != "" {
				message = custom
			} else if plain, _ := texts["error_message"].(string); message == "" {
				message = plain
			}
		}
		path, isPath := n["path"].(string)
		if _, isPlace := n["value"]; isPath && isPlace {
			if parts := strings.Split(path, "/"); len(parts) > 2 && parts[1] == "Resources" && found[parts[2]] == "" {
				found[parts[2]] = oneLine(message)
			}
			return // what is below is the template's own text
		}
		for _, key := range slices.Sorted(maps.Keys(n)) {
			if key != "to" { // what it was compared with is not at fault
				guardMessages(n[key], message, found)
			}
		}
	}
}

// oneLine joins the lines of a rule's message: "[CT.S3.PR.1]: Require … Fix: …".
func oneLine(message string) string {
	text := strings.Join(strings.Fields(message), " ")
	return strings.Replace(text, "[FIX]:", "Fix:", 1)
}
