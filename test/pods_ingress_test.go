package test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ingressed are the services of choices that the Ingress controller of a cluster sends requests to.
var ingressed = map[string]struct {
	class, address, path string
	hosts, from          []string // host names, and ids of security groups
	ranges               []string // of addresses that NetworkPolicies admit
	authorities          []string // that may issue certificates for the hosts
}{
	"dev-zonal/service-kiosk": {
		class: "traefik", address: "edge-0123456789abcdef.elb.us-east-1.amazonaws.com", path: "/v1",
		hosts: []string{"kiosk.dev-zonal.example.net", "info.dev-zonal.example.net"},
		from:  []string{"sg-0123456789abcdef0", "sg-0fedcba9876543210"}, // of nodes, and of the controller

		ranges: []string{"10.52.0.0/16"}, authorities: []string{"amazon.com"},
	},
	"shielded/service-desk": {
		class: "alb", address: "k8s-till-0123456789.us-east-1.elb.amazonaws.com", path: "/",
		hosts: []string{"desk.shielded.example.net"},
		from:  []string{"sg-0123456789abcdef1"},

		ranges: []string{"10.53.0.0/16"}, authorities: []string{"amazon.com"},
	},
	"dev-brown/service-shelf": {
		class: "traefik", address: "k8s-brown-0123456789.us-east-1.elb.amazonaws.com", path: "/",
		hosts: []string{"shelf.dev-brown.example.net"},
		from:  []string{"sg-0d000000000000003"},

		ranges:      []string{"172.22.0.0/22", "100.64.0.0/16", "198.19.0.0/20"},
		authorities: []string{"amazon.com", "letsencrypt.org", "pki.goog"},
	},
}

// TestWhatIsBehindAnIngressIsLedThereOnceItsPodsWork: each of its hosts, in the environment's own zone.
func TestWhatIsBehindAnIngressIsLedThereOnceItsPodsWork(t *testing.T) {
	for service, want := range ingressed {
		objects := only(t, choices(t), service, "Custom::KubernetesObjects")
		var led []string
		for _, record := range ofType(t, choices(t), service, "AWS::Route53::RecordSet") {
			led = append(led, strings.TrimSuffix(record.Get("Name").(string), "."))
			assert.Equal(t, "CNAME", record.Get("Type"), record)
			assert.Equal(t, []any{want.address + "."}, record.Get("ResourceRecords"), record)
			stage, _, _ := strings.Cut(service, "/")
			assert.Equal(t, stage+"/dns", denotes(t, choices(t), record, record.Get("HostedZoneId")).Stack.ID, record)
			assert.True(t, madeAfter(objects.Stack, record, objects), "%s: its pods are asked before", record)
		}
		assert.ElementsMatch(t, want.hosts, led, service)
		spec := objectAt{object(t, service, "Ingress")}.at("spec").(map[string]any)
		assert.Equal(t, want.class, spec["ingressClassName"])
		var ruled []string
		for _, rule := range list(spec["rules"]) {
			r := rule.(map[string]any)
			ruled = append(ruled, r["host"].(string))
			paths := list(r["http"].(map[string]any)["paths"])
			require.Len(t, paths, 1, service)
			assert.Equal(t, want.path, paths[0].(map[string]any)["path"], service)
		}
		assert.ElementsMatch(t, want.hosts, ruled, service)
		stage, _, _ := strings.Cut(service, "/")
		needs := text(only(t, choices(t), stage+"/kubernetes", "Custom::KubernetesObjects").Get("Needs"))
		assert.Contains(t, needs, `"kind\":\"IngressClass\",\"metadata\":{\"name\":\"`+want.class+`\"}`, "it is looked for before")
	}
}

