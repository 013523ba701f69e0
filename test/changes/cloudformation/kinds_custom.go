package cloudformation

// Handler is what the model assumes of the function behind a custom resource: which properties its id is made of.
// Another id is a replacement: the old one gets a Delete afterwards.
type Handler struct {
	ID  []string
	Why string
}

var handlers = map[string]Handler{
	"Custom::AcceleratorListener":       {[]string{"Name", "Organization", "Environment"}, "lambda/recovery: the listener that it finds"},
	"Custom::DatabaseUser":              {[]string{"User"}, "lambda/users: the user"},
	"Custom::DelegatedDomain":           {[]string{"Domain", "Zone"}, "lambda/domain: the domain and the zone"},
	"Custom::DomainReplication":         {[]string{"Primary", "Standby"}, "lambda/replication: both domains"},
	"Custom::KubernetesObjects":         {nil, "lambda/kubernetes: a cluster's name, which cannot change, and an id of its own"},
	"Custom::PublicZone":                {[]string{"Domain"}, "lambda/recovery: the zone that it finds"},
	"Custom::Release":                   {[]string{"Parameter"}, "lambda/release: the parameter, which is made once"},
	"Custom::StreamConnectivity":        {[]string{"Name", "Region"}, "lambda/stream: the cluster with that name"},
	"Custom::StreamSource":              {[]string{"Name", "Region"}, "lambda/stream: the cluster with that name"},
	"Custom::AccountSettings":           {[]string{"Account"}, "lambda/account: the account and the region"},
	"Custom::DNSFirewall":               {[]string{"VPC"}, "lambda/resolver: the VPC"},
	"Custom::SharedTransitGateway":      {[]string{"Owner", "Share"}, "lambda/transit: the gateway that the share has"},
	"Custom::TransitGateway":            {[]string{"Name", "Region"}, "lambda/transit: the gateway with that name"},
	"Custom::TransitGatewayPeering":     {[]string{"Attachment"}, "lambda/transit: the attachment"},
	"Custom::TransitGatewayPeered":      {[]string{"TransitGateway", "Region"}, "lambda/transit: the attachment that it finds"},
	"Custom::TransitGatewayDefaults":    {[]string{"TransitGateway"}, "lambda/transit: the gateway"},
	"Custom::TransitGatewayRoutes":      {[]string{"RouteTable"}, "lambda/transit: the route table"},
	"Custom::TransitGatewayAssociation": {[]string{"Attachment"}, "lambda/transit: the attachment"},
	"Custom::PrivateZone":               {[]string{"Zone", "VPC"}, "lambda/transit: the zone and the VPC"},
	"Custom::ReplicatedSecret":          {[]string{"Create"}, "CDK: the replica that it finds"},
	"Custom::TableChanges":              {[]string{"Create"}, "CDK: the stream that it finds"},
	"Custom::BucketReplication":         {[]string{"Create"}, "CDK: the bucket"},
	"Custom::VpcRestrictDefaultSG":      {[]string{"DefaultSecurityGroupId"}, "CDK: a constant for each VPC's group"},
	"Custom::CrossAccountZoneDelegation": {
		[]string{"DelegatedZoneName", "ParentZoneName"},
		"CDK: the delegated zone's name",
	},
	"Custom::CDKBucketDeployment": {
		[]string{"DestinationBucketName"},
		"CDK: an id of its own, another one when the destination changes",
	},
}

// customKinds are custom resources.
var customKinds = func() map[string]Kind {
	all := map[string]Kind{}
	for name, handler := range handlers {
		all[name] = Kind{Source: handler.Why, CreateOnly: handler.ID, Never: []string{"ServiceToken"}}
	}
	objects := all["Custom::KubernetesObjects"]
	objects.Never = append(objects.Never, "Cluster")
	objects.Rules = append(objects.Rules, noOtherNodes)
	all["Custom::KubernetesObjects"] = objects
	return all
}()
