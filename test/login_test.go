package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// logins are the listener rules of an assembly that ask who somebody is.
func logins(a *assembly.Assembly) (found []*assembly.Resource) {
	for _, rule := range a.OfType("AWS::ElasticLoadBalancingV2::ListenerRule") {
		if rule.Get("Actions", "0", "Type") == "authenticate-oidc" {
			found = append(found, rule)
		}
	}
	return found
}

func TestTheLoadBalancerAsksWhoSomebodyIsBeforeTheServiceHears(t *testing.T) {
	rules := logins(choices(t))
	require.Len(t, rules, 4)
	others := map[any]int{}
	for _, rule := range rules {
		actions := list(rule.Get("Actions"))
		require.Len(t, actions, 2, rule)
		assert.Equal(t, []any{"authenticate-oidc", 1.0, "forward", 2.0}, []any{
			rule.Get("Actions", "0", "Type"), rule.Get("Actions", "0", "Order"), rule.Get("Actions", "1", "Type"), rule.Get("Actions", "1", "Order"),
		})
		others[rule.Get("Actions", "0", "AuthenticateOidcConfig", "OnUnauthenticatedRequest")]++
		listener := denotes(t, choices(t), rule, rule.Get("ListenerArn"))
		assert.Equal(t, "HTTPS", listener.Get("Protocol"))
		assert.Equal(t, "ROLLING", serviceOf(t, choices(t), rule.Stack.ID).Get("DeploymentConfiguration", "Strategy"), "others rewrite the rule")
	}
	assert.Equal(t, map[any]int{"authenticate": 1, "deny": 2, "allow": 1}, others)
}

func TestNoTemplateHasWhatALoginProvesItselfWith(t *testing.T) {
	for _, rule := range logins(choices(t)) {
		secret := text(rule.Get("Actions", "0", "AuthenticateOidcConfig", "ClientSecret"))
		assert.Contains(t, secret, "{{resolve:secretsmanager:", rule)
		assert.Contains(t, secret, ":SecretString:", rule)
	}
}

func TestOnlyLoadBalancersWithALoginReachIdentityProviders(t *testing.T) {
	asks := map[string]bool{}
	for _, rule := range logins(choices(t)) {
		asks[rule.Stack.Stage] = true
	}
	seen := 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			_, name, _ := strings.Cut(stack.ID, "/")
			if !strings.HasPrefix(name, "front-") && name != "internal" {
				continue
			}
			for _, group := range ofType(t, a, stack.ID, "AWS::EC2::SecurityGroup") {
				if !strings.Contains(group.Get("GroupDescription").(string), "load balancer") {
					continue
				}
				seen++
				out := strings.Contains(text(group.Get("SecurityGroupEgress")), "0.0.0.0/0")
				assert.Equal(t, a == choices(t) && asks[stack.Stage] && name != "internal", out, group)
			}
		}
	}
	assert.Greater(t, seen, 15)
}
