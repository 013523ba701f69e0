package rules

import (
	"slices"
	"strings"

	"bulkhead/assembly"
)

// identityTypes are types that a deployment may make only with a capability, and the property that names them.
var identityTypes = map[string]string{
	"AWS::IAM::AccessKey":           "",
	"AWS::IAM::Group":               "GroupName",
	"AWS::IAM::GroupPolicy":         "",
	"AWS::IAM::InstanceProfile":     "InstanceProfileName",
	"AWS::IAM::ManagedPolicy":       "ManagedPolicyName",
	"AWS::IAM::Policy":              "",
	"AWS::IAM::Role":                "RoleName",
	"AWS::IAM::RolePolicy":          "",
	"AWS::IAM::User":                "UserName",
	"AWS::IAM::UserPolicy":          "",
	"AWS::IAM::UserToGroupAddition": "",
}

// Needs returns what a deployment of a stack has to bring along: capabilities, sorted.
func Needs(stack *assembly.Stack) []string {
	needs := map[string]bool{}
	for _, r := range stack.Resources {
		property, is := identityTypes[r.Type]
		switch {
		case is && property != "" && r.Get(property) != nil:
			needs["CAPABILITY_NAMED_IAM"] = true
		case is, r.Type == "AWS::Serverless::Function" && r.Get("Role") == nil:
			needs["CAPABILITY_IAM"] = true
		}
	}
	if needs["CAPABILITY_NAMED_IAM"] {
		delete(needs, "CAPABILITY_IAM") // it is more than that
	}
	if transforms(stack.Template) {
		needs["CAPABILITY_AUTO_EXPAND"] = true
	}
	var sorted []string
	for need := range needs {
		sorted = append(sorted, need)
	}
	slices.Sort(sorted)
	return sorted
}

// transforms tells whether a template has macros.
func transforms(template map[string]any) bool {
	if len(assembly.List(template["Transform"])) > 0 {
		return true
	}
	var within func(any) bool
	within = func(value any) bool {
		switch v := value.(type) {
		case []any:
			return slices.ContainsFunc(v, within)
		case map[string]any:
			for key, item := range v {
				if key == "Fn::Transform" || within(item) {
					return true
				}
			}
		}
		return false
	}
	return within(template)
}

// loops looks for functions that CloudFormation knows only with the transform of its extensions.
func (c *check) loops(stack *assembly.Stack) {
	for _, transform := range assembly.List(stack.Template["Transform"]) {
		if name, _ := transform.(string); name == "AWS::LanguageExtensions" {
			return
		}
	}
	var within func(any) string
	within = func(value any) string {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				if name := within(item); name != "" {
					return name
				}
			}
		case map[string]any:
			for key, item := range v {
				if strings.HasPrefix(key, "Fn::ForEach::") {
					return "Fn::ForEach"
				}
				if name := within(item); name != "" {
					return name
				}
			}
		}
		return ""
	}
	if name := within(stack.Template); name != "" {
		c.fault(Fault{
			Rule: "loop-without-transform", Stack: stack,
			Message: name + " needs Transform: AWS::LanguageExtensions, without which CloudFormation does not know it",
		})
	}
}
