package reach

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"bulkhead/analysis/reach/network"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Addresses of the world. Links between routers have the same ones: each is a network of its own.
const (
	ofSubnet   = "169.254.1.1" // a subnet's router, for what is in it
	ofVPC      = "169.254.2.1" // a VPC's router, for its subnets
	upward     = "169.254.3.1" // a subnet's router, for the VPC's
	outside    = "169.254.4.1" // the internet, for an internet gateway
	somebody   = "203.0.113.9" // in the internet
	ofTransit  = "169.254.5.1"
	ofAttached = "169.254.6.1"
)

// space is a network namespace: what configures it, and the rules that it filters by.
type space struct {
	name    string
	ip, nft []string
	routes  bool // it forwards
}

func (s *space) add(format string, args ...any) { s.ip = append(s.ip, fmt.Sprintf(format, args...)) }

func (s *space) filter(format string, args ...any) {
	s.nft = append(s.nft, fmt.Sprintf(format, args...))
}

// host is an interface in one of its subnets. Without an interface it is the internet.
type host struct {
	space   *space
	inside  *network.Interface
	subnet  *network.Subnet
	address netip.Addr
	public  netip.Addr // the address by which the internet reaches it
}

func (h *host) String() string {
	if h.inside == nil {
		return "internet"
	}
	return h.inside.Name + " in " + h.subnet.Range.String()
}

// world is the networks as namespaces.
type world struct {
	spaces   []*space
	links    []string
	hosts    []*host
	subnets  map[*network.Subnet]*space
	next     map[*network.Subnet]netip.Addr
	vpcs     map[*network.VPC]*space
	nats     map[*network.NAT]*host
	attached map[*network.Subnet]*host // the transit gateway's interfaces
	out      *space                    // the internet
	number   int
	publics  int
}

func (w *world) space(name string, routes bool) *space {
	s := &space{name: fmt.Sprintf("%s%d", name, w.number), routes: routes}
	w.number++
	w.spaces = append(w.spaces, s)
	return s
}

// link lays a cable between two namespaces.
func (w *world) link(a *space, deviceA string, b *space, deviceB string) {
	w.links = append(w.links, fmt.Sprintf("link add %s netns %s type veth peer name %s netns %s", deviceA, a.name, deviceB, b.name))
	a.add("link set %s up", deviceA)
	b.add("link set %s up", deviceB)
}

// build lays out some VPCs of a network, in their first two zones.
func build(n *network.Network, of func(*network.VPC) bool) *world {
	w := &world{
		subnets: map[*network.Subnet]*space{}, next: map[*network.Subnet]netip.Addr{}, vpcs: map[*network.VPC]*space{},
		nats: map[*network.NAT]*host{}, attached: map[*network.Subnet]*host{},
	}
	w.out = w.space("out", true)
	w.out.add("addr add %s/32 dev lo", somebody)
	w.hosts = append(w.hosts, &host{space: w.out, address: netip.MustParseAddr(somebody)})
	var vpcs []*network.VPC
	for _, vpc := range n.VPCs {
		if of(vpc) {
			vpcs = append(vpcs, vpc)
			w.vpc(vpc)
		}
	}
	for _, i := range n.Interfaces {
		for _, subnet := range i.Subnets {
			if w.subnets[subnet] != nil && !w.has(i, subnet) {
				h := w.host(subnet)
				h.inside = i
				w.hosts = append(w.hosts, h)
				if i.Public {
					w.publish(h)
				}
			}
		}
	}
	for _, transit := range n.Transits {
		w.transit(transit)
	}
	for _, vpc := range vpcs {
		w.wayOut(vpc)
	}
	for _, h := range w.hosts {
		if h.inside != nil {
			w.guard(h)
		}
	}
	return w
}

// has tells whether there is a host for the same name with the same groups.
func (w *world) has(i *network.Interface, subnet *network.Subnet) bool {
	return slices.ContainsFunc(w.hosts, func(h *host) bool {
		return h.subnet == subnet && h.inside.Name == i.Name && slices.Equal(h.inside.Groups, i.Groups)
	})
}

