package network

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// Read reads the networks of an assembly. What it cannot read, and what might matter and is not known here, is an
// error: an answer that leaves something out would be a wrong one.
func Read(a *assembly.Assembly) (*Network, error) {
	r := &reader{
		assembly: a,
		network:  &Network{Elsewhere: map[string]string{}},
		vpcs:     map[*assembly.Resource]*VPC{}, subnets: map[*assembly.Resource]*Subnet{},
		tables: map[*assembly.Resource]*Table{}, acls: map[*assembly.Resource]*ACL{},
		groups: map[*assembly.Resource]*Group{}, nats: map[*assembly.Resource]*NAT{},
		services: map[*assembly.Resource]*Service{}, interfaces: map[*assembly.Resource]*Interface{},
		transits: map[*assembly.Resource]*Transit{}, transitTables: map[*assembly.Resource]*TransitTable{},
		attachments: map[*assembly.Resource]*Attachment{}, far: map[*assembly.Resource]*Attachment{},
		away:      map[*assembly.Resource]bool{},
		published: map[[3]string]place{},
	}
	r.known()
	r.subnetsAndTables()
	r.transitGateways()
	r.routes()
	r.rules()
	r.publicAccess()
	r.interfacesOf()
	r.levels()
	r.distinguish()
	r.relays()
	r.transitRoutes()
	slices.SortStableFunc(r.network.Interfaces, func(x, y *Interface) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortStableFunc(r.network.Services, func(x, y *Service) int { return cmp.Compare(x.Name, y.Name) })
	slices.Sort(r.faults)
	var all []error
	for _, fault := range slices.Compact(r.faults) {
		all = append(all, errors.New(fault))
	}
	return r.network, errors.Join(all...)
}

// reader holds what was read, by the resource that it is of.
type reader struct {
	assembly      *assembly.Assembly
	network       *Network
	vpcs          map[*assembly.Resource]*VPC
	subnets       map[*assembly.Resource]*Subnet
	tables        map[*assembly.Resource]*Table
	acls          map[*assembly.Resource]*ACL
	groups        map[*assembly.Resource]*Group
	nats          map[*assembly.Resource]*NAT
	services      map[*assembly.Resource]*Service
	interfaces    map[*assembly.Resource]*Interface
	transits      map[*assembly.Resource]*Transit
	transitTables map[*assembly.Resource]*TransitTable
	attachments   map[*assembly.Resource]*Attachment
	far           map[*assembly.Resource]*Attachment // the other side of a peering
	away          map[*assembly.Resource]bool        // is in a network that no template has
	published     map[[3]string]place                // by account, region and name of an export
	faults        []string
}

// place is a value, and the stack whose template it is in.
type place struct {
	stack *assembly.Stack
	value any
}

// follow is assembly.Follow, which remembers: subnets are imported again and again.
func (r *reader) follow(stack *assembly.Stack, value any) (*assembly.Stack, any) {
	name, is := assembly.At(value, "Fn::ImportValue").(string)
	if !is {
		return r.assembly.Follow(stack, value)
	}
	key := [3]string{stack.Account, stack.Region, name}
	found, known := r.published[key]
	if !known {
		found.stack, found.value = r.assembly.Follow(stack, value)
		r.published[key] = found
	}
	return found.stack, found.value
}

func (r *reader) fault(of *assembly.Resource, format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf("%s: %s", of, fmt.Sprintf(format, args...)))
}

// known refuses what might matter and is not known here.
func (r *reader) known() {
	for _, stack := range r.assembly.Stacks {
		for _, resource := range stack.Resources {
			_, shaped := shapes[resource.Type]
			if shaped || parts[resource.Type] || inert[resource.Type] != "" {
				r.noIPv6(resource)
				continue
			}
			of, err := facts.Of(resource.Type)
			switch {
			case err != nil:
				r.fault(resource, "nobody has classified the type, so nobody knows whether packets pass it; see internal/facts")
				continue
			case of.Network.Kind == facts.InGroups:
				r.fault(resource, "it has security groups, and reach does not know the type: add it to shapes in analysis/reach/network")
				continue
			}
			for _, target := range r.all(stack, resource.Properties) {
				if objects[target.Type] {
					r.fault(resource, "it names %s, and reach does not know the type: add it to shapes, parts or inert in analysis/reach/network", target)
					break
				}
			}
		}
	}
}

