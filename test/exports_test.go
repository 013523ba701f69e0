package test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// offered describes the exports that a stack has whether or not another uses them. CDK gives those that it makes for
// who uses a value no description.
const offered = "Offered to other stacks, whether or not one uses it"

// notOffered finds exports that a stack has only because another uses them, and whatever else crosses stacks.
func notOffered(a *assembly.Assembly) []string {
	var found []string
	for _, stack := range a.Stacks {
		for id, output := range stack.Outputs {
			if output.Export == "" {
				continue
			}
			body := stack.Template["Outputs"].(map[string]any)[id].(map[string]any)
			if body["Description"] != offered {
				found = append(found, stack.ID+" exports "+output.Export+" for who uses it: have the stack offer it where the thing is made")
			}
		}
		for _, other := range crossing.FindAllString(text(stack.Template), -1) {
			found = append(found, stack.ID+" gets a value from another stack by "+other+": only exports do that")
		}
	}
	slices.Sort(found)
	return found
}

// crossing finds the ways in which a value could cross stacks other than by an export.
var crossing = regexp.MustCompile(`Fn::GetStackOutput|\{\{resolve:ssm:|AWS::CloudFormation::Stack"|Custom::CrossRegionExport\w*`)

func TestWhatAStackExportsItOffersWhetherOrNotAnotherUsesIt(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		assert.Empty(t, notOffered(a))
		for _, stack := range a.Stacks {
			seen += len(exports(stack))
		}
	}
	assert.Greater(t, seen, 800)
}

func TestAnExportForWhoUsesItIsFound(t *testing.T) {
	a := plain(t)
	stack := *a.Stack("dev/network")
	stack.Template = maps.Clone(stack.Template)
	outputs := maps.Clone(stack.Template["Outputs"].(map[string]any))
	stack.Template["Outputs"] = outputs
	for id, output := range stack.Outputs {
		if output.Export != "" {
			body := maps.Clone(outputs[id].(map[string]any))
			delete(body, "Description")
			outputs[id] = body
		}
	}
	assert.Len(t, notOffered(&assembly.Assembly{Stacks: []*assembly.Stack{&stack}}), len(exports(&stack)))
	stack.Template["Resources"] = map[string]any{"x": map[string]any{"Type": "Custom::CrossRegionExportReader"}}
	assert.Greater(t, len(notOffered(&assembly.Assembly{Stacks: []*assembly.Stack{&stack}})), len(exports(&stack)))
}

// exports are what a stack exports, by name.
func exports(stack *assembly.Stack) map[string]string {
	all := map[string]string{}
	for _, output := range stack.Outputs {
		if output.Export != "" {
			all[output.Export] = text(output.Value)
		}
	}
	return all
}

// environmentsOf are the environments of a configuration after an edit, synthesized.
func environmentsOf(t testing.TB, dir string, edit func(*config.Environment)) *assembly.Assembly {
	t.Helper()
	c, err := config.Load(dir)
	require.NoError(t, err)
	for i := range c.Environments {
		edit(&c.Environments[i])
		if other := c.Environments[i].Other; other != nil {
			edit(other)
			if other.Other != nil { // what the standby knows of the primary
				edit(other.Other)
			}
		}
	}
	return synthesizeEnvironments(t, c)
}

// edits are what operators take away from those who use things.
var edits = map[string]func(*config.Environment){
	"nobody is there": func(e *config.Environment) {
		e.Services, e.Sites, e.Bastion, e.OpenToVPN = nil, nil, nil, nil
	},
	"nothing is used, and nothing is internal": func(e *config.Environment) {
		for name := range e.Services {
			change(e.Services, name, func(s *config.Service) {
				s.Uses = nil
				if s.Route != nil && s.Route.Balancer == config.InternalBalancer {
					s.Route = nil
				}
			})
		}
	},
}

func TestWhatAStackExportsNeverDependsOnWhoUsesIt(t *testing.T) {
	require.Len(t, edits, 2)
	for name, what := range map[string]string{
		"choices": "nobody is there", "example": "nothing is used, and nothing is internal",
	} {
		before, seen := shared(t, name), 0
		for _, after := range environmentsOf(t, sharedConfigs[name].dir, edits[what]).Stacks {
			if stack := before.Stack(after.ID); stack != nil {
				seen += len(exports(stack))
				assert.Equal(t, exports(stack), exports(after), "%s: %s of %s", what, after.ID, name)
			}
		}
		assert.Greater(t, seen, 50, "%s: %s", name, what)
	}
}

func TestTakingStoresOutOfUsesChangesTheServicesAlone(t *testing.T) {
	before := environmentsOf(t, plainDir, func(*config.Environment) {})
	after := environmentsOf(t, plainDir, edits["nothing is used, and nothing is internal"])
	changed := 0
	for _, stack := range before.Stacks {
		twin := after.Stack(stack.ID)
		if twin == nil {
			assert.Regexp(t, `/(user|logins)-`, stack.ID, "goes")
			continue
		}
		same := text(stack.Template) == text(twin.Template)
		if strings.Contains(stack.ID, "/service-") {
			changed++
			assert.False(t, same, "%s does not change", stack.ID)
			continue
		}
		assert.True(t, same, "%s changes", stack.ID)
	}
	assert.Equal(t, 2*4, changed)
}
