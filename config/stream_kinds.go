package config

// Versions of Kafka that MSK offers with KRaft and has announced no end of
// support for. Sources: Amazon MSK developer guide, supported Apache Kafka
// versions and Express brokers; list-kafka-versions as of 2026-09; 2026-11.
// 3.6 ended on 2026-06-01 and 3.7 on 2026-09-01; 3.8 is next, so nobody should
// begin with it. 4.2 is for Express brokers only so far, and they skip 4.0 and 4.1.
var kafkaVersions = map[BrokerKind][]string{
	StandardBrokers: {"3.9.x", "4.0.x", "4.1.x"},
	ExpressBrokers:  {"3.9.x", "4.2.x"},
}

// brokerClasses are the families of brokers that run KRaft, and their sizes, as
// of 2026-11. t3.small runs ZooKeeper only.
var brokerClasses = map[BrokerKind]map[string]string{
	StandardBrokers: {"m5": " large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge ", "m7g": commonSizes},
	ExpressBrokers:  {"m7g": commonSizes},
}
