package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"bulkhead/assembly"
)

// text is a value as far as a template decides it.
type text struct {
	text  string // what is not known stands in it as ${…}, and is the same wherever it means the same
	exact bool   // nothing in it is unknown
}

// reader reads the values of a stack.
type reader struct {
	stack    *assembly.Stack
	defaults bool // parameters are what they are by default
	depth    int
}

func unknown(value any) text {
	written, err := json.Marshal(value)
	if err != nil {
		return text{text: fmt.Sprint(value)}
	}
	return text{text: "${" + string(written) + "}"}
}

// read reads a value: text, numbers, and the functions of CloudFormation that need nothing but the template.
func (r reader) read(value any) text {
	const deepest = 50
	if r.depth++; r.depth > deepest {
		return unknown(value)
	}
	switch v := value.(type) {
	case string:
		return text{v, !strings.Contains(v, "{{resolve:")}
	case float64, bool, int64, uint64, int:
		return text{fmt.Sprint(v), true}
	case map[string]any:
		if len(v) != 1 {
			return unknown(v)
		}
		for function, argument := range v {
			return r.call(function, argument, v)
		}
	}
	return unknown(value)
}

func (r reader) call(function string, argument any, whole map[string]any) text {
	switch function {
	case "Ref":
		name, _ := argument.(string)
		return r.reference(name)
	case "Fn::Sub":
		return r.sub(argument)
	case "Fn::Join":
		if parts, _ := argument.([]any); len(parts) == 2 {
			separator, isText := parts[0].(string)
			list, known := r.list(parts[1])
			if isText && known {
				return join(list, separator)
			}
		}
	case "Fn::Select":
		if parts, _ := argument.([]any); len(parts) == 2 {
			index := r.read(parts[0])
			list, known := r.list(parts[1])
			for i := range list {
				if known && index.exact && index.text == fmt.Sprint(i) {
					return list[i]
				}
			}
		}
	case "Fn::FindInMap":
		if parts, _ := argument.([]any); len(parts) == 3 {
			name, first, second := r.read(parts[0]), r.read(parts[1]), r.read(parts[2])
			found := assembly.At(r.stack.Template, "Mappings", name.text, first.text, second.text)
			if found != nil && name.exact && first.exact && second.exact {
				return r.read(found)
			}
		}
	}
	return unknown(whole)
}

// reference reads what Ref returns of a parameter, or of the stack.
func (r reader) reference(name string) text {
	switch known := r.stack.Account; name {
	case "AWS::AccountId":
		if len(known) == 12 {
			return text{known, true}
		}
	case "AWS::Region":
		if r.stack.Region != "" && r.stack.Region != "unknown-region" {
			return text{r.stack.Region, true}
		}
	case "AWS::Partition":
		return text{"aws", true}
	default:
		if parameter, is := r.stack.Parameters[name]; is && r.defaults && parameter.Default != nil &&
			!strings.HasPrefix(parameter.Type, "AWS::SSM::") {
			return r.read(parameter.Default)
		}
	}
	return unknown(map[string]any{"Ref": name})
}

var placeholder = regexp.MustCompile(`\$\{(!?[^{}]*)\}`)

// sub reads Fn::Sub.
func (r reader) sub(argument any) text {
	own := map[string]any{}
	if parts, isList := argument.([]any); isList && len(parts) == 2 {
		own, _ = parts[1].(map[string]any)
		argument = parts[0]
	}
	pattern, isText := argument.(string)
	if !isText {
		return unknown(map[string]any{"Fn::Sub": argument})
	}
	exact := true
	written := placeholder.ReplaceAllStringFunc(pattern, func(found string) string {
		name := strings.TrimSpace(found[2 : len(found)-1])
		if literal, is := strings.CutPrefix(name, "!"); is {
			return "${" + literal + "}"
		}
		var value text
		if given, is := own[name]; is {
			value = r.read(given)
		} else if id, attribute, is := strings.Cut(name, "."); is {
			value = unknown(map[string]any{"Fn::GetAtt": []any{id, attribute}})
		} else {
			value = r.reference(name)
		}
		exact = exact && value.exact
		return value.text
	})
	return text{written, exact}
}

// list reads a list, and tells whether its length is known.
func (r reader) list(value any) ([]text, bool) {
	var list []text
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			list = append(list, r.read(item))
		}
		return list, true
	case map[string]any:
		if parts, _ := v["Fn::Split"].([]any); len(parts) == 2 && len(v) == 1 {
			separator, isText := parts[0].(string)
			if whole := r.read(parts[1]); isText && whole.exact && separator != "" {
				return split(whole.text, separator), true
			}
		}
		if arguments, _ := v["Fn::Cidr"].([]any); len(arguments) >= 2 && len(v) == 1 {
			return r.cidrs(arguments)
		}
		name, _ := v["Ref"].(string)
		if parameter, is := r.stack.Parameters[name]; is && r.defaults && len(v) == 1 {
			if whole, isText := parameter.Default.(string); isText {
				return split(whole, ","), true
			}
		}
	}
	return nil, false
}

func split(whole, separator string) []text {
	var list []text
	for _, part := range strings.Split(whole, separator) {
		list = append(list, text{strings.TrimSpace(part), true})
	}
	return list
}

func join(list []text, separator string) text {
	all := text{exact: true}
	for i, item := range list {
		if i > 0 {
			all.text += separator
		}
		all.text += item.text
		all.exact = all.exact && item.exact
	}
	return all
}
