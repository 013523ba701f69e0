package preflight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// tier is the subnets of a tier of a network that exists, and how many addresses each needs.
type tier struct {
	key     string
	subnets []config.ExistingSubnet
	demand  int
}

func tiersOf(e config.Environment) []tier {
	public, private, data := e.Demand()
	x := e.Network.Existing
	return []tier{{"public", x.Public, public}, {"private", x.Private, private}, {"data", x.Data, data}}
}

// network looks whether a network that something else has made is as the configuration says, and has what it has to.
func network(n Needs) (all []item) {
	for _, e := range n.Environments {
		x := e.Network.Existing
		if x == nil {
			continue
		}
		region := string(e.Region)
		add := func(what string, ask func(context.Context, *visit) (answer, error)) {
			all = append(all, item{e.Account, region, what, ask})
		}
		add(x.VPC, func(ctx context.Context, v *visit) (answer, error) { return n.vpc(ctx, v, e) })
		add("names in "+x.VPC, func(ctx context.Context, v *visit) (answer, error) { return n.resolves(ctx, v, e) })
		zones := n.Organization.ZoneNames(e.Region, e.Network.Zones)
		for _, t := range tiersOf(e) {
			for i, s := range t.subnets {
				add(fmt.Sprintf("%s, %s in %s", s.Subnet, t.key, zones[i]), func(ctx context.Context, v *visit) (answer, error) {
					return n.subnet(ctx, v, e, t, s, zones[i])
				})
			}
		}
		add("route tables of "+x.VPC, func(ctx context.Context, v *visit) (answer, error) { return n.tables(ctx, v, e) })
		add("ways out of "+x.VPC, func(ctx context.Context, v *visit) (answer, error) { return n.waysOut(ctx, v, e) })
		add("policies of endpoints of "+x.VPC, func(ctx context.Context, v *visit) (answer, error) {
			return policiesOf(ctx, v, e)
		})
		add("network ACLs of "+x.VPC, func(ctx context.Context, v *visit) (answer, error) { return acls(ctx, v, e) })
	}
	return all
}

// ofVPC is the filter of what is in a VPC.
func ofVPC(id string) []look.Filter {
	return []look.Filter{{Name: aws.String("vpc-id"), Values: []string{id}}}
}

// vpcOf is the VPC that an environment is in, or none where it is still to be made.
func (n Needs) vpcOf(ctx context.Context, v *visit, e config.Environment) (*look.Vpc, error) {
	out, err := ask(ctx, v, look.DescribeVpcs, look.DescribeVpcsInput{})
	if err != nil {
		return nil, err
	}
	for _, vpc := range out.Vpcs {
		tagged := slices.ContainsFunc(vpc.Tags, func(t look.Tag) bool {
			return aws.ToString(t.Key) == address.OrganizationTag && aws.ToString(t.Value) == n.Organization.Name
		})
		ours := tagged && aws.ToString(vpc.CidrBlock) == e.Network.CIDR.String()
		if x := e.Network.Existing; x != nil {
			ours = aws.ToString(vpc.VpcID) == x.VPC
		}
		if ours {
			return &vpc, nil
		}
	}
	return nil, nil
}

// noNetwork is the answer about what has to be in a network that is still to be made.
func noNetwork(e config.Environment) answer {
	return unknown("the network of " + e.Name + ", in which it has to be, is not there: look again after its deployment")
}

// here ends a command with the account and the region of an environment.
func (n Needs) here(e config.Environment, command string) string {
	return n.in(command, e.Account, string(e.Region))
}

// vpc looks whether the VPC is there, with the range of the configuration.
func (n Needs) vpc(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	vpc, err := n.vpcOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	if vpc == nil {
		return missing("the account has no such VPC in "+string(e.Region),
			"write one of these under `network.existing` of "+e.Name+": "+n.here(e, "aws ec2 describe-vpcs")), nil
	}
	var ranges []string
	for _, r := range vpc.CidrBlockAssociationSet {
		ranges = append(ranges, aws.ToString(r.CidrBlock))
	}
	return demand(slices.Contains(ranges, e.Network.CIDR.String()),
		fmt.Sprintf("it has %s, and not %s", strings.Join(ranges, " and "), e.Network.CIDR),
		"write its range under `network.cidr` of "+e.Name), nil
}

