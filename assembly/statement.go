package assembly

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Statement is one IAM policy statement, whatever kind of policy it is in.
// What may be written as one value or as a list is a list here.
type Statement struct {
	Owner         *Resource
	Path          string // where in the properties, "AssumeRolePolicyDocument.Statement.0"
	Sid           string
	Effect        string // "Allow" or "Deny"
	Actions       []string
	NotActions    []string
	Resources     []any // literals, or intrinsics as the template has them
	NotResources  []any
	Principals    []Principal // none in the policies of an identity
	NotPrincipals []Principal
	Condition     map[string]any
}

// Principal is one principal of a statement. Everyone is {"AWS", "*"}, however
// it was written.
type Principal struct {
	Kind string // "AWS", "Service", "Federated" or "CanonicalUser"
	ID   any    // a literal or an intrinsic
}

// Statements returns every policy statement of a resource: policies of
// identities, buckets, keys, queues, endpoints and repositories, and who may
// assume a role. It also looks into policies written as JSON in a string, with
// their references as ${LogicalId}. The order is that of the properties' names.
func Statements(resource *Resource) []Statement {
	s := statements{owner: resource}
	s.walk(nil, resource.Properties)
	return s.found
}

type statements struct {
	owner *Resource
	found []Statement
}

// walk looks everywhere instead of at the known properties of known types: a
// type nobody thought of must not hide a policy.
func (s *statements) walk(path []string, value any) {
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			s.walk(append(path[:len(path):len(path)], strconv.Itoa(i)), item)
		}
	case map[string]any:
		if isStatement(v) {
			s.found = append(s.found, newStatement(s.owner, strings.Join(path, "."), v))
			return
		}
		if text, ok := text(v); ok {
			s.walk(path, text)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			s.walk(append(path[:len(path):len(path)], key), v[key])
		}
	case string:
		var document map[string]any
		if strings.HasPrefix(strings.TrimSpace(v), "{") && json.Unmarshal([]byte(v), &document) == nil {
			s.walk(path, document)
		}
	}
}

func isStatement(v map[string]any) bool {
	_, action := v["Action"]
	_, notAction := v["NotAction"]
	return (v["Effect"] == "Allow" || v["Effect"] == "Deny") && (action || notAction)
}

func newStatement(owner *Resource, path string, v map[string]any) Statement {
	return Statement{
		Owner:         owner,
		Path:          path,
		Sid:           asString(v["Sid"]),
		Effect:        asString(v["Effect"]),
		Actions:       asStrings(v["Action"]),
		NotActions:    asStrings(v["NotAction"]),
		Resources:     List(v["Resource"]),
		NotResources:  List(v["NotResource"]),
		Principals:    principals(v["Principal"]),
		NotPrincipals: principals(v["NotPrincipal"]),
		Condition:     asMap(v["Condition"]),
	}
}

func principals(value any) []Principal {
	byKind, ok := value.(map[string]any)
	if !ok { // "*"
		byKind = map[string]any{"AWS": value}
	}
	var list []Principal
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		for _, id := range List(byKind[kind]) {
			list = append(list, Principal{Kind: kind, ID: id})
		}
	}
	return list
}

// asStrings is List for what is always text; an intrinsic becomes the text it
// would be part of, which matches no action.
func asStrings(value any) []string {
	var list []string
	for _, item := range List(value) {
		list = append(list, plain(item))
	}
	return list
}

// text returns the string an Fn::Join or Fn::Sub composes, with what is only
// known at deployment as ${…}.
func text(v map[string]any) (string, bool) {
	if len(v) != 1 {
		return "", false
	}
	if join := List(v["Fn::Join"]); len(join) == 2 {
		var parts []string
		for _, part := range List(join[1]) {
			parts = append(parts, plain(part))
		}
		return strings.Join(parts, asString(join[0])), true
	}
	if sub := List(v["Fn::Sub"]); len(sub) > 0 {
		return asString(sub[0]), true
	}
	return "", false
}

func plain(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if text, ok := text(v); ok {
			return text
		}
		if id := reference(v); id != "" {
			return "${" + id + "}"
		}
		if pseudo := asString(v["Ref"]); pseudo != "" {
			return "${" + pseudo + "}"
		}
	}
	return "${?}"
}
