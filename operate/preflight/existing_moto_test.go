package preflight

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestANetworkThatExistsIsLookedAtOverTheWire puts dev-brown into a VPC that moto makes, at first without a way out,
// and then with endpoints.
func TestANetworkThatExistsIsLookedAtOverTheWire(t *testing.T) {
	c := moto.Start(t, "us-east-1")
	c.RetryMaxAttempts = 1
	ec2 := func(action string, parameters ...string) {
		form := url.Values{"Action": {action}, "Version": {"2016-11-15"}}
		for i := 0; i < len(parameters); i += 2 {
			form.Set(parameters[i], parameters[i+1])
		}
		doIn(t, "us-east-1", *c.BaseEndpoint, "ec2", http.MethodPost, "/", "application/x-www-form-urlencoded", "", form.Encode())
	}
	ec2("CreateVpc", "CidrBlock", "172.22.0.0/22")
	vpcs, err := look.DescribeVpcs.Do(t.Context(), c, look.DescribeVpcsInput{})
	require.NoError(t, err)
	at := slices.IndexFunc(vpcs.Vpcs, func(v look.Vpc) bool { return aws.ToString(v.CidrBlock) == "172.22.0.0/22" })
	require.GreaterOrEqual(t, at, 0)
	vpc := aws.ToString(vpcs.Vpcs[at].VpcID)
	for _, zone := range []string{"a", "b"} {
		for _, third := range map[string][]string{"a": {"0.0", "0.64", "0.128"}, "b": {"1.0", "1.64", "1.128"}}[zone] {
			ec2("CreateSubnet", "VpcId", vpc, "CidrBlock", "172.22."+third+"/26", "AvailabilityZone", "us-east-1"+zone)
		}
	}
	subnets, err := look.DescribeSubnets.Do(t.Context(), c, look.DescribeSubnetsInput{Filters: ofVPC(vpc)})
	require.NoError(t, err)
	require.Len(t, subnets.Subnets, 6)
	tables, err := look.DescribeRouteTables.Do(t.Context(), c, look.DescribeRouteTablesInput{Filters: ofVPC(vpc)})
	require.NoError(t, err)
	require.Len(t, tables.RouteTables, 1)
	table := aws.ToString(tables.RouteTables[0].RouteTableID)

	plan := planOf(t, "choices").only("network")
	x := &config.ExistingNetwork{VPC: vpc}
	for i, tier := range []*[]config.ExistingSubnet{&x.Public, &x.Private, &x.Data} {
		for _, zone := range []string{"a", "b"} {
			var there []string
			for _, s := range subnets.Subnets {
				if aws.ToString(s.AvailabilityZone) == "us-east-1"+zone {
					there = append(there, aws.ToString(s.SubnetID))
				}
			}
			*tier = append(*tier, config.ExistingSubnet{Subnet: there[i], RouteTable: table})
		}
	}
	n := plan.Needs
	all := *n.Config
	all.Environments = slices.Clone(all.Environments)
	for i := range all.Environments {
		if all.Environments[i].Name == "dev-brown" {
			all.Environments[i].Network.Existing = x
		}
	}
	n.Config = &all
	plan, err = n.Plan()
	require.NoError(t, err)
	run := Run{
		Plan:  plan.only("network"),
		Enter: func(context.Context, Account) (aws.Config, error) { return c, nil },
	}
	see := func() map[string]Finding {
		found, err := run.Do(t.Context(), []Account{{Name: "dev-brown"}})
		require.NoError(t, err)
		by := map[string]Finding{}
		for _, f := range found {
			assert.False(t, f.Unanswered, "%+v", f)
			by[strings.ReplaceAll(f.What, vpc, "VPC")] = f
		}
		return by
	}
	found := see()
	assert.Equal(t, Done, found["VPC"].State, "%+v", found["VPC"])
	assert.Equal(t, Done, found["network ACLs of VPC"].State, "%+v", found["network ACLs of VPC"])
	assert.Equal(t, "enableDnsHostnames is off", found["names in VPC"].Why[:len("enableDnsHostnames is off")])
	assert.Contains(t, found["ways out of VPC"].Why, "has no way to the internet, and the VPC no endpoints of ecr.api")
	assert.Contains(t, found["route tables of VPC"].Why, "is public, and has no route to an internet gateway")
	assert.Equal(t, Done, found[x.Data[1].Subnet+", data in us-east-1b"].State)

	ec2("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true")
	for _, service := range []string{
		"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "kms", "sts", "monitoring", "ec2", "eks", "eks-auth",
		"elasticloadbalancing",
	} {
		ec2("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", "com.amazonaws.us-east-1."+service, "VpcEndpointType", "Interface",
			"SubnetId.1", x.Private[0].Subnet, "PrivateDnsEnabled", "true")
	}
	ec2("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", "com.amazonaws.us-east-1.s3", "VpcEndpointType", "Gateway", "RouteTableId.1", table)
	found = see()
	assert.NotContains(t, found["names in VPC"].Why, "enableDnsHostnames")
	assert.Equal(t, Done, found["ways out of VPC"].State, "%+v", found["ways out of VPC"])
}
