package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// publicBalancer is the load balancer of a stage that public routes are on.
func publicBalancer(t testing.TB, a *assembly.Assembly, stage string) *assembly.Resource {
	t.Helper()
	for _, balancer := range in(t, a, stage, "AWS::ElasticLoadBalancingV2::LoadBalancer") {
		if balancer.Get("Type") == "application" && strings.HasPrefix(balancer.LogicalID, "Public") {
			return balancer
		}
	}
	require.Fail(t, "no public load balancer", stage)
	return nil
}

func TestZonalFrontHasANodeInEachZoneThatKeepsToIt(t *testing.T) {
	var front *assembly.Resource
	for _, balancer := range in(t, choices(t), "dev-zonal", "AWS::ElasticLoadBalancingV2::LoadBalancer") {
		if balancer.Get("Type") == "network" {
			require.Nil(t, front, "an Application Load Balancer may be behind two, and there may be six zones")
			front = balancer
		}
	}
	zones := map[string]bool{}
	for _, id := range list(front.Get("Subnets")) {
		subnet := denotes(t, choices(t), front, id)
		assert.Equal(t, "public", tier(subnet))
		zones[subnet.Get("AvailabilityZone").(string)] = true
	}
	assert.Len(t, zones, 3)
	assert.Equal(t, "false", attributes(front.Get("LoadBalancerAttributes"))["load_balancing.cross_zone.enabled"], "a zone keeps to itself")
	assert.Equal(t, "internet-facing", front.Get("Scheme"))
	behind := publicBalancer(t, choices(t), "dev-zonal")
	assert.Equal(t, "internal", behind.Get("Scheme"))
	for _, targets := range in(t, choices(t), "dev-zonal", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		if targets.Get("TargetType") != "alb" {
			continue
		}
		assert.Equal(t, behind, denotes(t, choices(t), targets, targets.Get("Targets", "0", "Id")))
		assert.Equal(t, targets.Get("Port"), targets.Get("Targets", "0", "Port"), "AWS demands it")
		assert.Nil(t, targets.Get("TargetGroupAttributes"), "AWS lets nobody set any for such targets")
		listener := targets.Stack.Resource(targets.DependsOn[0])
		assert.Equal(t, "AWS::ElasticLoadBalancingV2::Listener", listener.Type, "the target must listen first")
		assert.Equal(t, targets.Get("Port"), listener.Get("Port"))
	}
	for _, record := range ofType(t, choices(t), "dev-zonal/edge", "AWS::Route53::RecordSet") {
		assert.Equal(t, true, record.Get("AliasTarget", "EvaluateTargetHealth"), record)
	}
}

// TestClientsPassTheNetworkACLOfAZonalFront: the load balancer behind sees their own addresses, and so does the ACL.
func TestClientsPassTheNetworkACLOfAZonalFront(t *testing.T) {
	for stage, want := range map[string]string{
		"dev-zonal": "in 443-443, in 80-80, out 1024-65535",
		"portal":    "",
	} {
		var passes []string
		for _, entry := range in(t, choices(t), stage, "AWS::EC2::NetworkAclEntry") {
			acl := denotes(t, choices(t), entry, entry.Get("NetworkAclId"))
			if entry.Get("Icmp") != nil {
				continue
			}
			ports := fmt.Sprintf("%v-%v", entry.Get("PortRange", "From"), entry.Get("PortRange", "To"))
			inward := entry.Get("Egress") == false
			reply := strings.HasPrefix(ports, "1024-") || strings.HasPrefix(ports, "3390-")
			if strings.HasPrefix(acl.LogicalID, "VpcAclprivate") && entry.Get("CidrBlock") == "0.0.0.0/0" && inward != reply {
				passes = append(passes, map[bool]string{true: "in ", false: "out "}[inward]+ports)
			}
		}
		slices.Sort(passes)
		assert.Equal(t, want, strings.Join(passes, ", "), stage)
	}
}

func TestOnlyTheFrontReachesTheLoadBalancerBehindIt(t *testing.T) {
	for stage, fronts := range map[string]int{"dev-zonal": 1, "portal": 1, "portal-dr": 1} {
		balancer := publicBalancer(t, choices(t), stage)
		for _, subnet := range list(balancer.Get("Subnets")) {
			assert.Equal(t, "private", tier(denotes(t, choices(t), balancer, subnet)), stage)
		}
		group := denotes(t, choices(t), balancer, balancer.Get("SecurityGroups", "0"))
		foreign, own := openings(t, choices(t), group)
		assert.Empty(t, foreign, stage)
		want := "from the API gateway"
		if stage == "dev-zonal" {
			want = "from the zonal load balancer"
			fronts *= 2 // HTTPS, and HTTP to be redirected
		}
		assert.Len(t, own, fronts, stage)
		for _, description := range own {
			assert.Equal(t, want, description)
		}
	}
}

