package plan

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// A value that only a deployment knows is a token, such as ‹333333333333/eu-west-1/dev-network Vpc#0 CidrBlock›. It
// names the copy of a resource: when the resource is replaced, the number grows, and every text with the token differs.
// A token that ends in ~ may be another value by now: whether it is, AWS alone knows.
const (
	opening   = "‹"
	closing   = "›"
	uncertain = "~"
)

func token(words ...string) string { return opening + strings.Join(words, " ") + closing }

// settled is a value with the doubts taken out of its tokens.
func settled(text string) string { return strings.ReplaceAll(text, uncertain+closing, closing) }

// scope is what an expression of a template may refer to.
type scope interface {
	stack() *assembly.Stack
	resource(id string) *instance // nil when there is none
	exported(name string) (any, bool)
	output(place place, name string) (any, bool)
}

// resolve returns what a value of a template is when it is deployed.
func resolve(in scope, value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			if one := resolve(in, item); one != nil {
				list = append(list, one)
			}
		}
		return list
	case map[string]any:
		if len(v) == 1 {
			for function, argument := range v {
				if function == "Ref" || strings.HasPrefix(function, "Fn::") {
					return intrinsic(in, function, argument)
				}
			}
		}
		resolved := make(map[string]any, len(v))
		for key, item := range v {
			if one := resolve(in, item); one != nil {
				resolved[key] = one
			}
		}
		return resolved
	}
	return value
}

// intrinsic returns the result of a function, or a map with its name where only AWS can tell.
func intrinsic(in scope, function string, argument any) any {
	arguments := assembly.List(argument)
	switch {
	case function == "Ref":
		return reference(in, fmt.Sprint(argument), "")
	case function == "Fn::GetAtt":
		if path, short := argument.(string); short {
			id, attribute, _ := strings.Cut(path, ".")
			return reference(in, id, attribute)
		}
		if len(arguments) == 2 {
			return reference(in, fmt.Sprint(arguments[0]), text(resolve(in, arguments[1])))
		}
	case function == "Fn::Join" && len(arguments) == 2:
		if parts, isList := resolve(in, arguments[1]).([]any); isList {
			return join(fmt.Sprint(arguments[0]), parts)
		}
	case function == "Fn::Sub":
		return substitute(in, arguments)
	case function == "Fn::If" && len(arguments) == 3:
		if holds(in, fmt.Sprint(arguments[0])) {
			return resolve(in, arguments[1])
		}
		return resolve(in, arguments[2])
	case function == "Fn::ImportValue":
		name := text(resolve(in, argument))
		if value, found := in.exported(name); found {
			return value
		}
		return token("export", name)
	case function == "Fn::GetStackOutput":
		return stackOutput(in, argument)
	case function == "Fn::Split" && len(arguments) == 2:
		whole, isText := resolve(in, arguments[1]).(string)
		if isText && !strings.Contains(whole, opening) {
			return list(strings.Split(whole, fmt.Sprint(arguments[0])))
		}
	case function == "Fn::Select" && len(arguments) == 2:
		index, err := strconv.Atoi(text(resolve(in, arguments[0])))
		from, isList := resolve(in, arguments[1]).([]any)
		if err == nil && isList && index >= 0 && index < len(from) {
			return from[index]
		}
	}
	return map[string]any{function: resolve(in, argument)}
}

func list(texts []string) []any {
	all := make([]any, len(texts))
	for i, one := range texts {
		all[i] = one
	}
	return all
}

func join(separator string, parts []any) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = text(part)
	}
	return strings.Join(texts, separator)
}

// reference is what Ref, or an attribute, of something in the stack is.
func reference(in scope, id, attribute string) any {
	stack := in.stack()
	switch id {
	case "AWS::NoValue":
		return nil
	case "AWS::Partition":
		return partition(stack.Region)
	case "AWS::Region":
		return stack.Region
	case "AWS::AccountId":
		return stack.Account
	case "AWS::URLSuffix":
		if partition(stack.Region) == "aws-cn" {
			return "amazonaws.com.cn"
		}
		return "amazonaws.com"
	case "AWS::StackName":
		return stack.Name
	case "AWS::StackId":
		return token("stack", string(placeOf(stack)))
	}
	if parameter, found := stack.Parameters[id]; found {
		if parameter.Default == nil || strings.HasPrefix(parameter.Type, "AWS::SSM::") {
			return token("parameter", id, text(parameter.Default))
		}
		return parameter.Default
	}
	if r := in.resource(id); r != nil {
		return r.value(attribute)
	}
	return token("unknown", id, attribute)
}

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// placeholder is ${Name} or ${Name.Attribute} in an Fn::Sub; ${!name} is text.
var placeholder = regexp.MustCompile(`\$\{(!?)([^}.]+)\.?([^}]*)\}`)

func substitute(in scope, arguments []any) any {
	if len(arguments) == 0 {
		return ""
	}
	var own map[string]any
	if len(arguments) > 1 {
		own, _ = arguments[1].(map[string]any)
	}
	return placeholder.ReplaceAllStringFunc(fmt.Sprint(arguments[0]), func(found string) string {
		match := placeholder.FindStringSubmatch(found)
		if match[1] == "!" {
			return "${" + strings.TrimPrefix(found, "${!")
		}
		if value, isOwn := own[match[2]]; isOwn && match[3] == "" {
			return text(resolve(in, value))
		}
		return text(reference(in, match[2], match[3]))
	})
}

// stackOutput follows Fn::GetStackOutput. Its role is one of the account that owns the stack.
func stackOutput(in scope, argument any) any {
	target, _ := resolve(in, argument).(map[string]any)
	account, region := in.stack().Account, in.stack().Region
	if elsewhere := text(target["Region"]); elsewhere != "" {
		region = elsewhere
	}
	if arn := strings.Split(text(target["RoleArn"]), ":"); len(arn) > 4 {
		account = arn[4]
	}
	at := newPlace(account, region, text(target["StackName"]))
	if value, found := in.output(at, text(target["OutputName"])); found {
		return value
	}
	return token("output", string(at), text(target["OutputName"]))
}

// holds evaluates a condition of the template. One that only AWS can evaluate counts as true.
func holds(in scope, name string) bool {
	conditions, _ := in.stack().Template["Conditions"].(map[string]any)
	return condition(in, conditions, conditions[name])
}

func condition(in scope, named map[string]any, value any) bool {
	expression, _ := value.(map[string]any)
	for function, argument := range expression {
		arguments := assembly.List(argument)
		switch function {
		case "Condition":
			return condition(in, named, named[fmt.Sprint(argument)])
		case "Fn::Equals":
			return len(arguments) == 2 && text(resolve(in, arguments[0])) == text(resolve(in, arguments[1]))
		case "Fn::Not":
			return len(arguments) == 1 && !condition(in, named, arguments[0])
		case "Fn::And", "Fn::Or":
			for _, one := range arguments {
				if condition(in, named, one) == (function == "Fn::Or") {
					return function == "Fn::Or"
				}
			}
			return function == "Fn::And"
		}
	}
	return true
}

// text is a value as text, with lists and maps as JSON. Of nothing it is empty.
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
	}
	content, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(content)
}
