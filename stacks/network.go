package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/function"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newNetwork fills the stack of an environment's VPC.
func (w *workload) newNetwork(stack awscdk.Stack) awsec2.IVpc {
	props := network.VPCProps{
		Network:       w.Network,
		Interfaces:    w.InterfaceEndpoints(),
		Account:       w.AccountID,
		Clients:       w.Front == config.FrontZonal,
		Alerts:        w.base.alerts,
		Egress:        w.Environment.Egress(),
		Peers:         w.peers(),
		Archive:       "arn:aws:s3:::" + w.ArchiveBucket(w.Region) + "/" + audit.NetworkPrefix + "/",
		FlowLogFormat: audit.FlowLogFormat(),
		Name:          w.prefix(),
		QueryLog:      w.QueryLog(w.prefix()),
	}
	if w.Network.FlowLogs == config.FlowLogsArchiveAndCloudWatch {
		// Without a name of ours: the choice can be taken back and made again, and production keeps the log group.
		props.FlowLogsLog = w.newLogGroup(stack, "FlowLogs", "")
	}
	all, vpc := network.NewVPC(stack, "Vpc", props)
	function.LogAll(stack, w.newLogGroup(stack, "FunctionLogs", w.logName("custom-resources/network")))
	offerNetwork(all)
	return vpc
}