func TestGatewayHandsEveryRequestToTheLoadBalancerInAllZones(t *testing.T) {
	link := one(t, choices(t), "portal", "AWS::ApiGatewayV2::VpcLink")
	assert.Len(t, list(link.Get("SubnetIds")), 3)
	integration := one(t, choices(t), "portal", "AWS::ApiGatewayV2::Integration")
	assert.Equal(t, "VPC_LINK", integration.Get("ConnectionType"))
	assert.Equal(t, "HTTP_PROXY", integration.Get("IntegrationType"))
	listener := denotes(t, choices(t), integration, integration.Get("IntegrationUri"))
	assert.Equal(t, "HTTPS", listener.Get("Protocol"), "encrypted inside the VPC too")
	assert.Equal(t, "portal.example.net", integration.Get("TlsConfig", "ServerNameToVerify"))
	assert.Equal(t, map[string]any{
		"overwrite:header.host":             "$context.domainName",
		"overwrite:header.x-client-address": "$context.identity.sourceIp",
	}, integration.Get("RequestParameters"), "hosts are routed, and senders limited, behind it")
	assert.Equal(t, "$default", one(t, choices(t), "portal", "AWS::ApiGatewayV2::Route").Get("RouteKey"))
	assert.Equal(t, true, one(t, choices(t), "portal", "AWS::ApiGatewayV2::Api").Get("DisableExecuteApiEndpoint"), "its own names only")
}

func TestGatewayHasTheEnvironmentsNamesAndAStandbyItsPrimarysToo(t *testing.T) {
	names := func(stage string) map[string]bool {
		all := map[string]bool{}
		for _, name := range in(t, choices(t), stage, "AWS::ApiGatewayV2::DomainName") {
			all[name.Get("DomainName").(string)] = true
			assert.Equal(t, "TLS_1_2", name.Get("DomainNameConfigurations", "0", "SecurityPolicy"))
			assert.Equal(t, "AWS::CertificateManager::Certificate", denotes(t, choices(t), name, name.Get("DomainNameConfigurations", "0", "CertificateArn")).Type)
		}
		assert.Len(t, in(t, choices(t), stage, "AWS::ApiGatewayV2::ApiMapping"), len(all))
		return all
	}
	both := map[string]bool{"portal.example.net": true, "*.portal.example.net": true, "help.example.org": true, "*.help.example.org": true}
	assert.Equal(t, both, names("portal"))
	both["portal-dr.example.net"], both["*.portal-dr.example.net"] = true, true
	assert.Equal(t, both, names("portal-dr"))
	for stage, inner := range map[string]string{"portal": "_wildcard-primary", "portal-dr": "_wildcard-standby"} {
		records := records(t, choices(t), stage)
		assert.NotContains(t, records, "portal.example.net.", "the environment's own name is a static site's")
		target := records[inner+".portal.example.net."].Get("AliasTarget", "DNSName")
		assert.Contains(t, text(target), "RegionalDomainName")
		name := denotes(t, choices(t), records[inner+".portal.example.net."], target)
		assert.Equal(t, "*.portal.example.net", name.Get("DomainName"), "a gateway answers for a name at that name's address")
	}
}

func TestGatewayLogsAndWarns(t *testing.T) {
	stage := one(t, choices(t), "portal", "AWS::ApiGatewayV2::Stage")
	group := denotes(t, choices(t), stage, stage.Get("AccessLogSettings", "DestinationArn"))
	assert.Nil(t, group.Get("LogGroupName"), "the group that was kept is not in the way of the next one")
	assert.NotNil(t, group.Get("RetentionInDays"))
	assert.Contains(t, stage.Get("AccessLogSettings", "Format"), "$context.integrationErrorMessage")
	found := 0
	for _, alarm := range ofType(t, choices(t), "portal/front-api-gateway", "AWS::CloudWatch::Alarm") {
		if strings.Contains(text(alarm.Get("Metrics")), "AWS/ApiGateway") {
			found++
			assert.Len(t, list(alarm.Get("AlarmActions")), 1)
		}
	}
	assert.Equal(t, 1, found)
}

func TestAnotherFrontIsMadeBesideTheOneBeforeAndServicesMoveToIt(t *testing.T) {
	const environment = "tier: development\nnetwork: {cidr: 10.0.0.0/16}\nservices: {web: {image: \"app:1.0.0\", route: {path: /*}}}\n"
	dir := t.TempDir()
	before := recorded(t, dir, environment)
	for _, front := range []string{"zonal", "api-gateway"} {
		after := recorded(t, dir, environment+"front: "+front+"\n")
		assert.Nil(t, after.Stack("dev/front-load-balancer"), "it stays as it is until it is pruned")
		require.NotNil(t, after.Stack("dev/front-"+front))
		for _, stack := range []string{"dev/platform", "dev/network", "dev/dns", "dev/baseline"} {
			assert.Equal(t, exports(before.Stack(stack)), exports(after.Stack(stack)), stack)
		}
		groups := map[string]bool{}
		for _, group := range in(t, before, "dev", "AWS::ElasticLoadBalancingV2::TargetGroup") {
			groups[group.LogicalID] = true
		}
		for _, group := range ofType(t, after, "dev/service-web", "AWS::ElasticLoadBalancingV2::TargetGroup") {
			assert.False(t, groups[group.LogicalID], "%s: a target group belongs to one load balancer", group)
		}
	}
}
