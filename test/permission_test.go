package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// permittedRoles are the ARNs of the roles of a service's tasks, and of those that start them.
func permittedRoles(t testing.TB, m *iam.Model, a *assembly.Assembly, stack string) (tasks, starters []string) {
	t.Helper()
	for _, definition := range ofType(t, a, stack, "AWS::ECS::TaskDefinition") {
		for property, roles := range map[string]*[]string{"TaskRoleArn": &tasks, "ExecutionRoleArn": &starters} {
			arn, err := m.ARN(denotes(t, a, definition, definition.Get(property)))
			require.NoError(t, err)
			*roles = append(*roles, arn)
		}
	}
	require.NotEmpty(t, tasks)
	return tasks, starters
}

// askPermission asks for each action of a permission on each resource, as its conditions want it, or somehow else.
func askPermission(
	t testing.TB,
	m *iam.Model,
	e config.Environment,
	p config.Permission,
	who string,
	as bool,
) (all []bool) {
	t.Helper()
	context := map[string][]string{}
	for _, condition := range p.Conditions {
		for key, values := range condition {
			context[key] = values[:1]
			if !as {
				context[key] = []string{"something-else"}
			}
		}
	}
	for _, action := range p.Actions {
		for _, resource := range p.Resources {
			if resource == "*" {
				resource = "arn:aws:anything:" + string(e.Region) + ":" + string(e.AccountID) + ":some"
			}
			d := decide(t, m, iam.Request{Principal: who, Action: action, Resource: resource, Context: context})
			all = append(all, strings.Contains(d.Because, "of the principal allow it: true"))
		}
	}
	require.NotEmpty(t, all)
	return all
}

func TestOnlyTheTasksOfAServiceMayDoWhatItIsPermitted(t *testing.T) {
	conditions, seen := 0, 0
	for _, name := range []string{"example", "choices"} {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		a, m := shared(t, name), modelOf(t, name)
		for _, e := range c.Sides() {
			for service, settings := range e.Services {
				for _, p := range settings.Permissions {
					seen++
					tasks, starters := permittedRoles(t, m, a, e.Name+"/service-"+service)
					for _, role := range tasks {
						assert.NotContains(t, askPermission(t, m, e, p, role, true), false, "%s: %s", role, p.Reason)
						if len(p.Conditions) > 0 {
							conditions++
							assert.NotContains(
								t,
								askPermission(t, m, e, p, role, false),
								true,
								"%s: %s",
								role,
								p.Reason,
							)
						}
					}
					others := starters
					for other := range e.Services {
						if other != service {
							tasks, _ := permittedRoles(t, m, a, e.Name+"/service-"+other)
							others = append(others, tasks...)
						}
					}
					for _, role := range others {
						assert.NotContains(t, askPermission(t, m, e, p, role, true), true, "%s: %s", role, p.Reason)
					}
				}
			}
		}
	}
	assert.Greater(t, seen, 3)
	assert.Positive(t, conditions)
}

func TestEachPermissionIsAPolicyOfItsOwnThatSaysWhy(t *testing.T) {
	var reasons []string
	stack := choices(t).Stack("streams/service-api")
	for id, body := range stack.Template["Resources"].(map[string]any) {
		metadata, _ := body.(map[string]any)["Metadata"].(map[string]any)
		if reason, permits := metadata["Reason"]; permits {
			policy := stack.Resource(id)
			assert.Len(t, assembly.Statements(policy), 1, policy)
			reasons = append(reasons, reason.(string))
		}
	}
	slices.Sort(reasons)
	assert.Equal(t, []string{"Finds who is in a picture", "Says what is in a picture"}, reasons)
}
