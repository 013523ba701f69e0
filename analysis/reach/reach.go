// Package reach tells who reaches whom in the networks of an assembly, on which ports, by which way, and what is in
// between where somebody does not. It judges templates, before anything is deployed.
//
// An interface without an address in the template stands for every address of its subnets. Where a way is open for some
// of them only, the answer is "partly".
package reach

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"bulkhead/analysis/reach/network"
)

// The names that are no interface's.
const (
	Internet = "internet"
	VPN      = "vpn" // the interface through which people come, those of a level as vpn/LEVEL
)

// Graph answers for the networks of an assembly.
type Graph struct {
	network *network.Network
	ends    map[string][]end   // by name
	chains  map[string][]chain // by who uses them
	unseen  []string           // to whom something hands requests that no template has
}

// New returns what answers for networks.
func New(n *network.Network) *Graph {
	g := &Graph{
		network: n, ends: map[string][]end{Internet: {internet}}, chains: map[string][]chain{}, unseen: []string{},
	}
	for _, i := range n.Interfaces {
		g.ends[i.Name] = append(g.ends[i.Name], endsOf(i)...)
		if i.Unseen {
			g.unseen = append(g.unseen, i.Name)
		}
		for _, level := range i.Levels {
			name := i.Name + "/" + level.Name
			for _, e := range endsOf(i) {
				e.level = &level
				g.ends[name] = append(g.ends[name], e)
			}
		}
	}
	for _, s := range n.Services {
		g.ends[s.Name] = append(g.ends[s.Name], end{service: s, address: internet.address})
	}
	return g
}

func endsOf(i *network.Interface) []end {
	var ends []end
	for _, subnet := range i.Subnets {
		ends = append(ends, end{inside: i, subnet: subnet, address: subnet.Range})
	}
	return ends
}

// Names are all that has a name, sorted.
func (g *Graph) Names() []string { return slices.Sorted(maps.Keys(g.ends)) }

// Unjudged are what is in networks that no template has, and stores that something else has made, sorted: nobody knows
// the ways there.
func (g *Graph) Unjudged() []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(g.network.Elsewhere)), maps.Keys(g.network.Existing))
	slices.Sort(all)
	return slices.Compact(all)
}

// UnjudgedError is that something is in a network that no template has, or is nothing of a template itself.
type UnjudgedError struct{ Name, Why string }

func (e UnjudgedError) Error() string { return e.Name + " is " + e.Why }

// inSubnet is why nobody judges what is in a subnet that no template has.
func inSubnet(subnet string) string {
	return fmt.Sprintf("in %s, which no template has: nobody knows the routes and network ACLs there", subnet)
}

