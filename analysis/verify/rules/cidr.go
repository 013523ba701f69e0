package rules

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"

	"bulkhead/assembly"
)

// cidrs are the ranges that Fn::Cidr makes of one: so many, of so many bits.
func (r reader) cidrs(arguments []any) ([]text, bool) {
	block, count := r.read(arguments[0]), r.read(arguments[1])
	bits := text{"8", true}
	if len(arguments) > 2 {
		bits = r.read(arguments[2])
	}
	prefix, err := netip.ParsePrefix(block.text)
	n, fault := strconv.Atoi(count.text)
	width, other := strconv.Atoi(bits.text)
	known := block.exact && count.exact && bits.exact
	if err != nil || fault != nil || other != nil || !prefix.Addr().Is4() || !known ||
		width < 1 || width > 32-prefix.Bits() || n < 1 || n > 256 {
		return nil, false
	}
	address := prefix.Masked().Addr().As4()
	first := binary.BigEndian.Uint32(address[:])
	var list []text
	for i := range n {
		binary.BigEndian.PutUint32(address[:], first+uint32(i)<<width)
		list = append(list, text{fmt.Sprintf("%s/%d", netip.AddrFrom4(address), 32-width), true})
	}
	return list, true
}

// subnet is one whose range is known.
type subnet struct {
	resource *assembly.Resource
	prefix   netip.Prefix
}

// subnets looks for subnets that are outside of their VPC, or over another.
func (c *check) subnets(stack *assembly.Stack) {
	read := reader{stack: stack, defaults: true}
	ranges := map[string][]netip.Prefix{} // of VPCs, by logical id
	open := map[string]bool{}             // VPCs with ranges that nobody knows
	for _, r := range stack.Resources {
		id := ""
		switch r.Type {
		case "AWS::EC2::VPC":
			id = r.LogicalID
		case "AWS::EC2::VPCCidrBlock":
			id = madeHere(stack, r.Get("VpcId"))
		default:
			continue
		}
		block := read.read(r.Get("CidrBlock"))
		prefix, err := netip.ParsePrefix(block.text)
		if err != nil || !block.exact {
			open[id] = open[id] || r.Type == "AWS::EC2::VPC" || r.Get("Ipv6CidrBlock") == nil && r.Get("AmazonProvidedIpv6CidrBlock") == nil
			continue
		}
		ranges[id] = append(ranges[id], prefix)
	}
	byVPC := map[string][]subnet{}
	for _, r := range stack.Resources {
		if r.Type != "AWS::EC2::Subnet" {
			continue
		}
		vpc, block := read.read(r.Get("VpcId")), read.read(r.Get("CidrBlock"))
		prefix, err := netip.ParsePrefix(block.text)
		if err != nil || !block.exact {
			continue
		}
		one := subnet{r, prefix}
		if id := madeHere(stack, r.Get("VpcId")); id != "" && !open[id] && !within(prefix, ranges[id]) {
			c.fault(on(r, "subnet-outside-vpc", "Properties.CidrBlock",
				fmt.Sprintf("%s is not within %s of %s%s", prefix, list(ranges[id]), id, byDefaultOnly(r.Get("CidrBlock")))))
		}
		for _, other := range byVPC[vpc.text] {
			if other.prefix.Overlaps(prefix) && !apart(other.resource, r) {
				c.fault(on(r, "subnets-overlap", "Properties.CidrBlock", fmt.Sprintf("%s overlaps %s of %s%s",
					prefix, other.prefix, other.resource.LogicalID, byDefaultOnly(r.Get("CidrBlock")))))
			}
		}
		byVPC[vpc.text] = append(byVPC[vpc.text], one)
	}
}

func within(prefix netip.Prefix, ranges []netip.Prefix) bool {
	for _, r := range ranges {
		if r.Overlaps(prefix) && r.Bits() <= prefix.Bits() {
			return true
		}
	}
	return len(ranges) == 0
}

func list(prefixes []netip.Prefix) string {
	text := ""
	for i, p := range prefixes {
		if i > 0 {
			text += " and "
		}
		text += p.String()
	}
	return text
}

// byDefaultOnly says that a value is what parameters are by default.
func byDefaultOnly(value any) string {
	if len(assembly.References(value)) > 0 {
		return ", as parameters are by default"
	}
	return ""
}

// madeHere returns the logical id of the resource of the stack that a value refers to, "" when it is none.
func madeHere(stack *assembly.Stack, value any) string {
	alone := assembly.Assembly{Stacks: []*assembly.Stack{stack}}
	resource, found := alone.Resolve(stack, value)
	if !found || resource.Stack != stack {
		return ""
	}
	return resource.LogicalID
}
