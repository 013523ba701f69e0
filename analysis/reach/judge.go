package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
)

// Step is something on the way that decides about packets, with what it admits.
type Step struct {
	Kind     string             // group, route, ACL, address, public access, transit gateway or way in
	Text     string             // what it is, and what it says
	Resource *assembly.Resource // whose rules decide; nil: AWS's own
	Reply    bool               // it is about the way back, where ports are those that a client sends from
	NAT      bool               // those that a NAT gateway sends from
	admits   Ports              // for every address of both ends
	some     Ports              // for some address at least: a part of a subnet, for example
	rules    []admitted         // which rule admits what
}

type admitted struct {
	ports Ports
	rule  string
}

// rule is what admits a port, or "".
func (s Step) rule(port int) string {
	for _, a := range s.rules {
		if a.ports.Has(port) {
			return a.rule
		}
	}
	return ""
}

func pass(kind, text string, resource *assembly.Resource) Step {
	return Step{Kind: kind, Text: text, Resource: resource, admits: everyPort, some: everyPort}
}

func block(kind, text string, resource *assembly.Resource) Step {
	return Step{Kind: kind, Text: text, Resource: resource}
}

// end is one end of a way: an interface in one of its subnets, an address, the internet, or a service of AWS.
type end struct {
	inside  *network.Interface
	subnet  *network.Subnet
	service *network.Service
	address netip.Prefix   // all its addresses
	public  bool           // it is in the internet
	level   *network.Level // of who comes through the VPN's server, inside
	seen    netip.Prefix   // what is behind a relay sees instead of its own addresses, where it keeps the client's
}

// internet is every public address.
var internet = end{address: netip.MustParsePrefix("0.0.0.0/0"), public: true}

// private are the ranges that no router in the internet knows.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
}

// sends are the ports that a client of a kind sends from. Linux takes the upper half; load balancers, functions, and
// whoever is in the internet or behind a VPN may take any above 1023.
func (e end) sends() Ports {
	if e.inside != nil && e.seen == (netip.Prefix{}) {
		switch e.inside.Kind {
		case "tasks", "instances", "instance", "pods":
			if e.inside.Name != "vpn" {
				return Ports{{32768, 60999}}
			}
		}
	}
	return Ports{{1024, 65535}}
}

// fromNAT are the ports that a NAT gateway sends from.
var fromNAT = Ports{{1024, 65535}}

// from are the addresses that the other end sees.
func (e end) from() netip.Prefix {
	if e.seen != (netip.Prefix{}) {
		return e.seen
	}
	return e.address
}

// covers tells whether a range has all of the addresses of an end, or some. The internet has no private ones.
func covers(r netip.Prefix, whole netip.Prefix) (all, some bool) {
	if whole.Bits() == 0 {
		return r.Bits() == 0, !network.In(private, r)
	}
	return network.In([]netip.Prefix{r}, whole), r.Overlaps(whole)
}

// way is everything on the way from one end to another, for a protocol, and back.
func way(from, to end, protocol string) []Step {
	if from.level != nil {
		level := from.level
		from.level = nil
		return append([]Step{admission(level, to)}, way(from, to, protocol)...)
	}
	switch {
	case to.level != nil:
		return []Step{block("way in", "the VPN's firewall lets nobody through to its clients", to.level.Resource)}
	case to.service != nil:
		return toService(from, to, protocol)
	case to.public:
		return outward(from, to, protocol)
	case from.public:
		return inward(from, to, protocol)
	case from.subnet == nil || to.subnet == nil:
		return []Step{block("address", "no VPC of the templates has the address", nil)}
	case from.subnet.VPC == to.subnet.VPC:
		return within(from, to, protocol)
	}
	return between(from, to, protocol)
}

// admission is what the firewall of the VPN's server lets a level through to.
func admission(level *network.Level, to end) Step {
	step := Step{Kind: "way in", Text: "the VPN's firewall, level " + level.Name, Resource: level.Resource}
	for _, n := range level.Networks {
		if all, some := covers(n, to.address); some {
			step.admit(everyPort, all, n.String())
		}
	}
	return step
}

// groupOut is what the groups of the sender let out. Groups name groups of one VPC, or of a peer.
func groupOut(from, to end, protocol string, named bool) []Step {
	if from.inside == nil || !from.inside.Filtered {
		return nil
	}
	step := Step{Kind: "group", Text: "security groups of " + from.inside.Name + ", out"}
	for _, group := range from.inside.Groups {
		step.Resource = cmp.Or(step.Resource, group.Resource)
		if group.All {
			step.admit(everyPort, true, "everything, since no rule of "+group.Resource.LogicalID+" says what goes out")
		}
		step.group(group.Out, to, to.address, protocol, named)
	}
	return []Step{step}
}

