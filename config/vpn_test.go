package config

import (
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestMistakesInTheVPNAreFound(t *testing.T) {
	const server = "  server: openvpn # or client-vpn, AWS's own"
	const mfa = "  mfa: totp # a code of six digits; or none"
	const tcp = "  tcp: disabled # enabled: through TCP port 443 as well"
	const cidr, clients = "  cidr: 172.30.0.0/20 # the server's network; overlaps no environment's", "  clients: 172.30.16.0/22 # what clients get"
	findsMistakes(t, "organization.yaml", []mistake{
		{server, "  server: wireguard", `vpn.server: "wireguard" is not offered; choose openvpn or client-vpn`},
		{cidr, "  cidr: 10.10.0.0/20", `network.cidr: 10.10.0.0/16 overlaps the VPN's 10.10.0.0/20; give dev a range of its own, such as 10.11.0.0/16 if it is free`},
		{cidr, "  cidr: 172.30.0.0/24", `vpn.cidr: /24 is too small: its public subnets would be below the /27 that a load balancer demands; choose /16 to /21`},
		{clients, "  clients: 10.10.16.0/22", `network.cidr: 10.10.0.0/16 overlaps the clients of the VPN's 10.10.16.0/22; give dev a range of its own, such as 10.11.0.0/16 if it is free`},
		{clients, "  clients: 172.30.0.0/22", `vpn.clients: 172.30.0.0/22 overlaps cidr, 172.30.0.0/20; choose another range`},
		{clients, "  clients: 8.8.0.0/22", `vpn.clients: 8.8.0.0/22 is not a private range; choose one inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10`},
		{clients, "  clients: 172.30.16.0/24", `vpn.clients: /24 is not a range for clients; choose /16 to /22`},
		{server, "  class: t3.small", `vpn.class: "t3.small" is not a class for the server; choose t4g.micro, t4g.small, t4g.medium, c7g.medium, c7g.large or c7g.xlarge`},
		{mfa, "  mfa: sms", `vpn.mfa: "sms" is not offered; choose none or totp`},
		{server, "  saml: arn:aws:iam::222222222222:saml-provider/people", `vpn.saml: says nothing to openvpn; leave it out, or set server to client-vpn`},
		{tcp, "  tcp: always", `vpn.tcp: "always" is not offered; choose enabled or disabled`},
	})
	const levels = "  levels: # what a profile reaches; without levels each environment is one\n    development: [dev, stage]\n    everything: [dev, stage, prod]"
	const rest = cidr + "\n" + clients + "\n" + levels + "\n" + tcp + "\n" + mfa
	const saml, certificate = "\n  saml: arn:aws:iam::222222222222:saml-provider/people", "\n  certificate: arn:aws:acm:eu-west-1:222222222222:certificate/01234567-89ab-cdef-0123-456789abcdef"
	const aws = "  server: client-vpn\n" + cidr + "\n" + clients
	findsMistakes(t, "organization.yaml", []mistake{
		{server + "\n" + rest, aws + certificate, `vpn.saml: is missing; make it in shared-services, and write its ARN`},
		{server + "\n" + rest, aws + saml, `vpn.certificate: is missing; make it in shared-services, and write its ARN`},
		{server + "\n" + rest, aws + saml + certificate + "\n  mfa: totp", `vpn.mfa: says nothing to client-vpn; leave it out`},
		{server + "\n" + rest, aws + saml + certificate + "\n  levels: {all: [dev]}", `vpn.levels: says nothing to client-vpn; leave it out`},
		{server + "\n" + rest, aws + strings.Replace(saml, "2222", "3333", 1) + strings.Replace(certificate, "eu-west-1", "us-east-1", 1), `vpn.saml: "arn:aws:iam::333322222222:saml-provider/people" is not the ARN of a SAML provider in shared-services; write it as arn:aws:iam::222222222222:saml-provider/<name>
vpn.certificate: "arn:aws:acm:us-east-1:222222222222:certificate/01234567-89ab-cdef-0123-456789abcdef" is not the ARN of a certificate in shared-services and the primary region; copy it from AWS Certificate Manager`},
	})
	const development = "    development: [dev, stage]"
	findsMistakes(t, "organization.yaml", []mistake{
		{development, "    development: [dev, stgae]", `vpn.levels.development[1]: "stgae" is not an environment; did you mean stage?`},
		{development, "    development: [dev, dev]", `vpn.levels.development[1]: dev is listed twice; keep one`},
		{development, "    development: []", `vpn.levels.development: leads nowhere; list its environments, or leave it out`},
		{development, "    Development: [dev]", `vpn.levels.Development: "Development" cannot be the name of a level; ` + componentNameRemedy},
		{development, "    a: [dev]\n    b: [dev]\n    c: [dev]\n    d: [dev]\n    e: [dev]\n    f: [dev]\n    g: [dev]", `vpn.levels: there are 8 levels, and clients have addresses for 7; name up to 7 levels, each with its environments`},
	})
	findsMistakes(t, "environments/dev.yaml", []mistake{
		{"openToVPN: [orders]", "domain: vpn.example.com", `domain: vpn.example.com is the VPN's name; choose another domain for dev`},
		{"openToVPN: [orders]", "openToVPN: [order]", `openToVPN[0]: dev has nothing with a port that is called "order"; did you mean orders?`},
		{"openToVPN: [orders]", "openToVPN: [orders, orders]", `openToVPN[1]: orders is listed twice; keep one`},
	})
}

func TestEachLevelHasAddressesOfItsOwnAndNobodyTheServers(t *testing.T) {
	for clients, want := range map[string][]string{
		"10.251.0.0/22": {"10.251.0.0/23", "10.251.2.0/23", "10.251.0.128/25", "10.251.1.0/25", "10.251.2.128/25", "10.251.3.0/25"},
		"10.251.0.0/16": {"10.251.0.0/17", "10.251.128.0/17", "10.251.32.0/19", "10.251.64.0/19", "10.251.160.0/19", "10.251.192.0/19"},
	} {
		levels := map[string][]string{"b": nil, "a": nil}
		v := VPN{Clients: Prefix{netip.MustParsePrefix(clients)}, TCP: Enabled, Levels: levels}
		var got []string
		for _, p := range []Prefix{
			v.UDPClients(), v.TCPClients(),
			v.Pool("a", v.UDPClients()), v.Pool("b", v.UDPClients()), v.Pool("a", v.TCPClients()), v.Pool("b", v.TCPClients()),
		} {
			got = append(got, p.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", clients, got, want)
		}
	}
	v := VPN{Clients: Prefix{netip.MustParsePrefix("10.251.0.0/22")}, Levels: map[string][]string{}}
	for level := range MaxLevels {
		v.Levels[strconv.Itoa(level)] = nil
	}
	if v.Room("0") != 127 || v.TCPClients().IsValid() || v.UDPClients() != v.Clients {
		t.Error("without TCP all addresses are UDP's", v.Room("0"))
	}
	v.TCP = Enabled
	if v.Room("6") != 63 {
		t.Error("the least room is that of 7 levels of a /22, half of it for TCP", v.Room("6"))
	}
}

func TestWithoutLevelsEachEnvironmentIsOne(t *testing.T) {
	c := &Config{
		Organization: Organization{VPN: &VPN{Server: OpenVPN}},
		Environments: []Environment{{Name: "dev"}, {Name: "prod"}},
	}
	c.completeLevels()
	if want := map[string][]string{"dev": {"dev"}, "prod": {"prod"}}; !reflect.DeepEqual(c.Organization.VPN.Levels, want) {
		t.Error(c.Organization.VPN.Levels)
	}
}

func TestTheVPNAsksForACodeUnlessToldOtherwise(t *testing.T) {
	for said, want := range map[MFA]MFA{"": MFATOTP, MFANone: MFANone} {
		v := VPN{MFA: said}
		v.complete()
		if v.MFA != want {
			t.Errorf("%q: %s, want %s", said, v.MFA, want)
		}
	}
}
