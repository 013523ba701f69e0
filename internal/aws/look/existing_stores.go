package look

// DescribeDBClustersInput says where to go on.
type DescribeDBClustersInput struct{ Marker *string }

// DescribeDBClustersOutput is a page of clusters of Aurora and others.
type DescribeDBClustersOutput struct {
	DBClusters []DBCluster `xml:"DescribeDBClustersResult>DBClusters>DBCluster"`
	Marker     *string     `xml:"DescribeDBClustersResult>Marker"`
}

// DBCluster is one, and where it is reached.
type DBCluster struct {
	Endpoint          *string
	ReaderEndpoint    *string
	Port              *int32
	VpcSecurityGroups []GroupOfDatabase `xml:"VpcSecurityGroups>VpcSecurityGroupMembership"`
}

// GroupOfDatabase is a security group that a database is in.
type GroupOfDatabase struct {
	VpcSecurityGroupID *string `xml:"VpcSecurityGroupId" json:"VpcSecurityGroupId"`
}

// DatabaseEndpoint is where an instance is reached.
type DatabaseEndpoint struct {
	Address *string
	Port    *int32
}

// GetBucketEncryptionInput names a bucket, and whose it has to be.
type GetBucketEncryptionInput struct{ Bucket, ExpectedBucketOwner *string }

// GetBucketEncryptionOutput is how objects are encrypted of which nobody says otherwise.
type GetBucketEncryptionOutput struct {
	ServerSideEncryptionConfiguration *ServerSideEncryptionConfiguration
}

// ServerSideEncryptionConfiguration is a rule.
type ServerSideEncryptionConfiguration struct {
	Rules []EncryptionRule `xml:"Rule"`
}

// EncryptionRule is how.
type EncryptionRule struct {
	ApplyServerSideEncryptionByDefault *EncryptionDefault
}

// EncryptionDefault is an algorithm, and its key: none where it is one of AWS's own.
type EncryptionDefault struct {
	SSEAlgorithm   *string
	KMSMasterKeyID *string
}

// DescribeKeyInput names a key.
type DescribeKeyInput struct {
	KeyID *string `json:"KeyId"`
}

// DescribeKeyOutput is the key.
type DescribeKeyOutput struct{ KeyMetadata *KeyMetadata }

// KeyMetadata is how a key is: Enabled.
type KeyMetadata struct{ KeyState *string }

// CheckLayersInput names layers of a repository. Whoever may pull may ask, and is told of those that are there.
type CheckLayersInput struct {
	LayerDigests   []string `json:"layerDigests"`
	RegistryID     *string  `json:"registryId"`
	RepositoryName *string  `json:"repositoryName"`
}

// CheckLayersOutput is which there are.
type CheckLayersOutput struct {
	Layers []Layer `json:"layers"`
}

// Layer is a part of an image.
type Layer struct {
	LayerDigest *string `json:"layerDigest"`
}

// DescribeClusterInput names a cluster.
type DescribeClusterInput struct{ Name *string }

// DescribeClusterOutput is the cluster.
type DescribeClusterOutput struct {
	Cluster *Cluster `json:"cluster"`
}

// Cluster is one of Kubernetes.
type Cluster struct {
	Status             *string         `json:"status"`
	Version            *string         `json:"version"`
	ResourcesVpcConfig *ClusterNetwork `json:"resourcesVpcConfig"`
	AccessConfig       *ClusterAccess  `json:"accessConfig"`
	ComputeConfig      *ClusterCompute `json:"computeConfig" answer:"optional"`
}

// ClusterNetwork is where a cluster is, and from where its API is reached.
type ClusterNetwork struct {
	VpcID                  *string `json:"vpcId"`
	ClusterSecurityGroupID *string `json:"clusterSecurityGroupId"`
	EndpointPrivateAccess  *bool   `json:"endpointPrivateAccess"`
}

// ClusterAccess is how people and functions are let in: API, API_AND_CONFIG_MAP or CONFIG_MAP.
type ClusterAccess struct {
	AuthenticationMode *string `json:"authenticationMode"`
}

// ClusterCompute is whether EKS Auto Mode is on.
type ClusterCompute struct {
	Enabled *bool `json:"enabled"`
}

// ListAddonsInput names a cluster, and says where to go on.
type ListAddonsInput struct {
	ClusterName *string
	NextToken   *string `query:"nextToken"`
}

// ListAddonsOutput is a page of names of add-ons.
type ListAddonsOutput struct {
	Addons    []string `json:"addons"`
	NextToken *string  `json:"nextToken"`
}
