package test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"
	"bulkhead/internal/spec"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// alone are the templates of one stage of the plain configuration, after edit. They are built as stages are built
// apart.
func alone(t testing.TB, stage string, edit func(c *config.Config)) *assembly.Assembly {
	t.Helper()
	c := plainConfig(t)
	edit(c)
	i := slices.IndexFunc(stacks.Stages(c), func(s stacks.Stage) bool { return s.Name == stage })
	require.GreaterOrEqual(t, i, 0)
	a, err := assembly.Load(stageIn(t, c, stacks.Stages(c)[i]))
	require.NoError(t, err)
	return a
}

// networkOf edits the network of an environment.
func networkOf(name string, edit func(n *config.Network)) func(c *config.Config) {
	return func(c *config.Config) {
		for i := range c.Environments {
			if c.Environments[i].Name == name {
				edit(&c.Environments[i].Network)
			}
		}
	}
}

// slots are what there can be one of, in a network: the properties that tell which. Sources: the API reference of
// Amazon EC2, and the schemas of resource types.
var slots = map[string][]string{
	"AWS::SecurityHub::AggregatorV2":                              nil, // one of an account
	"AWS::SecurityHub::FindingAggregator":                         nil,
	"AWS::SecurityHub::OrganizationConfiguration":                 nil,
	"AWS::EC2::Route":                                             {"RouteTableId", "DestinationCidrBlock"},
	"AWS::EC2::NatGateway":                                        {"AllocationId"},
	"AWS::EC2::NetworkAclEntry":                                   {"NetworkAclId", "Egress", "RuleNumber"},
	"AWS::EC2::Subnet":                                            {"VpcId", "CidrBlock"},
	"AWS::EC2::SubnetNetworkAclAssociation":                       {"SubnetId"},
	"AWS::EC2::SubnetRouteTableAssociation":                       {"SubnetId"},
	"AWS::EC2::VPCEndpoint":                                       {"VpcId", "ServiceName"},
	"AWS::EC2::VPCGatewayAttachment":                              {"VpcId"},
	"AWS::EC2::VPCBlockPublicAccessOptions":                       {},
	"AWS::EC2::VPCBlockPublicAccessExclusion":                     {"SubnetId"},
	"AWS::EC2::FlowLog":                                           {"ResourceId", "LogDestinationType"},
	"AWS::EC2::TransitGatewayAttachment":                          {"VpcId"},
	"AWS::Route53Resolver::FirewallRuleGroupAssociation":          {"VpcId", "Priority"},
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": {"ResourceId"},
	"AWS::Logs::LogGroup":                                         {"LogGroupName"},
	"AWS::IAM::RolePolicy":                                        {"RoleName", "PolicyName"},
	"AWS::IAM::Policy":                                            {"Roles", "PolicyName"},
	"AWS::SecurityHub::Standard":                                  {"StandardsArn"},
	"AWS::IAM::ServiceLinkedRole":                                 {"AWSServiceName"},
	"AWS::Lambda::EventInvokeConfig":                              {"FunctionName", "Qualifier"},
	"AWS::KMS::Alias":                                             {"AliasName"},
	"AWS::GuardDuty::Detector":                                    {},
	"AWS::SecurityHub::HubV2":                                     {},
	"AWS::SSM::MaintenanceWindowTarget":                           {"WindowId", "Name"},
	"AWS::SSM::MaintenanceWindowTask":                             {"WindowId", "Name"},
	"Custom::AccountSettings":                                     {},
	"Custom::DNSFirewall":                                         {"VPC"},
	"Custom::PrivateZone":                                         {"Zone"},
	"Custom::SharedTransitGateway":                                {"Share"},
	"Custom::VpcRestrictDefaultSG":                                {"DefaultSecurityGroupId"},
}

// unlimited are types of which a stack may have any number that are alike.
var unlimited = []string{
	"AWS::CloudWatch::Alarm", "AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::NetworkAcl", "AWS::EC2::RouteTable",
	"AWS::EC2::SecurityGroup", "AWS::EC2::VPC", "AWS::IAM::Role", "AWS::KMS::Key", "AWS::Lambda::Function", "AWS::Lambda::Permission",
	"AWS::Route53Resolver::FirewallDomainList", "AWS::Route53Resolver::FirewallRuleGroup",
	"AWS::Route53Resolver::ResolverQueryLoggingConfig",
}

// keptOnce are types that are kept with a name and are not in the way, or that the documents tell what to do about.
var keptOnce = map[string]string{
	"AWS::IAM::ServiceLinkedRole": "detection.recorderRoleExists, which docs/operate/removing.md names",
	"AWS::SSM::PatchBaseline":     "AWS lets several have one name",
}