// vpc lays out a VPC's router, and those of its subnets with their ACLs.
func (w *world) vpc(vpc *network.VPC) {
	router := w.space("vpc", true)
	w.vpcs[vpc] = router
	w.link(router, "igw", w.out, router.name)
	router.add("addr add 169.254.4.2/32 dev igw")
	w.out.add("addr add %s/32 dev %s", outside, router.name)
	zones := map[string]bool{}
	for _, subnet := range vpc.Subnets {
		zones[subnet.Zone] = true
	}
	first := slices.Sorted(func(yield func(string) bool) {
		for zone := range zones {
			if !yield(zone) {
				return
			}
		}
	})[:2]
	for _, subnet := range vpc.Subnets {
		if !slices.Contains(first, subnet.Zone) {
			continue
		}
		s := w.space("sub", true)
		w.subnets[subnet] = s
		w.next[subnet] = subnet.Range.Addr()
		for range 15 {
			w.next[subnet] = w.next[subnet].Next()
		}
		w.link(s, "uplink", router, s.name)
		s.add("addr add %s/32 dev uplink", upward)
		s.add("route add default via %s dev uplink onlink", ofVPC)
		s.add("rule add iif uplink lookup 100 pref 100")
		s.add("route add unreachable default metric 9999 table 100")
		router.add("addr add %s/32 dev %s", ofVPC, s.name)
		router.add("route add %s via %s dev %s onlink", subnet.Range, upward, s.name)
		w.acl(s, subnet)
	}
}

// host adds a machine to a subnet.
func (w *world) host(subnet *network.Subnet) *host {
	h := &host{space: w.space("host", false), subnet: subnet, address: w.next[subnet].Next()}
	w.next[subnet] = h.address
	router := w.subnets[subnet]
	w.link(h.space, "eth0", router, h.space.name)
	h.space.add("addr add %s/32 dev eth0", h.address)
	h.space.add("route add default via %s dev eth0 onlink", ofSubnet)
	router.add("addr add %s/32 dev %s", ofSubnet, h.space.name)
	for _, table := range []string{"main", "100"} {
		router.add("route add %s/32 dev %s table %s", h.address, h.space.name, table)
	}
	return h
}

func (w *world) publish(h *host) {
	w.publics++
	h.public = netip.AddrFrom4([4]byte{198, 51, 100, byte(w.publics)})
	w.out.add("route add %s/32 via 169.254.4.2 dev %s onlink", h.public, w.vpcs[h.subnet.VPC].name)
}

const tuples = "{ type ipv4_addr . inet_service . inet_service; flags dynamic; size 65535; }"

// dropped remembers what is dropped, and drops it.
const dropped = "meta l4proto tcp add @%s { ip saddr . tcp sport . tcp dport }"

// acl has a subnet's router filter what passes its uplink, packet by packet.
func (w *world) acl(s *space, subnet *network.Subnet) {
	if subnet.ACL == nil {
		return
	}
	for _, direction := range []struct {
		name, address string
		entries       []network.Entry
	}{{"in", "saddr", subnet.ACL.In}, {"out", "daddr", subnet.ACL.Out}} {
		s.filter("add table ip acl")
		s.filter("add set ip acl acl%s %s", direction.name, tuples)
		s.filter("add chain ip acl %s", direction.name)
		for _, e := range direction.entries {
			match := fmt.Sprintf("ip %s %s ", direction.address, e.Range)
			switch e.Protocol {
			case "tcp", "udp":
				match += fmt.Sprintf("%s dport %d-%d ", e.Protocol, e.From, e.To)
			case "icmp":
				match += "meta l4proto icmp "
			}
			if e.Allow {
				s.filter("add rule ip acl %s %s accept", direction.name, match)
			} else {
				s.filter("add rule ip acl %s %s "+dropped, direction.name, match, "acl"+direction.name)
				s.filter("add rule ip acl %s %s drop", direction.name, match)
			}
		}
		s.filter("add rule ip acl %s "+dropped, direction.name, "acl"+direction.name)
		s.filter("add rule ip acl %s drop", direction.name)
	}
	s.filter("add chain ip acl forward { type filter hook forward priority 0; policy accept; }")
	s.filter(`add rule ip acl forward iifname "uplink" jump in`)
	s.filter(`add rule ip acl forward oifname "uplink" jump out`)
}

// guard has a host filter by its security groups, which remember connections.
func (w *world) guard(h *host) {
	if !h.inside.Filtered {
		return
	}
	s := h.space
	s.filter("add table ip sg")
	for _, direction := range []struct{ name, address, hook string }{{"in", "saddr", "input"}, {"out", "daddr", "output"}} {
		s.filter("add set ip sg %s %s", direction.name, tuples)
		s.filter("add chain ip sg %s { type filter hook %s priority 0; policy accept; }", direction.name, direction.hook)
		s.filter("add rule ip sg %s ct state established,related accept", direction.name)
		for _, group := range h.inside.Groups {
			rules := group.In
			if direction.name == "out" {
				rules = group.Out
				if group.All {
					s.filter("add rule ip sg out accept")
				}
			}
			for _, rule := range rules {
				other := rule.Range.String()
				if rule.Group != nil {
					other = w.members(rule.Group, h.subnet.VPC)
					if other == "" {
						continue
					}
				}
				match := fmt.Sprintf("ip %s %s ", direction.address, other)
				switch rule.Protocol {
				case "tcp", "udp":
					match += fmt.Sprintf("%s dport %d-%d ", rule.Protocol, rule.From, rule.To)
				case "icmp":
					match += "meta l4proto icmp "
				}
				s.filter("add rule ip sg %s %s accept", direction.name, match)
			}
		}
		s.filter("add rule ip sg %s "+dropped, direction.name, direction.name)
		s.filter("add rule ip sg %s drop", direction.name)
	}
}

