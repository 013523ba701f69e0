package preflight

import (
	"context"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly/reviewed"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"
	"bulkhead/operate/bootstrap"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/stretchr/testify/require"
)

// plans are what is looked for, by the name of the configuration: tests change nothing in them.
var plans = map[string]Plan{}

func planOf(t testing.TB, name string) Plan {
	t.Helper()
	if _, there := plans[name]; !there {
		plan, err := needsOf(t, name).Plan()
		require.NoError(t, err)
		plans[name] = plan
	}
	return plans[name]
}

// only is a plan with the things of one check.
func (p Plan) only(check string) Plan {
	p.things = slices.DeleteFunc(slices.Clone(p.things), func(t thing) bool { return t.check.Name != check })
	return p
}

// needsOf are those of one of the tests' configurations, with its templates as they were last reviewed.
func needsOf(t testing.TB, name string) Needs {
	t.Helper()
	dir := filepath.Join("..", "..", "test", "testdata", "configs", name)
	if name == "minimal" { // which is an example
		dir = filepath.Join("..", "..", "examples", name)
	}
	c, err := config.Load(dir)
	require.NoError(t, err)
	a, err := reviewed.Read(filepath.Join("..", "..", "test", "testdata", "templates", name))
	require.NoError(t, err)
	return Needs{Book: address.Of(c), Assembly: a}
}

// world is an AWS where everything is as it has to be before the first deployment, and nothing is deployed.
type world struct {
	Plan
	fake.Answers
	servers map[string][]string // by domain
	names   map[string][]string // addresses, by host
}

// nameServers are those of every zone.
var nameServers = []string{"ns-1.example.net", "ns-2.example.net"}

var scope = regexp.MustCompile(`Credential=([^/]+)/[0-9]+/([^/]+)/`)

// where is the account and the region that a call is of.
func whereFrom(c fake.Call) (account, region string) {
	found := scope.FindStringSubmatch(c.Authorization)
	return found[1], found[2]
}

// fixed answers always the same.
func fixed(out any) func(fake.Call) (any, error) {
	return func(fake.Call) (any, error) { return out, nil }
}

// refused answers with a code.
func refused(code string) func(fake.Call) (any, error) {
	return func(fake.Call) (any, error) { return nil, fake.Refusal(code) }
}

