package test

import (
	"encoding/json"
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
	lines := linesOf(t, name)
	for _, e := range parity.Compare(a, config.Index{Values: append(says, lines...)}).Environments {
		if e.Name == environment {
			return e
		}
	}
	require.Fail(t, "nothing is compared", environment)
	return parity.Environment{}
}

var linesRead = map[string][]config.Line{}

// linesOf are what a shared configuration says.
func linesOf(t testing.TB, name string) []config.Line {
	t.Helper()
	if linesRead[name] == nil {
		lines, err := config.Lines(sharedConfigs[name].dir)
		require.NoError(t, err)
		linesRead[name] = lines
	}
	return slices.Clip(linesRead[name])
}

// edited is a copy of an assembly whose templates with such ids can be changed.
func edited(a *assembly.Assembly, ids string) *assembly.Assembly {
	c := &assembly.Assembly{Dir: a.Dir}
	for _, stack := range a.Stacks {
		s := *stack
		if strings.HasPrefix(s.ID, ids) {
			s.Template = cloned(s.Template).(map[string]any)
		}
		c.Stacks = append(c.Stacks, &s)
	}
	return c
}

// cloned is a copy of a value of JSON.
func cloned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		all := make(map[string]any, len(v))
		for key, inner := range v {
			all[key] = cloned(inner)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, inner := range v {
			all[i] = cloned(inner)
		}
		return all
	}
	return value
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
		if edit, is := value.(func(any) any); is {
			return edit(at)
		}
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

// violations are the lines that are told of them.
func violations(e parity.Environment) []string {
	lines := []string{}
	for _, d := range e.Of(parity.Violation) {
		lines = append(lines, e.Line(d))
	}
	return lines
}

