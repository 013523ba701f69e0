package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/constructs/stream"
)

func (w *workload) newStream(name string, settings config.Stream) store.Store {
	stack := w.newDataStack("Stream", name)
	full := w.prefix() + "-" + name
	authorities := settings.Authorities(w.Region)
	cluster := stream.NewCluster(stack, name, stream.ClusterProps{
		Stream:      settings,
		Name:        full,
		Protected:   w.Production(),
		Functions:   w.StartsFunctions(name),
		Authorities: authorities,
		Vpc:         w.vpc,
		Subnets:     network.Subnets(network.Data),
		Key:         w.base.data,
		Log:         w.newLogGroup(stack, name+"Log", w.logName("stream/"+name)),
		Alerts:      w.base.alerts,
	})
	ports := []int{stream.IAMPort}
	if len(authorities) > 0 {
		ports = append(ports, stream.CertificatePort)
	}
	if settings.Prometheus == config.Enabled {
		ports = append(ports, stream.JMXPort, stream.NodePort)
	}
	offer := store.Store{
		Name:      name,
		Variables: map[string]string{config.ClusterARN: cluster.ARN},
		Permissions: []store.Permission{
			{Actions: []string{"kafka:GetBootstrapBrokers", "kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently"}, Resources: []string{cluster.ARN}},
			{Actions: topicActions, Resources: []string{w.inCluster("topic", full)}},
			{Actions: []string{"kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"}, Resources: []string{w.inCluster("group", full)}},
			{Actions: []string{"kafka-cluster:AlterTransactionalId", "kafka-cluster:DescribeTransactionalId"}, Resources: []string{w.inCluster("transactional-id", full)}},
		},
	}
	for _, port := range ports {
		offer.Ports = append(offer.Ports, store.Port{SecurityGroup: cluster.SecurityGroup, Number: port})
	}
	return offer
}

// topicActions make topics, write and read; they change and delete none.
var topicActions = []string{
	"kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration",
	"kafka-cluster:ReadData", "kafka-cluster:WriteData",
}

// inCluster are all topics, groups or transactions of a cluster.
func (w *workload) inCluster(kind, cluster string) string {
	return "arn:aws:kafka:" + string(w.Region) + ":" + string(w.AccountID) + ":" + kind + "/" + cluster + "/*"
}
