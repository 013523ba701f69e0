package assembly

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// substitution is ${Name} or ${Name.Attribute} in an Fn::Sub; ${!Name} is text.
var substitution = regexp.MustCompile(`\$\{([A-Za-z0-9:]+)(\.[^}]*)?\}`)

// References returns the logical ids a value refers to, through Ref, Fn::GetAtt
// and Fn::Sub at any depth: resources and parameters of the same template,
// sorted, each once. Pseudo parameters are left out.
func References(value any) []string {
	ids := map[string]bool{}
	references(value, ids)
	return slices.Sorted(maps.Keys(ids))
}

func references(value any, ids map[string]bool) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			references(item, ids)
		}
	case map[string]any:
		if id := reference(v); id != "" {
			ids[id] = true
			return
		}
		if sub, ok := v["Fn::Sub"]; ok && len(v) == 1 {
			subReferences(sub, ids)
			return
		}
		for _, item := range v {
			references(item, ids)
		}
	}
}

func subReferences(sub any, ids map[string]bool) {
	list := List(sub)
	if len(list) == 0 {
		return
	}
	var own map[string]any // the names that Fn::Sub brings along
	if len(list) > 1 {
		own = asMap(list[1])
		references(list[1], ids)
	}
	for _, match := range substitution.FindAllStringSubmatch(asString(list[0]), -1) {
		if _, isOwn := own[match[1]]; !isOwn && !strings.HasPrefix(match[1], "AWS::") {
			ids[match[1]] = true
		}
	}
}

// reference returns the logical id of a Ref or an Fn::GetAtt, "" for all else.
func reference(v map[string]any) string {
	if len(v) != 1 {
		return ""
	}
	if id, ok := v["Ref"].(string); ok && !strings.HasPrefix(id, "AWS::") {
		return id
	}
	switch target := v["Fn::GetAtt"].(type) {
	case []any:
		if len(target) > 0 {
			return asString(target[0])
		}
	case string:
		id, _, _ := strings.Cut(target, ".")
		return id
	}
	return ""
}
