package cloudformation

import (
	"fmt"
	"slices"
	"strings"
)

// narrows notes when a policy of a task's role is updated in place and permits less than before: the service's
// deployment comes after it, and until that ends the tasks of before go on, and are started again when they fail.
func (o *operation) narrows(p *Physical) {
	was := o.stack.resources[p.LogicalID]
	if was == nil || was.ID != p.ID || !o.ofTasks(was) {
		return
	}
	now := grants(p.Properties)
	for _, grant := range grants(was.Properties) {
		if !slices.Contains(now, grant) && !strings.HasPrefix(grant, "Allow ssmmessages:") { // a session with a task
			o.result.Losses = append(o.result.Losses, Problem{
				Down, p.Stack, p.LogicalID, p.Type,
				"tasks of before lose what they have until they are replaced: " + grant,
			})
		}
	}
}

// ofTasks tells whether a policy is of a role of tasks that the stack has run so far.
func (o *operation) ofTasks(policy *Physical) bool {
	roles, _ := policy.Properties["Roles"].([]any)
	for _, task := range o.before.resources {
		if task.Type != "AWS::ECS::TaskDefinition" {
			continue
		}
		for _, property := range []string{"TaskRoleArn", "ExecutionRoleArn"} {
			arn := text(task.Properties[property])
			if slices.ContainsFunc(roles, func(role any) bool { return strings.HasSuffix(arn, "/"+text(role)) }) {
				return true
			}
		}
	}
	return false
}

// grants are the statements of a policy, one for each action on each resource.
func grants(properties map[string]any) []string {
	var all []string
	statements, _ := asMap(properties["PolicyDocument"])["Statement"].([]any)
	for _, one := range statements {
		s := asMap(one)
		for _, action := range several(s["Action"]) {
			for _, resource := range several(s["Resource"]) {
				all = append(all, fmt.Sprint(text(s["Effect"]), " ", text(action), " on ", text(resource), " ", plain(s["Condition"])))
			}
		}
	}
	return all
}

// several is one or a list of them, as a list.
func several(value any) []any {
	if list, isList := value.([]any); isList {
		return list
	}
	return []any{value}
}
