package config

import "testing"

func TestMistakesInTheDNSFirewallAreFound(t *testing.T) {
	const cidr = "  cidr: 10.30.0.0/16"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{cidr, cidr + "\n  dnsFirewall: {mode: deny}", `network.dnsFirewall.mode: "deny" is not offered; choose alert, block or off`},
		{cidr, cidr + "\n  dnsFirewall: {allow: [example.org, example.org]}", `network.dnsFirewall.allow[1]: example.org is listed twice; keep one`},
		{cidr, cidr + "\n  dnsFirewall: {allow: [\"*\"]}", `network.dnsFirewall.allow[0]: "*" is not a domain name; write it in lower case, such as example.org, or *.example.org for all below it`},
		{cidr, cidr + "\n  dnsFirewall: {allow: [\"a.*.example.org\"]}", `network.dnsFirewall.allow[0]: "a.*.example.org" is not a domain name; write it in lower case, such as example.org, or *.example.org for all below it`},
		{cidr, cidr + "\n  dnsFirewall: {mode: off, allow: [example.org]}", `network.dnsFirewall.allow: there is no firewall, so allow says nothing; leave one of them out`},
	})
}
