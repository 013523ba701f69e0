package test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInternalLoadBalancerIsPrivateEncryptedAndNamed(t *testing.T) {
	for _, balancer := range in(t, choices(t), "fleet", "AWS::ElasticLoadBalancingV2::LoadBalancer") {
		if balancer.Get("Scheme") == "internet-facing" {
			continue
		}
		assert.Equal(t, "internal", balancer.Get("Scheme"))
		for _, subnet := range list(balancer.Get("Subnets")) {
			assert.Equal(t, "private", tier(denotes(t, choices(t), balancer, subnet)))
		}
		listeners := 0
		for _, listener := range in(t, choices(t), "fleet", "AWS::ElasticLoadBalancingV2::Listener") {
			if denotes(t, choices(t), listener, listener.Get("LoadBalancerArn")) == balancer {
				listeners++
				assert.Equal(t, "HTTPS", listener.Get("Protocol"))
				assert.Equal(t, "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", listener.Get("SslPolicy"))
				certificate := denotes(t, choices(t), listener, listener.Get("Certificates", "0", "CertificateArn"))
				assert.Equal(t, []any{"*.fleet.example.net"}, certificate.Get("SubjectAlternativeNames"), "it covers internal.fleet.example.net")
			}
		}
		assert.Equal(t, 1, listeners, "HTTPS only")
		for _, record := range in(t, choices(t), "fleet", "AWS::Route53::RecordSet") {
			if record.Get("Name") == "internal.fleet.example.net." {
				zone := denotes(t, choices(t), record, record.Get("HostedZoneId"))
				assert.Len(t, list(zone.Get("VPCs")), 1, "only the VPC sees it")
				assert.Contains(t, text(record.Get("AliasTarget", "DNSName")), balancer.LogicalID)
			}
		}
		return
	}
	require.Fail(t, "no internal load balancer")
}

func TestInternalServicesAreReachedOnlyByThoseThatUseThem(t *testing.T) {
	balancer := group(t, choices(t), "fleet/internal", "internal load balancer")
	shop := group(t, choices(t), "fleet/service-shop", "service shop")
	quote := group(t, choices(t), "fleet/function-quote", "function quote")
	billing, prices := group(t, choices(t), "fleet/service-billing", "service billing"), group(t, choices(t), "fleet/service-prices", "service prices")
	for _, direction := range []string{"Ingress", "Egress"} {
		var into, out []flow
		for _, f := range flows(t, choices(t), "fleet", direction) {
			if f.to == balancer {
				into = append(into, f)
			}
			if f.from == balancer {
				out = append(out, f)
			}
		}
		want := []flow{{shop, balancer, "tcp 443-443"}, {quote, balancer, "tcp 443-443"}}
		for _, launch := range []string{"fargate", "ec2", "eks"} {
			web := group(t, choices(t), "fleet/service-web-"+launch, "service web-"+launch)
			want = append(want, flow{web, balancer, "tcp 443-443"})
		}
		if direction == "Ingress" {
			want = append(want, flow{"10.250.0.0/20", balancer, "tcp 443-443"}) // openToVPN
		}
		assert.ElementsMatch(t, want, into, "%s: shop, quote and web use others, nothing uses prices", direction)
		assert.ElementsMatch(t, []flow{{balancer, billing, "tcp 3000-3000"}, {balancer, prices, "tcp 3000-3000"}}, out, direction)
	}
	for _, c := range list(only(t, choices(t), "fleet/service-shop", "AWS::ECS::TaskDefinition").Get("ContainerDefinitions")) {
		if c.(map[string]any)["Name"] == "shop" {
			assert.Contains(t, text(c.(map[string]any)["Environment"]), `"Name":"BILLING_URL","Value":"https://internal.fleet.example.net/billing"`)
		}
	}
	rule := only(t, choices(t), "fleet/service-prices", "AWS::ElasticLoadBalancingV2::ListenerRule")
	assert.Equal(t, []any{"/prices/v1/*", "/prices/v1"}, rule.Get("Conditions", "0", "PathPatternConfig", "Values"), "what PRICES_URL says, too")
}

func TestEveryEnvironmentHasAPrivateZone(t *testing.T) {
	for _, stage := range workloads {
		private := 0
		for _, zone := range in(t, example(t), stage, "AWS::Route53::HostedZone") {
			if vpcs := list(zone.Get("VPCs")); len(vpcs) > 0 {
				private++
				assert.Equal(t, "internal."+domains[stage]+".", zone.Get("Name"))
				assert.Equal(t, "AWS::EC2::VPC", denotes(t, example(t), zone, zone.Get("VPCs", "0", "VPCId")).Type)
			}
		}
		assert.Equal(t, 1, private, stage)
	}
}