func TestBothSidesOfEveryEnvironmentDifferOnlyInWhatIsMeant(t *testing.T) {
	for _, name := range []string{"example", "choices", "plain"} {
		report := parity.Compare(shared(t, name), config.Index{Values: linesOf(t, name)})
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
	assert.Empty(
		t,
		parity.Compare(shared(t, "minimal"), config.Index{}).Environments,
		"without recovery nothing is compared",
	)
}

func TestBothSidesDifferOnlyInWhatIsMeantWhateverTheConfigurationChooses(t *testing.T) {
	for name, edits := range map[string][]string{
		"after four moves":                         {"  minTasks: 1", "  minTasks: 1\n  generation: 5"},
		"the side that is not active runs nothing": {"  minTasks: 1", "  minTasks: 0"},
		"readers beside a database with a copy":    {"    backupDays: 35", "    backupDays: 35\n    replicas: 2"},
		"the other region lacks the class": {
			"tier: production", "tier: development", "  region: eu-central-1", "  region: il-central-1",
			"databases:\n", "databases:\n  people: {engine: aurora-postgres, version: \"17.7\"}\n",
		},
		"a copy leaves no snapshot":   {"tier: production", "tier: development"},
		"people come into containers": {"    image: web:1.0.0", "    image: web:1.0.0\n    exec: enabled"},
	} {
		c := restoring(t, edits...)
		lines, err := config.Lines(c.Dir)
		require.NoError(t, err)
		report := parity.Compare(synthesizeEnvironments(t, c), config.Index{Values: lines})
		require.Len(t, report.Environments, 1)
		assert.Empty(t, violations(report.Environments[0]), name)
	}
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

// A seed is an edit of one side's templates, and what is told of it.
type seed struct {
	stack, typ, id string // below prod-dr, unless it names its stage
	path           string // of the resource; empty for all of it
	value          any
	line           string
}

func TestEveryViolationIsToldInOneLineAndNothingElse(t *testing.T) {
	assert.GreaterOrEqual(t, len(seededViolations), 20)
	for what, s := range seededViolations {
		t.Run(what, func(t *testing.T) {
			stack := s.stack
			if !strings.Contains(stack, "/") {
				if example(t).Stack("prod-dr-foundation/"+stack) != nil {
					stack = "prod-dr-foundation/" + stack
				} else {
					stack = "prod-dr/" + stack
				}
			}
			a := edited(example(t), stack)
			path := []string{firstResource(t, a, stack, s.typ, s.id)}
			if s.path != "" {
				path = append(path, strings.Split(s.path, ".")...)
			}
			changeAt(t, writtenIn(a, stack), path, s.value)
			assert.Equal(t, []string{s.line}, violations(compared(t, "example", "prod", a)))
		})
	}
}

// ofStandbyOnly are the resources that only the standby has, and means to: those of whole stacks, too.
func ofStandbyOnly(t testing.TB, a *assembly.Assembly) map[string]bool {
	t.Helper()
	only := map[string]bool{}
	for _, d := range compared(t, "example", "prod", a).Differences {
		if d.Side != "prod" || d.Path != "" {
			continue
		}
		_, name, _ := strings.Cut(d.Stack, "/")
		for _, stage := range []string{"prod-dr-foundation/", "prod-dr/"} {
			if a.Stack(stage+name) == nil {
				continue
			}
			for id := range writtenIn(a, stage+name) {
				if d.Resource == "" || d.Resource == id {
					only[stage+name+" "+id] = true
				}
			}
		}
	}
	assert.NotEmpty(t, only)
	return only
}

// Every resource of the standby but those that say where it is, and those that only it has.
func TestNoResourceOfAStandbyIsForgotten(t *testing.T) {
	only := ofStandbyOnly(t, example(t))
	a := edited(example(t), "prod-dr")
	want := map[string]int{}
	for _, stack := range slices.Concat(a.Stage("prod-dr-foundation"), a.Stage("prod-dr")) {
		ids := slices.Sorted(maps.Keys(writtenIn(a, stack.ID)))
		typeOf := func(id string) string { return writtenIn(a, stack.ID)[id].(map[string]any)["Type"].(string) }
		// A stack without any is told as a whole. What stays must not name what other stacks have no longer.
		i := slices.IndexFunc(ids, func(id string) bool { return typeOf(id) != "AWS::ECS::TaskDefinition" })
		ids = append(slices.Delete(slices.Clone(ids), i, i+1), ids[i])
		for _, id := range ids[:len(ids)-1] {
			typ := typeOf(id)
			if slices.Contains(sayWhere, typ) || only[stack.ID+" "+id] {
				continue
			}
			delete(writtenIn(a, stack.ID), id)
			want[stack.ID+" "+typ]++
		}
	}
	got := map[string]int{}
	for _, d := range compared(t, "example", "prod", a).Of(parity.Violation) {
		assert.Empty(t, d.Path, d)
		got[d.Stack+" "+d.Type]++
	}
	assert.Equal(t, want, got)
	assert.Greater(t, len(want), 100)
}

// sayWhere are the types that tell where a side is.
var sayWhere = []string{"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::Route53::HostedZone"}

// meant begin the ids of what differs anyhow: what the account has once.
var meant = []string{"RecorderC", "SettingsFunctionRoleDefaultPolicy"}

// theirs is, by type, a property that each side has as it needs it: a switch that is on where the side is active, so
// that one that is spoiled is as the other side's, and a page, which a test holds to its side.
var theirs = map[string]string{
	"AWS::Synthetics::Canary":         "StartCanaryAfterCreation",
	"AWS::CloudWatch::Dashboard":      "DashboardBody",
	"AWS::Lambda::EventSourceMapping": "Enabled",
}

// Every value of the standby's templates, one of each resource at a time.
func TestNoValueOfAStandbyIsForgotten(t *testing.T) {
	values, only := 0, ofStandbyOnly(t, example(t))
	for nth := 0; ; nth++ {
		a := edited(example(t), "prod-dr")
		want := map[string]int{}
		for _, stack := range slices.Concat(a.Stage("prod-dr-foundation"), a.Stage("prod-dr")) {
			for id, body := range writtenIn(a, stack.ID) {
				fields := body.(map[string]any)
				if only[stack.ID+" "+id] || slices.Contains(sayWhere, fields["Type"].(string)) ||
					slices.ContainsFunc(meant, func(begins string) bool { return strings.HasPrefix(id, begins) }) {
					continue
				}
				left := nth
				properties, _ := fields["Properties"].(map[string]any)
				kept := map[string]any{}
				name := theirs[fields["Type"].(string)]
				if value, is := properties[name]; is {
					kept[name] = value
					delete(properties, name)
				}
				if spoil(properties, &left) {
					want[stack.ID+" "+fields["Type"].(string)]++
				}
				maps.Copy(properties, kept)
			}
		}
		if len(want) == 0 {
			break
		}
		got := map[string]int{}
		for _, d := range compared(t, "example", "prod", a).Of(parity.Violation) {
			if d.Type != "" { // or it is about what a stack is called
				got[d.Stack+" "+d.Type]++
			}
		}
		for what, n := range want {
			values += n
			lacking := got[strings.Replace(what, "prod-dr/", "prod/", 1)] // of what only the standby has, the primary is told
			assert.Equal(t, n, max(got[what], lacking), "value %d of each %s", nth, what)
		}
		if nth > 400 {
			require.Fail(t, "values have no end")
		}
	}
	t.Log(values, "values")
	assert.Greater(t, values, 3000)
}

// spoil changes the value that is left values further on, in the order of their keys, and tells whether there is one.
// What refers to something else is no value.
func spoil(at any, left *int) bool {
	take := func(v any, set func(any)) bool {
		var other any
		switch v := v.(type) {
		case string:
			other = v + "-spoiled"
		case float64:
			other = v + 0.5
		case bool:
			other = !v
		default:
			return spoil(v, left)
		}
		if *left--; *left >= 0 {
			return false
		}
		set(other)
		return true
	}
	switch v := at.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if slices.Contains([]string{"Ref", "Fn::GetAtt", "Fn::ImportValue", "Fn::GetStackOutput"}, key) {
				return false
			}
			if key == "BucketName" { // services of a standby know it by that
				continue
			}
			if take(v[key], func(other any) { v[key] = other }) {
				return true
			}
		}
	case []any:
		for i := range v {
			if take(v[i], func(other any) { v[i] = other }) {
				return true
			}
		}
	}
	return false
}