// groupIn is what the groups of the receiver let in. Answers need no rule.
func groupIn(from, to end, protocol string, named bool) []Step {
	if to.inside == nil || !to.inside.Filtered {
		return nil
	}
	step := Step{Kind: "group", Text: "security groups of " + to.inside.Name + ", in"}
	for _, group := range to.inside.Groups {
		step.Resource = cmp.Or(step.Resource, group.Resource)
		step.group(group.In, from, from.from(), protocol, named)
	}
	return []Step{step}
}

func (s *Step) group(rules []network.Rule, other end, address netip.Prefix, protocol string, named bool) {
	for _, rule := range rules {
		if rule.Protocol != protocol && rule.Protocol != "-1" {
			continue
		}
		ports := Ports{{rule.From, rule.To}}
		if rule.Group != nil {
			if named && other.inside != nil && slices.Contains(other.inside.Groups, rule.Group) {
				s.admit(ports, true, rule.Resource.LogicalID)
			}
			continue
		}
		all, some := covers(rule.Range, address)
		if some {
			s.admit(ports, all, rule.Resource.LogicalID)
		}
	}
}

func (s *Step) admit(ports Ports, all bool, rule string) {
	s.some = s.some.Or(ports...)
	if all {
		s.admits = s.admits.Or(ports...)
	}
	s.rules = append(s.rules, admitted{ports, rule})
}

// acl is what the network ACL of a subnet admits to, or from, addresses. An ACL has no memory: it sees answers as
// packets of their own.
func acl(subnet *network.Subnet, out bool, address netip.Prefix, protocol string, reply bool) Step {
	direction := "in"
	if out {
		direction = "out"
	}
	if subnet.ACL == nil {
		step := pass("ACL", fmt.Sprintf("default network ACL of %s, %s", subnet.Range, direction), nil)
		step.Reply = reply
		return step
	}
	step := Step{
		Kind: "ACL", Text: fmt.Sprintf("network ACL of %s, %s", subnet.Range, direction),
		Resource: subnet.ACL.Resource, Reply: reply,
	}
	entries := subnet.ACL.In
	if out {
		entries = subnet.ACL.Out
	}
	var decided, touched Ports // for all of the addresses, or for some of them
	for _, entry := range entries {
		if entry.Protocol != protocol && entry.Protocol != "-1" {
			continue
		}
		all, some := covers(entry.Range, address)
		ports := Ports{{entry.From, entry.To}}
		if entry.Protocol == "-1" {
			ports = everyPort
		}
		switch {
		case !some:
			continue
		case entry.Allow:
			step.some = step.some.Or(ports.Not(decided)...)
			if all {
				step.admits = step.admits.Or(ports.Not(touched)...)
			}
			step.rules = append(step.rules, admitted{ports.Not(decided), fmt.Sprintf("rule %d", entry.Number)})
		default:
			touched = touched.Or(ports.Not(step.admits)...)
		}
		if all {
			decided = decided.Or(ports...)
		}
	}
	return step
}

// crossing is the two ACLs between two subnets of a VPC.
func crossing(from, to *network.Subnet, source, target netip.Prefix, protocol string, reply bool) []Step {
	if from == to {
		return nil
	}
	return []Step{acl(from, true, target, protocol, reply), acl(to, false, source, protocol, reply)}
}

// within is a way inside a VPC.
func within(from, to end, protocol string) []Step {
	steps := groupOut(from, to, protocol, true)
	steps = append(steps, local(from.subnet, to.address)...)
	steps = append(steps, crossing(from.subnet, to.subnet, from.from(), to.address, protocol, false)...)
	steps = append(steps, groupIn(from, to, protocol, true)...)
	steps = append(steps, back(local(to.subnet, from.address))...)
	return append(steps, crossing(to.subnet, from.subnet, to.address, from.from(), protocol, true)...)
}