// TestWhatIsBehindAnIngressHasNothingThatLooksAtALoadBalancer: it would look at one that has none of its requests. Pods
// that are missing, end or run short are heard as everywhere, and canaries ask for its hosts.
func TestWhatIsBehindAnIngressHasNothingThatLooksAtALoadBalancer(t *testing.T) {
	for service, want := range ingressed {
		assert.Empty(t, kindsOf(t, service, "TargetGroupBinding"), service)
		heard := map[string]bool{}
		for _, r := range choices(t).Stack(service).Resources {
			assert.NotContains(t, r.Type, "ElasticLoadBalancing", r)
			assert.NotContains(t, r.Type, "ApplicationSignals", r)
			assert.NotContains(t, text(r.Properties), "AWS/ApplicationELB", r)
			if r.Type == "AWS::CloudWatch::Alarm" {
				_, section, _ := strings.Cut(r.Get("AlarmDescription").(string), "#")
				heard[section] = true
			}
		}
		assert.Equal(t, map[string]bool{
			"service-tasks-missing": true, "service-stops": true, "service-cpu": true, "service-memory": true,
		}, heard, service)
		stage, name, _ := strings.Cut(service, "/service-")
		dashboard := text(one(t, choices(t), stage, "AWS::CloudWatch::Dashboard").Get("DashboardBody"))
		assert.Contains(t, dashboard, `Service `+name)
		assert.NotContains(t, dashboard, "-"+name+"-Errors", "nothing tells of them")
		if stage == "dev-brown" { // which has none
			assert.Nil(t, choices(t).Stack(stage+"/canaries"))
			continue
		}
		asked := ""
		for _, canary := range ofType(t, choices(t), stage+"/canaries", "AWS::Synthetics::Canary") {
			asked += text(canary.Properties)
		}
		for _, host := range want.hosts {
			assert.Contains(t, asked, "https://"+host+"/", stage)
		}
	}
}

// TestAnIngressControllerReachesTheOnePortOfItsPods: and who else, but nodes, is in no rule.
func TestAnIngressControllerReachesTheOnePortOfItsPods(t *testing.T) {
	for service, want := range ingressed {
		own := only(t, choices(t), service, "AWS::EC2::SecurityGroup")
		assert.Nil(t, own.Get("SecurityGroupIngress"), "%s lets in by rules of their own", own)
		var from []string
		for _, rule := range ofType(t, choices(t), service, "AWS::EC2::SecurityGroupIngress") {
			source, outside := rule.Get("SourceSecurityGroupId").(string)
			if !outside {
				continue // of the service itself, where nodes answer for names
			}
			from = append(from, source)
			assert.Equal(t, own, denotes(t, choices(t), rule, rule.Get("GroupId")), rule)
			assert.Equal(t, 3000.0, rule.Get("FromPort"), rule)
			assert.Equal(t, 3000.0, rule.Get("ToPort"), rule)
		}
		assert.ElementsMatch(t, want.from, from, service)
	}
}

// TestAnIngressControllersPodsAreAdmittedByTheirAddresses: also those of another range than the environment's.
func TestAnIngressControllersPodsAreAdmittedByTheirAddresses(t *testing.T) {
	for service, want := range ingressed {
		spec := objectAt{object(t, service, "NetworkPolicy")}.at("spec").(map[string]any)
		rules := list(spec["ingress"])
		require.Len(t, rules, 1, service)
		var admitted []string
		for _, from := range list(rules[0].(map[string]any)["from"]) {
			admitted = append(admitted, from.(map[string]any)["ipBlock"].(map[string]any)["cidr"].(string))
		}
		assert.Equal(t, want.ranges, admitted, service)
	}
}

// TestCertificatesOfAnIngressControllerMayBeIssuedByItsAuthorities: CAA records cannot be beside a CNAME, so that those
// of the zone speak for its hosts.
func TestCertificatesOfAnIngressControllerMayBeIssuedByItsAuthorities(t *testing.T) {
	for service, want := range ingressed {
		stage, _, _ := strings.Cut(service, "/")
		var may []string
		for _, record := range ofType(t, choices(t), stage+"/dns", "AWS::Route53::RecordSet") {
			if record.Get("Type") != "CAA" {
				continue
			}
			zone := denotes(t, choices(t), record, record.Get("HostedZoneId"))
			assert.Equal(t, zone.Get("Name"), record.Get("Name"), record)
			assert.Nil(t, zone.Get("VPCs"), "%s is public", zone)
			for _, value := range list(record.Get("ResourceRecords")) {
				name, issues := strings.CutPrefix(value.(string), `0 issue "`)
				require.True(t, issues, record)
				may = append(may, strings.TrimSuffix(name, `"`))
			}
		}
		assert.Equal(t, want.authorities, may, service)
	}
}