// hindrances are the reasons for which CloudFormation refuses to turn a stack into another one in place: what is made
// finds its slot taken by what is removed afterwards, a property replaces a resource that there can be one of, or a
// value goes that others may import.
func hindrances(t testing.TB, before, after *assembly.Stack) []string {
	t.Helper()
	var faults []string
	taken := map[string]string{}
	slot := func(r *assembly.Resource) string {
		properties, limited := slots[r.Type]
		is, err := facts.Of(r.Type)
		switch {
		case limited:
		case err == nil && is.Scope == facts.OnePerRegion:
			return r.Type + text(r.Get("Type"))
		case err == nil && is.Name.Property != "":
			properties = []string{is.Name.Property}
		default:
			require.Contains(t, unlimited, r.Type, "say in slots or unlimited how many there can be of %s", r.Type)
			return ""
		}
		key := r.Type
		for _, property := range properties {
			if at(r, property) == nil { // a generated name, or a regional NAT gateway's addresses
				return ""
			}
			key += " " + text(at(r, property))
		}
		return key
	}
	old := map[string]*assembly.Resource{}
	for _, r := range before.Resources {
		old[r.LogicalID] = r
		if key := slot(r); key != "" {
			taken[key] = r.LogicalID
		}
	}
	for _, r := range after.Resources {
		key := slot(r)
		if key != "" && taken[key] != "" && taken[key] != r.LogicalID {
			faults = append(faults, fmt.Sprintf("%s finds %s in its place", r, taken[key]))
		}
		was := old[r.LogicalID]
		if was == nil {
			continue
		}
		if was.Type != r.Type {
			faults = append(faults, fmt.Sprintf("%s was a %s", r, was.Type))
		}
		of, _ := spec.Of(r.Type)
		for _, path := range of.Replaced {
			path, _, _ = strings.Cut(path, ".*")
			if updatedInPlace[r.Type+" "+path] == "" && !reflect.DeepEqual(at(was, path), at(r, path)) {
				faults = append(faults, fmt.Sprintf("%s is replaced: %s", r, path))
			}
		}
	}
	for _, r := range before.Resources {
		if keptOnce[r.Type] != "" {
			continue
		}
		kept := strings.HasPrefix(r.DeletionPolicy, "Retain") && after.Resource(r.LogicalID) == nil
		if is, err := facts.Of(r.Type); kept && (err != nil || has(r, is.Name.Property)) {
			faults = append(faults, fmt.Sprintf("%s is kept, and in the way when it comes back", r))
		}
	}
	exports := func(s *assembly.Stack) map[string]string {
		all := map[string]string{}
		for _, output := range s.Outputs {
			if output.Export != "" {
				all[output.Export] = text(output.Value)
			}
		}
		return all
	}
	now := exports(after)
	for name, value := range exports(before) {
		if now[name] != value {
			faults = append(faults, "the export "+name+" goes or changes")
		}
	}
	return faults
}

// networks are kinds that turn into each other in place, in both directions.
var networks = map[string]func(n *config.Network){
	"single": func(n *config.Network) { n.NAT, n.Endpoints = config.NATSingle, config.EndpointsNone },
	"per-zone": func(n *config.Network) {
		n.NAT, n.Endpoints = config.NATPerZone, config.EndpointsStandard
		n.FlowLogs = config.FlowLogsArchiveAndCloudWatch
	},
	"regional": func(n *config.Network) { n.NAT, n.Endpoints = config.NATRegional, config.EndpointsNone },
	"none": func(n *config.Network) {
		n.NAT, n.Endpoints, n.BlockPublicAccess = config.NATNone, config.EndpointsStandard, config.Enabled
	},
}

func TestEveryKindOfNATEndpointsFlowLogsAndBlockingTurnIntoEachOtherInPlace(t *testing.T) {
	made := map[string]*assembly.Stack{}
	for name, edit := range networks {
		made[name] = alone(t, "stage", networkOf("stage", edit)).Stack("stage/network") // which keeps what production keeps
	}
	for from, before := range made {
		for to, after := range made {
			assert.Empty(t, hindrances(t, before, after), "from %s to %s", from, to)
		}
	}
	for _, route := range ofStack(made["regional"], "AWS::EC2::Route") {
		assert.NotNil(t, made["single"].Resource(route.LogicalID), "%s is the same whatever the NAT", route)
	}
}

// ofStack are the resources of a type in a stack.
func ofStack(stack *assembly.Stack, resourceType string) []*assembly.Resource {
	var all []*assembly.Resource
	for _, r := range stack.Resources {
		if r.Type == resourceType {
			all = append(all, r)
		}
	}
	return all
}