// local is the way inside a VPC, which goes without saying, unless a table leads a part of it elsewhere.
func local(subnet *network.Subnet, target netip.Prefix) []Step {
	if subnet.Table != nil {
		for _, route := range subnet.Table.Routes {
			inside := subnet.VPC.Range
			if route.To.Bits() > inside.Bits() && inside.Contains(route.To.Addr()) && route.To.Overlaps(target) {
				return []Step{block("route", fmt.Sprintf("route table of %s leads %s elsewhere", subnet.Range, route.To), route.Resource)}
			}
		}
	}
	return []Step{pass("route", fmt.Sprintf("route table of %s: inside the VPC", subnet.Range), nil)}
}

func back(steps []Step) []Step {
	for i := range steps {
		steps[i].Reply = true
	}
	return steps
}

// lookup is the route of a table to all of some addresses: the longest one.
func lookup(subnet *network.Subnet, to netip.Prefix) *network.Route {
	var best *network.Route
	if subnet.Table == nil {
		return nil
	}
	for _, route := range subnet.Table.Routes {
		if all, _ := covers(route.To, to); all && (best == nil || route.To.Bits() > best.To.Bits()) {
			best = route
		}
	}
	return best
}

// toInternet is the route of a subnet to the internet, as a step, with the NAT gateway that it leads to.
func toInternet(subnet *network.Subnet) (Step, *network.Route) {
	route := lookup(subnet, internet.address)
	switch {
	case route == nil:
		return block("route", fmt.Sprintf("route table of %s: no route to the internet", subnet.Range), tableOf(subnet)), nil
	case route.Internet != nil && subnet.VPC.Internet != route.Internet:
		return block("route", fmt.Sprintf("route table of %s leads to an internet gateway that is not attached", subnet.Range), route.Resource), route
	case route.Internet != nil:
		return pass("route", fmt.Sprintf("route table of %s: to the internet gateway", subnet.Range), route.Resource), route
	case route.NAT != nil:
		return pass("route", fmt.Sprintf("route table of %s: to NAT gateway %s", subnet.Range, route.NAT.Resource.LogicalID), route.Resource), route
	}
	return block("route", fmt.Sprintf("route table of %s leads what is for the internet to another VPC", subnet.Range), route.Resource), route
}

func tableOf(subnet *network.Subnet) *assembly.Resource {
	if subnet.Table == nil {
		return nil
	}
	return subnet.Table.Resource
}

// publicAccess is what VPC Block Public Access says of what passes an internet gateway.
func publicAccess(vpc *network.VPC, subnet *network.Subnet, in, nat bool) []Step {
	if vpc.Block == "" || vpc.Block == "off" {
		return nil
	}
	excluded := vpc.Excluded
	if subnet != nil {
		excluded = cmp.Or(subnet.Excluded, excluded)
	}
	text := "VPC Block Public Access of the account: " + vpc.Block
	if excluded != "" {
		text += ", excluded with " + excluded
	}
	allowed := excluded == "allow-bidirectional" || !in && (excluded != "" || nat && vpc.Block == "block-ingress")
	if allowed {
		return []Step{pass("public access", text, nil)}
	}
	return []Step{block("public access", text, nil)}
}

// outward is a way to the internet.
func outward(from, to end, protocol string) []Step {
	steps := groupOut(from, to, protocol, false)
	if from.subnet == nil {
		return append(steps, block("address", "no VPC of the templates has the address", nil))
	}
	vpc := from.subnet.VPC
	step, route := toInternet(from.subnet)
	steps = append(steps, step)
	steps = append(steps, acl(from.subnet, true, to.address, protocol, false))
	var answers []Step // of the way back, before the sender's subnet
	switch {
	case route != nil && route.NAT != nil && route.NAT.Subnet != nil:
		last := route.NAT.Subnet
		if last != from.subnet {
			steps = append(steps, acl(last, false, from.address, protocol, false))
		}
		exit, route := toInternet(last)
		if route != nil && route.NAT != nil {
			exit = block("route", fmt.Sprintf("route table of %s: leads to a NAT gateway again", last.Range), route.Resource)
		}
		steps = append(steps, exit, acl(last, true, to.address, protocol, false))
		in := acl(last, false, to.address, protocol, true)
		in.NAT = true
		answers = append(answers, in)
		if last != from.subnet {
			answers = append(answers, acl(last, true, from.address, protocol, true))
		}
		steps = append(steps, publicAccess(vpc, last, false, true)...)
	case route != nil && route.NAT != nil: // a regional one is outside of subnets
		steps = append(steps, publicAccess(vpc, nil, false, true)...)
	default:
		if from.inside == nil || !from.inside.Public {
			steps = append(steps, block("address", "the sender has no public address", nil))
		}
		steps = append(steps, publicAccess(vpc, from.subnet, false, false)...)
	}
	if vpc.Internet == nil {
		steps = append(steps, block("route", "the VPC has no internet gateway", vpc.Resource))
	}
	steps = append(steps, answers...)
	return append(steps, acl(from.subnet, false, to.address, protocol, true))
}

