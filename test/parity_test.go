package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/analysis/parity"
	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// compared are the two sides of the environment with that name, in templates of a shared configuration, of which the
// configuration says these lines, too.
func compared(t testing.TB, name, environment string, a *assembly.Assembly, says ...config.Line) parity.Environment {
	t.Helper()
	lines, err := config.Lines(sharedConfigs[name].dir)
	require.NoError(t, err)
	for _, e := range parity.Compare(a, config.Index{Values: append(says, lines...)}).Environments {
		if e.Name == environment {
			return e
		}
	}
	require.Fail(t, "nothing is compared", environment)
	return parity.Environment{}
}

// edited is a copy of an assembly whose templates can be changed.
func edited(t testing.TB, a *assembly.Assembly) *assembly.Assembly {
	t.Helper()
	c := &assembly.Assembly{Dir: a.Dir}
	for _, stack := range a.Stacks {
		s := *stack
		if strings.HasPrefix(s.Stage, "prod") {
			content, err := json.Marshal(s.Template)
			require.NoError(t, err)
			s.Template = nil
			require.NoError(t, json.Unmarshal(content, &s.Template))
		}
		c.Stacks = append(c.Stacks, &s)
	}
	return c
}

func writtenIn(a *assembly.Assembly, stack string) map[string]any {
	return a.Stack(stack).Template["Resources"].(map[string]any)
}

// firstResource is the logical id of the first resource of a type in a stack whose id begins so.
func firstResource(t testing.TB, a *assembly.Assembly, stack, typ, begins string) string {
	t.Helper()
	resources := writtenIn(a, stack)
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		if resources[id].(map[string]any)["Type"] == typ && strings.HasPrefix(id, begins) {
			return id
		}
	}
	require.Fail(t, "there is no such resource", "%s %s %s", stack, typ, begins)
	return ""
}

// removed as a new value takes away what is there.
var removed = struct{}{}

// change sets what is at a path, or takes it away.
func changeAt(t testing.TB, at any, path []string, value any) any {
	t.Helper()
	if len(path) == 0 {
		return value
	}
	switch v := at.(type) {
	case map[string]any:
		if v[path[0]] = changeAt(t, v[path[0]], path[1:], value); v[path[0]] == removed {
			delete(v, path[0])
		}
		return v
	case []any:
		i, err := strconv.Atoi(path[0])
		require.NoError(t, err)
		require.Less(t, i, len(v), path)
		if v[i] = changeAt(t, v[i], path[1:], value); v[i] == removed {
			return slices.Delete(v, i, i+1)
		}
		return v
	}
	require.Fail(t, "there is nothing at the path", strings.Join(path, "."))
	return nil
}

func violations(e parity.Environment) []string {
	var all []string
	for _, d := range e.Of(parity.Violation) {
		all = append(all, fmt.Sprintf("%s %s %s: %s | %s (%s)", d.Stack, d.Resource, d.Path, d.Primary, d.Standby, d.Key))
	}
	return all
}

func TestBothSidesOfEveryEnvironmentDifferOnlyInWhatIsMeant(t *testing.T) {
	for _, name := range []string{"example", "choices", "plain"} {
		lines, err := config.Lines(sharedConfigs[name].dir)
		require.NoError(t, err)
		report := parity.Compare(shared(t, name), config.Index{Values: lines})
		assert.NotEmpty(t, report.Environments)
		assert.True(t, report.Clean)
		for _, e := range report.Environments {
			assert.Empty(t, violations(e), "%s of %s", e.Name, name)
			assert.Greater(t, e.Resources, 100, "%s of %s", e.Name, name)
			for _, d := range e.Differences {
				assert.NotEmpty(t, d.Reason, "%s %s %s", d.Stack, d.Resource, d.Path)
			}
		}
	}
	assert.Empty(t, parity.Compare(shared(t, "minimal"), config.Index{}).Environments, "without recovery nothing is compared")
}

func TestWhatIsDeclaredIsNamedWithItsKey(t *testing.T) {
	var tasks []parity.Difference
	for _, d := range compared(t, "example", "prod", example(t)).Of(parity.Declared) {
		if d.Key == "recovery.minTasks" {
			tasks = append(tasks, d)
		}
	}
	assert.NotEmpty(t, tasks)
	domains := 0
	for _, d := range compared(t, "choices", "lab", choices(t)).Of(parity.Declared) {
		if d.Key == "recovery.domain" {
			domains++
		}
	}
	assert.NotZero(t, domains, "lab chooses its standby's domain")
}

// A seed is an edit of one side's templates.
type seed struct {
	what             string
	stack, typ, id   string // below prod-dr, unless it names its stage
	path             string // of the resource; empty for all of it
	value            any
	key              string // of the configuration, as it is told
	primary, standby string // as they are told
	told             string // the path, where it is another one
}

func TestEveryViolationIsToldInOneLineAndNothingElse(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range seededViolations {
		t.Run(v.what, func(t *testing.T) {
			a := edited(t, example(t))
			stack := v.stack
			if !strings.Contains(stack, "/") {
				stack = "prod-dr/" + stack
			}
			id := firstResource(t, a, stack, v.typ, v.id)
			path := []string{id}
			if v.path != "" {
				path = append(path, strings.Split(v.path, ".")...)
			}
			changeAt(t, writtenIn(a, stack), path, v.value)
			found := compared(t, "example", "prod", a).Of(parity.Violation)
			require.Len(t, found, 1, found)
			d := found[0]
			assert.Equal(t, v.typ, d.Type)
			assert.Equal(t, stack[strings.Index(stack, "/"):], d.Stack[strings.Index(d.Stack, "/"):])
			told := strings.TrimPrefix(v.path, "Properties.")
			if v.told != "" {
				told = v.told
			}
			assert.Equal(t, told, d.Path)
			assert.Equal(t, v.key, d.Key)
			assert.Equal(t, v.primary, d.Primary)
			assert.Equal(t, v.standby, d.Standby)
			if d.Standby == "" {
				assert.Equal(t, "prod-dr", d.Side)
			}
		})
		assert.False(t, seen[v.what], v.what)
		seen[v.what] = true
	}
	assert.GreaterOrEqual(t, len(seen), 20)
}
