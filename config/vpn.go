package config

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// VPN is how people reach what has no public address: a server in shared-services, and a transit gateway in each
// region that joins its network to every environment's, but no environment to another.
type VPN struct {
	// Server is openvpn (default), one instance with a stable address, or client-vpn, AWS's own, which costs more and
	// has people log in through SAML.
	Server VPNServer `yaml:"server"`
	// CIDR is the address range of the network in which the server is, /16 to /21. It overlaps no environment's.
	CIDR Prefix `yaml:"cidr" jsonschema:"required"`
	// Clients is the address range that clients get, /16 to /22. Environments see the server's addresses instead. Each
	// level has a share of it.
	Clients Prefix `yaml:"clients" jsonschema:"required"`
	// Levels name what a profile may reach: the environments, by the name of the level, at most 7 (default: each
	// environment is a level of its own name; openvpn). A profile is issued for one level.
	Levels map[string][]string `yaml:"levels"`
	// TCP lets clients in through TCP port 443 as well, for places that let nothing else out (default disabled;
	// openvpn).
	TCP Switch `yaml:"tcp"`
	// MFA asks for more than the profile: totp (default), a code of six digits, or none; openvpn.
	MFA MFA `yaml:"mfa"`
	// Class of the instance (default t4g.small; openvpn). Its processors are arm64.
	Class string `yaml:"class"`
	// SAML is the ARN of the SAML provider in shared-services that people log in through (client-vpn).
	SAML string `yaml:"saml"`
	// Certificate is the ARN of the server's certificate in ACM, in shared-services and the primary region
	// (client-vpn).
	Certificate string `yaml:"certificate"`
}

// VPNServer is what people connect to.
type VPNServer string

// The VPN servers.
const (
	OpenVPN   VPNServer = "openvpn"
	ClientVPN VPNServer = "client-vpn"
)

// Values returns the choices.
func (VPNServer) Values() []string { return texts(OpenVPN, ClientVPN) }

// MFA is what is asked for besides a profile.
type MFA string

// The choices of MFA.
const (
	MFANone MFA = "none"
	MFATOTP MFA = "totp"
)

// Values returns the choices.
func (MFA) Values() []string { return texts(MFANone, MFATOTP) }

// complete fills in the defaults.
func (v *VPN) complete() {
	v.Server = cmp.Or(v.Server, OpenVPN)
	if v.Server == OpenVPN {
		v.TCP = cmp.Or(v.TCP, Disabled)
		v.MFA = cmp.Or(v.MFA, MFATOTP)
		v.Class = cmp.Or(v.Class, "t4g.small")
	}
}

// The ports that OpenVPN listens on: its own, and one that networks let out that let nothing else out. The server's
// boot says them again, and is dialled there.
const (
	VPNPort    = 1194 // UDP
	VPNTCPPort = 443
)

// VPNZones is the number of availability zones of the VPN's network: the server comes back in another one.
const VPNZones = 2

// Network is the network that the server is in.
func (v VPN) Network() Network {
	n := Network{
		CIDR:      v.CIDR,
		Zones:     VPNZones,
		Subnets:   VPNZones,
		NAT:       NATNone,
		Endpoints: EndpointsNone,
		FlowLogs:  FlowLogsArchive,
	}
	n.DNSFirewall.complete()
	return n
}

// Resolver is the address of the DNS server of the VPN's network, which AWS puts at its third address.
func (v VPN) Resolver() netip.Addr { return v.CIDR.Masked().Addr().Next().Next() }

// Host is the VPN's public name.
func (o Organization) VPNHost() string { return "vpn." + o.Domain.Name }

var (
	samlARN        = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):saml-provider/[\w.-]+$`)
	certificateARN = regexp.MustCompile(`^arn:aws:acm:([a-z0-9-]+):([0-9]{12}):certificate/[0-9a-f-]{36}$`)
)

// check runs the rules of the VPN.
func (v VPN) check(at document.Path, o Organization) {
	checkRange(v.CIDR, at.Key("cidr"))
	if clients := at.Key("clients"); v.Clients.IsValid() {
		clients.Demand(v.Clients.Bits() >= 16 && v.Clients.Bits() <= 22, fmt.Sprintf("/%d is not a range for clients", v.Clients.Bits()), "choose /16 to /22")
		clients.Demand(private(v.Clients.Prefix), v.Clients.String()+" is not a private range", "choose one inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10")
		clients.Demand(!v.CIDR.IsValid() || !v.Clients.Overlaps(v.CIDR.Prefix), fmt.Sprintf("%s overlaps cidr, %s", v.Clients, v.CIDR), "choose another range")
	}
	if primary := o.Regions.Primary; primary != "" {
		at.Demand(len(o.ZoneNames(primary, VPNZones)) == VPNZones, "which zones of "+string(primary)+" exist differs from account to account", "list two under regions.zones")
	}
	ours := v.Server == OpenVPN
	for _, key := range []string{"levels", "tcp", "mfa", "class"} {
		at.Key(key).Demand(ours || !at.Key(key).Given(), "says nothing to client-vpn", "leave it out")
	}
	for _, key := range []string{"saml", "certificate"} {
		at.Key(key).Demand(!ours || !at.Key(key).Given(), "says nothing to openvpn", "leave it out, or set server to client-vpn")
		at.Key(key).Demand(ours || at.Key(key).Given(), "is missing", "make it in shared-services, and write its ARN")
	}
	account := string(o.Accounts[SharedServices])
	if m := samlARN.FindStringSubmatch(v.SAML); !ours && v.SAML != "" {
		at.Key("saml").Demand(m != nil && m[1] == account, fmt.Sprintf("%q is not the ARN of a SAML provider in shared-services", v.SAML), "write it as arn:aws:iam::"+account+":saml-provider/<name>")
	}
	if m := certificateARN.FindStringSubmatch(v.Certificate); !ours && v.Certificate != "" {
		at.Key(
			"certificate",
		).Demand(
			m != nil && m[2] == account && m[1] == string(o.Regions.Primary),
			fmt.Sprintf("%q is not the ARN of a certificate in shared-services and the primary region", v.Certificate),
			"copy it from AWS Certificate Manager",
		)
	}
	at.Key(
		"class",
	).Demand(
		!ours || slices.Contains(VPNClasses, v.Class),
		fmt.Sprintf("%q is not a class for the server", v.Class),
		"choose "+document.OneOf(VPNClasses),
	)
}

// VPNClasses are arm64 and carry from tens to thousands of clients.
var VPNClasses = []string{"t4g.micro", "t4g.small", "t4g.medium", "c7g.medium", "c7g.large", "c7g.xlarge"}

// checkOpen demands stores and services that have a port to open to the VPN.
func (e Environment) checkOpen(at document.Path, o Organization) {
	at.Demand(len(e.OpenToVPN) == 0 || o.VPN != nil, "there is no VPN", "add vpn to organization.yaml, or leave this out")
	e.checkDoors(at, e.OpenToVPN)
	for i, name := range e.OpenToVPN {
		_, existing := e.Existing[name]
		at.Index(i).Demand(!existing, name+" has a security group that something else keeps", "open it there to "+vpnClients(o))
	}
}

// vpnClients are the addresses that people have behind the VPN.
func vpnClients(o Organization) string {
	if o.VPN == nil {
		return "the VPN"
	}
	return o.VPN.CIDR.String()
}
