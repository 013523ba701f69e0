package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sides are the stages of environments with recovery: those that are active, and those that are not.
var sides = map[string]struct{ active, resting []string }{
	"example": {[]string{"prod"}, []string{"prod-dr"}},
	"plain":   {[]string{"prod"}, []string{"prod-dr"}},
	"choices": {[]string{"lab-dr", "portal"}, []string{"lab", "portal-dr"}},
}

const gatePath = "/.bulkhead/active"

// gates are the listener rules for the gate's path.
func gates(a *assembly.Assembly, stage string) (found []*assembly.Resource) {
	for _, rule := range maybeIn(a, stage, "AWS::ElasticLoadBalancingV2::ListenerRule") {
		if strings.Contains(text(rule.Get("Conditions")), gatePath) {
			found = append(found, rule)
		}
	}
	return found
}

func TestTheGateComesBeforeEveryRouteAndTellsWhetherItsSideIsActive(t *testing.T) {
	for name, of := range sides {
		a := shared(t, name)
		for answer, stages := range map[string][]string{"200 active": of.active, "503 standby": of.resting} {
			for _, stage := range stages {
				found := gates(a, stage)
				require.Len(t, found, 1, stage)
				fixed := found[0].Get("Actions", "0", "FixedResponseConfig").(map[string]any)
				assert.Equal(t, answer, fixed["StatusCode"].(string)+" "+fixed["MessageBody"].(string), stage)
				assert.Equal(t, []any{map[string]any{
					"Field": "path-pattern", "PathPatternConfig": map[string]any{"Values": []any{gatePath}},
				}}, found[0].Get("Conditions"), "any host: Route 53 asks by the side's own")
				listener := denotes(t, a, found[0], found[0].Get("ListenerArn"))
				assert.Equal(t, "HTTPS", listener.Get("Protocol"))
				assert.Equal(t, publicBalancer(t, a, stage), denotes(t, a, listener, listener.Get("LoadBalancerArn")))
			}
		}
		for _, rule := range a.OfType("AWS::ElasticLoadBalancingV2::ListenerRule") {
			stage, _, _ := strings.Cut(rule.Stack.ID, "/")
			if slices.Contains(gates(a, stage), rule) {
				assert.EqualValues(t, 1, rule.Get("Priority"))
				assert.True(t, slices.Contains(of.active, stage) || slices.Contains(of.resting, stage), stage)
			} else {
				assert.Greater(t, rule.Get("Priority"), float64(1), rule)
			}
		}
	}
}

func TestTheFirewallLimitsWhoAsksTheGateAndElseLetsThemThrough(t *testing.T) {
	gated := 0
	webACLs(t, func(_ *assembly.Assembly, acl *assembly.Resource) {
		stage, _, _ := strings.Cut(acl.Stack.ID, "/")
		rules := rulesOf(acl)
		gate, has := rules["gate"]
		if !has {
			return
		}
		gated++
		assert.NotContains(t, acl.Stack.ID, "sites", stage)
		assert.Equal(t, map[string]any{"Allow": map[string]any{}}, gate["Action"])
		match := gate["Statement"].(map[string]any)["ByteMatchStatement"].(map[string]any)
		assert.Equal(t, gatePath, match["SearchString"])
		assert.Equal(t, "EXACTLY", match["PositionalConstraint"], "nothing else passes")
		for name, rule := range rules {
			if name == "limit" {
				assert.Less(t, rule["Priority"], gate["Priority"])
			} else if name != "gate" {
				assert.Greater(t, rule["Priority"], gate["Priority"], name)
			}
		}
	})
	want := 0
	for _, of := range sides {
		want += len(of.active) + len(of.resting)
	}
	assert.Equal(t, want, gated)
}

func TestOnlyTheActiveSideIsAnEndpointAndEveryDialIsSaid(t *testing.T) {
	groups := 0
	for name, of := range sides {
		a := shared(t, name)
		for _, group := range a.OfType("AWS::GlobalAccelerator::EndpointGroup") {
			groups++
			stage, _, _ := strings.Cut(group.Stack.ID, "/")
			assert.Equal(t, group.Stack.Region, group.Get("EndpointGroupRegion"))
			if slices.Contains(of.resting, stage) {
				assert.EqualValues(t, 0, group.Get("TrafficDialPercentage"))
				assert.Equal(t, []any{}, group.Get("EndpointConfigurations"), "AWS sends requests to an unhealthy one when no other is healthy")
				continue
			}
			require.Contains(t, of.active, stage)
			assert.EqualValues(t, 100, group.Get("TrafficDialPercentage"))
			endpoints := list(group.Get("EndpointConfigurations"))
			require.Len(t, endpoints, 1)
			endpoint := endpoints[0].(map[string]any)
			assert.Equal(t, true, endpoint["ClientIPPreservationEnabled"], "the firewall counts by address")
			balancer := denotes(t, a, group, endpoint["EndpointId"])
			assert.Equal(t, "internet-facing", balancer.Get("Scheme"))
			assert.Equal(t, stage+"/front-", balancer.Stack.ID[:len(stage)+len("/front-")])
		}
	}
	assert.Equal(t, 6, groups, "portal has an API gateway")
	for _, stage := range []string{"portal", "portal-dr"} {
		assert.Nil(t, choices(t).Stack(stage+"/accelerator"), "Global Accelerator leads to load balancers only")
	}
}

