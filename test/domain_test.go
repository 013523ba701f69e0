package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// furthers calls judge with every further domain of the choices, and each side of its environment.
func furthers(t *testing.T, judge func(side config.Environment, name string, domain config.FurtherDomain)) {
	t.Helper()
	c, err := config.Load(sharedConfigs["choices"].dir)
	require.NoError(t, err)
	seen := 0
	for _, side := range c.Sides() {
		for _, name := range side.FurtherDomains() {
			seen++
			judge(side, name, side.Domains[name])
		}
	}
	assert.Equal(t, 9, seen)
}

// recordsIn are the address records of a side in a zone, by name.
func recordsIn(t testing.TB, stage, zone string) map[string]*assembly.Resource {
	t.Helper()
	all := map[string]*assembly.Resource{}
	for name, record := range records(t, choices(t), stage) {
		if record.Get("HostedZoneId") == zone {
			all[name] = record
		}
	}
	return all
}

func TestACertificateOfAFurtherDomainIsAskedForOnceTheDomainIsFoundInItsZone(t *testing.T) {
	furthers(t, func(side config.Environment, name string, domain config.FurtherDomain) {
		stack := choices(t).Stack(side.Name + "/domain-" + name)
		require.NotNil(t, stack, "a stack of its own: what is not issued rolls back nothing else")
		if domain.Zone == "" {
			assert.Empty(t, ofType(t, choices(t), stack.ID, "AWS::CertificateManager::Certificate"))
			alarm := only(t, choices(t), stack.ID, "AWS::CloudWatch::Alarm")
			assert.Contains(t, text(alarm.Get("Dimensions")), domain.Certificates[side.Region], "people hear when it is not renewed")
			return
		}
		assert.True(t, before(choices(t), choices(t).Stack(side.Name+"/edge"), stack.ID))
		certificate := only(t, choices(t), stack.ID, "AWS::CertificateManager::Certificate")
		assert.Equal(t, domain.Name, certificate.Get("DomainName"))
		assert.Equal(t, []any{"*." + domain.Name}, certificate.Get("SubjectAlternativeNames"))
		looks := ofType(t, choices(t), stack.ID, "Custom::DelegatedDomain")
		if side.Side == config.Standby {
			assert.Nil(t, certificate.Get("DomainValidationOptions"), "the primary's record validates it")
			assert.Empty(t, looks)
			return
		}
		require.Len(t, looks, 1)
		assert.Equal(t, domain.Zone, certificate.Get("DomainValidationOptions", "0", "HostedZoneId"))
		assert.Equal(t, []any{domain.Name, domain.Zone}, []any{looks[0].Get("Domain"), looks[0].Get("Zone")})
		assert.Contains(t, certificate.DependsOn, looks[0].LogicalID, "CloudFormation would wait for hours")
		var allowed []string
		for _, policy := range ofType(t, choices(t), stack.ID, "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				allowed = append(allowed, s.Actions...)
				if slices.Contains(s.Actions, "route53:GetHostedZone") {
					assert.Equal(t, []any{"arn:aws:route53:::hostedzone/" + domain.Zone}, s.Resources)
				}
			}
		}
		assert.ElementsMatch(t, []string{"logs:CreateLogStream", "logs:PutLogEvents", "route53:GetHostedZone"}, allowed, "it changes nothing")
	})
}

func TestThePublicLoadBalancerHasACertificateForEachFurtherDomain(t *testing.T) {
	furthers(t, func(side config.Environment, name string, domain config.FurtherDomain) {
		if side.Front == config.FrontAPIGateway {
			return // TestGatewayHasTheEnvironmentsNamesAndAStandbyItsPrimarysToo
		}
		found := 0
		for _, extra := range in(t, choices(t), side.Name, "AWS::ElasticLoadBalancingV2::ListenerCertificate") {
			require.Len(t, list(extra.Get("Certificates")), 1, "CloudFormation takes one for each resource")
			listener := denotes(t, choices(t), extra, extra.Get("ListenerArn"))
			assert.Equal(t, publicBalancer(t, choices(t), side.Name), denotes(t, choices(t), listener, listener.Get("LoadBalancerArn")))
			assert.Equal(t, "HTTPS", listener.Get("Protocol"))
			arn := extra.Get("Certificates", "0", "CertificateArn")
			if domain.Zone == "" {
				if arn == domain.Certificates[side.Region] {
					found++
				}
				continue
			}
			made, resolved := choices(t).Resolve(extra.Stack, arn)
			if resolved && made.Stack.ID == side.Name+"/domain-"+name {
				found++
			}
		}
		assert.Equal(t, 1, found, "%s of %s", name, side.Name)
	})
}

func TestAFurtherDomainLeadsToTheFrontAtItsApexAndBelow(t *testing.T) {
	furthers(t, func(side config.Environment, name string, domain config.FurtherDomain) {
		if domain.Zone == "" {
			for _, record := range in(t, choices(t), side.Name, "AWS::Route53::RecordSet") {
				assert.False(t, strings.HasSuffix(record.Get("Name").(string), domain.Name+"."), "its zone is somebody else's: %s", record)
			}
			return
		}
		if side.Other != nil {
			return // the next test
		}
		found := recordsIn(t, side.Name, domain.Zone)
		require.Len(t, found, 2)
		for _, name := range []string{domain.Name + ".", "*." + domain.Name + "."} {
			require.NotNil(t, found[name], name)
			own := records(t, choices(t), side.Name)["*."+side.Domain+"."]
			assert.Equal(t, own.Get("AliasTarget"), found[name].Get("AliasTarget"), "where the environment's own names lead")
		}
	})
}

