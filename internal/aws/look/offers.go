package look

// What AWS offers in a region, and how much of it.
var (
	DescribeRegions   = call[DescribeRegionsInput, DescribeRegionsOutput]("ec2", "DescribeRegions")
	DescribeZones     = call[DescribeZonesInput, DescribeZonesOutput]("ec2", "DescribeAvailabilityZones")
	DescribeOfferings = call[DescribeOfferingsInput, DescribeOfferingsOutput]("ec2", "DescribeInstanceTypeOfferings")
	DescribeServices  = call[DescribeServicesInput, DescribeServicesOutput]("ec2", "DescribeVpcEndpointServices")
	DescribeOrderable = call[DescribeOrderableInput, DescribeOrderableOutput]("rds", "DescribeOrderableDBInstanceOptions")
	DescribeCaches    = call[DescribeCachesInput, DescribeCachesOutput]("elasticache", "DescribeCacheEngineVersions")
	ListSearchClasses = call[ListSearchClassesInput, ListSearchClassesOutput]("opensearch", "ListInstanceTypeDetails")
	ListKafkaVersions = call[ListKafkaVersionsInput, ListKafkaVersionsOutput]("kafka", "ListKafkaVersions")
	DescribeClusters  = call[DescribeClustersInput, DescribeClustersOutput]("eks", "DescribeClusterVersions")
	GetQuota          = call[GetQuotaInput, GetQuotaOutput]("servicequotas", "GetServiceQuota")
	GetDefaultQuota   = call[GetQuotaInput, GetQuotaOutput]("servicequotas", "GetAWSDefaultServiceQuota")
	ListQuotas        = call[ListQuotasInput, ListQuotasOutput]("servicequotas", "ListServiceQuotas")
	ListQuotaRequests = call[ListQuotaRequestsInput, ListQuotaRequestsOutput](
		"servicequotas", "ListRequestedServiceQuotaChangeHistoryByQuota")
)

// Filter narrows what EC2 tells.
type Filter struct {
	Name   *string
	Values []string `query:"Value"`
}

// DescribeRegionsInput asks for those that are off, too.
type DescribeRegionsInput struct{ AllRegions *bool }

// DescribeRegionsOutput is all regions.
type DescribeRegionsOutput struct {
	Regions []Region `xml:"regionInfo>item"`
}

// Region is one, and whether the account has it: opt-in-not-required, opted-in or not-opted-in.
type Region struct {
	RegionName  *string `xml:"regionName"`
	OptInStatus *string `xml:"optInStatus"`
}

// DescribeZonesInput has nothing to say.
type DescribeZonesInput struct{}

// DescribeZonesOutput is the zones of a region that the account may use.
type DescribeZonesOutput struct {
	AvailabilityZones []Zone `xml:"availabilityZoneInfo>item"`
}

// Zone is one.
type Zone struct {
	ZoneName *string `xml:"zoneName"`
}

// DescribeOfferingsInput says of what, and by which kind of place.
type DescribeOfferingsInput struct {
	LocationType *string
	Filters      []Filter `query:"Filter"`
	NextToken    *string
}

// DescribeOfferingsOutput is a page of where there are instances.
type DescribeOfferingsOutput struct {
	InstanceTypeOfferings []Offering `xml:"instanceTypeOfferingSet>item"`
	NextToken             *string    `xml:"nextToken"`
}

// Offering is a class, and a zone that has it.
type Offering struct {
	InstanceType *string `xml:"instanceType"`
	Location     *string `xml:"location"`
}

// DescribeServicesInput says of what.
type DescribeServicesInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeServicesOutput is a page of what endpoints can be made of.
type DescribeServicesOutput struct {
	ServiceDetails []ServiceDetail `xml:"serviceDetailSet>item"`
	NextToken      *string         `xml:"nextToken"`
}

// ServiceDetail is a service, and the zones that can have an endpoint of it.
type ServiceDetail struct {
	ServiceName       *string  `xml:"serviceName"`
	AvailabilityZones []string `xml:"availabilityZoneSet>item"`
}

// DescribeOrderableInput names an engine, its version and a class.
type DescribeOrderableInput struct {
	Engine          *string
	EngineVersion   *string
	DBInstanceClass *string
	Vpc             *bool
	Marker          *string
}

