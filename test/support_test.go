package test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/require"
)

// workloads are the stages of the example that run services.
var workloads = []string{"dev", "stage", "prod", "prod-dr"}

// in are a stage's resources of a type; there must be at least one.
func in(t testing.TB, a *assembly.Assembly, stage, resourceType string) []*assembly.Resource {
	t.Helper()
	found := maybeIn(a, stage, resourceType)
	require.NotEmpty(t, found, "%s has no %s", stage, resourceType)
	return found
}

// maybeIn are a stage's resources of a type, if there are any.
func maybeIn(a *assembly.Assembly, stage, resourceType string) []*assembly.Resource {
	var found []*assembly.Resource
	for _, stack := range a.Stage(stage) {
		for _, resource := range stack.Resources {
			if resource.Type == resourceType {
				found = append(found, resource)
			}
		}
	}
	return found
}

// one is a stage's only resource of a type.
func one(t testing.TB, a *assembly.Assembly, stage, resourceType string) *assembly.Resource {
	t.Helper()
	found := in(t, a, stage, resourceType)
	require.Len(t, found, 1, "%s: %s", stage, resourceType)
	return found[0]
}

// denotes is the resource that a value of a resource's template stands for.
func denotes(t testing.TB, a *assembly.Assembly, from *assembly.Resource, value any) *assembly.Resource {
	t.Helper()
	target, found := a.Resolve(from.Stack, value)
	require.True(t, found, "%s refers to nothing with %v", from, value)
	return target
}

// text is a value as JSON, to look for something anywhere in it.
func text(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// list is a value that is a list; nil is an empty one.
func list(value any) []any {
	if value == nil {
		return nil
	}
	return value.([]any)
}

// attributes are the Key and Value pairs of a load balancer or target group.
func attributes(value any) map[string]any {
	pairs := map[string]any{}
	for _, pair := range list(value) {
		pairs[pair.(map[string]any)["Key"].(string)] = pair.(map[string]any)["Value"]
	}
	return pairs
}

// small is the cloud assembly of one of the example's environments alone, without pipeline and standby, after edit.
func small(t testing.TB, environment string, edit func(o *config.Organization, e *config.Environment)) *assembly.Assembly {
	t.Helper()
	c := exampleConfig(t)
	c.Organization.Pipeline = nil
	c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != environment })
	require.Len(t, c.Environments, 1)
	c.Environments[0].Recovery = nil
	edit(&c.Organization, &c.Environments[0])
	return synthesize(t, c)
}

// change edits an entry of a map of sections.
func change[T any](sections map[string]T, name string, edit func(*T)) {
	section := sections[name]
	edit(&section)
	sections[name] = section
}

// flow is one rule of a security group: who may talk to whom, where.
type flow struct{ from, to, port string }

// flows are all rules of a stage's security groups, of ingress or egress, inline or separate.
func flows(t testing.TB, a *assembly.Assembly, stage, direction string) []flow {
	t.Helper()
	var all []flow
	end := func(owner *assembly.Resource, rule map[string]any, keys ...string) string {
		for _, key := range keys {
			if value, found := rule[key]; found {
				if cidr, literal := value.(string); literal {
					return cidr
				}
				return denotes(t, a, owner, value).String()
			}
		}
		require.Fail(t, "a rule without an end", "%s: %v", owner, rule)
		return ""
	}
	add := func(owner *assembly.Resource, self string, rule map[string]any) {
		port := fmt.Sprintf("%v %v-%v", rule["IpProtocol"], rule["FromPort"], rule["ToPort"])
		if direction == "Ingress" {
			all = append(all, flow{end(owner, rule, "CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupId"), self, port})
		} else {
			all = append(all, flow{self, end(owner, rule, "CidrIp", "CidrIpv6", "DestinationPrefixListId", "DestinationSecurityGroupId"), port})
		}
	}
	for _, group := range in(t, a, stage, "AWS::EC2::SecurityGroup") {
		for _, rule := range list(group.Get("SecurityGroup" + direction)) {
			if cidr := rule.(map[string]any)["CidrIp"]; cidr == "255.255.255.255/32" {
				continue // how CDK says "nothing"
			}
			add(group, group.String(), rule.(map[string]any))
		}
	}
	for _, rule := range maybeIn(a, stage, "AWS::EC2::SecurityGroup"+direction) {
		add(rule, denotes(t, a, rule, rule.Get("GroupId")).String(), rule.Properties)
	}
	slices.SortFunc(all, func(a, b flow) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// group is the name of the security group in a stack whose description begins so.
func group(t testing.TB, a *assembly.Assembly, stack, description string) string {
	t.Helper()
	for _, resource := range a.Stack(stack).Resources {
		if resource.Type == "AWS::EC2::SecurityGroup" && strings.HasPrefix(resource.Get("GroupDescription").(string), description) {
			return resource.String()
		}
	}
	require.Fail(t, "no such group", "%s: %s", stack, description)
	return ""
}
