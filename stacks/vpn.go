package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/network"
	"bulkhead/constructs/observability"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newVPN adds what people reach environments through: a network, the transit gateways that join it to theirs, and the
// server.
func newVPN(stage awscdk.Stage, c *config.Config, at place) {
	base := fillBaseline(newStack(stage, "baseline", stateful, baselineDescription), prefix(c, at.name), c.Organization.Defaults.Alerts, true)
	vpc := newVPNNetwork(stage, c, at, base)
	newTransit(stage, c, at, base, vpc)
}

// newVPNNetwork is the stack of the network that the VPN's server is in.
func newVPNNetwork(stage awscdk.Stage, c *config.Config, at place, base baseline) awsec2.Vpc {
	stack := newStack(stage, "network", stateful, "The VPN's network, and its flow logs")
	vpc := network.NewVPC(stack, "Vpc", network.VPCProps{
		Network:  c.Organization.VPN.Network(),
		Account:  at.account,
		FlowLogs: "arn:aws:s3:::" + archiveBucket(c, at.region) + "/" + audit.FlowLogsPrefix + "/",
		Peers:    config.PrivateRanges(),
		VPN:      true,
		Alerts:   base.alerts,
	})
	awscdk.Tags_Of(vpc).Add(new("Name"), new(vpnNetwork(c)), &awscdk.TagProps{IncludeResourceTypes: &[]*string{new("AWS::EC2::VPC")}})
	observability.LogFunctions(stack, newSharedLog(stack, c, "FunctionLogs", logName(c, at.name, "custom-resources/network"), base.logs))
	newZoneRoles(stack, c)
	return vpc
}
