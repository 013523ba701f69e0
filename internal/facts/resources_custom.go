package facts

// customResources are custom resources: a function of ours or of CDK makes them.
var customResources = map[string]Resource{
	"Custom::AcceleratorListener":        custom(global, "lambda/recovery"),
	"Custom::AccountSettings":            custom(onePerRegion, "lambda/account"),
	"Custom::BucketReplication":          custom(regional, "CDK"),
	"Custom::CDKBucketDeployment":        custom(regional, "CDK"),
	"Custom::CrossAccountZoneDelegation": custom(global, "CDK"),
	"Custom::DatabaseUser":               custom(regional, "lambda/users"),
	"Custom::DelegatedDomain":            custom(regional, "lambda/domain"),
	"Custom::DomainReplication":          custom(regional, "lambda/replication"),
	"Custom::KubernetesObjects":          measuredCustom(regional, "lambda/kubernetes", measured(InstanceCPUs, PoolCPUs)),
	"Custom::PrivateZone":                custom(global, "lambda/transit"),
	"Custom::PublicZone":                 custom(global, "lambda/recovery"),
	"Custom::Release":                    custom(regional, "lambda/release"),
	"Custom::ReplicatedSecret":           custom(regional, "CDK"),
	"Custom::SharedTransitGateway":       custom(regional, "lambda/transit"),
	"Custom::StreamConnectivity":         custom(regional, "lambda/stream"),
	"Custom::StreamSource":               custom(regional, "lambda/stream"),
	"Custom::TableChanges":               custom(regional, "CDK"),
	"Custom::TransitGateway":             custom(regional, "lambda/transit"),
	"Custom::TransitGatewayAssociation":  custom(regional, "lambda/transit"),
	"Custom::TransitGatewayDefaults":     custom(regional, "lambda/transit"),
	"Custom::TransitGatewayPeered":       custom(regional, "lambda/transit"),
	"Custom::TransitGatewayPeering":      custom(regional, "lambda/transit"),
	"Custom::TransitGatewayRoutes":       custom(regional, "lambda/transit"),
	"Custom::VpcRestrictDefaultSG":       custom(regional, "CDK"),
}
