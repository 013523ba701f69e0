package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDefaultVPCIsRemovedWithItsSubnetsAndItsGateway(t *testing.T) {
	c := start(t, nil)
	client := ec2.NewFromConfig(c)
	vpc := defaultVPC(t, client)
	gateway, err := client.CreateInternetGateway(t.Context(), nil)
	require.NoError(t, err)
	_, err = client.AttachInternetGateway(t.Context(), &ec2.AttachInternetGatewayInput{
		InternetGatewayId: gateway.InternetGateway.InternetGatewayId, VpcId: &vpc,
	})
	require.NoError(t, err)
	for range 2 { // the second finds none
		require.NoError(t, create(c, "DefaultVPC", "remove"))
	}
	vpcs, err := client.DescribeVpcs(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, vpcs.Vpcs)
	gateways, err := client.DescribeInternetGateways(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, gateways.InternetGateways)
}

func TestOnlyTheDefaultVPCIsRemoved(t *testing.T) {
	c := start(t, nil)
	client := ec2.NewFromConfig(c)
	other := newVPC(t, client)
	require.NoError(t, create(c, "DefaultVPC", "remove"))
	vpcs, err := client.DescribeVpcs(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, vpcs.Vpcs, 1)
	assert.Equal(t, other, *vpcs.Vpcs[0].VpcId)
}

// TestADefaultVPCThatIsNamedIsKept: an environment is in it, whatever is in it so far.
func TestADefaultVPCThatIsNamedIsKept(t *testing.T) {
	for _, used := range []bool{false, true} {
		c := start(t, nil)
		client := ec2.NewFromConfig(c)
		vpc := defaultVPC(t, client)
		if used {
			uses["network interface"](t, client, vpc)
		}
		before := subnets(t, client, vpc)
		_, err := request(c, cfn.RequestCreate, map[string]any{
			"Account": account, "DefaultVPC": "remove", "KeptVPCs": []string{"vpc-01234567", vpc},
		})
		require.NoError(t, err)
		assert.Equal(t, before, subnets(t, client, vpc))
	}
}

func TestDefaultVPCInUseIsLeftAlone(t *testing.T) {
	for what, use := range uses {
		t.Run(what, func(t *testing.T) {
			c := start(t, nil)
			client := ec2.NewFromConfig(c)
			vpc := defaultVPC(t, client)
			before := subnets(t, client, vpc)
			user := use(t, client, vpc)
			err := create(c, "DefaultVPC", "remove")
			assert.ErrorContains(t, err, "the default VPC "+vpc+" of eu-west-1 is in use by "+user+": move them,"+
				" or write the account under settings.except with default-vpc in organization.yaml")
			assert.Equal(t, before, subnets(t, client, vpc))
		})
	}
}

func TestThreeInterfacesAndTheirNumberAreEnough(t *testing.T) {
	c := start(t, nil)
	client := ec2.NewFromConfig(c)
	for range 5 {
		uses["network interface"](t, client, defaultVPC(t, client))
	}
	assert.Regexp(t, `in use by eni-\w+, eni-\w+, eni-\w+ and 2 more: move`, create(c, "DefaultVPC", "remove").Error())
}

func TestARemovalThatWasCutOffIsFinishedByTheNext(t *testing.T) {
	answers := fake.Answers{}
	c := start(t, answers)
	vpc := defaultVPC(t, ec2.NewFromConfig(c))
	answers["DeleteVpc"] = func(fake.Call) (any, error) { return nil, fake.Refusal("DependencyViolation") }
	assert.ErrorContains(t, create(c, "DefaultVPC", "remove"), "DefaultVPC: the default VPC "+vpc+" of eu-west-1: ")
	delete(answers, "DeleteVpc")
	require.NoError(t, create(c, "DefaultVPC", "remove"))
}

