package verify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

const forEach = "Fn::ForEach::"

// mostLoops is how often the bodies of loops are written out at most: a template has 500 resources.
const mostLoops = 5000

// expander writes the loops of a template out.
type expander struct {
	parameters map[string]any
	loops      int      // bodies written out
	left       []string // loops that cannot be: their lists are known when the template is deployed
}

// expand returns a template with its loops written out, and the names of those that could not be. A template without
// loops is returned as it is, and one that CloudFormation does not write out, too.
func expand(template map[string]any) (expanded map[string]any, found bool, left []string) {
	if !mentionsLoop(template) {
		return template, false, nil
	}
	if !slices.Contains(assembly.List(template["Transform"]), any("AWS::LanguageExtensions")) {
		return template, false, []string{"Fn::ForEach"}
	}
	parameters, _ := template["Parameters"].(map[string]any)
	e := &expander{parameters: parameters}
	expanded = e.mapping(template, nil)
	slices.Sort(e.left)
	return expanded, true, slices.Compact(e.left)
}

func mentionsLoop(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if strings.HasPrefix(key, forEach) || mentionsLoop(item) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, mentionsLoop)
	}
	return false
}

// variables are what loops around a value have chosen, by identifier.
type variables map[string]string

func (e *expander) value(value any, in variables) any {
	switch v := value.(type) {
	case string:
		return in.write(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = e.value(item, in)
		}
		return list
	case map[string]any:
		if name, is := v["Ref"].(string); is && len(v) == 1 {
			if chosen, known := in[name]; known {
				return chosen
			}
			return v
		}
		return e.mapping(v, in)
	}
	return value
}

func (e *expander) mapping(m map[string]any, in variables) map[string]any {
	written := make(map[string]any, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !strings.HasPrefix(key, forEach) {
			written[in.write(key)] = e.value(m[key], in)
			continue
		}
		if !e.loop(m[key], in, written) {
			e.left = append(e.left, key)
			written[key] = m[key]
		}
	}
	return written
}

// loop writes a loop into the map that it is in, and tells whether it could.
func (e *expander) loop(loop any, in variables, into map[string]any) bool {
	parts, _ := loop.([]any)
	if len(parts) != 3 {
		return false
	}
	identifier, isText := parts[0].(string)
	items, known := e.items(parts[1], in)
	body, isMap := parts[2].(map[string]any)
	if !isText || !known || !isMap {
		return false
	}
	for _, item := range items {
		if e.loops++; e.loops > mostLoops {
			return false
		}
		inside := variables{}
		maps.Copy(inside, in)
		inside[identifier] = item
		maps.Copy(into, e.mapping(body, inside))
	}
	return true
}

// items returns what a loop goes over: a list of text, or a parameter's default.
func (e *expander) items(collection any, in variables) ([]string, bool) {
	switch c := e.value(collection, in).(type) {
	case string: // a parameter that a loop around has chosen, or "a,b"
		return splitList(c), true
	case []any:
		var items []string
		for _, item := range c {
			switch v := item.(type) {
			case map[string]any:
				inner, known := e.items(v, in)
				if !known {
					return nil, false
				}
				items = append(items, inner...)
			case nil, []any:
				return nil, false
			default:
				items = append(items, fmt.Sprint(v))
			}
		}
		return items, true
	case map[string]any:
		name, _ := c["Ref"].(string)
		parameter, _ := e.parameters[name].(map[string]any)
		switch value := parameter["Default"].(type) {
		case string:
			return splitList(value), true
		case float64:
			return []string{fmt.Sprint(value)}, true
		}
	}
	return nil, false
}

func splitList(text string) []string {
	var items []string
	for _, item := range strings.Split(text, ",") {
		items = append(items, strings.TrimSpace(item))
	}
	return items
}

var notAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]`)

// write writes the variables into a text: ${Name}, and &{Name}, which is without what a logical id may not have.
func (v variables) write(text string) string {
	if len(v) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		pairs = append(pairs, "${"+name+"}", v[name], "&{"+name+"}", notAlphanumeric.ReplaceAllString(v[name], ""))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
