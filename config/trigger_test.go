package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAStreamThatStartsFunctionsNeedsAnEndpointOfSQSAnAddressAndARule(t *testing.T) {
	e := functional(t, "", "")
	assert.Equal(t, []string{"sqs"}, e.InterfaceEndpoints(), "none are there by choice")
	apart := functional(t, "streams: {events: {topics: [orders]}}, ", "")
	assert.Empty(t, apart.InterfaceEndpoints())
	demand := func(e Environment, tier int) int { return e.Capacity()[tier].Demand }
	assert.Equal(t, 1, demand(e, 2)-demand(apart, 2), "beside the brokers")
	assert.Equal(t, 1, demand(e, 1)-demand(apart, 1), "the endpoint's")
	e.Network.Endpoints = EndpointsStandard
	assert.Contains(t, e.InterfaceEndpoints(), "sqs")

	stream := crowd(58, "events", "", "streams: {events: {version: 4.1.x}}\n") + "functions:\n"
	const one = ": {directory: report, uses: [events], on: {schedules: {nightly: {cron: 0 3 * * ? *}}}}\n"
	const reads = ": {directory: report, on: {streams: {events: {topics: [orders]}}}}\n"
	assert.Empty(t, rulesMissing(t, stream+"  a"+one))
	assert.Empty(t, rulesMissing(t, stream+"  a"+reads+"  b"+reads))
	assert.Contains(t, rulesMissing(t, stream+"  a"+one+"  b"+reads), "streams.events: a security group would need 61 rules")
}

func TestLambdaReadsAHundredTopicsInOneNetwork(t *testing.T) {
	var topics []string
	for i := range 100 {
		topics = append(topics, fmt.Sprintf("topic-%d", i))
	}
	findsMistakesIn(t, withFunctions, []mistake{{
		"topics: [orders]", "topics: [" + strings.Join(append(topics, "one-more"), ", ") + "]",
		"functions: get the messages of 101 topics, and Lambda reads 100 in one network; let functions share topics, or divide the environment",
	}})
	assert.Len(t, functional(t, "topics: [orders]", "topics: ["+strings.Join(topics, ", ")+"]").Functions, 5)
}

func TestRoutesOfFunctionsAndServicesAreToldApart(t *testing.T) {
	const hooks, other = "{path: /hooks/*}", "functions.hooks.on.route"
	service := func(route string) string {
		return strings.Replace(withFunctions, "services: {", "services: {web: {image: web:1.0.0, route: "+route+"}, ", 1)
	}
	findsMistakesIn(t, service("{path: /web/*}"), []mistake{
		{hooks, "{path: /web/*}", other + ".path: /web/* goes to web already; give function hooks another host or path"},
	})
	findsMistakesIn(t, service("{balancer: internal}"), []mistake{
		{hooks, "{balancer: internal, path: /web/*}", other + ".path: /web/* goes to web already; give function hooks another host or path"},
		{"  hooks:\n    directory: shipping\n    on: {route: {path: /hooks/*}}", "  web:\n    directory: shipping\n    on: {route: {balancer: internal, path: /other/*}}", "functions.web: web is the name of a service already; give one of them another name; services use them by it"},
	})
}

func TestARouteOfAFunctionHasASlotThatNoServiceHas(t *testing.T) {
	files := example(t)
	dev := strings.Replace(withFunctions, "services: {", "services: {hooks: {image: web:1.0.0, route: {}}, ", 1)
	files["environments/dev.yaml"].Data = []byte(dev)
	files["routes.yaml"].Data = []byte("dev:\n  hooks: 3\n  functions.hooks: 7\n")
	leaveOnly(t, files, "dev")
	c, err := load(files, "example")
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Name != "dev" {
			continue
		}
		assert.Equal(t, 3, e.Services["hooks"].Route.Slot)
		assert.Equal(t, 7, e.Functions["hooks"].On.Route.Slot)
		return
	}
	require.Fail(t, "dev is not there")
}

func TestALoadBalancerHasRoomForATargetGroupOfEachFunction(t *testing.T) {
	var text strings.Builder
	text.WriteString("tier: development\nnetwork: {cidr: 10.10.0.0/16}\nservices:\n")
	for i := range 40 {
		fmt.Fprintf(&text, "  s%d: {image: \"web:1.0.0\", route: {path: /s%d}}\n", i, i)
	}
	text.WriteString("functions:\n")
	for i := range 20 {
		fmt.Fprintf(&text, "  f%d: {directory: shipping, on: {route: {path: /f%d}}}\n", i, i)
	}
	findsMistakesIn(t, text.String(), []mistake{{
		"functions:\n", "functions:\n  more: {directory: shipping, on: {route: {path: /more}}}\n",
		"services: 40 services have a route at the public load balancer, which has room for 39; move some to the other load balancer, or to another environment",
	}})
}