// uses put something into a VPC and return its id.
var uses = map[string]func(*testing.T, *ec2.Client, string) string{
	"network interface": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateNetworkInterface(
			t.Context(),
			&ec2.CreateNetworkInterfaceInput{SubnetId: &subnets(t, c, vpc)[0]},
		)
		require.NoError(t, err)
		return *out.NetworkInterface.NetworkInterfaceId
	},
	"endpoint": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{VpcId: &vpc, ServiceName: new("com.amazonaws.eu-west-1.s3")})
		require.NoError(t, err)
		return *out.VpcEndpoint.VpcEndpointId
	},
	"peering of its own": func(t *testing.T, c *ec2.Client, vpc string) string {
		return peer(t, c, vpc, newVPC(t, c))
	},
	"peering of another": func(t *testing.T, c *ec2.Client, vpc string) string {
		return peer(t, c, newVPC(t, c), vpc)
	},
	"VPN gateway": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateVpnGateway(t.Context(), &ec2.CreateVpnGatewayInput{Type: ec2.GatewayTypeIpsec1})
		require.NoError(t, err)
		_, err = c.AttachVpnGateway(
			t.Context(),
			&ec2.AttachVpnGatewayInput{VpnGatewayId: out.VpnGateway.VpnGatewayId, VpcId: &vpc},
		)
		require.NoError(t, err)
		return *out.VpnGateway.VpnGatewayId
	},
	"egress-only gateway": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateEgressOnlyInternetGateway(
			t.Context(),
			&ec2.CreateEgressOnlyInternetGatewayInput{VpcId: &vpc},
		)
		require.NoError(t, err)
		return *out.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId
	},
	"route table": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: &vpc})
		require.NoError(t, err)
		return *out.RouteTable.RouteTableId
	},
	"network ACL": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateNetworkAcl(t.Context(), &ec2.CreateNetworkAclInput{VpcId: &vpc})
		require.NoError(t, err)
		return *out.NetworkAcl.NetworkAclId
	},
	"security group": func(t *testing.T, c *ec2.Client, vpc string) string {
		out, err := c.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
			VpcId: &vpc, GroupName: new("launch-wizard-1"), Description: new("left behind"),
		})
		require.NoError(t, err)
		return *out.GroupId
	},
}

func TestWhatIsGoneIsNoUse(t *testing.T) {
	var vpc string
	client := ec2.NewFromConfig(start(t, fake.Answers{
		"DescribeNatGateways": func(fake.Call) (any, error) {
			return &ec2.DescribeNatGatewaysOutput{NatGateways: []ec2.NatGateway{
				{NatGatewayId: new("nat-1"), State: "available"},
				{NatGatewayId: new("nat-2"), State: "deleted"},
				{NatGatewayId: new("nat-3"), State: "failed"},
			}}, nil
		},
		"DescribeVpcEndpoints": func(fake.Call) (any, error) {
			return &ec2.DescribeVpcEndpointsOutput{VpcEndpoints: []ec2.VpcEndpoint{
				{VpcEndpointId: new("vpce-1"), State: "available"},
				{VpcEndpointId: new("vpce-2"), State: "deleted"},
			}}, nil
		},
		"DescribeVpnGateways": func(fake.Call) (any, error) {
			return &ec2.DescribeVpnGatewaysOutput{VpnGateways: []ec2.VpnGateway{
				{VpnGatewayId: new("vgw-1"), VpcAttachments: []ec2.VpcAttachment{{VpcId: &vpc, State: "detaching"}}},
				{VpnGatewayId: new("vgw-2"), VpcAttachments: []ec2.VpcAttachment{{VpcId: &vpc, State: "detached"}}},
			}}, nil
		},
	}))
	vpc = defaultVPC(t, client)
	users, err := usersOf(t.Context(), client, vpc)
	require.NoError(t, err)
	assert.Equal(t, []string{"nat-1", "vpce-1", "vgw-1"}, users)
}

// defaultVPC is the region's.
func defaultVPC(t *testing.T, c *ec2.Client) string {
	t.Helper()
	out, err := c.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{Filters: where("is-default", "true")})
	require.NoError(t, err)
	require.Len(t, out.Vpcs, 1)
	return *out.Vpcs[0].VpcId
}

// newVPC is a VPC that is not the default.
func newVPC(t *testing.T, c *ec2.Client) string {
	t.Helper()
	out, err := c.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: new("10.0.0.0/16")})
	require.NoError(t, err)
	return *out.Vpc.VpcId
}

// peer connects two VPCs.
func peer(t *testing.T, c *ec2.Client, requester, accepter string) string {
	t.Helper()
	out, err := c.CreateVpcPeeringConnection(
		t.Context(),
		&ec2.CreateVpcPeeringConnectionInput{VpcId: &requester, PeerVpcId: &accepter},
	)
	require.NoError(t, err)
	return *out.VpcPeeringConnection.VpcPeeringConnectionId
}

// subnets are those of a VPC.
func subnets(t *testing.T, c *ec2.Client, vpc string) (ids []string) {
	t.Helper()
	out, err := c.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: where("vpc-id", vpc)})
	require.NoError(t, err)
	for _, subnet := range out.Subnets {
		ids = append(ids, aws.ToString(subnet.SubnetId))
	}
	require.NotEmpty(t, ids)
	return ids
}
