package cloudformation

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// scope is where a value is resolved: a stack in the middle of an operation.
type scope struct {
	world    *World
	stack    *Stack // as it is by now
	template *Template
}

// nothing is what AWS::NoValue stands for.
type nothing struct{}

// errMissing is a reference to a resource that is not there, because it failed or its condition is false.
var errMissing = errors.New("is not there")

// resolve returns what a value of a template is by now. It fails for a function that it does not know.
func (s scope) resolve(value any) (any, error) {
	switch v := value.(type) {
	case []any:
		return s.list(v)
	case map[string]any:
		if len(v) == 1 {
			for name, argument := range v {
				if name == "Ref" || strings.HasPrefix(name, "Fn::") {
					return s.call(name, argument)
				}
			}
		}
		all := make(map[string]any, len(v))
		for key, item := range v {
			resolved, err := s.resolve(item)
			if err != nil {
				return nil, err
			}
			if resolved != any(nothing{}) {
				all[key] = resolved
			}
		}
		return all, nil
	}
	return value, nil
}

func (s scope) list(items []any) (any, error) {
	all := make([]any, 0, len(items))
	for _, item := range items {
		resolved, err := s.resolve(item)
		if err != nil {
			return nil, err
		}
		if _, isNothing := resolved.(nothing); !isNothing {
			all = append(all, resolved)
		}
	}
	return all, nil
}

// call is the value of a function.
func (s scope) call(name string, argument any) (any, error) {
	switch name {
	case "Ref":
		return s.ref(asString(argument))
	case "Fn::GetAtt":
		id, attribute := attributeOf(argument)
		p := s.stack.resources[id]
		if p == nil {
			return nil, fmt.Errorf("%s %w", id, errMissing)
		}
		return p.attribute(attribute)
	case "Fn::Sub":
		return s.sub(argument)
	case "Fn::If":
		return s.choose(argument)
	}
	resolved, err := s.resolve(argument)
	if err != nil {
		return nil, err
	}
	if name == "Fn::ImportValue" {
		value, exporter := s.world.export(s.stack.Place, text(resolved))
		if exporter == nil {
			return nil, fmt.Errorf("no export named %s found", text(resolved))
		}
		return value, nil
	}
	if f, known := functions[name]; known {
		return f(resolved)
	}
	return nil, fmt.Errorf("the model knows no %s", name)
}

func (s scope) ref(name string) (any, error) {
	switch name {
	case "AWS::NoValue":
		return nothing{}, nil
	case "AWS::AccountId":
		return s.stack.Account, nil
	case "AWS::Region":
		return s.stack.Region, nil
	case "AWS::Partition":
		return "aws", nil
	case "AWS::URLSuffix":
		return "amazonaws.com", nil
	case "AWS::StackName":
		return s.stack.Name, nil
	case "AWS::StackId":
		return "arn:aws:cloudformation:" + s.stack.Region + ":" + s.stack.Account + ":stack/" + s.stack.Name, nil
	}
	if p := s.stack.resources[name]; p != nil {
		return p.ID, nil
	}
	if parameter, found := asMap(s.template.sections["Parameters"])[name]; found {
		if asMap(parameter)["Type"] == valueOfParameter {
			return s.stack.values[name], nil
		}
		if value, has := asMap(parameter)["Default"]; has {
			return value, nil
		}
		return nil, fmt.Errorf("parameter %s has no value", name)
	}
	return nil, fmt.Errorf("%s %w", name, errMissing)
}

func (s scope) sub(argument any) (any, error) {
	pattern, own := asString(argument), map[string]any{}
	if list, ok := argument.([]any); ok && len(list) == 2 {
		pattern, own = asString(list[0]), asMap(list[1])
	}
	var failed error
	replaced := substitution.ReplaceAllStringFunc(pattern, func(match string) string {
		name := match[2 : len(match)-1]
		var value any
		var err error
		if mine, found := own[name]; found {
			value, err = s.resolve(mine)
		} else if id, attribute, isAttribute := strings.Cut(name, "."); isAttribute {
			value, err = s.call("Fn::GetAtt", []any{id, attribute})
		} else {
			value, err = s.ref(name)
		}
		failed = errors.Join(failed, err)
		return text(value)
	})
	return strings.ReplaceAll(replaced, "${!", "${"), failed
}

func (s scope) choose(argument any) (any, error) {
	list, _ := argument.([]any)
	if len(list) != 3 {
		return nil, fmt.Errorf("Fn::If with %d parts", len(list))
	}
	holds, err := s.condition(asString(list[0]))
	if err != nil {
		return nil, err
	}
	if holds {
		return s.resolve(list[1])
	}
	return s.resolve(list[2])
}

// condition tells whether a condition of the template holds.
func (s scope) condition(name string) (bool, error) {
	body, found := asMap(s.template.sections["Conditions"])[name]
	if !found {
		return false, fmt.Errorf("there is no condition %s", name)
	}
	value, err := s.judge(body)
	if err != nil {
		return false, err
	}
	return value == true, nil
}

// judge resolves a condition's body, in which Condition names another.
func (s scope) judge(value any) (any, error) {
	if v := asMap(value); len(v) == 1 {
		if other, ok := v["Condition"].(string); ok {
			return s.condition(other)
		}
		for name, argument := range v {
			if list, ok := argument.([]any); ok {
				parts := make([]any, len(list))
				for i, part := range list {
					var err error
					if parts[i], err = s.judge(part); err != nil {
						return nil, err
					}
				}
				return s.call(name, parts)
			}
		}
	}
	return s.resolve(value)
}

// text is a value where a string is asked for.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, text(item))
		}
		return strings.Join(all, ",")
	}
	return fmt.Sprint(value)
}
