package test

import (
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHTTPOnlyRedirectsAndHTTPSUsesAModernPolicy(t *testing.T) {
	for _, stage := range workloads {
		listeners := in(t, example(t), stage, "AWS::ElasticLoadBalancingV2::Listener")
		require.Len(t, listeners, 2)
		for _, listener := range listeners {
			if listener.Get("Protocol") == "HTTP" {
				assert.Equal(t, 80.0, listener.Get("Port"))
				assert.Equal(t, "redirect", listener.Get("DefaultActions", "0", "Type"))
				assert.Equal(t, "HTTPS", listener.Get("DefaultActions", "0", "RedirectConfig", "Protocol"))
				continue
			}
			assert.Equal(t, 443.0, listener.Get("Port"))
			assert.Equal(t, "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", listener.Get("SslPolicy"))
			assert.Equal(t, "404", listener.Get("DefaultActions", "0", "FixedResponseConfig", "StatusCode"))
			certificate := denotes(t, example(t), listener, listener.Get("Certificates", "0", "CertificateArn"))
			assert.Equal(t, "AWS::CertificateManager::Certificate", certificate.Type)
		}
	}
}

func TestLoadBalancerIsPublicStrictAndLogsToTheArchiveOfItsRegion(t *testing.T) {
	for _, stage := range workloads {
		balancer := one(t, example(t), stage, "AWS::ElasticLoadBalancingV2::LoadBalancer")
		assert.Equal(t, "internet-facing", balancer.Get("Scheme"))
		for _, subnet := range list(balancer.Get("Subnets")) {
			assert.Equal(t, "public", tier(denotes(t, example(t), balancer, subnet)))
		}
		set := attributes(balancer.Get("LoadBalancerAttributes"))
		for _, kind := range []string{"access_logs", "connection_logs"} {
			assert.Equal(t, "true", set[kind+".s3.enabled"])
			assert.Equal(t, "acme-access-logs-111111111111-"+balancer.Stack.Region, set[kind+".s3.bucket"])
			assert.Equal(t, "load-balancers", set[kind+".s3.prefix"])
		}
		assert.Equal(t, "true", set["routing.http.drop_invalid_header_fields.enabled"])
		assert.Equal(t, "defensive", set["routing.http.desync_mitigation_mode"])
		assert.Equal(t, stage != "dev", set["deletion_protection.enabled"] == "true", "production is protected")
	}
}

// TestTrafficFollowsTheChainAndNothingElse lists every rule of every security group.
func TestTrafficFollowsTheChainAndNothingElse(t *testing.T) {
	for _, stage := range workloads {
		balancer := group(t, example(t), stage+"/platform", "public load balancer")
		web, worker := group(t, example(t), stage+"/service-web", "service web"), group(t, example(t), stage+"/service-worker", "service worker")
		orders := group(t, example(t), stage+"/data", "database")
		ingress := []flow{
			{"0.0.0.0/0", balancer, "tcp 443-443"},
			{"0.0.0.0/0", balancer, "tcp 80-80"},
			{balancer, web, "tcp 3000-3000"},
			{web, orders, "tcp 5432-5432"},
			{worker, orders, "tcp 5432-5432"},
		}
		if stage != "dev" { // development has no interface endpoints
			cidr := one(t, example(t), stage, "AWS::EC2::VPC").Get("CidrBlock").(string)
			ingress = append(ingress, flow{cidr, group(t, example(t), stage+"/network", "interface endpoints"), "tcp 443-443"})
		}
		assert.ElementsMatch(t, ingress, flows(t, example(t), stage, "Ingress"), stage)
		assert.ElementsMatch(t, []flow{
			{balancer, web, "tcp 3000-3000"},
			{web, "0.0.0.0/0", "tcp 443-443"},
			{worker, "0.0.0.0/0", "tcp 443-443"},
			{web, orders, "tcp 5432-5432"},
			{worker, orders, "tcp 5432-5432"},
		}, flows(t, example(t), stage, "Egress"), stage)
	}
}

func TestRoutesMatchHostAndPathInOrderAndCanBeSticky(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		change(e.Services, "web", func(s *config.Service) { s.Route = &config.Route{Path: "/*"} })
		change(e.Services, "worker", func(s *config.Service) {
			s.Route = &config.Route{Host: "api.dev.example.com", Path: "/v1/*", StickyMinutes: 10}
			s.Port = 8080
		})
	})
	rules := map[string]float64{}
	for _, rule := range in(t, a, "dev", "AWS::ElasticLoadBalancingV2::ListenerRule") {
		var matches []string
		for _, condition := range list(rule.Get("Conditions")) {
			matches = append(matches, text(condition))
		}
		rules[strings.Join(matches, " ")] = rule.Get("Priority").(float64)
	}
	path := func(p string) string { return `{"Field":"path-pattern","PathPatternConfig":{"Values":["` + p + `"]}}` }
	host := `{"Field":"host-header","HostHeaderConfig":{"Values":["api.dev.example.com"]}}`
	require.Contains(t, rules, path("/*"))
	require.Contains(t, rules, path("/v1/*")+" "+host)
	assert.Less(t, rules[path("/v1/*")+" "+host], rules[path("/*")], "the more specific comes first")

	for _, target := range in(t, a, "dev", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		set := attributes(target.Get("TargetGroupAttributes"))
		worker := target.Stack.ID == "dev/service-worker"
		assert.Equal(t, worker, set["stickiness.enabled"] == "true")
		if worker {
			assert.Equal(t, "600", set["stickiness.lb_cookie.duration_seconds"])
			assert.Equal(t, 8080.0, target.Get("Port"))
		}
		assert.Equal(t, "/healthz", target.Get("HealthCheckPath"))
		assert.Equal(t, "30", set["deregistration_delay.timeout_seconds"])
	}
}

func TestStandbyRoutesItsPrimarysHostToo(t *testing.T) {
	c := exampleConfig(t)
	c.Organization.Pipeline = nil
	prod := &c.Environments[2]
	require.Equal(t, "prod", prod.Name)
	c.Environments = c.Environments[2:]
	change(prod.Services, "web", func(s *config.Service) { s.Route = &config.Route{Host: "app.example.com", Path: "/*"} })
	a := synthesize(t, c)
	assert.Contains(t, text(one(t, a, "prod", "AWS::ElasticLoadBalancingV2::ListenerRule").Get("Conditions")), `["app.example.com"]`)
	assert.Contains(t, text(one(t, a, "prod-dr", "AWS::ElasticLoadBalancingV2::ListenerRule").Get("Conditions")), `["app.example.com","prod-dr.example.com"]`)
}
