package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/function"
	"bulkhead/constructs/network"
	"bulkhead/constructs/vpn"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
)

// newVPN adds what people reach environments through: a network, the transit gateways that join it to theirs, and the
// server. Domain is the organization's, if its zone is in this account.
func newVPN(stage awscdk.Stage, c *config.Config, at place, domain awsroute53.IHostedZone) {
	base := fillBaseline(newStack(stage, "baseline", stateful, baselineDescription), prefix(c, at.name), c.Organization.Defaults.Alerts, c.Organization.VPN.Server == config.OpenVPN)
	vpc := newVPNNetwork(stage, c, at, base)
	newTransit(stage, c, at, base, vpc)
	if c.Organization.VPN.Server == config.OpenVPN {
		newVPNServer(stage, c, at, base, vpc, domain)
	} else {
		newClientVPN(stage, c, at, base, vpc)
	}
}

// newVPNServer is the stack of an OpenVPN server, and of its name where the organization's domain is in this account.
func newVPNServer(stage awscdk.Stage, c *config.Config, at place, base baseline, vpc awsec2.IVpc, domain awsroute53.IHostedZone) {
	stack := newStack(stage, "vpn", stateful, "The VPN's server, its secrets and its address")
	address := vpn.NewServer(stack, "Server", vpn.ServerProps{
		VPN:          *c.Organization.VPN,
		Organization: c.Organization.Name,
		Domain:       c.Organization.Domain.Name,
		Networks:     networks(environments(c)),
		Vpc:          vpc,
		Subnets:      network.Subnets(network.Public),
		Secrets:      base.secrets,
		Data:         base.data,
		Sessions:     sessions(c, config.SharedServices, at.name),
		Log:          newSharedLog(stack, c, "Logs", logName(c, at.name, "vpn"), base.logs),
		Alerts:       base.alerts,
	})
	host := c.Organization.VPNHost()
	if domain != nil {
		dns.NewAddress(stack, "Name", domain, host, address)
	}
	awscdk.NewCfnOutput(stack, new("Address"), &awscdk.CfnOutputProps{
		Description: new("What " + host + " has to lead to"),
		Value:       &address,
	})
}

// newClientVPN is the stack of AWS's own VPN.
func newClientVPN(stage awscdk.Stage, c *config.Config, at place, base baseline, vpc awsec2.IVpc) {
	stack := newStack(stage, "vpn", stateless, "AWS Client VPN")
	vpn.NewClient(stack, "Client", vpn.ClientProps{
		VPN:      *c.Organization.VPN,
		Networks: networks(environments(c)),
		Vpc:      vpc,
		Subnets:  network.Subnets(network.Private),
		Log:      newSharedLog(stack, c, "Logs", logName(c, at.name, "vpn"), base.logs),
		Alerts:   base.alerts,
		Tags:     tags(c, at),
	})
}

// newVPNNetwork is the stack of the network that the VPN's server is in.
func newVPNNetwork(stage awscdk.Stage, c *config.Config, at place, base baseline) awsec2.Vpc {
	stack := newStack(stage, "network", stateful, "The VPN's network, and its flow logs")
	vpc := network.NewVPC(stack, "Vpc", network.VPCProps{
		Network: c.Organization.VPN.Network(),
		Account: at.account,
		Archive: "arn:aws:s3:::" + archiveBucket(c, at.region) + "/" + audit.NetworkPrefix + "/",
		Name:    vpnNetwork(c),
		Peers:   config.PrivateRanges(),
		VPN:     c.Organization.VPN.Server == config.OpenVPN,
		Alerts:  base.alerts,
	})
	awscdk.Tags_Of(vpc).Add(new("Name"), new(vpnNetwork(c)), &awscdk.TagProps{IncludeResourceTypes: &[]*string{new("AWS::EC2::VPC")}})
	function.LogAll(stack, newSharedLog(stack, c, "FunctionLogs", logName(c, at.name, "custom-resources/network"), base.logs))
	newZoneRoles(stack, c, vpc)
	return vpc
}
