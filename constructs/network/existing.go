package network

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ExistingProps is what the configuration says about a VPC that something else has made, and what it plugs into.
type ExistingProps struct {
	config.Network
	Zones []string // the names of the zones, in the order of the subnets
	Recording
}

// NewExisting returns a VPC that something else has made, as everything sees it that is put into it, and adds to scope
// what records its traffic.
func NewExisting(scope constructs.Construct, id string, props ExistingProps) awsec2.IVpc {
	scope = constructs.NewConstruct(scope, &id)
	attributes := &awsec2.VpcAttributes{
		VpcId:               &props.Existing.VPC,
		VpcCidrBlock:        new(props.CIDR.String()),
		AvailabilityZones:   jsii.Strings(props.Zones...),
		PublicSubnetNames:   jsii.Strings(Public),
		PrivateSubnetNames:  jsii.Strings(Private),
		IsolatedSubnetNames: jsii.Strings(Data),
	}
	ids := func(tier []config.ExistingSubnet) (subnets, tables *[]*string) {
		subnets, tables = &[]*string{}, &[]*string{}
		for _, s := range tier {
			*subnets, *tables = append(*subnets, &s.Subnet), append(*tables, &s.RouteTable)
		}
		return subnets, tables
	}
	attributes.PublicSubnetIds, attributes.PublicSubnetRouteTableIds = ids(props.Existing.Public)
	attributes.PrivateSubnetIds, attributes.PrivateSubnetRouteTableIds = ids(props.Existing.Private)
	attributes.IsolatedSubnetIds, attributes.IsolatedSubnetRouteTableIds = ids(props.Existing.Data)
	vpc := awsec2.Vpc_FromVpcAttributes(scope, new("Default"), attributes)
	newFlowLogs(scope, vpc, props.Recording)
	return vpc
}
