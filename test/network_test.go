package test

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tiers are the subnets of a zone.
var tiers = []string{"public", "private", "data"}

// tier is the subnet group that a subnet belongs to.
func tier(subnet *assembly.Resource) string {
	for _, name := range tiers {
		if strings.HasPrefix(subnet.LogicalID, "Vpc"+name+"Subnet") {
			return name
		}
	}
	return "none"
}

// subnets are a stage's subnets as "tier zone letter" to range.
func subnets(t testing.TB, a *assembly.Assembly, stage string) map[string]string {
	t.Helper()
	region := a.Stack(stage + "/network").Region
	all := map[string]string{}
	for _, subnet := range in(t, a, stage, "AWS::EC2::Subnet") {
		letter, real := strings.CutPrefix(subnet.Get("AvailabilityZone").(string), region)
		require.True(t, real, "%s is in no zone of %s", subnet, region)
		all[tier(subnet)+" "+letter] = subnet.Get("CidrBlock").(string)
	}
	return all
}

// routeTables are where each of a stage's route tables is used, as "tier zone".
func routeTables(t testing.TB, a *assembly.Assembly, stage string) map[*assembly.Resource]string {
	t.Helper()
	tables := map[*assembly.Resource]string{}
	for _, association := range in(t, a, stage, "AWS::EC2::SubnetRouteTableAssociation") {
		subnet := denotes(t, a, association, association.Get("SubnetId"))
		table := denotes(t, a, association, association.Get("RouteTableId"))
		require.NotContains(t, tables, table, "each subnet has its own")
		tables[table] = tier(subnet) + " " + subnet.Get("AvailabilityZone").(string)
	}
	require.Len(t, tables, len(subnets(t, a, stage)))
	return tables
}

// waysOut are the gateways that a stage's subnets reach the internet through, by "tier zone".
func waysOut(t testing.TB, a *assembly.Assembly, stage string) map[string]*assembly.Resource {
	t.Helper()
	tables, ways := routeTables(t, a, stage), map[string]*assembly.Resource{}
	for _, route := range in(t, a, stage, "AWS::EC2::Route") {
		if route.Get("TransitGatewayId") != nil {
			continue // to the VPN, see TestEnvironmentsReachTheVPNAndNotEachOther
		}
		require.Equal(t, "0.0.0.0/0", route.Get("DestinationCidrBlock"), route)
		from := tables[denotes(t, a, route, route.Get("RouteTableId"))]
		require.NotContains(t, ways, from)
		gateway := route.Get("GatewayId")
		if gateway == nil {
			gateway = route.Get("NatGatewayId")
		}
		ways[from] = denotes(t, a, route, gateway)
	}
	return ways
}

func TestEachZoneHasAPublicAPrivateAndADataSubnet(t *testing.T) {
	for _, stage := range workloads {
		got := subnets(t, plain(t), stage)
		assert.Len(t, got, 9, stage)
		for _, zone := range []string{"a", "b", "c"} {
			for _, tier := range tiers {
				assert.Contains(t, got, tier+" "+zone, stage)
			}
		}
		cidr := netip.MustParsePrefix(one(t, plain(t), stage, "AWS::EC2::VPC").Get("CidrBlock").(string))
		for subnet, own := range got {
			assert.True(t, cidr.Contains(netip.MustParsePrefix(own).Addr()), "%s: %s is in the VPC", stage, subnet)
		}
	}
}

func TestEnvironmentsNeverShareAddresses(t *testing.T) {
	vpcs := plain(t).OfType("AWS::EC2::VPC")
	require.Len(t, vpcs, len(workloads)+1, "and the VPN's")
	for i, a := range vpcs {
		for _, b := range vpcs[:i] {
			first, second := netip.MustParsePrefix(a.Get("CidrBlock").(string)), netip.MustParsePrefix(b.Get("CidrBlock").(string))
			assert.False(t, first.Overlaps(second), "%s and %s", a, b)
		}
	}
}

// TestAddingAZoneMovesNoSubnet: from two zones to three to six, and from no NAT to one to a regional one.
func TestAddingAZoneMovesNoSubnet(t *testing.T) {
	two, three, six := subnets(t, bare(t), "dev"), subnets(t, plain(t), "dev"), subnets(t, lavish(t), "dev")
	require.Len(t, two, 6)
	require.Len(t, three, 9)
	require.Len(t, six, 18)
	for subnet, cidr := range two {
		assert.Equal(t, cidr, three[subnet], "%s with three zones", subnet)
	}
	for subnet, cidr := range three {
		assert.Equal(t, cidr, six[subnet], "%s with six zones", subnet)
	}
}

