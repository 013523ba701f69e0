package manifest

import (
	"fmt"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// evaluation gives the values of a template as CloudFormation would.
type evaluation struct {
	a      *assembly.Assembly
	values map[string]string
	needs  map[string]Need // what only AWS knows, known to values or not
	lacks  bool            // something is not among values
}

// text returns the text that a value of a stack's template has, with nothing in place of what is not known.
func (e *evaluation) text(stack *assembly.Stack, value any) (string, error) {
	stack, value = e.a.Follow(stack, value)
	switch v := value.(type) {
	case string:
		return v, nil
	case map[string]any:
		if len(v) != 1 {
			return "", fmt.Errorf("%v is not a text", v)
		}
		for function, of := range v {
			return e.call(stack, function, of)
		}
	}
	return "", fmt.Errorf("%v is not a text", value)
}

// call returns what a function of CloudFormation gives.
func (e *evaluation) call(stack *assembly.Stack, function string, of any) (string, error) {
	switch function {
	case "Ref":
		name, _ := of.(string)
		switch name {
		case "AWS::Region":
			return stack.Region, nil
		case "AWS::AccountId":
			return stack.Account, nil
		case "AWS::Partition":
			return "aws", nil
		case "AWS::URLSuffix":
			return "amazonaws.com", nil
		case "AWS::StackName":
			return stack.Name, nil
		}
		return e.known(stack, name, "Ref")
	case "Fn::GetAtt":
		if parts := assembly.List(of); len(parts) == 2 {
			id, _ := parts[0].(string)
			attribute, _ := parts[1].(string)
			return e.known(stack, id, attribute)
		}
	case "Fn::Join":
		if parts := assembly.List(of); len(parts) == 2 {
			separator, _ := parts[0].(string)
			list, err := e.list(stack, parts[1])
			return strings.Join(list, separator), err
		}
	case "Fn::Select":
		if parts := assembly.List(of); len(parts) == 2 {
			i, err := strconv.Atoi(fmt.Sprint(parts[0]))
			if err != nil {
				return "", err
			}
			list, err := e.list(stack, parts[1])
			if err != nil || i >= len(list) {
				return "", err // of what is not known, there is less
			}
			return list[i], nil
		}
	case "Fn::ImportValue", "Fn::GetStackOutput":
		return "", fmt.Errorf("no stack of the assembly exports %v", of)
	}
	return "", fmt.Errorf("%s of %v cannot be written to a file", function, of)
}

// list returns the texts of a list.
func (e *evaluation) list(stack *assembly.Stack, value any) ([]string, error) {
	if split, is := value.(map[string]any); is {
		parts := assembly.List(split["Fn::Split"])
		if len(parts) != 2 {
			return nil, fmt.Errorf("%v is not a list", value)
		}
		separator, _ := parts[0].(string)
		text, err := e.text(stack, parts[1])
		return strings.Split(text, separator), err
	}
	var all []string
	for _, one := range assembly.List(value) {
		text, err := e.text(stack, one)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

// known returns the value of a resource or a parameter, if somebody has said it.
func (e *evaluation) known(stack *assembly.Stack, id, what string) (string, error) {
	need := Need{Name: stack.ID + "." + id, What: what}
	if r := stack.Resource(id); r != nil {
		need.Type = r.Type
		if what != "Ref" {
			need.Name += "." + what
		}
	} else if parameter, is := stack.Parameters[id]; is {
		if text, is := parameter.Default.(string); is && parameter.Type == "String" {
			return text, nil
		}
		need.Type, need.What = parameter.Type, "parameter"
	} else {
		return "", fmt.Errorf("%s has no %s", stack.ID, id)
	}
	e.needs[need.Name] = need
	value, said := e.values[need.Name]
	if !said || value == "" {
		e.lacks = true
		return "", nil
	}
	return value, nil
}
