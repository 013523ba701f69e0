package look

// What an account has already.
var (
	DescribeVpcs       = call[DescribeVpcsInput, DescribeVpcsOutput]("ec2", "DescribeVpcs")
	DescribeInterfaces = call[DescribeInterfacesInput, DescribeInterfacesOutput]("ec2", "DescribeNetworkInterfaces")
	DescribeRecorders  = call[DescribeRecordersInput, DescribeRecordersOutput]("configservice", "DescribeConfigurationRecorders")
	DescribeChannels   = call[DescribeChannelsInput, DescribeChannelsOutput]("configservice", "DescribeDeliveryChannels")
	ListDetectors      = call[ListDetectorsInput, ListDetectorsOutput]("guardduty", "ListDetectors")
	DescribeHub        = call[DescribeHubInput, DescribeHubOutput]("securityhub", "DescribeHub")
	DescribeHubV2      = call[DescribeHubV2Input, DescribeHubV2Output]("securityhub", "DescribeSecurityHubV2")
	ListAnalyzers      = call[ListAnalyzersInput, ListAnalyzersOutput]("accessanalyzer", "ListAnalyzers")
	TraceDestination   = call[TraceDestinationInput, TraceDestinationOutput]("xray", "GetTraceSegmentDestination")
	HeadBucket         = allowed[HeadBucketInput, HeadBucketOutput]("s3", "HeadBucket", "s3:ListBucket")
	DescribeLogGroups  = call[DescribeLogGroupsInput, DescribeLogGroupsOutput]("cloudwatchlogs", "DescribeLogGroups")
	DescribeSecret     = call[DescribeSecretInput, DescribeSecretOutput]("secretsmanager", "DescribeSecret")
	DescribeParameters = call[DescribeParametersInput, DescribeParametersOutput]("ssm", "DescribeParameters")
	DescribeDocument   = call[DescribeDocumentInput, DescribeDocumentOutput]("ssm", "DescribeDocument")
	ListAliases        = call[ListAliasesInput, ListAliasesOutput]("kms", "ListAliases")
	DescribeDatabases  = call[DescribeDatabasesInput, DescribeDatabasesOutput]("rds", "DescribeDBInstances")
	DescribeTable      = call[DescribeTableInput, DescribeTableOutput]("dynamodb", "DescribeTable")
	ListSinks          = call[ListSinksInput, ListSinksOutput]("oam", "ListSinks")
)

// DescribeVpcsInput says of which.
type DescribeVpcsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeVpcsOutput is a page of VPCs.
type DescribeVpcsOutput struct {
	Vpcs      []Vpc   `xml:"vpcSet>item"`
	NextToken *string `xml:"nextToken"`
}

// Vpc is a network.
type Vpc struct {
	VpcID                   *string    `xml:"vpcId" json:"VpcId"`
	IsDefault               *bool      `xml:"isDefault"`
	CidrBlock               *string    `xml:"cidrBlock"`
	CidrBlockAssociationSet []VpcRange `xml:"cidrBlockAssociationSet>item"`
	DHCPOptionsID           *string    `xml:"dhcpOptionsId" json:"DhcpOptionsId"`
	Tags                    []Tag      `xml:"tagSet>item"`
}

// VpcRange is one of the ranges of a network: the first, and those that were added.
type VpcRange struct {
	CidrBlock *string `xml:"cidrBlock"`
}

// Tag is one.
type Tag struct {
	Key   *string `xml:"key"`
	Value *string `xml:"value"`
}

// DescribeInterfacesInput says of which.
type DescribeInterfacesInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeInterfacesOutput is a page of network interfaces.
type DescribeInterfacesOutput struct {
	NetworkInterfaces []Interface `xml:"networkInterfaceSet>item"`
	NextToken         *string     `xml:"nextToken"`
}

// Interface is one.
type Interface struct {
	NetworkInterfaceID *string `xml:"networkInterfaceId" json:"NetworkInterfaceId"`
	Description        *string `xml:"description"`
}

// DescribeRecordersInput has nothing to say.
type DescribeRecordersInput struct{}

// DescribeRecordersOutput is the recorders of AWS Config in a region.
type DescribeRecordersOutput struct{ ConfigurationRecorders []Named }

// Named is something with a name.
type Named struct {
	Name *string `json:"name"`
}

// DescribeChannelsInput has nothing to say.
type DescribeChannelsInput struct{}

// DescribeChannelsOutput is where AWS Config delivers in a region.
type DescribeChannelsOutput struct{ DeliveryChannels []Named }

// ListDetectorsInput says where to go on.
type ListDetectorsInput struct {
	NextToken *string `query:"nextToken"`
}

// ListDetectorsOutput is GuardDuty's detectors.
type ListDetectorsOutput struct {
	DetectorIDs []string `json:"detectorIds"`
	NextToken   *string  `json:"nextToken"`
}

// DescribeHubInput has nothing to say.
type DescribeHubInput struct{}

// DescribeHubOutput is Security Hub's.
type DescribeHubOutput struct{ HubArn *string }

// DescribeHubV2Input has nothing to say.
type DescribeHubV2Input struct{}

