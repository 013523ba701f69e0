package config

import (
	"cmp"
	"fmt"
	"strings"

	"bulkhead/internal/document"
)

// DNSFirewall is what becomes of a question of the VPC's for a name that AWS lists as malicious: of malware, botnets,
// ransomware, spyware and DNS tunnels.
type DNSFirewall struct {
	// Mode is alert (default), which answers and tells, block, which answers that there is no address and tells, or
	// off. Names are answered while AWS's firewall itself fails. AWS asks for money by question, whatever it is for.
	Mode DNSFirewallMode `yaml:"mode"`
	// Allow are names that are none of these whatever AWS lists: example.org alone, or *.example.org for all below
	// it. What such a name leads to is let pass as well.
	Allow []string `yaml:"allow"`
}

// DNSFirewallMode is what the DNS firewall does with a listed name.
type DNSFirewallMode string

// The choices of DNSFirewallMode.
const (
	DNSFirewallAlert DNSFirewallMode = "alert"
	DNSFirewallBlock DNSFirewallMode = "block"
	DNSFirewallOff   DNSFirewallMode = "off"
)

// Values returns the choices.
func (DNSFirewallMode) Values() []string {
	return texts(DNSFirewallAlert, DNSFirewallBlock, DNSFirewallOff)
}

func (f *DNSFirewall) complete() { f.Mode = cmp.Or(f.Mode, DNSFirewallAlert) }

// check runs the rules of a DNS firewall.
func (f DNSFirewall) check(at document.Path) {
	allow := at.Key("allow")
	for i, name := range f.Allow {
		domain := strings.TrimPrefix(name, "*.")
		allow.Index(i).Demand(isDomain(domain), fmt.Sprintf("%q is not a domain name", name),
			domainRemedy(domain, "write it in lower case, such as example.org, or *.example.org for all below it"))
	}
	checkOnce(allow, f.Allow)
	allow.Demand(f.Mode != DNSFirewallOff || len(f.Allow) == 0, "there is no firewall, so allow says nothing",
		"leave one of them out")
}