// TestAFurtherDomainFollowsTheGateOfTheStandbyAsTheEnvironmentsOwnDoes: nothing but the gate is changed in a move.
func TestAFurtherDomainFollowsTheGateOfTheStandbyAsTheEnvironmentsOwnDoes(t *testing.T) {
	followed := 0
	furthers(t, func(side config.Environment, _ string, domain config.FurtherDomain) {
		if domain.Zone == "" || side.Other == nil || side.Side == config.Standby {
			return
		}
		primary, standby := recordsIn(t, side.Name, domain.Zone), recordsIn(t, side.Other.Name, domain.Zone)
		ownPrimary, ownStandby := records(t, choices(t), side.Name), records(t, choices(t), side.Other.Name)
		names := map[string]string{"*": "_wildcard"}
		if side.Shows(domain.Name) {
			assert.NotContains(t, primary, domain.Name+".", "a static site has it")
		} else {
			names[""] = "_apex"
		}
		assert.Len(t, primary, 3*len(names))
		assert.Len(t, standby, 2*len(names))
		for outer, inner := range names {
			followed++
			public := primary[strings.TrimPrefix(outer+"."+domain.Name+".", ".")]
			require.NotNil(t, public)
			first, second := primary[inner+"."+domain.Name+"."], standby[inner+"."+domain.Name+"."]
			assert.Equal(t, first, denotes(t, choices(t), public, public.Get("AliasTarget", "DNSName")))
			assert.Equal(t, domain.Zone, public.Get("AliasTarget", "HostedZoneId"), "Route 53 leads to records of the same zone only")
			for of, own := range map[*assembly.Resource]*assembly.Resource{
				first: ownPrimary["_wildcard."+side.Domain+"."], second: ownStandby["_wildcard."+side.Domain+"."],
			} {
				require.NotNil(t, of)
				for _, property := range []string{"Failover", "SetIdentifier", "HealthCheckId"} {
					assert.Equal(t, own.Get(property), of.Get(property), "one check for all domains")
				}
				leads := denotes(t, choices(t), of, of.Get("AliasTarget", "DNSName"))
				owns := denotes(t, choices(t), own, own.Get("AliasTarget", "DNSName"))
				if side.Front == config.FrontAPIGateway {
					target := denotes(t, choices(t), leads, leads.Get("AliasTarget", "DNSName"))
					assert.Equal(t, strings.TrimPrefix(outer+"."+domain.Name, "."), target.Get("DomainName"), "a gateway has an address for each name")
				} else {
					assert.Equal(t, owns.Get("AliasTarget"), leads.Get("AliasTarget"))
				}
			}
		}
	})
	assert.Equal(t, 3, followed, "both names of one, and the one of which a site leaves")
}

func TestAMoveAsksAServiceByAHostThatLeadsToItsOwnSide(t *testing.T) {
	asked := func(front config.Front, hosts ...string) (primary, standby []string) {
		c, err := config.Load(exampleDir)
		require.NoError(t, err)
		e, _, err := stacks.WithRecovery(c, "prod")
		require.NoError(t, err)
		for _, side := range []*config.Environment{&e, e.Other, e.Other.Other} {
			side.Front, side.Domains = front, map[string]config.FurtherDomain{"shop": {Name: "shop.example.org"}}
			side.Services["web"].Route.Host, side.Services["web"].Route.Hosts = "", hosts
		}
		of := stacks.DescribeRecovery(c, e)
		return of.Primary.Probes, of.Standby.Probes
	}
	primary, standby := asked(config.FrontLoadBalancer, "api.app.example.com", "shop.example.org")
	assert.Equal(t, []string{"https://api.app.example.com/healthz"}, primary)
	assert.Equal(t, []string{"https://api.prod-dr.example.com/healthz"}, standby)
	primary, standby = asked(config.FrontLoadBalancer, "*.shop.example.org")
	assert.Equal(t, []string{"https://canary.shop.example.org/healthz"}, primary)
	assert.Equal(t, primary, standby, "its load balancer has the certificate, and is asked at its own address")
	primary, standby = asked(config.FrontAPIGateway, "*.shop.example.org")
	assert.Empty(t, append(primary, standby...), "a gateway answers for a name at that name's address")
}

func TestARouteWithAWildcardHostHasAPriorityOfItsOwn(t *testing.T) {
	rule := only(t, choices(t), "dev-zonal/service-api", "AWS::ElasticLoadBalancingV2::ListenerRule")
	assert.Contains(t, text(rule.Get("Conditions")), `"HostHeaderConfig":{"Values":["*.zonal.example.org"]}`)
	exact := config.Route{Host: "zonal.example.org", Path: "/*"}
	assert.Greater(t, rule.Get("Priority"), float64(exact.Priority()+config.Slots))
	assert.Less(t, rule.Get("Priority"), float64(config.Route{Path: "/api/*"}.Priority()))
}