func TestTheStandbyFindsTheListenerOfItsPrimarysAcceleratorByNameAndTags(t *testing.T) {
	accelerator := one(t, example(t), "prod", "AWS::GlobalAccelerator::Accelerator")
	lookup := one(t, example(t), "prod-dr", "Custom::AcceleratorListener")
	tags := attributes(accelerator.Get("Tags"))
	assert.Equal(t, accelerator.Get("Name"), lookup.Get("Name"))
	assert.Equal(t, tags["organization"], lookup.Get("Organization"))
	assert.Equal(t, tags["environment"], lookup.Get("Environment"))
	assert.Equal(t, "IPV4", accelerator.Get("IpAddressType"))
	group := one(t, example(t), "prod-dr", "AWS::GlobalAccelerator::EndpointGroup")
	assert.Equal(t, lookup, denotes(t, example(t), group, group.Get("ListenerArn")))
	listener := one(t, example(t), "prod", "AWS::GlobalAccelerator::Listener")
	var ports []any
	for _, open := range list(listener.Get("PortRanges")) {
		ports = append(ports, open.(map[string]any)["FromPort"], open.(map[string]any)["ToPort"])
	}
	assert.Equal(t, []any{443., 443., 80., 80.}, ports)
}

// records are the address records that a stage's names lead through, by name; those with failover by both.
func records(t testing.TB, a *assembly.Assembly, stage string) map[string]*assembly.Resource {
	t.Helper()
	all := map[string]*assembly.Resource{}
	for _, record := range ofType(t, a, stage+"/edge", "AWS::Route53::RecordSet") {
		name := record.Get("Name").(string)
		require.Nil(t, all[name], name)
		all[name] = record
	}
	return all
}

// TestNamesLeadToTheStandbyWhileItsGateIsOpenAndElseToThePrimary: both checks look at the same gate, so that when it is
// closed, or nothing answers, the secondary is unhealthy, and the primary is healthy whatever it answers.
func TestNamesLeadToTheStandbyWhileItsGateIsOpenAndElseToThePrimary(t *testing.T) {
	for _, of := range []struct {
		a                               *assembly.Assembly
		primary, standby, domain, other string
		apex                            bool
	}{
		{example(t), "prod", "prod-dr", "app.example.com", "prod-dr.example.com", true},
		{choices(t), "portal", "portal-dr", "portal.example.net", "portal-dr.example.net", false},
		{choices(t), "lab", "lab-dr", "lab.example.net", "lab-west.example.net", true},
	} {
		primary, standby := records(t, of.a, of.primary), records(t, of.a, of.standby)
		names := map[string]string{"*": "_wildcard"}
		if of.apex {
			names[""] = "_apex"
		}
		for outer, inner := range names {
			name := strings.TrimPrefix(outer+"."+of.domain+".", ".")
			public := primary[name]
			require.NotNil(t, public, name)
			assert.Nil(t, public.Get("Failover"), "with and without failover, no record can become the other")
			first := denotes(t, of.a, public, public.Get("AliasTarget", "DNSName"))
			assert.Equal(t, primary[inner+"."+of.domain+"."], first)
			second := standby[inner+"."+of.domain+"."]
			require.NotNil(t, second)
			for record, side := range map[*assembly.Resource]string{first: "primary", second: "standby"} {
				assert.Equal(t, map[string]string{"primary": "PRIMARY", "standby": "SECONDARY"}[side], record.Get("Failover"))
				assert.Equal(t, side, record.Get("SetIdentifier"))
				assert.Equal(t, true, record.Get("AliasTarget", "EvaluateTargetHealth"), "Route 53 wants it of failover records")
				own := denotes(t, of.a, record, record.Get("AliasTarget", "DNSName"))
				assert.Equal(t, inner+"-"+side+"."+of.domain+".", own.Get("Name"))
				assert.Equal(t, false, own.Get("AliasTarget", "EvaluateTargetHealth"),
					"a load balancer is unhealthy for Route 53 where a target group is empty")
				check := denotes(t, of.a, record, record.Get("HealthCheckId"))
				c := check.Get("HealthCheckConfig").(map[string]any)
				assert.Equal(t, of.other, c["FullyQualifiedDomainName"], "both follow the standby's gate")
				assert.Equal(t, gatePath, c["ResourcePath"])
				assert.Equal(t, "HTTPS_STR_MATCH", c["Type"])
				assert.Equal(t, "active", c["SearchString"])
				assert.Equal(t, side == "primary", c["Inverted"])
			}
		}
		zone := only(t, of.a, of.standby+"/edge", "Custom::PublicZone")
		assert.Equal(t, of.domain, zone.Get("Domain"))
	}
}

func TestEachSideHasANameThatLeadsToItselfWhicheverOneIsActive(t *testing.T) {
	e := recovering(t)
	for _, of := range []struct {
		a             *assembly.Assembly
		stage, domain string
	}{
		{example(t), "prod", "app.example.com"},
		{example(t), "prod-dr", "prod-dr.example.com"},
		{choices(t), "lab", "lab.example.net"},
		{choices(t), "lab-dr", "lab-west.example.net"},
	} {
		record := records(t, of.a, of.stage)["_own."+of.domain+"."]
		require.NotNil(t, record, of.stage)
		assert.Equal(t, false, record.Get("AliasTarget", "EvaluateTargetHealth"), "it is asked whether it works")
		target := record.Get("AliasTarget", "DNSName")
		if parts := assembly.List(assembly.At(target, "Fn::Join")); len(parts) == 2 {
			all := assembly.List(parts[1])
			target = all[len(all)-1]
		}
		front := denotes(t, of.a, record, target)
		assert.Contains(t, []string{"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ApiGatewayV2::DomainName"}, front.Type)
		assert.True(t, strings.HasPrefix(front.Stack.ID, of.stage+"/"), "%s: %s", of.stage, front)
	}
	assert.Equal(t, "_own.app.example.com", e.Primary.Front)
	assert.Equal(t, "_own.prod-dr.example.com", e.Standby.Front)
}