// noIPv6 refuses networks of both kinds, whose second kind nobody would judge.
func (r *reader) noIPv6(resource *assembly.Resource) {
	for _, key := range []string{"CidrIpv6", "Ipv6CidrBlock", "DestinationIpv6CidrBlock", "AssignIpv6AddressOnCreation", "Ipv6Native"} {
		if value := resource.Get(key); value != nil && value != false {
			r.fault(resource, "%s: reach knows IPv4 only", key)
		}
	}
	for _, list := range []string{"SecurityGroupIngress", "SecurityGroupEgress"} {
		for i := range assembly.List(resource.Get(list)) {
			if resource.Get(list, strconv.Itoa(i), "CidrIpv6") != nil {
				r.fault(resource, "%s: reach knows IPv4 only", list)
			}
		}
	}
}

// of is every resource of a type.
func (r *reader) of(typ string) []*assembly.Resource { return r.assembly.OfType(typ) }

// one is the resource at a path, or nil.
func (r *reader) one(resource *assembly.Resource, path ...string) *assembly.Resource {
	target, _ := r.assembly.Resolve(r.follow(resource.Stack, resource.Get(path...)))
	return target
}

// all is every resource that is referred to anywhere in a value.
func (r *reader) all(stack *assembly.Stack, value any) []*assembly.Resource {
	var found []*assembly.Resource
	var walk func(*assembly.Stack, any)
	walk = func(stack *assembly.Stack, value any) {
		stack, value = r.follow(stack, value)
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(stack, item)
			}
		case map[string]any:
			if target, is := r.assembly.Resolve(stack, v); is {
				if !slices.Contains(found, target) {
					found = append(found, target)
				}
				return
			}
			keys := make([]string, 0, len(v))
			for key := range v {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			for _, key := range keys {
				walk(stack, v[key])
			}
		}
	}
	walk(stack, value)
	return found
}

func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func number(value any, otherwise int) int {
	n, err := strconv.Atoi(text(value))
	if err != nil {
		return otherwise
	}
	return n
}

// prefix reads a range.
func (r *reader) prefix(resource *assembly.Resource, value any) netip.Prefix {
	p, err := netip.ParsePrefix(text(value))
	if err != nil {
		r.fault(resource, "%v is no range that is known before the deployment", value)
	}
	return p.Masked()
}

func (r *reader) subnetsAndTables() {
	for _, resource := range r.of("AWS::EC2::VPC") {
		vpc := &VPC{Resource: resource, Range: r.prefix(resource, resource.Get("CidrBlock"))}
		r.vpcs[resource] = vpc
		r.network.VPCs = append(r.network.VPCs, vpc)
	}
	for _, resource := range r.of("AWS::EC2::VPCGatewayAttachment") {
		if vpc := r.vpcs[r.one(resource, "VpcId")]; vpc != nil {
			vpc.Internet = r.one(resource, "InternetGatewayId")
		}
	}
	for _, resource := range r.of("AWS::EC2::Subnet") {
		vpc := r.vpcs[r.one(resource, "VpcId")]
		if vpc == nil {
			r.fault(resource, "VpcId: no template has the VPC")
			continue
		}
		subnet := &Subnet{
			Resource: resource, VPC: vpc,
			Range: r.prefix(resource, resource.Get("CidrBlock")), Zone: text(resource.Get("AvailabilityZone")),
		}
		r.subnets[resource] = subnet
		vpc.Subnets = append(vpc.Subnets, subnet)
	}
	for _, resource := range r.of("AWS::EC2::RouteTable") {
		r.tables[resource] = &Table{Resource: resource}
	}
	for _, resource := range r.of("AWS::EC2::SubnetRouteTableAssociation") {
		if subnet := r.subnets[r.one(resource, "SubnetId")]; subnet != nil {
			subnet.Table = r.tables[r.one(resource, "RouteTableId")]
		}
	}
	for _, resource := range r.of("AWS::EC2::NetworkAcl") {
		r.acls[resource] = &ACL{Resource: resource}
	}
	for _, resource := range r.of("AWS::EC2::SubnetNetworkAclAssociation") {
		if subnet := r.subnets[r.one(resource, "SubnetId")]; subnet != nil {
			subnet.ACL = r.acls[r.one(resource, "NetworkAclId")]
		}
	}
	for _, resource := range r.of("AWS::EC2::NetworkAclEntry") {
		acl := r.acls[r.one(resource, "NetworkAclId")]
		if acl == nil {
			r.fault(resource, "NetworkAclId: no template has the network ACL")
			continue
		}
		entry := Entry{
			Resource: resource, Number: number(resource.Get("RuleNumber"), 0), Allow: resource.Get("RuleAction") == "allow",
			Protocol: protocol(text(resource.Get("Protocol"))), Range: r.prefix(resource, resource.Get("CidrBlock")),
			From: number(resource.Get("PortRange", "From"), 0), To: number(resource.Get("PortRange", "To"), 65535),
		}
		if resource.Get("Egress") == true {
			acl.Out = append(acl.Out, entry)
		} else {
			acl.In = append(acl.In, entry)
		}
	}
	for _, acl := range r.acls {
		byNumber := func(x, y Entry) int { return cmp.Compare(x.Number, y.Number) }
		slices.SortFunc(acl.In, byNumber)
		slices.SortFunc(acl.Out, byNumber)
	}
}