func TestNATIsPerZoneInProductionAndSingleInDevelopment(t *testing.T) {
	for stage, count := range map[string]int{"dev": 1, "stage": 3, "prod": 3, "prod-dr": 3} {
		require.Len(t, in(t, plain(t), stage, "AWS::EC2::NatGateway"), count)
		ways, region := waysOut(t, plain(t), stage), plain(t).Stack(stage+"/network").Region
		for _, letter := range []string{"a", "b", "c"} {
			nat := ways["private "+region+letter]
			require.NotNil(t, nat, "%s: private subnet %s", stage, letter)
			require.Equal(t, "AWS::EC2::NatGateway", nat.Type)
			subnet := denotes(t, plain(t), nat, nat.Get("SubnetId"))
			assert.Equal(t, "public", tier(subnet), nat)
			if count > 1 {
				assert.Equal(t, region+letter, subnet.Get("AvailabilityZone"), "%s: a zone does without the others", stage)
			}
		}
	}
}

func TestNATCanBeRegional(t *testing.T) {
	nat := one(t, lavish(t), "dev", "AWS::EC2::NatGateway")
	assert.Equal(t, "regional", nat.Get("AvailabilityMode"))
	assert.Nil(t, nat.Get("SubnetId"))
	ways := waysOut(t, lavish(t), "dev")
	assert.Len(t, ways, 12, "six public, six private")
	for _, letter := range []string{"a", "b", "c", "d", "e", "f"} {
		assert.Equal(t, nat, ways["private us-east-1"+letter])
	}
}

func TestWithoutNATPrivateSubnetsHaveNoWayOut(t *testing.T) {
	assert.Empty(t, maybeIn(bare(t), "dev", "AWS::EC2::NatGateway"))
	assert.Empty(t, maybeIn(bare(t), "dev", "AWS::EC2::EIP"))
	ways := waysOut(t, bare(t), "dev")
	assert.Len(t, ways, 2)
	for _, zone := range []string{"us-east-1a", "us-east-1b"} {
		require.Contains(t, ways, "public "+zone)
		assert.Equal(t, "AWS::EC2::InternetGateway", ways["public "+zone].Type)
	}
}

func TestDataSubnetsHaveNoWayOut(t *testing.T) {
	for _, stage := range workloads {
		ways := waysOut(t, plain(t), stage)
		assert.Len(t, ways, 6, "three public, three private")
		tables := routeTables(t, plain(t), stage)
		reached := 0
		for _, endpoint := range in(t, plain(t), stage, "AWS::EC2::VPCEndpoint") {
			for _, table := range list(endpoint.Get("RouteTableIds")) {
				reached++
				from := tables[denotes(t, plain(t), endpoint, table)]
				assert.True(t, strings.HasPrefix(from, "private "), "%s leads out of a %s subnet", endpoint, from)
			}
		}
		assert.Equal(t, 6, reached, "%s: S3 and DynamoDB from three private subnets", stage)
		for from, gateway := range ways {
			assert.False(t, strings.HasPrefix(from, "data "), "%s: %s leads to %s", stage, from, gateway)
		}
	}
}

func TestEveryTierHasItsNetworkACL(t *testing.T) {
	for _, stage := range workloads {
		assert.Len(t, in(t, plain(t), stage, "AWS::EC2::NetworkAcl"), 3)
		covered := map[*assembly.Resource]bool{}
		for _, association := range in(t, plain(t), stage, "AWS::EC2::SubnetNetworkAclAssociation") {
			subnet := denotes(t, plain(t), association, association.Get("SubnetId"))
			acl := denotes(t, plain(t), association, association.Get("NetworkAclId"))
			assert.True(t, strings.HasPrefix(acl.LogicalID, "VpcAcl"+tier(subnet)), "%s has %s", subnet, acl)
			covered[subnet] = true
		}
		assert.Len(t, covered, 9, "every subnet of %s", stage)
	}
}

