package parity

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// References are written as what they denote, such as ‹network Vpc8378EB38 CidrBlock›, so that it does not matter
// whether a value comes from the same stack or from another one.
const (
	opening = "‹"
	closing = "›"
)

// value is a value of a stack's template with its references followed and its texts joined.
func (c *comparison) value(stack *assembly.Stack, v any) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, item := range v {
			if one := c.value(stack, item); one != nil {
				list = append(list, one)
			}
		}
		return list
	case map[string]any:
		if len(v) == 1 {
			for function, argument := range v {
				if function == "Ref" || strings.HasPrefix(function, "Fn::") {
					return c.intrinsic(stack, function, argument)
				}
			}
		}
		fields := map[string]any{}
		for key, item := range v {
			if one := c.value(stack, item); one != nil {
				fields[key] = one
			}
		}
		return fields
	}
	return v
}

func (c *comparison) intrinsic(stack *assembly.Stack, function string, argument any) any {
	arguments := assembly.List(argument)
	switch function {
	case "Ref":
		return c.reference(stack, text(argument), "")
	case "Fn::GetAtt":
		if short, isText := argument.(string); isText {
			id, attribute, _ := strings.Cut(short, ".")
			return c.reference(stack, id, attribute)
		}
		if len(arguments) == 2 {
			return c.reference(stack, text(arguments[0]), text(arguments[1]))
		}
	case "Fn::Join":
		if len(arguments) == 2 {
			if parts, isList := c.value(stack, arguments[1]).([]any); isList {
				texts := make([]string, len(parts))
				for i, part := range parts {
					texts[i] = text(part)
				}
				return strings.Join(texts, text(arguments[0]))
			}
		}
	case "Fn::Sub":
		if template, isText := argument.(string); isText {
			return placeholder.ReplaceAllStringFunc(template, func(found string) string {
				match := placeholder.FindStringSubmatch(found)
				return text(c.reference(stack, match[1], match[2]))
			})
		}
	case "Fn::Select":
		if match := keyOfARN.FindStringSubmatch(text(c.value(stack, argument))); match != nil {
			return match[1] + closing
		}
	case "Fn::ImportValue", "Fn::GetStackOutput":
		if publisher, value := c.assembly.Follow(stack, map[string]any{function: argument}); publisher != stack {
			return c.value(publisher, value)
		}
	}
	return map[string]any{function: c.value(stack, argument)}
}

// keyOfARN is the id of a key, cut out of its ARN: what Ref is, where the key is at hand.
var keyOfARN = regexp.MustCompile(
	`^\[1,\{"Fn::Split":\["/",\{"Fn::Select":\[5,\{"Fn::Split":\[":","(‹[^›]*) Arn›"\]\}\]\}\]\}\]$`,
)

// placeholder is ${Name} or ${Name.Attribute} in an Fn::Sub.
var placeholder = regexp.MustCompile(`\$\{([^!}.][^}.]*)\.?([^}]*)\}`)

// reference is what Ref, or an attribute, of something in a stack is. A resource that a side lacks is called as on the
// other one, so that its absence is told once.
func (c *comparison) reference(stack *assembly.Stack, id, attribute string) any {
	switch {
	case id == "AWS::NoValue":
		return nil
	case strings.HasPrefix(id, "AWS::"):
		return "${" + id + "}"
	}
	return strings.TrimSuffix(opening+c.label(stack, id)+" "+attribute, " ") + closing
}

func (c *comparison) label(stack *assembly.Stack, id string) string {
	if label, known := c.pairs.labels[resource{stack, id}]; known {
		return label
	}
	for _, s := range []side{c.primary, c.standby} {
		if s.has(stack) {
			return key(stack) + " " + s.canonical(id, "")
		}
	}
	return stack.ID + " " + id
}

// resourceValue is a resource with its references followed. What CDK notes beside it is no part of it.
func (c *comparison) resourceValue(r resource) map[string]any {
	fields := map[string]any{}
	for name, v := range r.body() {
		switch name {
		case "DependsOn":
			var labels []string
			for _, id := range assembly.List(v) {
				labels = append(labels, opening+c.label(r.stack, text(id))+closing)
			}
			slices.Sort(labels)
			list := make([]any, len(labels))
			for i, label := range labels {
				list[i] = label
			}
			fields[name] = list
		case "Properties":
			properties, _ := c.value(r.stack, v).(map[string]any)
			if definition := properties["DefinitionString"]; r.kind() == stateMachine && definition != nil {
				properties["DefinitionString"] = moves(definition)
			}
			fields[name] = properties
		case "Metadata":
		default:
			fields[name] = v
		}
	}
	return fields
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
	var content strings.Builder
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(content.String())
}

// pretty writes a value for people, in one line and without the marks of references. Of nothing it is empty.
func pretty(value any) string {
	if value == "" {
		return `""`
	}
	return inOneLine.Replace(text(value))
}

var inOneLine = strings.NewReplacer(opening, "", closing, "", "\n", " ")
