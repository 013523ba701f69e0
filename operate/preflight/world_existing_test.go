package preflight

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// where something exists: the environment of an account.
func (w *world) environment(c fake.Call) (found config.Environment) {
	account, _ := whereFrom(c)
	for _, e := range w.Environments {
		if e.Account == account {
			found = e
		}
	}
	return found
}

// network is that of an environment whose network exists.
func (w *world) networkOf(c fake.Call) *config.ExistingNetwork {
	return w.environment(c).Network.Existing
}

func (w *world) vpcs(c fake.Call) (any, error) {
	out := &look.DescribeVpcsOutput{Vpcs: []look.Vpc{defaultVPC}}
	if x := w.networkOf(c); x != nil {
		out.Vpcs = append(out.Vpcs, look.Vpc{
			VpcID: &x.VPC, CidrBlock: aws.String("192.0.2.0/24"), DHCPOptionsID: aws.String("dopt-1"),
			CidrBlockAssociationSet: []look.VpcRange{
				{CidrBlock: aws.String("192.0.2.0/24")}, {CidrBlock: aws.String(w.environment(c).Network.CIDR.String())},
			},
		})
	}
	return out, nil
}

func attribute(on bool) func(fake.Call) (any, error) {
	return func(c fake.Call) (any, error) {
		if aws.ToString(c.Input.(*look.DescribeVpcAttributeInput).Attribute) == "enableDnsSupport" {
			return &look.DescribeVpcAttributeOutput{EnableDNSSupport: &look.Attribute{Value: &on}}, nil
		}
		return &look.DescribeVpcAttributeOutput{EnableDNSHostnames: &look.Attribute{Value: &on}}, nil
	}
}

func resolvers(names ...string) *look.DescribeDHCPOutput {
	of := look.DHCPConfiguration{Key: aws.String("domain-name-servers")}
	for _, name := range names {
		of.Values = append(of.Values, look.DHCPValue{Value: &name})
	}
	return &look.DescribeDHCPOutput{DHCPOptions: []look.DHCPOptions{
		{ID: aws.String("dopt-1"), Configurations: []look.DHCPConfiguration{of}},
	}}
}

// subnets has each subnet in its zone, with so many free addresses.
func (w *world) subnets(free int32) func(fake.Call) (any, error) {
	return func(c fake.Call) (any, error) {
		out := &look.DescribeSubnetsOutput{}
		e := w.environment(c)
		zones := w.Organization.ZoneNames(e.Region, e.Network.Zones)
		for _, t := range tiersOf(e) {
			for i, s := range t.subnets {
				out.Subnets = append(out.Subnets, look.Subnet{
					SubnetID: &s.Subnet, AvailabilityZone: &zones[i], AvailableIPAddressCount: &free,
				})
			}
		}
		return out, nil
	}
}

// tables gives subnets their route tables: public ones lead to an internet gateway, private ones to a NAT gateway.
func (w *world) tables(c fake.Call) (any, error) {
	all := map[string]look.RouteTable{}
	for _, t := range tiersOf(w.environment(c)) {
		for _, s := range t.subnets {
			of := all[s.RouteTable]
			of.RouteTableID = &s.RouteTable
			of.Associations = append(of.Associations, look.TableAssociation{SubnetID: &s.Subnet, Main: aws.Bool(false)})
			route := look.Route{DestinationCidrBlock: aws.String("0.0.0.0/0"), State: aws.String("active")}
			if t.key == "public" {
				route.GatewayID = aws.String("igw-1")
			}
			if t.key != "data" && len(of.Routes) == 0 {
				of.Routes = []look.Route{route}
			}
			all[s.RouteTable] = of
		}
	}
	return &look.DescribeRouteTablesOutput{RouteTables: slices.Collect(maps.Values(all))}, nil
}

// withoutTables has one table, the main one, with these routes.
func withoutTables(routes ...look.Route) fake.Answers {
	return fake.Answers{"DescribeRouteTables": fixed(&look.DescribeRouteTablesOutput{RouteTables: []look.RouteTable{{
		RouteTableID: aws.String("rtb-9"), Routes: routes, Associations: []look.TableAssociation{{Main: aws.Bool(true)}},
	}}})}
}

// route leads to a range.
func route(to, gateway string) look.Route {
	return look.Route{DestinationCidrBlock: &to, GatewayID: &gateway, State: aws.String("active")}
}

// aclsWith has one network ACL for all subnets, with these rules.
func (w *world) aclsWith(entries ...look.ACLEntry) func(fake.Call) (any, error) {
	return func(c fake.Call) (any, error) {
		acl := look.NetworkACL{ID: aws.String("acl-1"), Entries: entries}
		for _, t := range tiersOf(w.environment(c)) {
			for _, s := range t.subnets {
				acl.Associations = append(acl.Associations, look.ACLAssociation{SubnetID: &s.Subnet})
			}
		}
		return &look.DescribeACLsOutput{NetworkACLs: []look.NetworkACL{acl}}, nil
	}
}

