package assembly

import "strings"

// Resolve finds the resource that a value of a stack's template denotes. It
// follows Ref and Fn::GetAtt in the stack, and Fn::ImportValue and
// Fn::GetStackOutput into the stack that publishes the value. It reports false
// for a literal, a parameter, a composed string, and for what no stack of the
// assembly publishes.
func (a *Assembly) Resolve(stack *Stack, value any) (*Resource, bool) {
	stack, value = a.Follow(stack, value)
	resource := stack.Resource(reference(asMap(value)))
	return resource, resource != nil
}

// Follow finds the value behind Fn::ImportValue and Fn::GetStackOutput, and the stack whose template it is in. A value
// that is no import, or that nobody publishes, is returned as it is.
func (a *Assembly) Follow(stack *Stack, value any) (*Stack, any) {
	// A value can pass through each stack once at most, so a ring of exports ends.
	for range len(a.Stacks) + 1 {
		publisher, output := a.publisher(stack, asMap(value))
		if publisher == nil {
			break
		}
		stack, value = publisher, output.Value
	}
	return stack, value
}

// publisher finds the stack and the output behind an import, or nil.
func (a *Assembly) publisher(consumer *Stack, v map[string]any) (*Stack, Output) {
	account, region := consumer.Account, consumer.Region
	if name, ok := v["Fn::ImportValue"].(string); ok && name != "" {
		for _, stack := range a.Stacks {
			if stack.Account != account || stack.Region != region {
				continue
			}
			for _, output := range stack.Outputs {
				if output.Export == name {
					return stack, output
				}
			}
		}
	}
	if target, ok := v["Fn::GetStackOutput"].(map[string]any); ok {
		if elsewhere := asString(target["Region"]); elsewhere != "" {
			region = elsewhere
		}
		// The role is one of the account that owns the stack: arn:aws:iam::ACCOUNT:role/…
		if arn := strings.Split(asString(target["RoleArn"]), ":"); len(arn) > 4 {
			account = arn[4]
		}
		for _, stack := range a.Stacks {
			if stack.Name == target["StackName"] && stack.Account == account && stack.Region == region {
				if output, ok := stack.Outputs[asString(target["OutputName"])]; ok {
					return stack, output
				}
			}
		}
	}
	return nil, Output{}
}