// amazonDNS is what VPCs tell by DHCP that have AWS's resolver.
const amazonDNS = "AmazonProvidedDNS"

// resolves looks whether what is in the VPC asks the resolver of AWS, and gets answers.
func (n Needs) resolves(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	id := e.Network.Existing.VPC
	vpc, err := n.vpcOf(ctx, v, e)
	if err != nil || vpc == nil {
		return unknown("there is no such VPC"), err
	}
	var off, mend []string
	for _, a := range []struct{ attribute, flag string }{
		{"enableDnsSupport", "--enable-dns-support"}, {"enableDnsHostnames", "--enable-dns-hostnames"},
	} {
		in := look.DescribeVpcAttributeInput{Attribute: &a.attribute, VpcID: &id}
		out, err := ask(ctx, v, look.DescribeVpcAttribute, in)
		if err != nil {
			return answer{}, err
		}
		is := out.EnableDNSSupport
		if a.attribute == "enableDnsHostnames" {
			is = out.EnableDNSHostnames
		}
		if is == nil {
			return unanswered("the answer has no " + a.attribute + " (ec2.DescribeVpcAttribute)"), nil
		}
		if !aws.ToBool(is.Value) {
			off = append(off, a.attribute+" is off")
			mend = append(mend, n.here(e, "aws ec2 modify-vpc-attribute --vpc-id "+id+" "+a.flag))
		}
	}
	out, err := ask(ctx, v, look.DescribeDHCP, look.DescribeDHCPInput{})
	if err != nil {
		return answer{}, err
	}
	if servers := serversOf(out.DHCPOptions, aws.ToString(vpc.DHCPOptionsID)); !slices.Contains(servers, amazonDNS) {
		off = append(off, "its DHCP options name other resolvers: "+cmp.Or(strings.Join(servers, ", "), "none"))
		mend = append(mend, "have its DHCP options name "+amazonDNS+", or let the resolvers that they name ask AWS's")
	}
	return demand(len(off) == 0, strings.Join(off, "; "), mend...), nil
}

// serversOf are the resolvers that DHCP options name.
func serversOf(all []look.DHCPOptions, id string) (servers []string) {
	for _, o := range all {
		if aws.ToString(o.ID) != id {
			continue
		}
		for _, c := range o.Configurations {
			if aws.ToString(c.Key) != "domain-name-servers" {
				continue
			}
			for _, value := range c.Values {
				servers = append(servers, aws.ToString(value.Value))
			}
		}
	}
	return servers
}

// subnet looks whether a subnet is where it should be, and has addresses for what is to come.
func (n Needs) subnet(ctx context.Context, v *visit, e config.Environment, t tier, s config.ExistingSubnet,
	zone string,
) (answer, error) {
	key := "`network.existing." + t.key + "` of " + e.Name
	out, err := ask(ctx, v, look.DescribeSubnets, look.DescribeSubnetsInput{Filters: ofVPC(e.Network.Existing.VPC)})
	if err != nil {
		return answer{}, err
	}
	at := slices.IndexFunc(out.Subnets, func(there look.Subnet) bool {
		return aws.ToString(there.SubnetID) == s.Subnet
	})
	if at < 0 {
		return missing("it is not in "+e.Network.Existing.VPC, "write subnets of that VPC under "+key), nil
	}
	there := out.Subnets[at]
	if is := aws.ToString(there.AvailabilityZone); is != zone {
		return missing("it is in "+is, "write the subnets under "+key+" in the order of the zones: "+
			strings.Join(n.Organization.ZoneNames(e.Region, e.Network.Zones), ", ")), nil
	}
	// What is deployed has its addresses already.
	for _, stack := range n.Assembly.Stage(e.Name) {
		if stack.Name != e.Name+"-network" {
			continue
		}
		if is, err := deployed(ctx, v, stack); is || err != nil {
			return done, err
		}
	}
	free := int(aws.ToInt32(there.AvailableIPAddressCount))
	return demand(free >= t.demand, fmt.Sprintf("%d addresses are free, and up to %d are needed", free, t.demand),
		"name a larger one under "+key+", or lower `scaling.max`"), nil
}