// protocol is the name of a protocol, which some types know by its number.
func protocol(name string) string {
	switch name {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	case "1":
		return "icmp"
	}
	return name
}

func (r *reader) routes() {
	for _, resource := range r.of("AWS::EC2::NatGateway") {
		nat := &NAT{Resource: resource, Subnet: r.subnets[r.one(resource, "SubnetId")], VPC: r.vpcs[r.one(resource, "VpcId")]}
		if nat.Subnet != nil {
			nat.VPC = nat.Subnet.VPC
		}
		r.nats[resource] = nat
	}
	for _, resource := range r.of("AWS::EC2::Route") {
		table := r.tables[r.one(resource, "RouteTableId")]
		if table == nil {
			if strings.HasPrefix(text(resource.Get("RouteTableId")), "rtb-") {
				continue // of a network that exists: what is there is elsewhere
			}
			r.fault(resource, "RouteTableId: no template has the route table")
			continue
		}
		route := &Route{Resource: resource, To: r.prefix(resource, resource.Get("DestinationCidrBlock"))}
		table.Routes = append(table.Routes, route)
		switch {
		case resource.Get("GatewayId") != nil:
			if gateway := r.one(resource, "GatewayId"); gateway != nil && gateway.Type == "AWS::EC2::InternetGateway" {
				route.Internet = gateway
				continue
			}
		case resource.Get("NatGatewayId") != nil:
			route.NAT = r.nats[r.one(resource, "NatGatewayId")]
		case resource.Get("TransitGatewayId") != nil:
			route.Transit = r.transit(resource, "TransitGatewayId")
		case resource.Get("VpcPeeringConnectionId") != nil:
			if peering := r.one(resource, "VpcPeeringConnectionId"); peering != nil {
				near, other := r.vpcs[r.one(peering, "VpcId")], r.vpcs[r.one(peering, "PeerVpcId")]
				route.Peer = other
				if other != nil && r.vpcs[r.one(table.Resource, "VpcId")] == other {
					route.Peer = near
				}
			}
		}
		if route.NAT == nil && route.Transit == nil && route.Peer == nil {
			r.fault(resource, "reach does not know where it leads: no template has what it names, or it is no gateway that reach knows")
		}
	}
	for _, resource := range r.of("AWS::EC2::VPCEndpoint") {
		if resource.Get("VpcEndpointType") != "Gateway" {
			continue
		}
		service := &Service{Name: stage(resource) + "/" + service(resource), Resource: resource}
		service.VPC = r.vpcs[r.one(resource, "VpcId")]
		for _, table := range r.all(resource.Stack, resource.Get("RouteTableIds")) {
			service.Tables = append(service.Tables, r.tables[table])
		}
		r.services[resource] = service
		r.network.Services = append(r.network.Services, service)
	}
}

// service is the last part of the name of an endpoint's service.
func service(endpoint *assembly.Resource) string {
	name := text(endpoint.Get("ServiceName"))
	for _, part := range assembly.List(endpoint.Get("ServiceName", "Fn::Join", "1")) {
		name += text(part)
	}
	return name[strings.LastIndex(name, ".")+1:]
}

