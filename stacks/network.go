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
	recording := w.recording()
	if w.Network.FlowLogs == config.FlowLogsArchiveAndCloudWatch {
		// Without a name of ours: the choice can be taken back and made again, and production keeps the log group.
		recording.FlowLogsLog = w.newLogGroup(stack, "FlowLogs", "")
	}
	if w.Network.Existing != nil {
		return network.NewExisting(stack, "Vpc", network.ExistingProps{
			Network:   w.Network,
			Zones:     w.Organization.ZoneNames(w.Region, w.Network.Zones),
			Recording: recording,
		})
	}
	log := w.newLogGroup(stack, "FunctionLogs", w.logName("custom-resources/network"))
	all, vpc := network.NewVPC(stack, "Vpc", network.VPCProps{
		Network:    w.Network,
		Recording:  recording,
		Interfaces: w.InterfaceEndpoints(),
		Account:    w.AccountID,
		Clients:    w.Front == config.FrontZonal,
		Alerts:     w.base.alerts,
		Egress:     w.Environment.Egress(),
		Peers:      w.peers(),
		Name:       w.prefix(),
		QueryLog:   w.QueryLog(w.prefix()),
		Log:        log,
	})
	function.LogAll(stack, log)
	offerNetwork(all)
	return vpc
}

// recording is how the stage's networks are recorded: in the archive.
func (s stage) recording() network.Recording {
	return network.Recording{
		Archive:       "arn:aws:s3:::" + s.ArchiveBucket(s.region) + "/" + audit.NetworkPrefix + "/",
		FlowLogFormat: audit.FlowLogFormat(),
	}
}