// Resolve finds the names that are meant: one, all of a stage, or an address. Of what is in a network that no template
// has it fails with an [UnjudgedError].
func (g *Graph) Resolve(name string) ([]string, error) {
	if g.ends[name] != nil {
		return []string{name}, nil
	}
	for _, n := range slices.Sorted(maps.Keys(g.network.Elsewhere)) {
		if n == name || strings.HasPrefix(n, name+"/") {
			return nil, UnjudgedError{n, inSubnet(g.network.Elsewhere[n])}
		}
	}
	if why := g.network.Existing[name]; why != "" {
		return nil, UnjudgedError{name, why}
	}
	var all []string
	for _, n := range g.Names() {
		if strings.HasPrefix(n, name+"/") {
			all = append(all, n)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	if address, err := netip.ParseAddr(name); err == nil && address.Is4() {
		if of := g.foreign(address); of != "" {
			return nil, UnjudgedError{name, of}
		}
		g.ends[name] = []end{g.at(address)}
		return []string{name}, nil
	}
	return nil, fmt.Errorf("nothing is called %q; name internet, an environment, an IPv4 address, or one of %s", name, g.like(name))
}

// like are the names that begin as a name does, or else all.
func (g *Graph) like(name string) string {
	stage, _, _ := strings.Cut(name, "/")
	var all []string
	for _, n := range g.Names() {
		if strings.HasPrefix(n, stage+"/") {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		for _, n := range g.Names() {
			if first, _, _ := strings.Cut(n, "/"); !slices.Contains(all, first) {
				all = append(all, first)
			}
		}
	}
	return strings.Join(all, ", ")
}

// at is what is at an address: nobody knows which interface, so its groups are not judged.
func (g *Graph) at(address netip.Addr) end {
	e := end{address: netip.PrefixFrom(address, 32)}
	for _, vpc := range g.network.VPCs {
		for _, subnet := range vpc.Subnets {
			if subnet.Range.Contains(address) {
				e.subnet = subnet
			}
		}
	}
	e.public = e.subnet == nil && !network.In(private, e.address)
	return e
}

// foreign is why nobody judges an address that is in a network of no template, or "". An address of a network of a
// template is there.
func (g *Graph) foreign(address netip.Addr) string {
	if g.at(address).subnet != nil {
		return ""
	}
	for _, within := range slices.SortedFunc(maps.Keys(g.network.Ranges), netip.Prefix.Compare) {
		if within.Contains(address) {
			return fmt.Sprintf("in %s of %s, which no template has: nobody knows the routes and network ACLs there",
				within, g.network.Ranges[within])
		}
	}
	return ""
}

// shut tells, without looking at the way, that no groups of both ends admit a port.
func shut(from, to end, protocol string) bool {
	if from.public && to.inside != nil && to.inside.Front {
		return false
	}
	admitted := everyPort
	for _, step := range slices.Concat(groupOut(from, to, protocol, true), groupIn(from, to, protocol, true)) {
		admitted = admitted.And(step.some)
	}
	return len(admitted) == 0
}

// open are the ports of a way that are open for all addresses of its ends, and for some, and the ports of clients to
// which no answer comes back.
func open(from end, steps []Step) (all, some, lost Ports) {
	all, some = everyPort, everyPort
	answered, partly := from.sends(), from.sends()
	for _, step := range steps {
		if len(some) == 0 {
			return nil, nil, nil
		}
		if step.NAT {
			lost = lost.Or(fromNAT.Not(step.admits)...)
			if len(step.some.And(fromNAT)) == 0 {
				answered, partly = nil, nil
			}
		} else if step.Reply {
			answered, partly = answered.And(step.admits), partly.And(step.some)
		} else {
			all, some = all.And(step.admits), some.And(step.some)
		}
	}
	lost = lost.Or(from.sends().Not(answered)...)
	if len(answered) == 0 {
		all = nil
	}
	if len(partly) == 0 {
		some = nil
	}
	return all, some, lost
}

// Packet is one that is sent: from an interface in a subnet, or with nil from the internet, to another one, or to the
// internet.
type Packet struct {
	From, To *network.Interface
	In, Into *network.Subnet // where they are
	Source   int             // the port that it is sent from
	Port     int             // the port that it is sent to
	Protocol string
}

// Probe answers for one packet, and the one that answers it: it returns what is in the way, in the order of the way.
func Probe(p Packet) []Hop {
	sender, receiver := internet, internet
	if p.From != nil {
		sender = end{inside: p.From, subnet: p.In, address: p.In.Range}
	}
	if p.To != nil {
		receiver = end{inside: p.To, subnet: p.Into, address: p.Into.Range}
	}
	var blockers []Hop
	for _, step := range way(sender, receiver, p.Protocol) {
		wanted := p.Port
		if step.Reply {
			wanted = p.Source
		}
		if !step.admits.Has(wanted) {
			blockers = append(blockers, hop(step, ""))
		}
	}
	return blockers
}

// Pair is who reaches whom.
type Pair struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Protocol string   `json:"protocol"`
	Ports    Ports    `json:"-"`
	On       string   `json:"ports"`
	Through  []string `json:"through"` // load balancers, links and proxies on the way
	Partly   bool     `json:"partly"`  // from, or to, some of its addresses
	Lost     string   `json:"lost"`    // the ports of clients that get no answer
}

// direct are the ports of the way from one name to another without anybody between.
func (g *Graph) direct(from, to []end, protocol string) (all, some, lost Ports) {
	all = everyPort
	for _, a := range from {
		for _, b := range to {
			if a.public && b.public {
				return nil, nil, nil
			}
			if shut(a, b, protocol) {
				all = nil
				continue
			}
			x, y, z := open(a, way(a, b, protocol))
			all, some = all.And(x), some.Or(y...)
			if len(x) > 0 {
				lost = lost.Or(z...)
			}
		}
	}
	if len(from) == 0 || len(to) == 0 {
		all = nil
	}
	return all, some, lost
}

// Protocols are those that have ports.
var Protocols = []string{"tcp", "udp"}

// All is every pair that is open, by names. What reaches the internet reaches what the internet reaches: such pairs are
// not repeated.
func (g *Graph) All() []Pair {
	var pairs []Pair
	for _, from := range g.Names() {
		for _, to := range g.Names() {
			pairs = append(pairs, g.Between(from, to)...)
		}
	}
	return pairs
}

// Between are the ways from one name to another that are open, direct ones first.
func (g *Graph) Between(from, to string) []Pair {
	var pairs []Pair
	for _, protocol := range Protocols {
		all, some, lost := g.direct(g.ends[from], g.ends[to], protocol)
		pairs = append(pairs, pair(from, to, protocol, nil, all, some, lost)...)
	}
	return append(pairs, g.relayed(from, to)...)
}

func pair(from, to, protocol string, through []string, all, some, lost Ports) []Pair {
	var pairs []Pair
	add := func(ports Ports, partly bool) {
		if len(ports) > 0 {
			pairs = append(pairs, Pair{
				From: from, To: to, Protocol: protocol, Ports: ports, On: ports.String(),
				Through: through, Partly: partly,
				Lost: strings.TrimPrefix(lost.String(), "no port"),
			})
		}
	}
	add(all, false)
	add(some.Not(all), true)
	return pairs
}

// relayed are the ways through load balancers, links and proxies.
func (g *Graph) relayed(from, to string) []Pair {
	if g.chains[from] == nil {
		g.chains[from] = g.relays(from)
	}
	var pairs []Pair
	for _, c := range g.chains[from] {
		if c.to == to {
			pairs = append(pairs, c.pairs...)
		}
	}
	return pairs
}

// chain is where ways through relays lead.
type chain struct {
	to    string
	pairs []Pair
}

// relays are all chains of relays that a name can use, each once.
func (g *Graph) relays(from string) []chain {
	chains := []chain{}
	seen := map[string]bool{}
	for _, first := range g.network.Interfaces {
		if first.Name == from || len(first.Relays) == 0 {
			continue
		}
		all, some, lost := g.direct(g.ends[from], endsOf(first), "tcp")
		for _, port := range ports(first) {
			entry := Ports{{port, port}}
			if !some.Has(port) {
				continue
			}
			g.follow(g.ends[from], first, port, nil, func(to string, through []string) {
				if key := fmt.Sprint(to, port, through); !seen[key] {
					seen[key] = true
					chains = append(chains, chain{to, pair(from, to, "tcp", through, all.And(entry), some.And(entry), lost)})
				}
			})
		}
	}
	return chains
}

// ports are the ports that an interface relays, sorted.
func ports(i *network.Interface) []int {
	var all []int
	for _, relay := range i.Relays {
		all = append(all, relay.Port)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// follow follows the chains of relays from a port of one, and tells where each leads.
func (g *Graph) follow(
	client []end,
	relay *network.Interface,
	port int,
	before []string,
	found func(to string, through []string),
) {
	if len(before) > 4 {
		return
	}
	through := append(slices.Clone(before), relay.Name)
	for _, r := range relay.Relays {
		if r.Port == port && g.handed(client, relay, r).Has(r.ToPort) {
			found(r.To.Name, through)
			g.follow(client, r.To, r.ToPort, through, found)
		}
	}
}

// handed are the ports of the way from a relay to what it hands connections to, which may see the client's address.
func (g *Graph) handed(client []end, relay *network.Interface, r network.Relay) Ports {
	from := endsOf(relay)
	if r.Keeps && len(client) > 0 && client[0].public {
		for i := range from {
			from[i].seen = internet.address
		}
	}
	_, some, _ := g.direct(from, endsOf(r.To), "tcp")
	return some
}

// Answer is what there is to say about one question.
type Answer struct {
	From        string   `json:"from"`
	To          string   `json:"to"`
	Protocol    string   `json:"protocol"`
	Port        int      `json:"port"` // 0: any
	Verdict     string   `json:"verdict"`
	Ways        []Pair   `json:"ways"`
	Hops        []Hop    `json:"hops"`
	Blockers    []Hop    `json:"blockers"`
	Exceptions  []string `json:"exceptions"`
	Assumptions []string `json:"assumptions"`
}

// The verdicts.
const (
	Reaches = "reaches"
	Partly  = "partly"
	Blocked = "blocked"
	Unknown = "unknown" // it is not reached by any way that templates have, and there may be another one
)

// Hop is something on the way.
type Hop struct {
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Rule     string `json:"rule"`
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	Reply    bool   `json:"reply"`
}

func hop(step Step, rule string) Hop {
	h := Hop{Kind: step.Kind, Text: step.Text, Rule: rule, Reply: step.Reply}
	if step.Resource != nil {
		h.Stack, h.Resource = step.Resource.Stack.ID, step.Resource.LogicalID
	}
	return h
}

// Ask answers whether one name reaches another, on a port, or, when it is 0, on any.
func (g *Graph) Ask(from, to, protocol string, port int) Answer {
	answer := Answer{From: from, To: to, Protocol: protocol, Port: port, Verdict: Blocked}
	asked := everyPort
	if port != 0 {
		asked = Ports{{port, port}}
	}
	for _, p := range g.Between(from, to) {
		if both := p.Ports.And(asked); len(both) > 0 && p.Protocol == protocol {
			answer.Ways = append(answer.Ways, p)
			if !p.Partly {
				answer.Verdict = Reaches
			} else if answer.Verdict == Blocked {
				answer.Verdict = Partly
			}
		}
	}
	if len(answer.Ways) == 0 && from != Internet && to != Internet {
		answer.byInternet(g, asked)
	}
	for _, e := range append(slices.Clone(g.ends[from]), g.ends[to]...) {
		if e.inside == nil && !e.public && e.service == nil {
			answer.Assumptions = append(answer.Assumptions, fmt.Sprintf("security groups of what is at %s are not judged", e.address.Addr()))
		}
	}
	if answer.Verdict == Blocked && protocol == "tcp" && g.mayReach(from, to) {
		answer.Verdict = Unknown
		answer.Assumptions = append(answer.Assumptions, byIngress(to))
	}
	if beside := g.beside(from, to).And(asked); len(beside) > 0 && protocol == "tcp" && len(answer.Ways) == 0 {
		answer.Verdict = Unknown
		answer.Assumptions = append(answer.Assumptions, onNode(from, to))
	}
	if len(answer.Ways) > 0 {
		answer.explain(g)
	} else {
		answer.block(g, asked)
	}
	return answer
}

// mayReach tells whether nobody knows if one name reaches another: an Ingress controller hands requests on to it, and
// who reaches that, its owner says.
func (g *Graph) mayReach(from, to string) bool { return from != to && slices.Contains(g.unseen, to) }

// Unseen are the names of whom nobody knows who reaches them, beside those whom pairs name.
func (g *Graph) Unseen() []string {
	all := slices.Clone(g.unseen)
	for _, way := range g.Beside() {
		if !slices.Contains(all, way.To) {
			all = append(all, way.To)
		}
	}
	slices.Sort(all)
	return all
}

// Beside are the ways between pods that may be on one node, where no security group decides, as far as no template has
// the way: nobody knows whether they are there.
func (g *Graph) Beside() []Pair {
	var all []Pair
	for _, from := range g.network.Interfaces {
		for _, to := range g.network.Interfaces {
			if ports := g.beside(from.Name, to.Name); len(ports) > 0 {
				all = append(all, Pair{From: from.Name, To: to.Name, Protocol: "tcp", Ports: ports, On: ports.String()})
			}
		}
	}
	return all
}

// beside are the ports that pods reach on pods of their node, and, by a way that templates have, on no other.
func (g *Graph) beside(from, to string) Ports {
	if from == to {
		return nil
	}
	var open Ports
	for _, a := range g.ends[from] {
		for _, b := range g.ends[to] {
			if a.inside == nil || b.inside == nil || a.inside.Nodes == "" || a.inside.Nodes != b.inside.Nodes {
				continue
			}
			for _, port := range b.inside.Open {
				open = open.Or(Span{port, port})
			}
		}
	}
	if len(open) == 0 {
		return nil
	}
	_, some, _ := g.direct(g.ends[from], g.ends[to], "tcp")
	return open.Not(some)
}

// onNode is why nobody knows whether pods reach pods.
func onNode(from, to string) string {
	return "pods of " + from + " and " + to + " may be on one node, where no security group decides, and the policy of " +
		to + " knows addresses alone"
}

// byIngress is why nobody knows who reaches a name.
func byIngress(to string) string {
	return "requests come to " + to + " through the Ingress controller of its cluster, and no template says who reaches that"
}

// byInternet looks for the way out and in again, to public addresses.
func (a *Answer) byInternet(g *Graph, asked Ports) {
	for _, out := range g.Between(a.From, Internet) {
		for _, in := range g.Between(Internet, a.To) {
			if out.Protocol != a.Protocol || in.Protocol != a.Protocol {
				continue
			}
			if ports := out.Ports.And(in.Ports).And(asked); len(ports) > 0 {
				a.Verdict = Reaches
				a.Ways = append(a.Ways, Pair{
					From: a.From, To: a.To, Protocol: a.Protocol, Ports: ports, On: ports.String(),
					Through: append([]string{Internet}, in.Through...), Partly: out.Partly || in.Partly,
				})
			}
		}
	}
}

// explain writes the hops of the first way down.
func (a *Answer) explain(g *Graph) {
	first := a.Ways[0]
	port := a.Port
	if port == 0 {
		port = first.Ports[0].From
	}
	names := slices.Concat([]string{a.From}, first.Through, []string{a.To})
	for i := range len(names) - 1 {
		from, to := g.ends[names[i]], g.ends[names[i+1]]
		if i > 0 && names[i] != Internet {
			a.Hops = append(a.Hops, Hop{Kind: "relay", Text: names[i] + " hands the connection on"})
			port = g.handsOn(names[i], names[i+1], port)
		}
		a.Hops = append(a.Hops, g.hops(from, to, a.Protocol, port)...)
	}
	if first.Lost != "" {
		a.Exceptions = append(a.Exceptions, "no answer comes to clients that send from port "+first.Lost)
	}
}

// handsOn is the port that a relay hands connections of a port on to.
func (g *Graph) handsOn(relay, to string, port int) int {
	for _, i := range g.network.Interfaces {
		for _, r := range i.Relays {
			if i.Name == relay && r.To.Name == to && r.Port == port {
				return r.ToPort
			}
		}
	}
	return port
}

// hops are the steps of the first way that is open on a port.
func (g *Graph) hops(from, to []end, protocol string, port int) []Hop {
	for _, a := range from {
		for _, b := range to {
			steps := way(a, b, protocol)
			if _, some, _ := open(a, steps); !some.Has(port) {
				continue
			}
			var hops []Hop
			for _, step := range steps {
				rule := ""
				if !step.Reply {
					rule = step.rule(port)
				}
				hops = append(hops, hop(step, rule))
			}
			return hops
		}
	}
	return nil
}

// block writes down everything that is in the way, of every way.
func (a *Answer) block(g *Graph, asked Ports) {
	add := func(h Hop) {
		if !slices.Contains(a.Blockers, h) {
			a.Blockers = append(a.Blockers, h)
		}
	}
	for _, from := range g.ends[a.From] {
		for _, to := range g.ends[a.To] {
			if from.public && to.public {
				continue
			}
			blocked := false
			steps := way(from, to, a.Protocol)
			for _, step := range steps {
				wanted := asked
				if step.Reply {
					wanted = from.sends()
				}
				if len(step.some.And(wanted)) == 0 {
					blocked = true
					add(hop(step, ""))
				}
			}
			if !blocked { // each admits something, and all of them nothing
				for _, step := range steps {
					if !step.Reply && !slices.Equal(step.some, everyPort) {
						h := hop(step, "")
						h.Text += " admits " + step.some.String()
						add(h)
					}
				}
			}
		}
	}
	slices.SortStableFunc(a.Blockers, func(x, y Hop) int { return cmp.Compare(order(x), order(y)) })
}

func order(h Hop) int {
	if h.Reply {
		return 1
	}
	return 0
}