// members are the addresses of who has a group, as a set.
func (w *world) members(group *network.Group, vpc *network.VPC) string {
	var all []string
	for _, h := range w.hosts {
		if h.inside != nil && h.subnet.VPC == vpc && slices.Contains(h.inside.Groups, group) {
			all = append(all, h.address.String())
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "{ " + strings.Join(all, ", ") + " }"
}

// wayOut gives the VPC's router the route table of each subnet, the internet gateway, and NAT gateways.
func (w *world) wayOut(vpc *network.VPC) {
	router := w.vpcs[vpc]
	for n, subnet := range vpc.Subnets {
		if w.subnets[subnet] == nil {
			continue
		}
		table := 200 + n
		router.add("rule add iif %s lookup %d pref %d", w.subnets[subnet].name, table, table)
		for _, other := range vpc.Subnets {
			if w.subnets[other] != nil {
				router.add("route add %s via %s dev %s onlink table %d", other.Range, upward, w.subnets[other].name, table)
			}
		}
		router.add("route add unreachable default metric 9999 table %d", table)
		if subnet.Table == nil {
			continue
		}
		for _, route := range subnet.Table.Routes {
			switch {
			case route.Internet != nil && route.Internet == vpc.Internet:
				router.add("route add %s via %s dev igw onlink table %d", route.To, outside, table)
			case route.NAT != nil && route.NAT.Subnet != nil && w.subnets[route.NAT.Subnet] != nil:
				w.nat(route.NAT)
				router.add("route add %s via %s dev %s onlink table %d", route.To, upward, w.subnets[route.NAT.Subnet].name, table)
			case route.Transit != nil:
				for entry, h := range w.attached {
					if entry.VPC == vpc && entry.Zone == subnet.Zone {
						router.add("route add %s via %s dev %s onlink table %d", route.To, upward, w.subnets[entry].name, table)
						w.through(entry, h, route.To.String())
					}
				}
			}
		}
	}
	// Nobody without a public address passes the internet gateway.
	var out, in, private []string
	hosts := slices.Clone(w.hosts)
	for _, h := range w.nats {
		hosts = append(hosts, h)
	}
	for _, h := range hosts {
		if h.public.IsValid() && h.subnet.VPC == vpc {
			out = append(out, fmt.Sprintf("%s : %s", h.address, h.public))
			private = append(private, h.address.String())
			in = append(in, fmt.Sprintf("%s : %s", h.public, h.address))
		}
	}
	slices.Sort(out)
	slices.Sort(in)
	router.filter("add table ip igw")
	router.filter("add set ip igw nobody %s", tuples)
	router.filter("add chain ip igw forward { type filter hook forward priority 0; policy accept; }")
	if len(out) > 0 {
		router.filter(`add rule ip igw forward oifname "igw" ip saddr { %s } accept`, strings.Join(private, ", "))
	}
	router.filter(`add rule ip igw forward oifname "igw" `+dropped, "nobody")
	router.filter(`add rule ip igw forward oifname "igw" drop`)
	if len(out) > 0 {
		router.filter("add chain ip igw before { type nat hook prerouting priority -100; }")
		router.filter(`add rule ip igw before iifname "igw" dnat to ip daddr map { %s }`, strings.Join(in, ", "))
		router.filter("add chain ip igw after { type nat hook postrouting priority 100; }")
		router.filter(`add rule ip igw after oifname "igw" snat to ip saddr map { %s }`, strings.Join(out, ", "))
	}
}

// nat adds a NAT gateway to its subnet.
func (w *world) nat(n *network.NAT) {
	if w.nats[n] != nil {
		return
	}
	h := w.host(n.Subnet)
	w.nats[n] = h
	w.publish(h)
	h.space.routes = true
	h.space.filter("add table ip nat")
	h.space.filter("add chain ip nat after { type nat hook postrouting priority 100; }")
	h.space.filter(`add rule ip nat after ip saddr != %s ip daddr != 10.0.0.0/8 masquerade`, h.address)
	w.subnets[n.Subnet].add("route add default via %s dev %s onlink table 100", h.address, h.space.name)
}

// through has a subnet hand what is for a range to the transit gateway's interface in it.
func (w *world) through(entry *network.Subnet, h *host, to string) {
	line := fmt.Sprintf("route add %s via %s dev %s onlink table 100", to, h.address, h.space.name)
	if s := w.subnets[entry]; !slices.Contains(s.ip, line) {
		s.ip = append(s.ip, line)
	}
}

// transit lays out a transit gateway: what comes in by an attachment is routed by the table of the attachment.
func (w *world) transit(transit *network.Transit) {
	router := w.space("tgw", true)
	for _, a := range transit.Attachments {
		for _, subnet := range a.Subnets {
			if w.subnets[subnet] == nil {
				continue
			}
			h := w.host(subnet)
			w.attached[subnet] = h
			h.space.routes = true
			w.link(h.space, "tgw", router, h.space.name)
			h.space.add("addr add %s/32 dev tgw", ofAttached)
			router.add("addr add %s/32 dev %s", ofTransit, h.space.name)
			h.space.add("rule add iif eth0 lookup 10 pref 10")
			h.space.add("route add default via %s dev tgw onlink table 10", ofTransit)
		}
	}
	table := 300
	for _, a := range transit.Attachments {
		for _, subnet := range a.Subnets {
			if w.attached[subnet] == nil {
				continue
			}
			table++
			router.add("rule add iif %s lookup %d pref %d", w.attached[subnet].space.name, table, table)
			router.add("route add unreachable default metric 9999 table %d", table)
			if a.Table == nil {
				continue
			}
			for _, route := range a.Table.Routes {
				metric := 2
				if route.Static {
					metric = 1
				}
				if route.Attachment == nil || w.exit(route.Attachment, subnet.Zone) == nil {
					router.add("route add blackhole %s metric %d table %d", route.To, metric, table)
					continue
				}
				exit := w.exit(route.Attachment, subnet.Zone)
				router.add("route add %s via %s dev %s onlink metric %d table %d", route.To, ofAttached, exit.space.name, metric, table)
			}
		}
	}
}

// exit is where what comes from a zone leaves by an attachment: in the same zone, where it has one.
func (w *world) exit(a *network.Attachment, zone string) *host {
	var any *host
	for _, subnet := range a.Subnets {
		if h := w.attached[subnet]; h != nil {
			if subnet.Zone == zone {
				return h
			}
			if any == nil {
				any = h
			}
		}
	}
	return any
}

// up makes the namespaces.
func (w *world) up(t testing.TB) {
	t.Helper()
	dir := t.TempDir()
	var made []string
	for _, s := range w.spaces {
		made = append(made, "netns add "+s.name)
	}
	batch(t, dir, "spaces", slices.Concat(made, w.links), "ip")
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for _, s := range w.spaces {
		group.Add(1)
		go func() {
			defer group.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			inside(t, s, func() {
				settings := map[string]string{"ip_forward": "0", "conf/all/rp_filter": "0", "conf/default/rp_filter": "0"}
				if s.routes {
					settings["ip_forward"] = "1"
				}
				for name, value := range settings {
					if err := os.WriteFile("/proc/sys/net/ipv4/"+name, []byte(value), 0o644); err != nil {
						t.Errorf("%s: %v", s.name, err)
					}
				}
			})
			batch(t, dir, s.name, append([]string{"link set lo up"}, s.ip...), "ip", "-n", s.name)
			if len(s.nft) > 0 {
				file := filepath.Join(dir, s.name+".nft")
				if err := os.WriteFile(file, []byte(strings.Join(s.nft, "\n")+"\n"), 0o644); err != nil {
					t.Error(err)
				}
				if output, err := exec.Command("nsenter", "--net=/run/netns/"+s.name, "nft", "-f", file).CombinedOutput(); err != nil {
					t.Errorf("%s: %s", s.name, output)
				}
			}
		}()
	}
	group.Wait()
	require.False(t, t.Failed(), "the world is not as the templates say")
}

// down removes them.
func (w *world) down(t testing.TB) {
	t.Helper()
	var gone []string
	for _, s := range w.spaces {
		gone = append(gone, "netns del "+s.name)
	}
	batch(t, t.TempDir(), "gone", gone, "ip")
}

func batch(t testing.TB, dir, name string, lines []string, command ...string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Error(err)
	}
	if output, err := exec.Command(command[0], append(command[1:], "-batch", file)...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v: %s", name, err, output)
	}
}

// inside runs f on a thread that is in a namespace for as long as it lives. Sockets stay where they were made.
func inside(t testing.TB, s *space, f func()) {
	t.Helper()
	file, err := os.Open("/run/netns/" + s.name)
	if err != nil {
		t.Error(err)
		return
	}
	defer file.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with the goroutine
		err := unix.Setns(int(file.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