// inward is a way from the internet.
func inward(from, to end, protocol string) []Step {
	if to.inside != nil && to.inside.Front {
		step := Step{Kind: "way in", Text: "AWS hands requests from the internet to " + to.inside.Name, Resource: to.inside.Resource}
		if protocol == "tcp" {
			step.admit(Ports{{443, 443}}, true, "HTTPS")
		}
		return []Step{step}
	}
	if to.subnet == nil {
		return []Step{block("address", "no VPC of the templates has the address", nil)}
	}
	vpc := to.subnet.VPC
	var steps []Step
	if to.inside == nil || !to.inside.Public {
		steps = append(steps, block("address", "the receiver has no public address", nil))
	}
	if vpc.Internet == nil {
		steps = append(steps, block("route", "the VPC has no internet gateway", vpc.Resource))
	}
	steps = append(steps, publicAccess(vpc, to.subnet, true, false)...)
	steps = append(steps, acl(to.subnet, false, from.address, protocol, false))
	steps = append(steps, groupIn(from, to, protocol, false)...)
	step, route := toInternet(to.subnet)
	if route != nil && route.NAT != nil {
		step = block("route", fmt.Sprintf("route table of %s: answers leave by a NAT gateway, not by the internet gateway", to.subnet.Range), route.Resource)
	}
	steps = append(steps, back([]Step{step})...)
	return append(steps, acl(to.subnet, true, from.address, protocol, true))
}

// toService is a way to a service of AWS by a gateway endpoint, whose addresses are public ones.
func toService(from, to end, protocol string) []Step {
	steps := groupOut(from, end{address: internet.address, public: true}, protocol, false)
	switch {
	case from.subnet == nil:
		return append(steps, block("address", "only what is in the VPC reaches a gateway endpoint", to.service.Resource))
	case from.subnet.VPC != to.service.VPC:
		steps = append(steps, block("route", "only what is in the VPC reaches a gateway endpoint", to.service.Resource))
	case from.subnet.Table == nil || !slices.Contains(to.service.Tables, from.subnet.Table):
		steps = append(steps, block("route", fmt.Sprintf("route table of %s: does not lead to %s", from.subnet.Range, to.service.Name), tableOf(from.subnet)))
	default:
		steps = append(steps, pass("route", fmt.Sprintf("route table of %s: to the gateway endpoint", from.subnet.Range), to.service.Resource))
	}
	steps = append(steps, acl(from.subnet, true, internet.address, protocol, false))
	steps = append(steps, acl(from.subnet, false, internet.address, protocol, true))
	for i := range steps {
		steps[i].some = steps[i].admits // nobody says that a range of public addresses is the service's
	}
	return steps
}

// between is a way from a VPC to another.
func between(from, to end, protocol string) []Step {
	peered := false
	if route := lookup(from.subnet, to.address); route != nil && route.Peer == to.subnet.VPC {
		peered = from.subnet.VPC.Resource.Stack.Region == to.subnet.VPC.Resource.Stack.Region
	}
	steps := groupOut(from, to, protocol, peered)
	if clients := clientsOf(from); clients != nil {
		steps = append(steps, clients.allow(to)...)
	}
	steps = append(steps, leg(from, to, protocol, false)...)
	steps = append(steps, groupIn(from, to, protocol, peered)...)
	return append(steps, leg(to, from, protocol, true)...)
}

type clientVPN struct{ *network.ClientVPN }

func clientsOf(e end) *clientVPN {
	if e.inside == nil || e.inside.Clients == nil {
		return nil
	}
	return &clientVPN{e.inside.Clients}
}

// allow is what a Client VPN endpoint says of where its clients go.
func (c clientVPN) allow(to end) []Step {
	var steps []Step
	for _, rule := range []struct {
		what   string
		ranges []netip.Prefix
	}{{"authorization rule", c.Allowed}, {"route", c.Routed}} {
		if network.In(rule.ranges, to.address) {
			steps = append(steps, pass("way in", "the VPN has a "+rule.what+" for "+to.address.String(), nil))
		} else {
			steps = append(steps, block("way in", "the VPN has no "+rule.what+" for "+to.address.String(), nil))
		}
	}
	return steps
}