func newWorld(n Plan) *world {
	w := &world{Plan: n, servers: map[string][]string{}}
	for _, e := range n.Environments {
		for _, d := range e.Domains {
			w.servers[d.Name] = nameServers
		}
	}
	w.servers[n.Organization.Domain.Name] = nameServers
	w.Answers = fake.Answers{
		"DescribeRegions": func(fake.Call) (any, error) {
			out := &look.DescribeRegionsOutput{}
			for _, region := range config.Region("").Values() {
				out.Regions = append(out.Regions, look.Region{
					RegionName:  aws.String(region),
					OptInStatus: aws.String("opted-in"),
				})
			}
			return out, nil
		},
		"DescribeAvailabilityZones": func(c fake.Call) (any, error) {
			out := &look.DescribeZonesOutput{}
			for _, z := range zonesHere(c) {
				out.AvailabilityZones = append(out.AvailabilityZones, look.Zone{ZoneName: &z})
			}
			return out, nil
		},
		"DescribeStacks": fixed(&look.DescribeStacksOutput{Stacks: []look.Stack{toolkitStack(bootstrap.Variant,
			bootstrap.Version, true)}}),
		"GetRole": w.role,
		"ListRoots": fixed(&look.ListRootsOutput{Roots: []look.Root{{PolicyTypes: []look.PolicyType{
			{Type: aws.String("SERVICE_CONTROL_POLICY"), Status: aws.String("ENABLED")},
			{Type: aws.String("RESOURCE_CONTROL_POLICY"), Status: aws.String("ENABLED")},
			{Type: aws.String("DECLARATIVE_POLICY_EC2"), Status: aws.String("ENABLED")},
		}}}}),
		"ListAWSServiceAccessForOrganization": fixed(&look.ListAccessOutput{EnabledServicePrincipals: services(
			"iam.amazonaws.com", "account.amazonaws.com", "config.amazonaws.com", "access-analyzer.amazonaws.com",
			"sso.amazonaws.com", "ram.amazonaws.com", "securityhub.amazonaws.com")}),
		"ListDelegatedAdministrators": fixed(&look.ListDelegatedOutput{DelegatedAdministrators: []look.Delegated{
			{ID: aws.String(string(n.Organization.Accounts[config.Security]))},
		}}),
		"ListOrganizationsFeatures": fixed(&look.ListOrganizationsFeaturesOutput{
			EnabledFeatures: []string{"RootCredentialsManagement", "RootSessions"},
		}),
		"DescribeGlobalSettings": fixed(&look.GlobalBackupOutput{GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"}}),
		"DescribeRegionSettings": fixed(&look.RegionBackupOutput{ResourceTypeOptInPreference: map[string]bool{"Aurora": true}}),
		"ListInstances": func(fake.Call) (any, error) {
			return &look.ListInstancesOutput{Instances: []look.Instance{
				{InstanceArn: &n.Organization.Identity.Instance, IdentityStoreID: aws.String("d-0123456789")},
			}}, nil
		},
		"DescribeGroup":                  fixed(&look.DescribeGroupOutput{DisplayName: aws.String("people")}),
		"DescribeConfigurationRecorders": fixed(&look.DescribeRecordersOutput{}),
		"DescribeDeliveryChannels":       fixed(&look.DescribeChannelsOutput{}),
		"ListDetectors":                  fixed(&look.ListDetectorsOutput{}),
		"DescribeHub":                    refused("InvalidAccessException"),
		"DescribeSecurityHubV2":          refused("ResourceNotFoundException"),
		"ListAnalyzers":                  fixed(&look.ListAnalyzersOutput{}),
		"ListOpenIDConnectProviders":     fixed(&look.ListOIDCProvidersOutput{}),
		"GetTraceSegmentDestination":     fixed(&look.TraceDestinationOutput{Destination: aws.String("XRay")}),
		"DescribeDocument":               refused("InvalidDocument"),
		"HeadBucket":                     w.head,
		"DescribeTable":                  fixed(ledger()),
		"DescribeLogGroups":              fixed(&look.DescribeLogGroupsOutput{}),
		"ListAliases":                    fixed(&look.ListAliasesOutput{}),
		"DescribeDBInstances":            fixed(&look.DescribeDatabasesOutput{}),
		"DescribeSecret":                 w.secret,
		"DescribeVpcs":                   w.vpcs,
		"DescribeVpcAttribute":           attribute(true),
		"DescribeDhcpOptions":            fixed(resolvers(amazonDNS)),
		"DescribeSubnets":                w.subnets(4000),
		"DescribeRouteTables":            w.tables,
		"DescribeVpcEndpoints":           fixed(&look.DescribeEndpointsOutput{}),
		"DescribeNetworkAcls":            w.aclsWith(everyRule()...),
		"DescribeSecurityGroups":         w.groups,
		"GetBucketEncryption":            w.encryption,
		"DescribeDBClusters":             w.databaseClusters,
		"DescribeKey":                    fixed(&look.DescribeKeyOutput{KeyMetadata: &look.KeyMetadata{KeyState: aws.String("Enabled")}}),
		"BatchCheckLayerAvailability":    fixed(&look.CheckLayersOutput{}),
		"DescribeCluster":                w.cluster(func(*look.Cluster) {}),
		"ListAddons":                     fixed(&look.ListAddonsOutput{Addons: addons}),
		"DescribeNetworkInterfaces":      fixed(&look.DescribeInterfacesOutput{}),
		"GetServiceQuota":                refused("NoSuchResourceException"),
		"GetAWSDefaultServiceQuota":      fixed(quotaOf(1e9)),
		"ListServiceQuotas": fixed(&look.ListQuotasOutput{Quotas: []look.ServiceQuota{
			{QuotaName: aws.String("Concurrently running builds for ARM/Small environment"), QuotaCode: aws.String("L-1")},
			{QuotaName: aws.String("Concurrently running builds for Linux/Small environment"), QuotaCode: aws.String("L-2")},
		}}),
		"ListRequestedServiceQuotaChangeHistoryByQuota": fixed(&look.ListQuotaRequestsOutput{}),
		"DescribeOrderableDBInstanceOptions": fixed(&look.DescribeOrderableOutput{
			OrderableDBInstanceOptions: []look.Orderable{{}},
		}),
		"DescribeCacheEngineVersions":   w.caches,
		"ListInstanceTypeDetails":       searchClasses,
		"ListKafkaVersions":             w.kafka,
		"DescribeClusterVersions":       w.kubernetes,
		"DescribeInstanceTypeOfferings": offerings,
		"DescribeVpcEndpointServices":   w.endpoints,
		"GetSubscriptionState":          fixed(&look.GetSubscriptionOutput{SubscriptionState: aws.String("ACTIVE")}),
		"DescribeSlackWorkspaces": func(fake.Call) (any, error) {
			return &look.DescribeWorkspacesOutput{SlackWorkspaces: []look.Workspace{
				{SlackTeamID: &n.Organization.Detection.Findings.Slack.Workspace},
			}}, nil
		},
		"DescribeCertificate": fixed(&look.DescribeCertificateOutput{Certificate: &look.Certificate{Status: aws.String("ISSUED")}}),
		"ListSAMLProviders": func(fake.Call) (any, error) {
			providers := []look.Provider{{Arn: &n.Organization.VPN.SAML}}
			return &look.ListSAMLProvidersOutput{SAMLProviderList: providers}, nil
		},
		"ListAccountSettings":   fixed(&look.ListSettingsOutput{Settings: []look.Setting{{Value: aws.String("enabled")}}}),
		"ListHostedZonesByName": w.zones,
		"GetHostedZone":         fixed(zoneOf(n.Organization.Domain.Name)),
		"DescribeImages":        fixed(&look.DescribeImagesOutput{ImageDetails: []look.ImageDetail{{}}}),
		"DescribeParameters":    fixed(&look.DescribeParametersOutput{Parameters: []look.ParameterName{{}}}),
		"GetConnection":         fixed(&look.GetConnectionOutput{Connection: &look.Connection{ConnectionStatus: aws.String("AVAILABLE")}}),
		"ListSubscriptions":     fixed(&look.ListSubscriptionsOutput{}),
		"ListMFADevices":        fixed(&look.ListMFADevicesOutput{MFADevices: []look.MFADevice{{SerialNumber: aws.String("key")}}}),
		"GetLoginProfile":       fixed(&look.GetLoginProfileOutput{LoginProfile: &look.LoginProfile{UserName: aws.String("somebody")}}),
		"GetAccount":            fixed(&look.GetMailOutput{ProductionAccessEnabled: aws.Bool(true)}),
		"ListSinks":             fixed(&look.ListSinksOutput{}),
	}
	return w
}

var defaultVPC = look.Vpc{VpcID: aws.String("vpc-1"), IsDefault: aws.Bool(true), CidrBlock: aws.String("172.31.0.0/16")}

func quotaOf(value float64) *look.GetQuotaOutput {
	return &look.GetQuotaOutput{Quota: &look.ServiceQuota{Value: &value}}
}

func services(names ...string) (all []look.EnabledService) {
	for _, name := range names {
		all = append(all, look.EnabledService{ServicePrincipal: &name})
	}
	return all
}

func toolkitStack(variant, version string, protected bool) look.Stack {
	return look.Stack{
		StackName: aws.String(toolkit), StackStatus: aws.String("CREATE_COMPLETE"), EnableTerminationProtection: &protected,
		Parameters: []look.Parameter{{ParameterKey: aws.String("BootstrapVariant"), ParameterValue: &variant}},
		Outputs:    []look.Output{{OutputKey: aws.String("BootstrapVersion"), OutputValue: &version}},
	}
}

func zoneOf(domain string) *look.GetZoneOutput {
	return &look.GetZoneOutput{
		HostedZone:    &look.HostedZone{ID: aws.String("/hostedzone/Z1"), Name: aws.String(domain + ".")},
		DelegationSet: &look.DelegationSet{NameServers: nameServers},
	}
}

// run looks into all accounts.
func (w *world) run(t testing.TB, options ...func(*Run)) []Finding {
	t.Helper()
	r := Run{
		Plan: w.Plan,
		Enter: func(_ context.Context, a Account) (aws.Config, error) {
			c := w.Alone("eu-west-1")
			c.Credentials = credentials.NewStaticCredentialsProvider(a.Name, "test", "")
			c.RetryMaxAttempts = 1
			return c, nil
		},
		Servers: func(_ context.Context, domain string) ([]string, error) {
			if w.servers[domain] == nil {
				return nil, &net.DNSError{Err: "no such host", Name: domain, IsNotFound: true}
			}
			var all []string
			for _, s := range w.servers[domain] {
				all = append(all, strings.ToUpper(s)+".")
			}
			return all, nil
		},
	}
	r.Addresses = func(_ context.Context, host string) ([]string, error) {
		if w.names[host] == nil {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return w.names[host], nil
	}
	for _, option := range options {
		option(&r)
	}
	found, err := r.Do(t.Context(), w.Accounts())
	require.NoError(t, err)
	return found
}
