package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHTTPOnlyRedirectsAndHTTPSUsesAModernPolicy(t *testing.T) {
	for _, stage := range workloads {
		listeners := in(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::Listener")
		require.Len(t, listeners, 2)
		assert.NotEqual(t, listeners[0].Get("Protocol"), listeners[1].Get("Protocol"))
		for _, listener := range listeners {
			if listener.Get("Protocol") == "HTTP" {
				assert.Equal(t, 80.0, listener.Get("Port"))
				assert.Equal(t, "redirect", listener.Get("DefaultActions", "0", "Type"))
				assert.Equal(t, map[string]any{"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}, listener.Get("DefaultActions", "0", "RedirectConfig"))
				assert.Len(t, list(listener.Get("DefaultActions")), 1)
				continue
			}
			assert.Equal(t, "HTTPS", listener.Get("Protocol"))
			assert.Equal(t, 443.0, listener.Get("Port"))
			assert.Equal(t, "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", listener.Get("SslPolicy"))
			assert.Equal(t, "404", listener.Get("DefaultActions", "0", "FixedResponseConfig", "StatusCode"))
			certificate := denotes(t, plain(t), listener, listener.Get("Certificates", "0", "CertificateArn"))
			assert.Equal(t, "AWS::CertificateManager::Certificate", certificate.Type)
			assert.Equal(t, domains[stage], certificate.Get("DomainName"))
		}
	}
}

func TestLoadBalancerIsPublicStrictAndLogsToTheArchiveOfItsRegion(t *testing.T) {
	archives := map[any]string{}
	for _, bucket := range in(t, plain(t), "security", "AWS::S3::Bucket") {
		archives[bucket.Get("BucketName")] = bucket.Stack.Region
	}
	for _, stage := range workloads {
		balancer := one(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::LoadBalancer")
		assert.Equal(t, "internet-facing", balancer.Get("Scheme"))
		assert.Len(t, list(balancer.Get("Subnets")), 3)
		for _, subnet := range list(balancer.Get("Subnets")) {
			assert.Equal(t, "public", tier(denotes(t, plain(t), balancer, subnet)))
		}
		set := attributes(balancer.Get("LoadBalancerAttributes"))
		for _, kind := range []string{"access_logs", "connection_logs"} {
			assert.Equal(t, "true", set[kind+".s3.enabled"])
			assert.Contains(t, set[kind+".s3.bucket"], "acme-access-logs-")
			assert.Equal(t, balancer.Stack.Region, archives[set[kind+".s3.bucket"]], "load balancers log to a bucket of their region only")
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
		balancer := group(t, plain(t), stage+"/front-load-balancer", "public load balancer")
		web, worker := group(t, plain(t), stage+"/service-web", "service web"), group(t, plain(t), stage+"/service-worker", "service worker")
		orders := group(t, plain(t), stage+"/data-orders", "database")
		ingress := []flow{
			{"0.0.0.0/0", balancer, "tcp 443-443"},
			{"0.0.0.0/0", balancer, "tcp 80-80"},
			{balancer, web, "tcp 3000-3000"},
			{web, orders, "tcp 5432-5432"},
			{worker, orders, "tcp 5432-5432"},
		}
		egress := []flow{
			{balancer, web, "tcp 3000-3000"},
			{web, "0.0.0.0/0", "tcp 443-443"},
			{worker, "0.0.0.0/0", "tcp 443-443"},
			{web, orders, "tcp 5432-5432"},
			{worker, orders, "tcp 5432-5432"},
		}
		if stage != "prod-dr" { // a standby's password is its primary's
			rotation := group(t, plain(t), stage+"/data-orders", "rotation of the password of acme-"+stage+"-orders")
			ingress = append(ingress, flow{rotation, orders, "tcp 5432-5432"})
			egress = append(egress, flow{rotation, "0.0.0.0/0", "tcp 443-443"}, flow{rotation, orders, "tcp 5432-5432"})
		}
		maker := group(t, plain(t), stage+"/data-orders", "users of database acme-"+stage+"-orders")
		ingress = append(ingress, flow{maker, orders, "tcp 5432-5432"})
		egress = append(egress, flow{maker, "0.0.0.0/0", "tcp 443-443"}, flow{maker, orders, "tcp 5432-5432"})
		if stage != "dev" { // development has no interface endpoints
			cidr := one(t, plain(t), stage, "AWS::EC2::VPC").Get("CidrBlock").(string)
			ingress = append(ingress, flow{cidr, group(t, plain(t), stage+"/network", "interface endpoints"), "tcp 443-443"})
		} else { // and is open to the VPN
			ingress = append(ingress, flow{vpnRange, orders, "tcp 5432-5432"})
		}
		assert.ElementsMatch(t, ingress, flows(t, plain(t), stage, "Ingress"), stage)
		assert.ElementsMatch(t, egress, flows(t, plain(t), stage, "Egress"), stage)
	}
}

func TestEveryComponentIsInItsOwnSecurityGroupAndTheDefaultOneAdmitsNothing(t *testing.T) {
	for _, stage := range workloads {
		taken := map[string]bool{}
		for _, kind := range []string{"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ECS::Service", "AWS::RDS::DBInstance"} {
			for _, r := range in(t, plain(t), stage, kind) {
				groups := groupsOf(plain(t), r)
				require.Len(t, groups, 1, r)
				assert.False(t, taken[groups[0]], "%s shares %s", r, groups[0])
				taken[groups[0]] = true
			}
		}
		assert.Len(t, taken, 4, "load balancer, two services, database")
		closed := one(t, plain(t), stage, "Custom::VpcRestrictDefaultSG")
		assert.Equal(t, one(t, plain(t), stage, "AWS::EC2::VPC"), denotes(t, plain(t), closed, closed.Get("DefaultSecurityGroupId")))
	}
}

func TestRoutesMatchHostAndPathInOrderAndCanBeSticky(t *testing.T) {
	rules := map[string]float64{}
	for _, rule := range in(t, lavish(t), "dev", "AWS::ElasticLoadBalancingV2::ListenerRule") {
		var matches []string
		for _, condition := range list(rule.Get("Conditions")) {
			matches = append(matches, text(condition))
		}
		rules[strings.Join(matches, " ")] = rule.Get("Priority").(float64)
		forward := rule.Get("Actions", "0", "ForwardConfig")
		for _, group := range list(forward.(map[string]any)["TargetGroups"]) {
			target := denotes(t, lavish(t), rule, group.(map[string]any)["TargetGroupArn"])
			assert.Equal(t, rule.Stack, target.Stack, "a route leads to its own service")
		}
		sticky := rule.Stack.ID == "dev/service-worker"
		assert.Equal(t, sticky, strings.Contains(text(forward), `"TargetGroupStickinessConfig":{"DurationSeconds":600,"Enabled":true}`), "of two groups whose clients stick, they stick to one")
	}
	path := func(p string) string { return `{"Field":"path-pattern","PathPatternConfig":{"Values":["` + p + `"]}}` }
	host := `{"Field":"host-header","HostHeaderConfig":{"Values":["api.dev.example.com"]}}`
	require.Len(t, rules, 2)
	require.Contains(t, rules, path("/*"))
	require.Contains(t, rules, path("/v1/*")+" "+host)
	assert.Less(t, rules[path("/v1/*")+" "+host], rules[path("/*")], "the more specific comes first")

	targets := in(t, lavish(t), "dev", "AWS::ElasticLoadBalancingV2::TargetGroup")
	require.Len(t, targets, 4, "the service without a route has none")
	for _, target := range targets {
		set, worker := attributes(target.Get("TargetGroupAttributes")), target.Stack.ID == "dev/service-worker"
		if worker {
			assert.Equal(t, "true", set["stickiness.enabled"])
			assert.Equal(t, "600", set["stickiness.lb_cookie.duration_seconds"])
			assert.Equal(t, 8080.0, target.Get("Port"))
		} else {
			assert.Equal(t, "false", set["stickiness.enabled"])
			assert.Equal(t, 3000.0, target.Get("Port"))
		}
	}
}

func TestHealthIsAskedForWhereTheConfigurationSaysAndInTime(t *testing.T) {
	path := map[string]string{"dev/service-web": "/ready", "dev/service-worker": "/healthz"}
	grace := map[string]float64{"dev/service-web": 90, "dev/service-worker": 60}
	for _, target := range in(t, lavish(t), "dev", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		assert.Equal(t, path[target.Stack.ID], target.Get("HealthCheckPath"))
		assert.Equal(t, "200", target.Get("Matcher", "HttpCode"))
		assert.Equal(t, "ip", target.Get("TargetType"))
		assert.Less(t, target.Get("HealthCheckTimeoutSeconds"), target.Get("HealthCheckIntervalSeconds"))
		dead := target.Get("HealthCheckIntervalSeconds").(float64) * target.Get("UnhealthyThresholdCount").(float64)
		assert.LessOrEqual(t, dead, 30.0, "%s: seconds until a dead task gets no more requests", target)
		assert.Equal(t, grace[target.Stack.ID], serviceOf(t, lavish(t), target.Stack.ID).Get("HealthCheckGracePeriodSeconds"))
	}
}

func TestStandbyRoutesItsPrimarysHostToo(t *testing.T) {
	hosts := func(stage string) any {
		rules := slices.DeleteFunc(in(t, hosted(t), stage, "AWS::ElasticLoadBalancingV2::ListenerRule"),
			func(r *assembly.Resource) bool { return strings.HasPrefix(r.LogicalID, "Gate") })
		require.Len(t, rules, 1, stage)
		for _, condition := range list(rules[0].Get("Conditions")) {
			if config, found := condition.(map[string]any)["HostHeaderConfig"]; found {
				return config.(map[string]any)["Values"]
			}
		}
		return nil
	}
	assert.Equal(t, []any{"app.example.com"}, hosts("prod"))
	assert.Equal(t, []any{"app.example.com", "prod-dr.example.com"}, hosts("prod-dr"))
}