func TestNetworkACLsKeepTheDataTierInsideAndAdministrationPortsClosed(t *testing.T) {
	vpn := one(t, plain(t), "shared-services", "AWS::EC2::VPC").Get("CidrBlock")
	for _, stage := range workloads {
		cidr := one(t, plain(t), stage, "AWS::EC2::VPC").Get("CidrBlock")
		inside, outside, fromVPN, tooBig := 0, 0, 0, map[string]int{}
		for _, entry := range in(t, plain(t), stage, "AWS::EC2::NetworkAclEntry") {
			require.Equal(t, "allow", entry.Get("RuleAction"), entry)
			require.Nil(t, entry.Get("Ipv6CidrBlock"), "%s: the VPC has no IPv6", entry)
			if entry.Get("CidrBlock") == cidr {
				inside++
				continue
			}
			acl := denotes(t, plain(t), entry, entry.Get("NetworkAclId"))
			if entry.Get("CidrBlock") == vpn {
				assert.False(t, strings.HasPrefix(acl.LogicalID, "VpcAclpublic"), "%s leads the VPN to load balancers", entry)
				fromVPN++
				continue
			}
			outside++
			require.Equal(t, "0.0.0.0/0", entry.Get("CidrBlock"), entry)
			assert.False(t, strings.HasPrefix(acl.LogicalID, "VpcAcldata"), "%s leads the data tier out of the VPC", entry)
			if entry.Get("Protocol") == 1.0 {
				assert.Equal(t, map[string]any{"Type": 3.0, "Code": 4.0}, entry.Get("Icmp"), "%s: packets that are too big", entry)
				tooBig[acl.LogicalID]++
				continue
			}
			require.Equal(t, 6.0, entry.Get("Protocol"), "%s: TCP", entry)
			from, to := entry.Get("PortRange", "From").(float64), entry.Get("PortRange", "To").(float64)
			assert.False(t, from <= 22 && 22 <= to, "%s opens 22 to the internet", entry)
			if from <= 3389 && 3389 <= to && entry.Get("Egress") == nil {
				assert.True(t, strings.HasPrefix(acl.LogicalID, "VpcAclpublic"), "%s: nothing but answers to NAT and load balancers", entry)
			}
		}
		assert.Equal(t, 6, inside, "%s: each tier, in and out", stage)
		assert.Equal(t, 4, fromVPN, "%s: applications and data, in and out", stage)
		assert.Positive(t, outside)
		assert.Len(t, tooBig, 2, "the tiers that the internet is reached from")
		for acl, n := range tooBig {
			assert.Equal(t, 2, n, "%s: in and out", acl)
		}
	}
}

func TestFlowLogsAndDNSQueriesGoToTheArchiveOfTheRegion(t *testing.T) {
	archives := map[string]string{}
	for _, bucket := range in(t, plain(t), "security", "AWS::S3::Bucket") {
		archives["arn:aws:s3:::"+bucket.Get("BucketName").(string)+"/network/"] = bucket.Stack.Region
	}
	for _, stage := range append([]string{"shared-services"}, workloads...) {
		log := one(t, plain(t), stage, "AWS::EC2::FlowLog")
		assert.Equal(t, "ALL", log.Get("TrafficType"))
		assert.Equal(t, "s3", log.Get("LogDestinationType"))
		destination := log.Get("LogDestination").(string)
		assert.Contains(t, destination, "acme-archive-")
		assert.Equal(t, log.Stack.Region, archives[destination], "%s exists in the region", destination)
		archive := named(t, plain(t), "security", "AWS::S3::Bucket", "BucketName", strings.TrimSuffix(strings.TrimPrefix(destination, "arn:aws:s3:::"), "/network/"))
		admits := slices.ContainsFunc(policyFor(t, plain(t), archive), func(s assembly.Statement) bool {
			return s.Effect == "Allow" && slices.Contains(s.Actions, "s3:PutObject") &&
				strings.Contains(text(s.Resources), "/network/AWSLogs/"+log.Stack.Account)
		})
		assert.True(t, admits, "%s takes them from account %s", archive, log.Stack.Account)
		queries := one(t, plain(t), stage, "AWS::Route53Resolver::ResolverQueryLoggingConfig")
		assert.Equal(t, destination, queries.Get("DestinationArn"), "DNS queries, too")
		association := one(t, plain(t), stage, "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation")
		assert.Equal(t, queries, denotes(t, plain(t), association, association.Get("ResolverQueryLogConfigId")))
		assert.Equal(t, "AWS::EC2::VPC", denotes(t, plain(t), association, association.Get("ResourceId")).Type)
		assert.Equal(t, "AWS::EC2::VPC", denotes(t, plain(t), log, log.Get("ResourceId")).Type)
	}
}

