package verify

import (
	"slices"
	"strings"

	"bulkhead/assembly"
)

// notSeen is the rule of findings that tell of what a tool could not look at.
const notSeen = "not-seen"

// unseen is a finding of a tool that could not look at a template, or at a part of it.
func unseen(tool, why string) Finding {
	f := finding(tool, notSeen, "")
	f.Class = Unseen
	f.Message = "not seen by " + tool + ": " + why
	return f
}

// hidden is what CloudFormation makes of a template before it deploys it, which tools that judge the template itself do
// not see.
type hidden struct {
	loops      []string // Fn::ForEach that could not be written out
	serverless []string // types of AWS SAM
	macros     []string // transforms of somebody's own, and what AWS::Include brings in
	modules    []string
}

// hiddenIn looks for it in a template whose loops are written out.
func hiddenIn(stack *assembly.Stack, loops []string) hidden {
	h := hidden{loops: loops}
	for _, resource := range stack.Resources {
		switch {
		case strings.HasPrefix(resource.Type, "AWS::Serverless::"):
			h.serverless = append(h.serverless, resource.Type)
		case strings.HasSuffix(resource.Type, "::MODULE"):
			h.modules = append(h.modules, resource.Type)
		}
	}
	for _, transform := range assembly.List(stack.Template["Transform"]) {
		h.transform(transform)
	}
	h.transforms(stack.Template)
	for _, list := range []*[]string{&h.serverless, &h.macros, &h.modules} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return h
}

// transform adds what stands in the section Transform.
func (h *hidden) transform(transform any) {
	name, _ := transform.(string)
	if call, isCall := transform.(map[string]any); isCall {
		name, _ = call["Name"].(string)
	}
	if name != "" && name != "AWS::LanguageExtensions" && !strings.HasPrefix(name, "AWS::Serverless") &&
		!strings.HasPrefix(name, "AWS::SecretsManager") && !strings.HasPrefix(name, "AWS::CodeDeploy") {
		h.macros = append(h.macros, "Transform "+name)
	}
}

// transforms adds what Fn::Transform calls, wherever it stands.
func (h *hidden) transforms(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			h.transforms(item)
		}
	case map[string]any:
		if call, is := v["Fn::Transform"]; is {
			for _, one := range assembly.List(call) {
				name, _ := assembly.At(one, "Name").(string)
				h.macros = append(h.macros, strings.TrimSpace("Fn::Transform "+name))
			}
		}
		for _, item := range v {
			h.transforms(item)
		}
	}
}

// from returns what a tool does not see, in the words of a finding; "" when it sees everything.
func (h hidden) from(tool string) string {
	parts := slices.Concat(h.macros, h.modules)
	switch tool {
	case cfnLint: // writes loops out and translates SAM, as CloudFormation does
	case cloudFormationValidate:
		parts = slices.Concat(parts, h.loops)
	default:
		parts = slices.Concat(parts, h.loops, h.serverless)
	}
	return strings.Join(parts, ", ")
}
