package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// crowd is an environment whose services all use what is named, with extra after each.
func crowd(services int, uses, extra, stores string) string {
	var all strings.Builder
	all.WriteString("tier: development\nnetwork: {cidr: 10.10.0.0/16}\n" + stores + "services:\n")
	for i := range services {
		fmt.Fprintf(&all, "  s%d: {image: \"web:1.0.0\", uses: [%s]%s}\n", i, uses, extra)
	}
	return all.String()
}

// A security group has 60 rules, of which a store keeps one to itself.
func TestMoreRulesThanASecurityGroupHasAreRefused(t *testing.T) {
	const cache = "caches: {sessions: {}}\n"
	const stream = "streams:\n  events: {prometheus: enabled}\n"
	for _, test := range []struct{ name, fits, not, fault string }{
		{"a cache has one for each service", crowd(59, "sessions", "", cache), crowd(60, "sessions", "", cache), "caches.sessions: a security group would need 61 rules"},
		{"a stream with Prometheus has three", crowd(19, "events", "", stream), crowd(20, "events", "", stream), "streams.events: a security group would need 61 rules"},
	} {
		assert.Empty(t, rulesMissing(t, test.fits), test.name)
		assert.Contains(t, rulesMissing(t, test.not), test.fault, test.name)
	}
}

func TestServicesBehindTheInternalLoadBalancerShareItsRules(t *testing.T) {
	internal := "  a: {image: \"web:1.0.0\", route: {balancer: internal}}\n  b: {image: \"web:1.0.0\", route: {balancer: internal}}\n"
	assert.Empty(t, rulesMissing(t, crowd(59, "a, b", "", "")+internal), "each service has one rule for both")
	assert.Contains(t, rulesMissing(t, crowd(60, "a, b", "", "")+internal), "services: a security group would need 61 rules")
}

// rulesMissing are the faults of an environment that are about rules of security groups.
func rulesMissing(t testing.TB, environment string) string {
	t.Helper()
	files := example(t)
	leaveOnly(t, files, "dev")
	files["environments/dev.yaml"].Data = []byte(environment)
	var all []string
	for _, fault := range faultsOf(t, files) {
		if strings.Contains(fault, "a security group would need") {
			all = append(all, fault)
		}
	}
	return strings.Join(all, "\n")
}
