package preflight

import (
	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// wrong is what may be missing.
type wrong struct {
	check string
	is    fake.Answers // what AWS says instead
	why   string
	mend  string
}

// wrongs are what may be missing in a world that is as it has to be, for every check that can be known.
var wrongs = []wrong{
	{"regions", fake.Answers{"DescribeRegions": fixed(&look.DescribeRegionsOutput{})}, "not switched the region on", "aws account enable-region --region-name"},
	{
		"regions",
		fake.Answers{"DescribeRegions": fixed(&look.DescribeRegionsOutput{})},
		"not switched the region on",
		"aws account enable-region --account-id 101010101010 --region-name ap-northeast-1 --profile private-management",
	},
	{"zones", fake.Answers{"DescribeAvailabilityZones": fixed(&look.DescribeZonesOutput{})}, "the account has no", "`regions.zones`"},
	{"switches", fake.Answers{"ListRoots": fixed(&look.ListRootsOutput{})}, "policies of this type", "--policy-type SERVICE_CONTROL_POLICY --profile private-management"},
	{"switches", fake.Answers{"ListAWSServiceAccessForOrganization": fixed(&look.ListAccessOutput{})}, "root users", "--service-principal iam.amazonaws.com"},
	{"switches", fake.Answers{"ListDelegatedAdministrators": fixed(&look.ListDelegatedOutput{})}, "security", "register-delegated-administrator"},
	{"switches", fake.Answers{"ListOrganizationsFeatures": refused("ServiceAccessNotEnabledException")}, "root", "enable-organizations-root-credentials-management"},
	{"switches", fake.Answers{"DescribeGlobalSettings": fixed(&look.GlobalBackupOutput{})}, "copied", "isCrossAccountBackupEnabled=true"},
	{"groups", fake.Answers{"ListInstances": fixed(&look.ListInstancesOutput{})}, "does not see", "`identity.instance`"},
	{"groups", fake.Answers{"DescribeGroup": refused("ResourceNotFoundException")}, "there is no group", "create-group --identity-store-id d-0123456789"},
	{"bootstrap", fake.Answers{"DescribeStacks": fixed(&look.DescribeStacksOutput{})}, "not prepared", "bin/bulkhead bootstrap "},
	{"bootstrap", toolkitIs("AWS CDK: Default Resources", "33", true), "another bootstrap", "--force"},
	{"bootstrap", toolkitIs("bulkhead: least trust", "32", true), "of version 32", "bin/bulkhead bootstrap "},
	{"bootstrap", toolkitIs("bulkhead: least trust", "33", false), "no termination protection", "bin/bulkhead bootstrap "},
	{"bootstrap", fake.Answers{"GetRole": fixed(&look.GetRoleOutput{Role: trusting("arn:aws:iam::999999999999:role/*")})}, "lets in arn:aws:iam::999999999999:role/*", "--run"},
	{"bootstrap", fake.Answers{"GetRole": refused("NoSuchEntity")}, "lets in nobody by name", "--run"},
	{"existing", fake.Answers{"GetRole": refused("NoSuchEntity")}, "it is not", "`existingRoles`"},
	{"copies", fake.Answers{"GetRole": refused("NoSuchEntity")}, "copies of backups fail", "create-service-linked-role"},
	{"singles", fake.Answers{"DescribeConfigurationRecorders": fixed(&look.DescribeRecordersOutput{ConfigurationRecorders: []look.Named{{}}})}, "default", "`detection.elsewhere`"},
	{"singles", fake.Answers{"DescribeDeliveryChannels": fixed(&look.DescribeChannelsOutput{DeliveryChannels: []look.Named{{}}})}, "default", "`detection.elsewhere`"},
	{"singles", fake.Answers{"ListDetectors": fixed(&look.ListDetectorsOutput{DetectorIDs: []string{"1"}})}, "already", "list guard-duty"},
	{"singles", fake.Answers{"DescribeHub": fixed(&look.DescribeHubOutput{HubArn: aws.String("arn:hub")})}, "already", "list security-hub"},
	{"singles", fake.Answers{"DescribeSecurityHubV2": fixed(&look.DescribeHubV2Output{HubV2Arn: aws.String("arn:hubv2")})}, "already", "list security-hub-v2"},
	{"singles", fake.Answers{"ListAnalyzers": fixed(&look.ListAnalyzersOutput{Analyzers: []look.Named{{}}})}, "already", "list access-analyzer"},
	{"singles", fake.Answers{"GetRole": fixed(&look.GetRoleOutput{Role: trusting()})}, "ecs.amazonaws.com", "`existingRoles`"},
	{"singles", fake.Answers{"ListOpenIDConnectProviders": fixed(&look.ListOIDCProvidersOutput{OpenIDConnectProviderList: []look.Provider{
		{Arn: aws.String("arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com")},
	}})}, "https://token.actions", "`oidcProviderExists`"},
	{"singles", fake.Answers{"GetTraceSegmentDestination": fixed(&look.TraceDestinationOutput{Destination: aws.String("CloudWatchLogs")})}, "already", "update-trace-segment-destination"},
	{"singles", fake.Answers{"DescribeDocument": fixed(&look.DescribeDocumentOutput{Document: &look.Document{Name: aws.String("SSM-SessionManagerRunShell")}})}, "SSM-SessionManagerRunShell", "aws ssm delete-document"},
	{"names", fake.Answers{"HeadBucket": refused(look.Elsewhere)}, "-archive-", "delete it where nobody needs it"},
	{"names", fake.Answers{"HeadBucket": fixed(&look.HeadBucketOutput{})}, "-archive-", "delete it where nobody needs it"},
	{
		"names",
		fake.Answers{"DescribeLogGroups": fixed(&look.DescribeLogGroupsOutput{LogGroups: []look.LogGroup{{LogGroupName: aws.String("/choices/security/protection")}}})},
		"/choices/security/protection", "delete it",
	},
	{"names", fake.Answers{"ListAliases": fixed(&look.ListAliasesOutput{Aliases: []look.Alias{{AliasName: aws.String("alias/choices-account")}}})}, "alias/choices-account", "delete it"},
	{
		"names",
		fake.Answers{"DescribeDBInstances": fixed(&look.DescribeDatabasesOutput{
			DBInstances: []look.Database{{DBInstanceIdentifier: aws.String("choices-stores-orders")}},
		})},
		"choices-stores-orders", "delete it",
	},
	{"names", fake.Answers{"DescribeSecret": fixed(&look.DescribeSecretOutput{Name: aws.String("choices/vpn/authority")})}, "choices/vpn/authority", "delete it"},
	{"names", fake.Answers{"GetRole": fixed(&look.GetRoleOutput{Role: trusting()})}, "choices-break-glass", "delete it"},
	{"taken-over", fake.Answers{"HeadBucket": refused(look.NotFound)}, "there is no such bucket", "write `takesOver` as the bucket is called"},
	{"taken-over", fake.Answers{"HeadBucket": refused(look.Elsewhere)}, "it is not in us-east-1", "of the environment's account and region"},
	{"taken-over", fake.Answers{"DescribeTable": refused("ResourceNotFoundException")}, "there is no such table", "write `takesOver` as the table is called"},
	{"taken-over", ledgerIs(func(t *look.Table) { t.KeySchema = t.KeySchema[:1] }), "the table has account (key, S), and the configuration says account (key, S), at (sort, N)", "`key`, `sort`, `types`"},
	{"taken-over", ledgerIs(func(t *look.Table) { t.AttributeDefinitions[1].AttributeType = aws.String("S") }), "the table has account (key, S), at (sort, S), and", "`key`, `sort`, `types`"},
	{"taken-over", ledgerIs(func(t *look.Table) { t.GlobalSecondaryIndexes = t.GlobalSecondaryIndexes[:0] }), "index by-shop has nothing, and the configuration says shop (key, S), ALL", "`indexes`"},
	{"taken-over", ledgerIs(func(t *look.Table) { t.GlobalSecondaryIndexes[0].Projection.ProjectionType = aws.String("INCLUDE") }), "index by-shop has shop (key, S), INCLUDE", "`indexes`"},
	{"taken-over", ledgerIs(func(t *look.Table) { t.GlobalSecondaryIndexes[0].IndexName = aws.String("by-till") }), "index by-shop has nothing", "`indexes`"},
	{
		"taken-over",
		ledgerIs(func(t *look.Table) { t.Replicas = []look.TableReplica{{RegionName: aws.String("eu-central-1")}} }),
		"it has a replica in eu-central-1", "--replica-updates Delete={RegionName=eu-central-1} --profile choices-dev-stores",
	},
	{"taken-over", ledgerIs(func(t *look.Table) {
		t.StreamSpecification = &look.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: aws.String("KEYS_ONLY")}
	}), "its stream has KEYS_ONLY", "--table-name Ledger --stream-specification StreamEnabled=false --profile choices-dev-stores"},
	{"default-vpc", fake.Answers{"DescribeNetworkInterfaces": fixed(&look.DescribeInterfacesOutput{NetworkInterfaces: make([]look.Interface, 3)})}, "3 network interfaces are in vpc-1", "`settings.except`"},
	{"ranges", fake.Answers{"DescribeVpcs": fixed(&look.DescribeVpcsOutput{Vpcs: []look.Vpc{{
		VpcID:     aws.String("vpc-2"),
		CidrBlock: aws.String("10.0.0.0/8"),
	}}})}, "vpc-2 has 10.0.0.0/8", "another `cidr`"},
	{"network", fake.Answers{"DescribeVpcs": fixed(&look.DescribeVpcsOutput{})}, "the account has no such VPC", "`network.existing` of dev-brown"},
	{"security-groups", fake.Answers{"DescribeSecurityGroups": fixed(&look.DescribeSecurityGroupsOutput{})}, "no such security group", "`kubernetes.existing.ingress.securityGroup`"},
	{"stores", fake.Answers{"HeadBucket": refused(look.NotFound)}, "no such bucket", "under `existing.scans` of dev-brown"},
	{"cluster", fake.Answers{"DescribeCluster": refused("ResourceNotFoundException")}, "no such cluster", "aws eks list-clusters"},
	{"repositories", fake.Answers{"BatchCheckLayerAvailability": refused("RepositoryNotFoundException")}, "account 909090909090 has no repository team/books", "`existingRepositories`"},
	{"quotas", fake.Answers{"GetAWSDefaultServiceQuota": fixed(quotaOf(0))}, "the account may have 0", "request-service-quota-increase --service-code"},
	{"quotas", fake.Answers{"GetServiceQuota": fixed(quotaOf(0)), "ListRequestedServiceQuotaChangeHistoryByQuota": fixed(&look.ListQuotaRequestsOutput{
		RequestedQuotas: []look.QuotaRequest{{DesiredValue: aws.Float64(1e9), Status: aws.String("CASE_OPENED")}},
	})}, "the account may have 0", "wait: AWS was asked"},
	{"builds", fake.Answers{"GetAWSDefaultServiceQuota": fixed(quotaOf(1))}, "2 are needed", "--service-code codebuild"},
	{"databases", fake.Answers{"DescribeOrderableDBInstanceOptions": fixed(&look.DescribeOrderableOutput{})}, "does not offer it in", "another version or class"},
	{"caches", fake.Answers{"DescribeCacheEngineVersions": fixed(&look.DescribeCachesOutput{})}, "does not offer it in", "another version"},
	{"search", fake.Answers{"ListInstanceTypeDetails": fixed(&look.ListSearchClassesOutput{})}, "does not offer it in", "another version"},
	{"streams", fake.Answers{"ListKafkaVersions": fixed(&look.ListKafkaVersionsOutput{})}, "does not offer it in", "another version"},
	{"clusters", fake.Answers{"DescribeClusterVersions": fixed(&look.DescribeClustersOutput{})}, "does not offer it in", "another version"},
	{"instances", fake.Answers{"DescribeInstanceTypeOfferings": fixed(&look.DescribeOfferingsOutput{})}, "does not offer it in", "another version or class"},
	{"instances", fake.Answers{"DescribeInstanceTypeOfferings": inNoZone}, "does not offer it in us-", "`regions.zones`"},
	{"endpoints", fake.Answers{"DescribeVpcEndpointServices": fixed(&look.DescribeServicesOutput{})}, "does not offer it in", "another version"},
	{"shield", fake.Answers{"GetSubscriptionState": fixed(&look.GetSubscriptionOutput{SubscriptionState: aws.String("INACTIVE")})}, "not subscribed", "aws shield create-subscription"},
	{"slack", fake.Answers{"DescribeSlackWorkspaces": fixed(&look.DescribeWorkspacesOutput{})}, "not authorized", "Amazon Q Developer"},
	{"client-vpn", fake.Answers{"ListSAMLProviders": fixed(&look.ListSAMLProvidersOutput{})}, "no such provider", "aws iam create-saml-provider"},
	{"client-vpn", fake.Answers{"DescribeCertificate": refused("ResourceNotFoundException")}, "no such certificate", "request or import"},
	{"aurora", fake.Answers{"DescribeRegionSettings": fixed(&look.RegionBackupOutput{ResourceTypeOptInPreference: map[string]bool{"Aurora": false}})}, "switched off", "Aurora=true"},
	{"domains", fake.Answers{"GetHostedZone": fixed(&look.GetZoneOutput{
		HostedZone:    &look.HostedZone{ID: aws.String("/hostedzone/Z1"), Name: aws.String("nowhere.example.")},
		DelegationSet: &look.DelegationSet{NameServers: nameServers},
	})}, "no name servers of nowhere.example", "ns-1.example.net, ns-2.example.net"},
	{"domains", fake.Answers{"GetHostedZone": refused("NoSuchHostedZone")}, "there is no zone", "create-hosted-zone"},
	{
		"domains",
		fake.Answers{"DescribeCertificate": fixed(&look.DescribeCertificateOutput{Certificate: &look.Certificate{Status: aws.String("PENDING_VALIDATION")}})},
		"it is PENDING_VALIDATION", "describe-certificate",
	},
	{"images", fake.Answers{"DescribeImages": refused("ImageNotFoundException")}, "no such image", "docker push"},
	{"parameters", fake.Answers{"DescribeParameters": fixed(&look.DescribeParametersOutput{})}, "no such parameter", "docs/secrets.md"},
	{
		"connections",
		fake.Answers{"GetConnection": fixed(&look.GetConnectionOutput{Connection: &look.Connection{ConnectionStatus: aws.String("PENDING")}})},
		"not finished: PENDING", "Update pending connection",
	},
	{"connections", fake.Answers{"GetConnection": refused("ResourceNotFoundException")}, "no such connection", "Developer Tools"},
	{"subscriptions", fake.Answers{"ListSubscriptions": fixed(&look.ListSubscriptionsOutput{Subscriptions: []look.Subscription{
		{Endpoint: aws.String("security@example.net"), SubscriptionArn: aws.String("PendingConfirmation"), TopicArn: aws.String("arn:1")},
	}})}, "1 mails are not confirmed", "aws sns subscribe"},
	{"subscriptions", fake.Answers{"ListSubscriptions": fixed(&look.ListSubscriptionsOutput{Subscriptions: []look.Subscription{
		{Endpoint: aws.String("vault@example.org"), SubscriptionArn: aws.String("PendingConfirmation"), TopicArn: aws.String("arn:1")},
	}})}, "1 mails are not confirmed", "as a role under `management.deployers`"},
	{"emergencies", fake.Answers{"ListMFADevices": fixed(&look.ListMFADevicesOutput{})}, "the user has no device", "Security credentials"},
	{"emergencies", fake.Answers{"GetLoginProfile": refused("NoSuchEntity")}, "the user has no password", "Security credentials"},
	{"users", fake.Answers{"GetLoginProfile": refused("NoSuchEntity")}, "the user has no password", "Security credentials"},
	{"mail", fake.Answers{"GetAccount": fixed(&look.GetMailOutput{ProductionAccessEnabled: aws.Bool(false)})}, "sandbox", "Request production access"},
	{"sinks", fake.Answers{"ListSinks": fixed(&look.ListSinksOutput{Items: []look.Sink{{Arn: aws.String("arn:other")}}})}, "do not share", "write arn:other"},
}

func toolkitIs(variant, version string, protected bool) fake.Answers {
	return fake.Answers{"DescribeStacks": fixed(&look.DescribeStacksOutput{Stacks: []look.Stack{toolkitStack(variant, version,
		protected)}})}
}

// inNoZone has a class in a zone that nobody uses.
func inNoZone(c fake.Call) (any, error) {
	class := c.Input.(*look.DescribeOfferingsInput).Filters[0].Values[0]
	return &look.DescribeOfferingsOutput{InstanceTypeOfferings: []look.Offering{{
		InstanceType: &class,
		Location:     aws.String("z"),
	}}}, nil
}