// DescribeOrderableOutput is a page of ways in which that can be ordered.
type DescribeOrderableOutput struct {
	OrderableDBInstanceOptions []Orderable `xml:"DescribeOrderableDBInstanceOptionsResult>OrderableDBInstanceOptions>OrderableDBInstanceOption"`
	Marker                     *string     `xml:"DescribeOrderableDBInstanceOptionsResult>Marker"`
}

// Orderable is one, with the zones that have it.
type Orderable struct {
	AvailabilityZones []OrderableZone `xml:"AvailabilityZones>AvailabilityZone"`
}

// OrderableZone is a zone.
type OrderableZone struct{ Name *string }

// DescribeCachesInput names an engine and its version.
type DescribeCachesInput struct{ Engine, EngineVersion, Marker *string }

// DescribeCachesOutput is a page of versions.
type DescribeCachesOutput struct {
	CacheEngineVersions []CacheVersion `xml:"DescribeCacheEngineVersionsResult>CacheEngineVersions>CacheEngineVersion"`
	Marker              *string        `xml:"DescribeCacheEngineVersionsResult>Marker"`
}

// CacheVersion is one.
type CacheVersion struct{ EngineVersion *string }

// ListSearchClassesInput names a version and a class.
type ListSearchClassesInput struct {
	EngineVersion *string
	InstanceType  *string `query:"instanceType"`
	RetrieveAZs   *bool   `query:"retrieveAZs"`
	NextToken     *string `query:"nextToken"`
}

// ListSearchClassesOutput is a page of classes that the version has.
type ListSearchClassesOutput struct {
	InstanceTypeDetails []SearchClass
	NextToken           *string
}

// SearchClass is one, with the zones that have it.
type SearchClass struct {
	InstanceType      *string
	AvailabilityZones []string
}

// ListKafkaVersionsInput says where to go on.
type ListKafkaVersionsInput struct {
	NextToken *string `query:"nextToken"`
}

// ListKafkaVersionsOutput is a page of versions.
type ListKafkaVersionsOutput struct {
	KafkaVersions []KafkaVersion `json:"kafkaVersions"`
	NextToken     *string        `json:"nextToken"`
}

// KafkaVersion is one, and whether it can be made: ACTIVE.
type KafkaVersion struct {
	Version *string `json:"version"`
	Status  *string `json:"status"`
}

// DescribeClustersInput says where to go on.
type DescribeClustersInput struct {
	NextToken *string `query:"nextToken"`
}

// DescribeClustersOutput is a page of versions of Kubernetes.
type DescribeClustersOutput struct {
	ClusterVersions []ClusterVersion `json:"clusterVersions"`
	NextToken       *string          `json:"nextToken"`
}

// ClusterVersion is one.
type ClusterVersion struct {
	ClusterVersion *string `json:"clusterVersion"`
}

// GetQuotaInput names a quota.
type GetQuotaInput struct{ QuotaCode, ServiceCode *string }

// GetQuotaOutput is what it is.
type GetQuotaOutput struct{ Quota *ServiceQuota }

// ServiceQuota is how much there may be of something.
type ServiceQuota struct {
	QuotaCode *string `answer:"optional"`
	QuotaName *string `answer:"optional"`
	Value     *float64
}

// ListQuotasInput names a service, and says where to go on.
type ListQuotasInput struct {
	NextToken   *string `json:",omitempty"`
	ServiceCode *string
}

// ListQuotasOutput is a page of its quotas.
type ListQuotasOutput struct {
	Quotas    []ServiceQuota
	NextToken *string
}

// ListQuotaRequestsInput names a quota, and says where to go on.
type ListQuotaRequestsInput struct {
	NextToken   *string `json:",omitempty"`
	QuotaCode   *string
	ServiceCode *string
}

// ListQuotaRequestsOutput is a page of what was asked for.
type ListQuotaRequestsOutput struct {
	RequestedQuotas []QuotaRequest
	NextToken       *string
}

// QuotaRequest is a request, and what became of it: PENDING, CASE_OPENED, APPROVED, DENIED and others.
type QuotaRequest struct {
	DesiredValue *float64
	Status       *string
}