func TestFlowLogsGoToCloudWatchAsWellOnRequest(t *testing.T) {
	destinations := map[any]*assembly.Resource{}
	for _, log := range in(t, lavish(t), "dev", "AWS::EC2::FlowLog") {
		assert.Equal(t, "ALL", log.Get("TrafficType"))
		destinations[log.Get("LogDestinationType")] = log
	}
	require.Len(t, destinations, 2)
	assert.Contains(t, destinations["s3"].Get("LogDestination"), "-us-east-1/")
	log := destinations["cloud-watch-logs"]
	require.NotNil(t, log)
	group := denotes(t, lavish(t), log, log.Get("LogGroupName"))
	assert.Nil(t, group.Get("LogGroupName"), "the choice can be taken back and made again")
	assert.Equal(t, 30.0, group.Get("RetentionInDays"))
	assert.Equal(t, "AWS::KMS::Key", denotes(t, lavish(t), group, group.Get("KmsKeyId")).Type)
}

// endpoints are the services that a stage has an endpoint of a kind for.
func endpoints(t testing.TB, a *assembly.Assembly, stage, kind string) []string {
	t.Helper()
	region := a.Stack(stage + "/network").Region
	var services []string
	for _, endpoint := range in(t, a, stage, "AWS::EC2::VPCEndpoint") {
		if endpoint.Get("VpcEndpointType") == kind {
			name, literal := endpoint.Get("ServiceName").(string)
			if !literal { // CDK joins the region in
				name = "com.amazonaws." + region + endpoint.Get("ServiceName", "Fn::Join", "1", "2").(string)
			}
			services = append(services, strings.TrimPrefix(name, "com.amazonaws."+region+"."))
		}
	}
	return services
}

