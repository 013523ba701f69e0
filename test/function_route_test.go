package test

import (
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALoadBalancerCallsAFunctionThatHasAdmittedItFirst(t *testing.T) {
	routes, names := map[string]int{}, map[string]bool{}
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		groups := f.of("AWS::ElasticLoadBalancingV2::TargetGroup")
		rules := f.of("AWS::ElasticLoadBalancingV2::ListenerRule")
		route := f.On.Route
		if route == nil {
			assert.Empty(t, append(groups, rules...), f.ID)
			return
		}
		require.Len(t, groups, 1, f.ID)
		require.Len(t, rules, 1, f.ID)
		targets, rule := groups[0], rules[0]
		routes[string(route.Balancer)]++
		assert.Equal(t, "lambda", targets.Get("TargetType"))
		assert.Equal(t, false, targets.Get("HealthCheckEnabled"), "it would be a call that costs")
		assert.Equal(t, "true", attributes(targets.Get("TargetGroupAttributes"))["lambda.multi_value_headers.enabled"])
		name := targets.Get("Name").(string)
		assert.Regexp(t, regexp.MustCompile(`^[a-z0-9-]{1,32}$`), name)
		assert.False(t, names[f.Account+f.Region+name], "%s is twice in one place", name)
		names[f.Account+f.Region+name] = true

		admitted := 0
		for _, permission := range f.of("AWS::Lambda::Permission") {
			if permission.Get("Principal") != "elasticloadbalancing.amazonaws.com" {
				continue
			}
			admitted++
			own := "arn:aws:elasticloadbalancing:" + f.Region + ":" + f.Account + ":targetgroup/" + name + "/*"
			assert.Equal(t, own, permission.Get("SourceArn"), "of one target group alone")
			assert.Contains(t, targets.DependsOn, permission.LogicalID, "the load balancer asks whether it may")
		}
		assert.Equal(t, 1, admitted, f.ID)

		assert.Same(t, targets, denotes(t, a, rule, rule.Get("Actions", "0", "TargetGroupArn")))
		assert.EqualValues(t, route.Route().Priority(), rule.Get("Priority"))
		listener := denotes(t, a, rule, rule.Get("ListenerArn"))
		behind := strings.TrimPrefix(listener.Stack.ID, f.environment.Name+"/")
		if route.Route().Balancer == config.InternalBalancer {
			assert.Equal(t, "internal", behind)
		} else {
			assert.Equal(t, "front-"+string(f.environment.Front), behind)
		}
		conditions := map[string]any{}
		for _, condition := range list(rule.Get("Conditions")) {
			field := assembly.At(condition, "Field").(string)
			for _, config := range []string{"PathPatternConfig", "HostHeaderConfig"} {
				if values := assembly.At(condition, config, "Values"); values != nil {
					conditions[field] = values
				}
			}
		}
		assert.ElementsMatch(t, route.Route().Paths(), conditions["path-pattern"])
		assert.Len(t, list(conditions["host-header"]), len(f.environment.Hosts(route.Route())))
		answers := 0
		for _, one := range f.of("AWS::CloudWatch::Alarm") {
			if strings.Contains(text(one.Get("Metrics")), "HTTPCode_Target_5XX_Count") {
				answers++
				assert.EqualValues(t, f.Alarms.ErrorPercent, one.Get("Threshold"))
			}
		}
		assert.Equal(t, 1, answers, f.ID)
	})
	assert.Equal(t, map[string]int{"public": 3, "internal": 1}, routes)
}

func TestOthersFindAFunctionBehindTheInternalLoadBalancer(t *testing.T) {
	a := choices(t)
	tasks := ofType(t, a, "fleet/service-shop", "AWS::ECS::TaskDefinition")
	require.NotEmpty(t, tasks)
	assert.Contains(t, text(tasks[0].Properties), `"https://internal.fleet.example.net/quote"`)
	quote := ofType(t, a, "fleet/function-quote", "AWS::Lambda::Function")[0]
	assert.Equal(t, "https://internal.fleet.example.net/prices/v1", quote.Get("Environment", "Variables", "PRICES_URL"))
	assert.NotNil(t, quote.Get("VpcConfig"), "it finds others there itself")
}