// zones is a number of zones in use, and of those with subnets.
func zones(use, subnets int) func(n *config.Network) {
	return func(n *config.Network) { n.Zones, n.Subnets = use, subnets }
}

// zonesUsed are the zones that stacks of a stage put anything into, its network aside.
func zonesUsed(t testing.TB, a *assembly.Assembly, stage string) []string {
	t.Helper()
	used := map[string]bool{}
	for _, stack := range a.Stage(stage) {
		if stack.ID == stage+"/network" {
			continue
		}
		for _, r := range stack.Resources {
			for _, target := range denoted(a, stack, r.Properties) {
				if target.Type == "AWS::EC2::Subnet" {
					used[target.Get("AvailabilityZone").(string)] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(used))
}

// TestZonesAreLeftInOneDeploymentAndGoInTheNext: the network is deployed before what is in it, so that what others
// import has to stay until they have let go of it.
func TestZonesAreLeftInOneDeploymentAndGoInTheNext(t *testing.T) {
	steps := []struct {
		name string
		edit func(n *config.Network)
		used int
	}{
		{"three zones", zones(3, 3), 3}, {"two of three are used", zones(2, 3), 2}, {"two zones", zones(2, 2), 2}, {"three again", zones(3, 3), 3},
	}
	var last *assembly.Assembly
	for _, step := range steps {
		a := alone(t, "dev", networkOf("dev", step.edit))
		assert.Len(t, zonesUsed(t, a, "dev"), step.used, step.name)
		if last != nil {
			gone := slices.DeleteFunc(hindrances(t, last.Stack("dev/network"), a.Stack("dev/network")), func(fault string) bool {
				// Nobody imports it any more.
				return step.name == "two zones" && strings.Contains(fault, "Subnet3") && strings.HasPrefix(fault, "the export ")
			})
			assert.Empty(t, gone, step.name)
			assert.Empty(t, hindrances(t, last.Stack("dev/transit"), a.Stack("dev/transit")), "%s: the attachment follows in place", step.name)
		}
		last = a
	}
}

func TestANetworkExportsAllThatIsInItWhoeverUsesIt(t *testing.T) {
	with, without := alone(t, "dev", func(*config.Config) {}), alone(t, "dev", func(c *config.Config) {
		c.Organization.VPN = nil
		for i := range c.Environments {
			e := &c.Environments[i]
			e.Services, e.Databases, e.OpenToVPN = nil, nil, nil
		}
	})
	assert.Equal(t, text(with.Stack("dev/network").Outputs), text(without.Stack("dev/network").Outputs))
	assert.Len(t, ofStack(with.Stack("dev/network"), "AWS::EC2::Subnet"), 9)
	assert.Greater(t, len(with.Stack("dev/network").Outputs), 2*9)
	assert.Empty(t, hindrances(t, with.Stack("dev/network"), without.Stack("dev/network")), "the VPN goes")
	assert.Empty(t, hindrances(t, without.Stack("dev/network"), with.Stack("dev/network")), "the VPN comes")
}

func TestWhatWatchesAnAccountAndWhatItIsSetToGoAndComeBackInPlace(t *testing.T) {
	bare := func(c *config.Config) {
		c.Organization.Detection.Watch, c.Organization.Detection.Standards = []config.Detector{}, nil
		c.Organization.Settings.Apply = []config.Setting{}
		c.Organization.Budgets.Monthly = nil
	}
	with, without := alone(t, "dev", func(*config.Config) {}), alone(t, "dev", bare)
	stack, none := with.Stack("dev/account"), without.Stack("dev/account")
	assert.Less(t, len(none.Resources), len(stack.Resources)/2)
	assert.Empty(t, hindrances(t, stack, none), "they go")
	assert.Empty(t, hindrances(t, none, stack), "they come back")
}

// TestPeopleAreTheSameWhateverTheirGroupsAndAccountsAreCalled: an assignment under another id would be made twice.
func TestPeopleAreTheSameWhateverTheirGroupsAndAccountsAreCalled(t *testing.T) {
	assignments := func(edit func(i *config.Identity)) map[string]string {
		a := alone(t, "security", func(c *config.Config) { edit(c.Organization.Identity) })
		all := map[string]string{}
		for _, r := range ofStack(a.Stack("security/permission-sets"), "AWS::SSO::Assignment") {
			all[r.LogicalID] = text(r.Properties)
		}
		return all
	}
	as := assignments(func(*config.Identity) {})
	require.Greater(t, len(as), 5)
	assert.Equal(t, as, assignments(func(i *config.Identity) {
		i.Groups["others"] = i.Groups["developers"]
		delete(i.Groups, "developers")
	}))
}