// DescribeHubV2Output is that of Security Hub V2.
type DescribeHubV2Output struct{ HubV2Arn *string }

// ListAnalyzersInput says of which type.
type ListAnalyzersInput struct {
	Type      *string `query:"type"`
	NextToken *string `query:"nextToken"`
}

// ListAnalyzersOutput is a page of analyzers.
type ListAnalyzersOutput struct {
	Analyzers []Named `json:"analyzers"`
	NextToken *string `json:"nextToken"`
}

// TraceDestinationInput has nothing to say.
type TraceDestinationInput struct{}

// TraceDestinationOutput is where X-Ray keeps traces: XRay or CloudWatchLogs.
type TraceDestinationOutput struct{ Destination *string }

// HeadBucketInput names a bucket and, where it matters, whose it has to be.
type HeadBucketInput struct{ Bucket, ExpectedBucketOwner *string }

// HeadBucketOutput is that it is there.
type HeadBucketOutput struct{}

// DescribeLogGroupsInput says how names begin.
type DescribeLogGroupsInput struct {
	LogGroupNamePrefix *string `json:"logGroupNamePrefix,omitempty"`
	NextToken          *string `json:"nextToken,omitempty"`
}

// DescribeLogGroupsOutput is a page of log groups.
type DescribeLogGroupsOutput struct {
	LogGroups []LogGroup `json:"logGroups"`
	NextToken *string    `json:"nextToken"`
}

// LogGroup is one.
type LogGroup struct {
	LogGroupName *string `json:"logGroupName"`
}

// DescribeSecretInput names a secret.
type DescribeSecretInput struct {
	SecretID *string `json:"SecretId"`
}

// DescribeSecretOutput is the secret, without its value. It has no key where that is AWS's own.
type DescribeSecretOutput struct {
	Name     *string
	KmsKeyID *string `json:"KmsKeyId" answer:"optional"`
}

// DescribeParametersInput says of which.
type DescribeParametersInput struct {
	NextToken        *string `json:",omitempty"`
	ParameterFilters []ParameterFilter
}

// ParameterFilter narrows what is told.
type ParameterFilter struct {
	Key    *string
	Option *string
	Values []string
}

// DescribeParametersOutput is a page of parameters, without their values.
type DescribeParametersOutput struct {
	Parameters []ParameterName
	NextToken  *string
}

// ParameterName is a parameter.
type ParameterName struct{ Name *string }

// DescribeDocumentInput names a document of Systems Manager.
type DescribeDocumentInput struct{ Name *string }

// DescribeDocumentOutput is what it is, without what it says.
type DescribeDocumentOutput struct{ Document *Document }

// Document is one.
type Document struct{ Name *string }

// ListAliasesInput says where to go on.
type ListAliasesInput struct {
	Marker *string `json:",omitempty"`
}

// ListAliasesOutput is a page of aliases of keys.
type ListAliasesOutput struct {
	Aliases    []Alias
	NextMarker *string
}

// Alias is one.
type Alias struct{ AliasName *string }

// DescribeDatabasesInput says where to go on.
type DescribeDatabasesInput struct{ Marker *string }

// DescribeDatabasesOutput is a page of databases.
type DescribeDatabasesOutput struct {
	DBInstances []Database `xml:"DescribeDBInstancesResult>DBInstances>DBInstance"`
	Marker      *string    `xml:"DescribeDBInstancesResult>Marker"`
}

// Database is one, and where it is reached.
type Database struct {
	DBInstanceIdentifier *string
	Endpoint             *DatabaseEndpoint
	VpcSecurityGroups    []GroupOfDatabase `xml:"VpcSecurityGroups>VpcSecurityGroupMembership"`
}

// DescribeTableInput names a table.
type DescribeTableInput struct{ TableName *string }

// DescribeTableOutput is the table, without its items.
type DescribeTableOutput struct{ Table *Table }

// Table is what it is.
type Table struct {
	AttributeDefinitions   []AttributeDefinition
	KeySchema              []KeyElement
	GlobalSecondaryIndexes []TableIndex
	StreamSpecification    *StreamSpecification `answer:"optional"`
	Replicas               []TableReplica
}

// TableReplica is the same table in another region.
type TableReplica struct{ RegionName *string }

// AttributeDefinition is the type of an attribute in a key.
type AttributeDefinition struct{ AttributeName, AttributeType *string }

// KeyElement is a part of a key.
type KeyElement struct{ AttributeName, KeyType *string }

// TableIndex is one.
type TableIndex struct {
	IndexName  *string
	KeySchema  []KeyElement
	Projection *Projection
}

// Projection is what an index has of each item.
type Projection struct{ ProjectionType *string }

// StreamSpecification is whether there is a stream, and what of.
type StreamSpecification struct {
	StreamEnabled  *bool
	StreamViewType *string
}

// ListSinksInput says where to go on.
type ListSinksInput struct {
	NextToken *string `json:",omitempty"`
}

// ListSinksOutput is a page of sinks.
type ListSinksOutput struct {
	Items     []Sink
	NextToken *string
}

// Sink is one.
type Sink struct{ Arn *string }
