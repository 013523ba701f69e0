package iam

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// names tells what CloudFormation will call resources. A name that it makes up is the stack's and the logical id, the
// same wherever something refers to it.
type names struct {
	*assembly.Assembly
	aws map[string]any // statements of AWS's own policies, by name
}

// ARN is a resource's ARN, as policies and requests call it.
func (m *Model) ARN(r *assembly.Resource) (string, error) { return m.names.arn(r) }

// Text is what a value of a stack's template will be.
func (m *Model) Text(stack *assembly.Stack, value any) (string, error) {
	return m.names.text(stack, value)
}

func (n names) arn(r *assembly.Resource) (string, error) {
	is, err := facts.Of(r.Type)
	if err != nil {
		return "", err
	}
	if is.ARN.Of != "" {
		all, err := n.subjects(r, is.ARN.Of)
		if err == nil && len(all) != 1 {
			err = fmt.Errorf("%s has the ARN of its %s, and names %d", r, is.ARN.Of, len(all))
		}
		return strings.Join(all, ""), err
	}
	name, err := n.name(r)
	if err != nil {
		return "", err
	}
	if is.ARN.Shape == "" {
		return "", fmt.Errorf("%s has no ARN in internal/facts: %s", r, is.ARN.None)
	}
	if strings.HasPrefix(is.ARN.Shape, "iam:") {
		path, _ := r.Get("Path").(string)
		name = "/" + strings.TrimPrefix(path, "/") + name
	}
	return "arn:aws:" + strings.NewReplacer("R", r.Stack.Region, "A", r.Stack.Account, "$", name).Replace(is.ARN.Shape), nil
}

func (n names) name(r *assembly.Resource) (string, error) {
	is, err := facts.Of(r.Type)
	if err != nil {
		return "", err
	}
	if value := r.Get(strings.Split(is.Name.Property, ".")...); is.Name.Property != "" && value != nil {
		return n.text(r.Stack, value)
	}
	return r.Stack.Name + "-" + r.LogicalID, nil
}

// subjects are the ARNs of the resources that a property names, or of the resource itself.
func (n names) subjects(r *assembly.Resource, property string) ([]string, error) {
	if property == "" {
		arn, err := n.arn(r)
		return []string{arn}, err
	}
	var all []string
	for _, value := range assembly.List(r.Get(property)) {
		target, found := n.Resolve(r.Stack, value)
		if !found {
			return nil, fmt.Errorf("no template has the %s %v", property, value)
		}
		arn, err := n.arn(target)
		if err != nil {
			return nil, err
		}
		all = append(all, arn)
	}
	return all, nil
}

// text composes what a value will be.
func (n names) text(stack *assembly.Stack, value any) (string, error) {
	stack, value = n.Follow(stack, value)
	switch v := value.(type) {
	case string:
		return v, nil
	case bool, float64:
		return fmt.Sprint(v), nil
	case map[string]any:
		if len(v) == 1 {
			for function, argument := range v {
				return n.intrinsic(stack, function, argument)
			}
		}
	}
	return "", fmt.Errorf("cannot tell what %v will be", value)
}

func (n names) intrinsic(stack *assembly.Stack, function string, argument any) (string, error) {
	switch arguments := assembly.List(argument); {
	case function == "Ref":
		return n.reference(stack, fmt.Sprint(argument), "")
	case function == "Fn::GetAtt" && len(arguments) == 2:
		return n.reference(stack, fmt.Sprint(arguments[0]), fmt.Sprint(arguments[1]))
	case function == "Fn::Join" && len(arguments) == 2:
		var parts []string
		for _, value := range assembly.List(arguments[1]) {
			part, err := n.text(stack, value)
			if err != nil {
				return "", err
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, fmt.Sprint(arguments[0])), nil
	case function == "Fn::Sub" && len(arguments) == 1:
		return n.substitute(stack, fmt.Sprint(argument))
	case function == "Fn::Select" && len(arguments) == 2:
		return n.pick(stack, arguments)
	}
	return "", fmt.Errorf("cannot tell what %s of %v will be", function, argument)
}

// pick is Fn::Select from a text that Fn::Split splits.
func (n names) pick(stack *assembly.Stack, arguments []any) (string, error) {
	split, _ := arguments[1].(map[string]any)
	from := assembly.List(split["Fn::Split"])
	index, err := strconv.Atoi(fmt.Sprint(arguments[0]))
	if len(from) != 2 || err != nil {
		return "", fmt.Errorf("cannot tell what Fn::Select of %v will be", arguments)
	}
	text, err := n.text(stack, from[1])
	if err != nil {
		return "", err
	}
	parts := strings.Split(text, fmt.Sprint(from[0]))
	if index >= len(parts) {
		return "", fmt.Errorf("%q has no part %d", text, index)
	}
	return parts[index], nil
}

// placeholder is ${Name} or ${Name.Attribute} in an Fn::Sub; ${!name} is text.
var placeholder = regexp.MustCompile(`\$\{(!?)([^}.]+)\.?([^}]*)\}`)

func (n names) substitute(stack *assembly.Stack, text string) (string, error) {
	var fault error
	text = placeholder.ReplaceAllStringFunc(text, func(found string) string {
		match := placeholder.FindStringSubmatch(found)
		if match[1] == "!" {
			return "${" + strings.TrimPrefix(found, "${!")
		}
		value, err := n.reference(stack, match[2], match[3])
		if err != nil {
			fault = err
		}
		return value
	})
	return text, fault
}

// reference is what Ref, or an attribute, of something in the stack will be.
func (n names) reference(stack *assembly.Stack, id, attribute string) (string, error) {
	switch id {
	case "AWS::Partition":
		return "aws", nil
	case "AWS::Region":
		return stack.Region, nil
	case "AWS::AccountId":
		return stack.Account, nil
	case "AWS::URLSuffix":
		return "amazonaws.com", nil
	case "AWS::StackName":
		return stack.Name, nil
	case "AWS::StackId":
		return "arn:aws:cloudformation:" + stack.Region + ":" + stack.Account + ":stack/" + stack.Name + "/id", nil
	}
	r := stack.Resource(id)
	if r == nil {
		return "", fmt.Errorf("%s has no resource %s", stack.ID, id)
	}
	is, err := facts.Of(r.Type)
	if err != nil {
		return "", err
	}
	switch {
	case attribute == "Arn" || attribute == "TopicArn" || attribute == "" && is.ARN.Ref:
		return n.arn(r)
	case attribute == "MasterUserSecret.SecretArn":
		return "arn:aws:secretsmanager:" + stack.Region + ":" + stack.Account + ":secret:rds!" + stack.Name + "-" + id, nil
	case attribute == "":
		return n.name(r)
	}
	return stack.Name + "-" + id + "." + attribute, nil
}