func TestGatewayEndpointsAreAlwaysThereAndInterfaceEndpointsByChoice(t *testing.T) {
	standard := []string{"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "kms", "sts", "monitoring"}
	for _, stage := range workloads {
		assert.ElementsMatch(t, []string{"s3", "dynamodb"}, endpoints(t, plain(t), stage, "Gateway"), stage)
	}
	assert.ElementsMatch(t, []string{"s3", "dynamodb"}, endpoints(t, bare(t), "dev", "Gateway"))
	for _, stage := range []string{"stage", "prod", "prod-dr"} {
		assert.ElementsMatch(t, standard, endpoints(t, plain(t), stage, "Interface"), stage)
	}
	assert.ElementsMatch(t, standard, endpoints(t, bare(t), "dev", "Interface"))
	assert.Empty(t, endpoints(t, plain(t), "dev", "Interface"), "development does not pay for them")
}

func TestInstancesWithoutNATReachECSThroughEndpoints(t *testing.T) {
	assert.Subset(t, endpoints(t, choices(t), "dev-fleet", "Interface"), []string{"ecs", "ecs-agent", "ecs-telemetry", "ec2", "ecr.api", "logs"})
	actions := map[string]int{}
	for _, endpoint := range in(t, choices(t), "dev-fleet", "AWS::EC2::VPCEndpoint") {
		for _, s := range assembly.Statements(endpoint) {
			actions[s.Actions[0]]++
		}
	}
	assert.Equal(t, 3, actions["ecs:*"], "what IAM calls all three")
	assert.Equal(t, 1, actions["ec2:*"])
}

func TestEndpointsAdmitOnlyTheVPCAndTheAccountsOwnPrincipals(t *testing.T) {
	for _, stage := range workloads {
		account := plain(t).Stack(stage + "/network").Account
		cidr := one(t, plain(t), stage, "AWS::EC2::VPC").Get("CidrBlock")
		unsigned := map[string][]any{}
		for _, endpoint := range in(t, plain(t), stage, "AWS::EC2::VPCEndpoint") {
			statements := assembly.Statements(endpoint)
			assert.NotEmpty(t, statements, "%s has a policy", endpoint)
			for _, s := range statements {
				if s.Condition == nil {
					require.Len(t, s.Actions, 1, endpoint)
					unsigned[s.Actions[0]] = append(unsigned[s.Actions[0]], s.Resources...)
					continue
				}
				assert.Equal(t, map[string]any{"StringEquals": map[string]any{"aws:PrincipalAccount": account}}, s.Condition, endpoint)
			}
			if endpoint.Get("VpcEndpointType") == "Interface" {
				require.Len(t, list(endpoint.Get("SecurityGroupIds")), 1)
				group := denotes(t, plain(t), endpoint, endpoint.Get("SecurityGroupIds", "0"))
				assert.Equal(t, cidr, group.Get("SecurityGroupIngress", "0", "CidrIp"))
				assert.Equal(t, 443.0, group.Get("SecurityGroupIngress", "0", "FromPort"))
				assert.Len(t, list(group.Get("SecurityGroupIngress")), 1)
				assert.Equal(t, true, endpoint.Get("PrivateDnsEnabled"))
				assert.Len(t, list(endpoint.Get("SubnetIds")), 3, endpoint)
			}
		}
		assert.ElementsMatch(t, []string{"s3:GetObject", "s3:PutObject"}, slices.Collect(maps.Keys(unsigned)), stage)
		region := plain(t).Stack(stage + "/network").Region
		for _, resource := range slices.Concat(slices.Collect(maps.Values(unsigned))...) {
			assert.Regexp(t, "^arn:aws:s3:::"+strings.ReplaceAll(anonymousBuckets(region), "R", region)+"/\\*$", resource, "AWS's own, and of the region")
		}
	}
}

// anonymousBuckets matches the buckets of AWS's that a region's endpoint of S3 lets everybody use.
func anonymousBuckets(region string) string {
	joined := strings.ReplaceAll(region, "-", "")
	return "(al2023(-repos)?-R(-de612dc2)?|(aws|amazon)-ssm(-packages|-distributor-file|-document-attachments)?-R|R-birdwatcher-prod|" +
		"patch-baseline-snapshot-R|amazoncloudwatch-agent(-R)?|prod-R-starport-layer-bucket|aws-codedeploy-R|session-manager-downloads|" +
		"aws-cli|cloudformation-custom-resource-response-" + joined + "|cloudformation-waitcondition-R)"
}

func TestABucketThatTheConfigurationNamesIsReadByEverybodyInTheNetworkAndByNobodyElse(t *testing.T) {
	const open = `"arn:aws:s3:::acme-open-data/*"`
	for _, e := range []string{"dev-fleet", "fleet"} {
		policy := text(s3Endpoint(t, choices(t), e).Get("PolicyDocument"))
		assert.Equal(t, e == "dev-fleet", strings.Contains(policy, open), e)
	}
}

// s3Endpoint is the gateway endpoint of S3.
func s3Endpoint(t testing.TB, a *assembly.Assembly, stage string) *assembly.Resource {
	t.Helper()
	for _, endpoint := range in(t, a, stage, "AWS::EC2::VPCEndpoint") {
		if strings.HasPrefix(endpoint.LogicalID, "VpcS3") {
			return endpoint
		}
	}
	require.Fail(t, "no endpoint", stage)
	return nil
}

func TestNothingButThePublicTierIsReachedFromTheInternetWhereThatIsBlocked(t *testing.T) {
	options := only(t, choices(t), "stores/network", "AWS::EC2::VPCBlockPublicAccessOptions")
	assert.Equal(t, "block-bidirectional", options.Get("InternetGatewayBlockMode"))
	let := map[*assembly.Resource]bool{}
	for _, exclusion := range ofType(t, choices(t), "stores/network", "AWS::EC2::VPCBlockPublicAccessExclusion") {
		subnet := denotes(t, choices(t), exclusion, exclusion.Get("SubnetId"))
		assert.Equal(t, "public", tier(subnet))
		assert.Equal(t, "allow-bidirectional", exclusion.Get("InternetGatewayExclusionMode"))
		assert.Contains(t, options.DependsOn, exclusion.LogicalID, "else the load balancers are cut off in between")
		let[subnet] = true
	}
	assert.Len(t, let, 3, "every public subnet")
	assert.Empty(t, maybeIn(example(t), "prod", "AWS::EC2::VPCBlockPublicAccessOptions"), "off by default")
}
