package kafka

// ReplicatorSummary is a replicator.
type ReplicatorSummary struct {
	ReplicatorName  *string `json:"replicatorName"`
	ReplicatorState *string `json:"replicatorState"`
}

// Cluster is a cluster, which has no Provisioned when it is serverless.
type Cluster struct {
	ClusterArn     *string      `json:"clusterArn"`
	ClusterName    *string      `json:"clusterName"`
	State          *string      `json:"state"`
	CurrentVersion *string      `json:"currentVersion"`
	Provisioned    *Provisioned `json:"provisioned"`
}

// Provisioned is what a cluster with brokers has.
type Provisioned struct {
	BrokerNodeGroupInfo       *BrokerNodeGroupInfo `json:"brokerNodeGroupInfo"`
	CurrentBrokerSoftwareInfo *BrokerSoftwareInfo  `json:"currentBrokerSoftwareInfo"`
}

// BrokerSoftwareInfo is what brokers run.
type BrokerSoftwareInfo struct {
	KafkaVersion *string `json:"kafkaVersion"` // 4.1.x.kraft
}

// CompatibleKafkaVersion is a version, and those that it can be upgraded to.
type CompatibleKafkaVersion struct {
	SourceVersion  *string  `json:"sourceVersion"`
	TargetVersions []string `json:"targetVersions"`
}

// BrokerNodeGroupInfo is where brokers are, and who reaches them.
type BrokerNodeGroupInfo struct {
	ClientSubnets    []string          `json:"clientSubnets"`
	ConnectivityInfo *ConnectivityInfo `json:"connectivityInfo"`
}

// ConnectivityInfo is who reaches a cluster besides its VPC.
type ConnectivityInfo struct {
	VpcConnectivity *VpcConnectivity `json:"vpcConnectivity,omitempty"`
}

// VpcConnectivity is its private connectivity to other VPCs.
type VpcConnectivity struct {
	ClientAuthentication *VpcConnectivityClientAuthentication `json:"clientAuthentication,omitempty"`
}

// VpcConnectivityClientAuthentication is how clients log in there.
type VpcConnectivityClientAuthentication struct {
	Sasl *VpcConnectivitySasl `json:"sasl,omitempty"`
}

// VpcConnectivitySasl is how they log in by SASL.
type VpcConnectivitySasl struct {
	Iam *VpcConnectivityIam `json:"iam,omitempty"`
}

// VpcConnectivityIam is whether they log in by IAM.
type VpcConnectivityIam struct {
	Enabled *bool `json:"enabled,omitempty"`
}
