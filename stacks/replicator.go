package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/stream"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newReplicator is the stack of what a stream has because it is replicated. Nothing needs it, so that a deployment goes
// on when MSK is not ready for it.
//
// Messages are always copied to the standby: what the primary has not sent when it is lost, it sends when it is back.
// To the primary they are copied while the standby is active.
func (w *workload) newReplicator(name string, settings config.Stream, last awscdk.Stack) {
	stack := w.newStack("replicator-"+name, stateless, "What replicates stream "+name)
	stack.AddStackDependency(last, new("MSK may not be ready for it, and a pipeline goes no further then"))
	made := w.stores[name]
	stream.NewReplication(stack, "Replication", stream.ReplicationProps{
		Here:    w.streamPlace(w.Environment, name),
		There:   w.streamPlace(*w.Other, name),
		Account: string(w.AccountID),
		ARN:     made.Variables[config.ClusterARN],
		Group:   made.Ports[0].SecurityGroup,
		Vpc:     w.vpc,
		Subnets: network.Subnets(network.Data),
		Zones:   settings.Zones,
		Key:     w.base.data,
		Log:     w.newLogGroup(stack, "FunctionLogs", ""),
		Alerts:  w.base.alerts,
		Copies:  w.Side == config.Standby || !w.Active,
		Target:  w.Side == config.Standby,
	})
}

func (w *workload) streamPlace(e config.Environment, name string) stream.Place {
	return stream.Place{Cluster: w.Prefix(e.Name) + "-" + name, Region: string(e.Region)}
}
