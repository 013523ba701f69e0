package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/clientvpn"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/function"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/network"
	"bulkhead/constructs/openvpn"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
)

// newVPN adds what people reach environments through: a network, the transit gateways that join it to theirs, and the
// server. Domain is the organization's, if its zone is in this account. Its log groups have no names of ours: they are
// kept when the VPN goes, and it can come back.
func (s stage) newVPN(domain awsroute53.IHostedZone) {
	stack := s.newStack("baseline", stateful, baselineDescription)
	var forData []awsiam.PolicyStatement
	if s.Organization.VPN.Server == config.OpenVPN {
		forData = append(forData, keys.ForInstances(stack))
	}
	base := s.fillBaseline(stack, s.Organization.Defaults.Alerts, forData...)
	vpc := s.newVPNNetwork(base)
	s.newTransit(base, vpc)
	if s.Organization.VPN.Server == config.OpenVPN {
		s.newVPNServer(base, vpc, domain)
	} else {
		s.newClientVPN(base, vpc)
	}
}

// newVPNServer is the stack of an OpenVPN server, and of its name where the organization's domain is in this account.
func (s stage) newVPNServer(base baseline, vpc awsec2.IVpc, domain awsroute53.IHostedZone) {
	stack := s.newStack("vpn", stateful, "The VPN's server, its secrets and its address")
	ip := openvpn.New(stack, "Server", openvpn.Props{
		VPN:        *s.Organization.VPN,
		Authority:  address.VPNAuthority(s.Organization.Name),
		SigningKey: address.VPNKey(s.Organization.Name),
		Secret:     address.VPNServer(s.Organization.Name),
		Role:       address.VPNRole(s.Organization.Name),
		Parameter:  address.VPNLevels(s.Organization.Name),
		Domain:     s.Organization.Domain.Name,
		Reach:      s.reach(),
		Vpc:        vpc,
		Subnets:    network.Subnets(network.Public),
		Secrets:    base.secrets,
		Data:       base.data,
		Sessions:   s.sessions(s.name),
		Log:        s.newSharedLog(stack, "Logs", "", base.logs),
		Alerts:     base.alerts,
	})
	host := s.Organization.VPNHost()
	if domain != nil {
		dns.NewAddress(stack, "Name", domain, host, ip)
	}
	awscdk.NewCfnOutput(stack, new("Address"), &awscdk.CfnOutputProps{
		Description: new("What " + host + " has to lead to"),
		Value:       &ip,
	})
}

// reach is what profiles of each level of the VPN reach: both sides of their environments.
func (s stage) reach() map[string][]config.Prefix {
	all := map[string][]config.Prefix{}
	for level, environments := range s.Organization.VPN.Levels {
		for _, e := range s.Environments {
			if slices.Contains(environments, e.Name) {
				for _, side := range e.Both() {
					all[level] = append(all[level], side.Network.CIDR)
				}
			}
		}
	}
	return all
}

// newClientVPN is the stack of AWS's own VPN.
func (s stage) newClientVPN(base baseline, vpc awsec2.IVpc) {
	stack := s.newStack("vpn", stateless, "AWS Client VPN")
	clientvpn.New(stack, "Client", clientvpn.Props{
		VPN:      *s.Organization.VPN,
		Networks: s.Networks(s.Sides()),
		Vpc:      vpc,
		Subnets:  network.Subnets(network.Private),
		Log:      s.newSharedLog(stack, "Logs", "", base.logs),
		Alerts:   base.alerts,
	})
}

// newVPNNetwork is the stack of the network that the VPN's server is in.
func (s stage) newVPNNetwork(base baseline) awsec2.IVpc {
	stack := s.newStack("network", stateful, "The VPN's network, and its flow logs")
	log := s.newSharedLog(stack, "FunctionLogs", "", base.logs)
	all, vpc := network.NewVPC(stack, "Vpc", network.VPCProps{
		Network:   s.Organization.VPN.Network(),
		Account:   s.id,
		Recording: s.recording(),
		Name:      s.VPNNetwork(),
		QueryLog:  s.QueryLog(s.VPNNetwork()),
		Peers:     config.PrivateRanges(),
		VPN:       s.Organization.VPN.Server == config.OpenVPN,
		Alerts:    base.alerts,
		Log:       log,
	})
	function.LogAll(stack, log)
	s.newZoneRoles(stack, vpc)
	offerNetwork(all)
	return vpc
}
