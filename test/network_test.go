package test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tier is the subnet group that a subnet belongs to.
func tier(subnet *assembly.Resource) string {
	for _, name := range []string{"public", "private", "data"} {
		if strings.HasPrefix(subnet.LogicalID, "Vpc"+name+"Subnet") {
			return name
		}
	}
	return "none"
}

// subnets are a stage's subnets as "zone tier" to range.
func subnets(t testing.TB, a *assembly.Assembly, stage string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, subnet := range in(t, a, stage, "AWS::EC2::Subnet") {
		all[subnet.Get("AvailabilityZone").(string)+" "+tier(subnet)] = subnet.Get("CidrBlock").(string)
	}
	return all
}

// routesOut are where each route to the internet of a stage leads, by the tier and zone of its subnet.
func routesOut(t testing.TB, a *assembly.Assembly, stage string) map[string]string {
	t.Helper()
	zones := map[*assembly.Resource]string{}
	for _, association := range in(t, a, stage, "AWS::EC2::SubnetRouteTableAssociation") {
		subnet := denotes(t, a, association, association.Get("SubnetId"))
		table := denotes(t, a, association, association.Get("RouteTableId"))
		zones[table] = fmt.Sprintf("%s %s", tier(subnet), subnet.Get("AvailabilityZone"))
	}
	routes := map[string]string{}
	for _, route := range in(t, a, stage, "AWS::EC2::Route") {
		target := route.Get("GatewayId")
		if target == nil {
			target = route.Get("NatGatewayId")
		}
		routes[zones[denotes(t, a, route, route.Get("RouteTableId"))]] = denotes(t, a, route, target).LogicalID
	}
	return routes
}

func TestEachZoneHasAPublicAPrivateAndADataSubnet(t *testing.T) {
	for _, stage := range workloads {
		region := example(t).Stack(stage + "/network").Region
		got := subnets(t, example(t), stage)
		assert.Len(t, got, 9)
		for _, zone := range []string{"a", "b", "c"} {
			for _, tier := range []string{"public", "private", "data"} {
				assert.Contains(t, got, region+zone+" "+tier, stage)
			}
		}
	}
}

func TestEnvironmentsNeverShareAddresses(t *testing.T) {
	vpcs := example(t).OfType("AWS::EC2::VPC")
	require.Len(t, vpcs, len(workloads))
	for i, a := range vpcs {
		for _, b := range vpcs[:i] {
			first, second := netip.MustParsePrefix(a.Get("CidrBlock").(string)), netip.MustParsePrefix(b.Get("CidrBlock").(string))
			assert.False(t, first.Overlaps(second), "%s and %s", a, b)
		}
	}
}

func TestAddingAZoneMovesNoSubnet(t *testing.T) {
	var before map[string]string
	for _, zones := range []int{2, 3, 6} {
		after := subnets(t, small(t, "dev", func(o *config.Organization, e *config.Environment) {
			e.Region, e.Network.Zones = "us-east-1", zones
		}), "dev")
		assert.Len(t, after, 3*zones)
		for subnet, cidr := range before {
			assert.Equal(t, cidr, after[subnet], "%s with %d zones", subnet, zones)
		}
		before = after
	}
}

func TestNATIsPerZoneInProductionAndSingleInDevelopment(t *testing.T) {
	assert.Len(t, in(t, example(t), "prod", "AWS::EC2::NatGateway"), 3)
	assert.Len(t, in(t, example(t), "stage", "AWS::EC2::NatGateway"), 3)
	assert.Len(t, in(t, example(t), "dev", "AWS::EC2::NatGateway"), 1)

	prod := routesOut(t, example(t), "prod")
	assert.NotEqual(t, prod["private eu-west-1a"], prod["private eu-west-1b"], "each zone has its own way out")
	dev := routesOut(t, example(t), "dev")
	assert.Contains(t, dev["private eu-west-1a"], "NATGateway")
	assert.Equal(t, dev["private eu-west-1a"], dev["private eu-west-1c"])
}

func TestNATCanBeRegional(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) { e.Network.NAT = config.NATRegional })
	nat := one(t, a, "dev", "AWS::EC2::NatGateway")
	assert.Equal(t, "regional", nat.Get("AvailabilityMode"))
	assert.Nil(t, nat.Get("SubnetId"))
	for _, zone := range []string{"a", "b", "c"} {
		assert.Equal(t, nat.LogicalID, routesOut(t, a, "dev")["private eu-west-1"+zone])
	}
}

func TestWithoutNATPrivateSubnetsHaveNoWayOut(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		e.Network.NAT, e.Network.Endpoints = config.NATNone, config.EndpointsStandard
	})
	assert.Empty(t, maybeIn(a, "dev", "AWS::EC2::NatGateway"))
	for from := range routesOut(t, a, "dev") {
		assert.Contains(t, from, "public")
	}
}

func TestDataSubnetsHaveNoWayOut(t *testing.T) {
	for _, stage := range workloads {
		routes := routesOut(t, example(t), stage)
		assert.Len(t, routes, 6, "three public, three private")
		for from := range routes {
			assert.NotContains(t, from, "data", stage)
		}
	}
}

