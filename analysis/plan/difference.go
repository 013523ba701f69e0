package plan

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// Difference is a value of a resource that a change sets to another. What was not there, or is not any more, is empty.
type Difference struct {
	Path   string `json:"path"`   // such as VpcConfig.SubnetIds.0
	Before string `json:"before"` // as text, or JSON
	After  string `json:"after"`
	Maybe  bool   `json:"maybe"` // whether it differs depends on a value that AWS makes
}

// differences compares resolved values. Numbers and truth values may be written as text, as CloudFormation has it; the
// order of lists counts, except for tags.
func differences(path string, before, after any) []Difference {
	switch b := before.(type) {
	case map[string]any:
		if a, same := after.(map[string]any); same {
			return mapDifferences(path, b, a)
		}
	case []any:
		if a, same := after.([]any); same {
			return listDifferences(path, b, a)
		}
	}
	was, is := text(before), text(after)
	if was == is {
		return nil
	}
	return []Difference{{Path: path, Before: was, After: is, Maybe: settled(was) == settled(is)}}
}

func mapDifferences(path string, before, after map[string]any) []Difference {
	keys := map[string]bool{}
	for key := range before {
		keys[key] = true
	}
	for key := range after {
		keys[key] = true
	}
	var all []Difference
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		all = append(all, differences(below(path, key), before[key], after[key])...)
	}
	return all
}

func listDifferences(path string, before, after []any) []Difference {
	if b, a := byKey(before), byKey(after); b != nil && a != nil {
		return mapDifferences(path, b, a)
	}
	var all []Difference
	for i := range max(len(before), len(after)) {
		var b, a any
		if i < len(before) {
			b = before[i]
		}
		if i < len(after) {
			a = after[i]
		}
		all = append(all, differences(below(path, strconv.Itoa(i)), b, a)...)
	}
	return all
}

// byKey makes a map of a list of tags, or of nothing; it is nil for other lists.
func byKey(list []any) map[string]any {
	tags := map[string]any{}
	for _, item := range list {
		tag, _ := item.(map[string]any)
		key, isTag := tag["Key"].(string)
		_, hasValue := tag["Value"]
		if !isTag || !hasValue {
			return nil
		}
		tags[key] = item
	}
	return tags
}

func below(path, step string) string {
	if path == "" {
		return step
	}
	return path + "." + step
}

// under tells whether a path is at a property or below it.
func under(path, property string) bool {
	rest, found := strings.CutPrefix(path, property)
	return found && (rest == "" || rest[0] == '.')
}

// at returns the value at a path of properties, nil where there is nothing.
func at(properties any, path string) any {
	return assembly.At(properties, strings.Split(path, ".")...)
}