func (r *reader) rules() {
	for _, resource := range r.of("AWS::EC2::SecurityGroup") {
		r.groups[resource] = &Group{Resource: resource, All: len(assembly.List(resource.Get("SecurityGroupEgress"))) == 0}
	}
	for _, resource := range r.of("AWS::EKS::Cluster") { // EKS makes a group that nodes have in common with it
		group := &Group{Resource: resource, All: true}
		group.In = []Rule{{Resource: resource, Protocol: "-1", To: 65535, Group: group}}
		r.groups[resource] = group
	}
	for _, resource := range r.of("AWS::EC2::SecurityGroup") {
		group := r.groups[resource]
		for i := range assembly.List(resource.Get("SecurityGroupIngress")) {
			group.In = append(group.In, r.rule(resource, "Source", "SecurityGroupIngress", strconv.Itoa(i)))
		}
		for i := range assembly.List(resource.Get("SecurityGroupEgress")) {
			group.Out = append(group.Out, r.rule(resource, "Destination", "SecurityGroupEgress", strconv.Itoa(i)))
		}
	}
	for _, resource := range r.of("AWS::EC2::SecurityGroupIngress") {
		if group := r.group(resource, "GroupId"); group != nil {
			group.In = append(group.In, r.rule(resource, "Source"))
		} else {
			r.fault(resource, "GroupId: no template has the security group")
		}
	}
	for _, resource := range r.of("AWS::EC2::SecurityGroupEgress") {
		if group := r.group(resource, "GroupId"); group != nil {
			group.Out, group.All = append(group.Out, r.rule(resource, "Destination")), false
		} else {
			r.fault(resource, "GroupId: no template has the security group")
		}
	}
}

// group is the security group at a path of a resource. One that is named by its id is of no template: nobody of the
// templates is in it.
func (r *reader) group(resource *assembly.Resource, path ...string) *Group {
	if group := r.groups[r.one(resource, path...)]; group != nil {
		return group
	}
	if _, value := r.follow(resource.Stack, resource.Get(path...)); strings.HasPrefix(text(value), "sg-") {
		return &Group{}
	}
	return nil
}

// rule reads a rule of a security group, at a path of a resource.
func (r *reader) rule(resource *assembly.Resource, side string, path ...string) Rule {
	at := func(key string) []string { return append(slices.Clone(path), key) }
	rule := Rule{
		Resource: resource, Protocol: protocol(text(resource.Get(at("IpProtocol")...))),
		From: number(resource.Get(at("FromPort")...), 0), To: number(resource.Get(at("ToPort")...), 65535),
	}
	if rule.From < 0 || rule.Protocol == "-1" {
		rule.From, rule.To = 0, 65535
	}
	switch {
	case resource.Get(at("CidrIp")...) != nil:
		rule.Range = r.prefix(resource, resource.Get(at("CidrIp")...))
	case resource.Get(at(side+"SecurityGroupId")...) != nil:
		rule.Group = r.group(resource, at(side+"SecurityGroupId")...)
		if rule.Group == nil {
			r.fault(resource, "%sSecurityGroupId: no template has the security group", side)
		}
	default:
		r.fault(resource, "reach does not know its other side: it is neither a range nor a group")
	}
	return rule
}

// publicAccess reads VPC Block Public Access, which is for all VPCs of an account and region.
func (r *reader) publicAccess() {
	for _, resource := range r.of("AWS::EC2::VPCBlockPublicAccessOptions") {
		for _, vpc := range r.network.VPCs {
			if s := vpc.Resource.Stack; s.Account == resource.Stack.Account && s.Region == resource.Stack.Region {
				vpc.Block = text(resource.Get("InternetGatewayBlockMode"))
			}
		}
	}
	for _, resource := range r.of("AWS::EC2::VPCBlockPublicAccessExclusion") {
		mode := text(resource.Get("InternetGatewayExclusionMode"))
		if subnet := r.subnets[r.one(resource, "SubnetId")]; subnet != nil {
			subnet.Excluded = mode
		} else if vpc := r.vpcs[r.one(resource, "VpcId")]; vpc != nil {
			vpc.Excluded = mode
		}
	}
}
