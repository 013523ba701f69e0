package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/function"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newNetwork is the stack of an environment's VPC.
func newNetwork(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline) awsec2.Vpc {
	stack := newStack(stage, "network", stateful, "VPC, subnets, endpoints and flow logs")
	props := network.VPCProps{
		Network:    e.Network,
		Interfaces: e.InterfaceEndpoints(),
		Account:    e.AccountID,
		Clients:    e.Front == config.FrontZonal,
		Alerts:     base.alerts,
		Peers:      peers(c),
		Archive:    "arn:aws:s3:::" + archiveBucket(c, e.Region) + "/" + audit.NetworkPrefix + "/",
		Name:       prefix(c, e.Name),
	}
	if e.Network.FlowLogs == config.FlowLogsArchiveAndCloudWatch {
		props.FlowLogsLog = newLogGroup(stack, "FlowLogs", logName(c, e.Name, "flow-logs"), e, base)
	}
	vpc := network.NewVPC(stack, "Vpc", props)
	function.LogAll(stack, newLogGroup(stack, "FunctionLogs", logName(c, e.Name, "custom-resources/network"), e, base))
	return vpc
}