// without edits the definition of a state machine: a step of a branch is gone.
func without(step string) func(any) any {
	return definition(func(states map[string]any) {
		for _, state := range states {
			branches, _ := state.(map[string]any)["Branches"].([]any)
			state.(map[string]any)["Branches"] = slices.DeleteFunc(branches, func(branch any) bool {
				return branch.(map[string]any)["StartAt"] == step
			})
			if branches == nil {
				delete(state.(map[string]any), "Branches")
			}
		}
	})
}

func definition(edit func(states map[string]any)) func(any) any {
	return func(written any) any {
		var fields map[string]any
		if err := json.Unmarshal([]byte(written.(string)), &fields); err != nil {
			panic(err)
		}
		edit(fields["States"].(map[string]any))
		content, err := json.Marshal(fields)
		if err != nil {
			panic(err)
		}
		return string(content)
	}
}

// TestBothSidesAreAlikeAfterAFailover: the pipeline compares them before it deploys, and has to go on.
func TestBothSidesAreAlikeAfterAFailover(t *testing.T) {
	a := afterFailovers(t, "recovery", "1")
	both := map[string]bool{}
	for _, stack := range a.Stacks {
		if stage, name, _ := strings.Cut(stack.ID, "/"); strings.HasPrefix(name, "replicator-") {
			both[stage] = true
		}
	}
	assert.Len(t, both, 2, "each side copies from the other")
	says := config.Line{File: "environments/prod.yaml", Path: "recovery.active", Value: "recovery"}
	assert.Empty(t, violations(compared(t, "example", "prod", a, says)))
}
