package evidence

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// set is the least change of a resource's properties that breaks a control: values by path, nil for none. An empty one
// removes the resource.
type set map[string]any

// A seed is a change that a check has to find, of some resource of a type.
type seed struct {
	typ     string
	set     set
	from    set    // where no template keeps the control: what makes the resource keep it
	every   bool   // all resources of the type in a stack change
	becomes string // another type that the resource has then
}

var everyone = []any{map[string]any{"Effect": "Allow", "Action": "*", "Principal": "*", "Resource": "*"}}

func allow(action string) []any {
	return []any{map[string]any{"Effect": "Allow", "Action": action, "Resource": "*"}}
}

func ingress(address string, port int) set {
	return set{"CidrIp": address, "CidrIpv6": nil, "IpProtocol": "tcp", "FromPort": port, "ToPort": port}
}

func TestEveryCheckFindsWhatBreaksItsControl(t *testing.T) {
	var assemblies []*assembly.Assembly
	for _, name := range []string{"private", "example", "choices"} {
		assemblies = append(assemblies, ofConfiguration(t, name))
	}
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		s, found := seeds[name]
		if !assert.True(t, found, "%s has no seed: say what breaks it", name) {
			continue
		}
		trip := func(a *assembly.Assembly) bool { return trips(a, checks[name], s) }
		assert.True(t, slices.ContainsFunc(assemblies, trip), "%s does not find that %s has %v", name, s.typ, s.set)
	}
	for name := range seeds {
		assert.NotNil(t, checks[name], "there is no check %s", name)
	}
}

// trips tells whether a check finds more once one resource is changed, of what it takes for kept.
func trips(a *assembly.Assembly, c *check, s seed) bool {
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			if r.Type == s.typ && finds(a, c, s, r) {
				return true
			}
		}
	}
	return false
}

// finds tells whether a check finds the change of one resource, and puts the resource back.
func finds(a *assembly.Assembly, c *check, s seed, r *assembly.Resource) bool {
	all := r.Stack.Resources
	defer func() { r.Stack.Resources = all }()
	with := func(typ string, values set, remove bool) int {
		r.Stack.Resources = nil
		for _, other := range all {
			if other == r || s.every && other.Type == s.typ {
				if remove {
					continue
				}
				copied := *other
				copied.Properties, copied.Type = changed(other.Properties, values), typ
				other = &copied
			}
			r.Stack.Resources = append(r.Stack.Resources, other)
		}
		return len(newView(a).run(c).other)
	}
	before := with(s.typ, s.from, false)
	return with(cmp.Or(s.becomes, s.typ), s.set, len(s.set) == 0 && s.becomes == "") > before
}

// changed returns a copy of properties with other values.
func changed(properties map[string]any, values set) map[string]any {
	text, _ := json.Marshal(properties)
	var copied map[string]any
	_ = json.Unmarshal(text, &copied)
	if copied == nil {
		copied = map[string]any{}
	}
	for path, value := range values {
		put(copied, strings.Split(path, "."), value)
	}
	return copied
}

func put(into any, path []string, value any) {
	switch parent := into.(type) {
	case map[string]any:
		if len(path) == 1 {
			parent[path[0]] = value
			if value == nil {
				delete(parent, path[0])
			}
			return
		}
		if parent[path[0]] == nil {
			parent[path[0]] = map[string]any{}
		}
		put(parent[path[0]], path[1:], value)
	case []any:
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(parent) {
			if len(path) == 1 {
				parent[i] = value
				return
			}
			put(parent[i], path[1:], value)
		}
	}
}