// rule is one of a network ACL, for all protocols and addresses.
func rule(number int32, out bool, action string) look.ACLEntry {
	return look.ACLEntry{
		CidrBlock: aws.String("0.0.0.0/0"), Egress: &out, Protocol: aws.String("-1"), RuleAction: &action, RuleNumber: &number,
	}
}

func everyRule() []look.ACLEntry {
	return []look.ACLEntry{rule(100, true, "allow"), rule(32767, true, "deny"), rule(32767, false, "deny"), rule(100, false, "allow")}
}

// groups are in the network that exists.
func (w *world) groups(c fake.Call) (any, error) {
	id := c.Input.(*look.DescribeSecurityGroupsInput).Filters[0].Values[0]
	vpc := "vpc-1"
	if x := w.networkOf(c); x != nil {
		vpc = x.VPC
	}
	return &look.DescribeSecurityGroupsOutput{SecurityGroups: []look.SecurityGroup{{GroupID: &id, VpcID: &vpc}}}, nil
}

// stored are the stores that exist, with and without a bucket.
func (w *world) stored(c fake.Call) (all []config.Existing) {
	e := w.environment(c)
	for _, name := range once(keysOf(e.Existing)) {
		all = append(all, e.Existing[name])
	}
	return all
}

// head has the buckets that exist and those that are taken over, and no others.
func (w *world) head(c fake.Call) (any, error) {
	in := c.Input.(*look.HeadBucketInput)
	is := slices.Contains(TakenBuckets(w.Environments), aws.ToString(in.Bucket)) ||
		slices.ContainsFunc(w.stored(c), func(x config.Existing) bool { return x.Bucket == aws.ToString(in.Bucket) })
	if is && aws.ToString(in.ExpectedBucketOwner) == string(w.environment(c).AccountID) {
		return &look.HeadBucketOutput{}, nil
	}
	return nil, fake.Refusal(look.NotFound)
}

func encrypted(key *string) *look.GetBucketEncryptionOutput {
	return &look.GetBucketEncryptionOutput{ServerSideEncryptionConfiguration: &look.ServerSideEncryptionConfiguration{
		Rules: []look.EncryptionRule{{ApplyServerSideEncryptionByDefault: &look.EncryptionDefault{
			SSEAlgorithm: aws.String("aws:kms"), KMSMasterKeyID: key,
		}}},
	}}
}

func (w *world) encryption(c fake.Call) (any, error) {
	for _, x := range w.stored(c) {
		if x.Bucket == aws.ToString(c.Input.(*look.GetBucketEncryptionInput).Bucket) && x.Key != "" {
			return encrypted(&x.Key), nil
		}
	}
	return encrypted(nil), nil
}

// secret has those that exist, by their ARNs.
func (w *world) secret(c fake.Call) (any, error) {
	for _, x := range w.stored(c) {
		if x.Secret != "" && x.Secret == aws.ToString(c.Input.(*look.DescribeSecretInput).SecretID) {
			return &look.DescribeSecretOutput{Name: aws.String("kept"), KmsKeyID: &x.Key}, nil
		}
	}
	return nil, fake.Refusal("ResourceNotFoundException")
}

// databaseClusters are at the hosts of stores that exist.
func (w *world) databaseClusters(c fake.Call) (any, error) {
	out := &look.DescribeDBClustersOutput{}
	for _, x := range w.stored(c) {
		if x.Host != "" {
			out.DBClusters = append(out.DBClusters, look.DBCluster{
				Endpoint: &x.Host, ReaderEndpoint: &x.ReaderHost, Port: aws.Int32(int32(x.Port)),
				VpcSecurityGroups: []look.GroupOfDatabase{{VpcSecurityGroupID: &x.SecurityGroup}},
			})
		}
	}
	return out, nil
}

// cluster is the one that exists, of Auto Mode.
func (w *world) cluster(changed func(*look.Cluster)) func(fake.Call) (any, error) {
	return func(c fake.Call) (any, error) {
		vpc := "vpc-1"
		if x := w.networkOf(c); x != nil {
			vpc = x.VPC
		}
		is := &look.Cluster{
			Status: aws.String("ACTIVE"), Version: aws.String("1.36"),
			ResourcesVpcConfig: &look.ClusterNetwork{
				VpcID: &vpc, EndpointPrivateAccess: aws.Bool(true),
				ClusterSecurityGroupID: &w.environment(c).Kubernetes.Existing.SecurityGroup,
			},
			AccessConfig:  &look.ClusterAccess{AuthenticationMode: aws.String("API")},
			ComputeConfig: &look.ClusterCompute{Enabled: aws.Bool(true)},
		}
		changed(is)
		return &look.DescribeClusterOutput{Cluster: is}, nil
	}
}
