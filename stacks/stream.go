package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/constructs/stream"
)

func (d *dataStack) newStream(name string, settings config.Stream) store.Store {
	full := d.prefix() + "-" + name
	authorities := settings.Authorities(d.Region)
	cluster := stream.NewCluster(d.stack(), name, stream.ClusterProps{
		Stream:      settings,
		Name:        full,
		Protected:   d.Production(),
		Authorities: authorities,
		Vpc:         d.vpc,
		Subnets:     network.Subnets(network.Data),
		Key:         d.base.data,
		Log:         d.newLogGroup(d.stack(), name+"Log", d.logName("stream/"+name)),
		Alerts:      d.base.alerts,
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
			{Actions: topicActions, Resources: []string{d.inCluster("topic", full)}},
			{Actions: []string{"kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"}, Resources: []string{d.inCluster("group", full)}},
			{Actions: []string{"kafka-cluster:AlterTransactionalId", "kafka-cluster:DescribeTransactionalId"}, Resources: []string{d.inCluster("transactional-id", full)}},
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
func (d *dataStack) inCluster(kind, cluster string) string {
	return "arn:aws:kafka:" + string(d.Region) + ":" + string(d.AccountID) + ":" + kind + "/" + cluster + "/*"
}