// leg is one direction of a way between VPCs: what leads there, and the ACLs on the way.
func leg(from, to end, protocol string, reply bool) []Step {
	steps := []Step{}
	add := func(more ...Step) {
		for _, step := range more {
			step.Reply = reply
			steps = append(steps, step)
		}
	}
	target := to.subnet
	ends := func() { // what can be judged without knowing the way
		add(acl(from.subnet, true, to.address, protocol, reply), acl(target, false, from.address, protocol, reply))
	}
	table := fmt.Sprintf("route table of %s", from.subnet.Range)
	route := lookup(from.subnet, to.address)
	switch {
	case route == nil:
		add(block("route", fmt.Sprintf("%s: no route to %s", table, to.address), tableOf(from.subnet)))
		ends()
		return steps
	case route.Peer == target.VPC:
		add(pass("route", fmt.Sprintf("%s: %s to the peer", table, route.To), route.Resource))
		ends()
		return steps
	case route.Transit == nil:
		add(block("route", fmt.Sprintf("%s leads %s to the internet, where private addresses end", table, route.To), route.Resource))
		ends()
		return steps
	}
	add(pass("route", fmt.Sprintf("%s: %s to the transit gateway", table, route.To), route.Resource))
	here := attachmentOf(route.Transit, from.subnet.VPC)
	if here == nil {
		add(block("transit gateway", "the VPC is not attached to it", route.Transit.Resource))
		ends()
		return steps
	}
	entry := inZone(here, from.subnet.Zone)
	if entry == nil {
		add(block("transit gateway", fmt.Sprintf("the attachment has no subnet in %s", from.subnet.Zone), here.Resource))
		ends()
		return steps
	}
	add(acl(from.subnet, true, to.address, protocol, reply), acl(entry, false, from.address, protocol, reply))
	there, hops := through(here, to.address, target.VPC)
	add(hops...)
	exit := target
	if there != nil {
		exit = cmp.Or(inZone(there, from.subnet.Zone), inZone(there, target.Zone), exit)
	}
	if exit != target {
		add(acl(exit, true, to.address, protocol, reply), acl(target, false, from.address, protocol, reply))
	} else if there == nil || !slices.Contains(there.Subnets, target) {
		add(acl(target, false, from.address, protocol, reply))
	}
	return steps
}

func attachmentOf(transit *network.Transit, vpc *network.VPC) *network.Attachment {
	for _, a := range transit.Attachments {
		if a.VPC == vpc {
			return a
		}
	}
	return nil
}

func inZone(a *network.Attachment, zone string) *network.Subnet {
	for _, subnet := range a.Subnets {
		if subnet.Zone == zone {
			return subnet
		}
	}
	return nil
}

// through follows the tables of transit gateways from an attachment to that of a VPC.
func through(here *network.Attachment, to netip.Prefix, vpc *network.VPC) (*network.Attachment, []Step) {
	var steps []Step
	for range 4 { // a packet that comes by more gateways goes round
		if here.Table == nil {
			return nil, append(steps, block("transit gateway", "the attachment is associated with no route table", here.Resource))
		}
		var best *network.TransitRoute
		for i, route := range here.Table.Routes {
			all, _ := covers(route.To, to)
			if all && (best == nil || route.To.Bits() > best.To.Bits() ||
				route.To.Bits() == best.To.Bits() && route.Static && !best.Static) {
				best = &here.Table.Routes[i]
			}
		}
		name := here.Table.Resource.LogicalID
		switch {
		case best == nil:
			return nil, append(steps, block("transit gateway", fmt.Sprintf("its table %s has no route to %s", name, to), here.Table.Resource))
		case best.Attachment == nil:
			return nil, append(steps, block("transit gateway", fmt.Sprintf("its table %s drops %s", name, best.To), best.Resource))
		}
		next := best.Attachment
		if next.Other == nil {
			if next.VPC != vpc {
				return nil, append(steps, block("transit gateway", fmt.Sprintf("its table %s leads %s to another VPC", name, best.To), best.Resource))
			}
			return next, append(steps, pass("transit gateway", fmt.Sprintf("its table %s leads %s to the VPC", name, best.To), best.Resource))
		}
		steps = append(steps, pass("transit gateway", fmt.Sprintf("its table %s leads %s to the gateway of another region", name, best.To), best.Resource))
		here = next.Other
	}
	return nil, append(steps, block("transit gateway", "its routes go round", here.Resource))
}