func TestEveryTierHasItsNetworkACL(t *testing.T) {
	for _, stage := range workloads {
		assert.Len(t, in(t, example(t), stage, "AWS::EC2::NetworkAcl"), 3)
		covered := map[string]bool{}
		for _, association := range in(t, example(t), stage, "AWS::EC2::SubnetNetworkAclAssociation") {
			subnet := denotes(t, example(t), association, association.Get("SubnetId"))
			acl := denotes(t, example(t), association, association.Get("NetworkAclId"))
			assert.Contains(t, acl.LogicalID, tier(subnet), "each tier has its own")
			covered[subnet.LogicalID] = true
		}
		assert.Len(t, covered, 9, "every subnet of %s", stage)
	}
}

func TestNetworkACLsKeepTheDataTierInsideAndAdministrationPortsClosed(t *testing.T) {
	for _, stage := range workloads {
		cidr := one(t, example(t), stage, "AWS::EC2::VPC").Get("CidrBlock")
		for _, entry := range in(t, example(t), stage, "AWS::EC2::NetworkAclEntry") {
			acl := denotes(t, example(t), entry, entry.Get("NetworkAclId"))
			if strings.Contains(acl.LogicalID, "data") {
				assert.Equal(t, cidr, entry.Get("CidrBlock"), entry)
			}
			if entry.Get("CidrBlock") != "0.0.0.0/0" {
				continue
			}
			from, to := entry.Get("PortRange", "From").(float64), entry.Get("PortRange", "To").(float64)
			for _, port := range []float64{22, 3389} {
				assert.False(t, from <= port && port <= to, "%s opens %v to the internet", entry, port)
			}
		}
	}
}

func TestGatewayEndpointsAreAlwaysThereAndInterfaceEndpointsByChoice(t *testing.T) {
	services := func(stage, kind string) []string {
		var names []string
		for _, endpoint := range in(t, example(t), stage, "AWS::EC2::VPCEndpoint") {
			if endpoint.Get("VpcEndpointType") == kind {
				names = append(names, text(endpoint.Get("ServiceName")))
			}
		}
		return names
	}
	for _, stage := range workloads {
		gateways := strings.Join(services(stage, "Gateway"), " ")
		assert.Contains(t, gateways, ".s3")
		assert.Contains(t, gateways, ".dynamodb")
	}
	assert.Empty(t, services("dev", "Interface"))
	for _, name := range []string{"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "kms", "sts", "monitoring"} {
		assert.Contains(t, services("prod", "Interface"), `"com.amazonaws.eu-west-1.`+name+`"`)
		assert.Contains(t, services("prod-dr", "Interface"), `"com.amazonaws.eu-central-1.`+name+`"`)
	}
}

func TestEndpointsAdmitOnlyTheVPCAndTheAccountsOwnPrincipals(t *testing.T) {
	for _, stage := range workloads {
		account := example(t).Stack(stage + "/network").Account
		cidr := one(t, example(t), stage, "AWS::EC2::VPC").Get("CidrBlock")
		for _, endpoint := range in(t, example(t), stage, "AWS::EC2::VPCEndpoint") {
			statements := assembly.Statements(endpoint)
			assert.NotEmpty(t, statements, "%s has a policy", endpoint)
			for _, s := range statements {
				if strings.Contains(text(s.Resources), "starport-layer-bucket") {
					assert.Equal(t, []string{"s3:GetObject"}, s.Actions, "image layers are signed by ECR")
					continue
				}
				assert.Equal(t, map[string]any{"StringEquals": map[string]any{"aws:PrincipalAccount": account}}, s.Condition, endpoint)
			}
			if endpoint.Get("VpcEndpointType") == "Interface" {
				group := denotes(t, example(t), endpoint, endpoint.Get("SecurityGroupIds", "0"))
				assert.Equal(t, cidr, group.Get("SecurityGroupIngress", "0", "CidrIp"))
				assert.Len(t, list(group.Get("SecurityGroupIngress")), 1)
				assert.Equal(t, true, endpoint.Get("PrivateDnsEnabled"))
			}
		}
	}
}

func TestFlowLogsOfAllTrafficGoToTheArchiveOfTheRegion(t *testing.T) {
	for _, stage := range workloads {
		log := one(t, example(t), stage, "AWS::EC2::FlowLog")
		assert.Equal(t, "ALL", log.Get("TrafficType"))
		assert.Equal(t, "arn:aws:s3:::acme-archive-111111111111-"+log.Stack.Region+"/flow-logs/", log.Get("LogDestination"))
		assert.Equal(t, "AWS::EC2::VPC", denotes(t, example(t), log, log.Get("ResourceId")).Type)
	}
}

func TestFlowLogsGoToCloudWatchAsWellOnRequest(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		e.Network.FlowLogs = config.FlowLogsArchiveAndCloudWatch
	})
	logs := in(t, a, "dev", "AWS::EC2::FlowLog")
	require.Len(t, logs, 2)
	for _, log := range logs {
		if log.Get("LogDestinationType") == "s3" {
			continue
		}
		group := denotes(t, a, log, log.Get("LogGroupName"))
		assert.Equal(t, "/acme/dev/flow-logs", group.Get("LogGroupName"))
		assert.NotNil(t, group.Get("KmsKeyId"))
	}
}
