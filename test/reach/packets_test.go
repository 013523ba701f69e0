package reach

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func example(t testing.TB) *assembly.Assembly { return templates(t, "example") }

// templates reads the reviewed templates of a configuration.
func templates(t testing.TB, config string) *assembly.Assembly {
	t.Helper()
	a, err := reviewed.Read(filepath.Join("../testdata/templates", config))
	require.NoError(t, err)
	return a
}

// tried are the VPCs that are built: of an environment with everything, of a small one, and of the VPN.
func tried(vpc *network.VPC) bool {
	return slices.Contains([]string{"prod", "dev", "shared-services"}, vpc.Resource.Stack.Stage)
}

// start reads the networks and builds some of their VPCs.
func start(t testing.TB, a *assembly.Assembly, of func(*network.VPC) bool) *world {
	t.Helper()
	require.Empty(t, lacking, "the proof needs this, and there is none")
	n, err := network.Read(a)
	require.NoError(t, err)
	w := build(n, of)
	w.up(t)
	t.Cleanup(func() { w.down(t) })
	return w
}

// ports are all that a rule names, and two that none does.
func (w *world) ports() []int {
	all := []int{22, 8022}
	for _, h := range w.hosts {
		if h.inside == nil {
			continue
		}
		for _, group := range h.inside.Groups {
			for _, rule := range slices.Concat(group.In, group.Out) {
				if rule.Protocol == "tcp" {
					all = append(all, rule.From, rule.To)
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pairs is a try for each two hosts of which one is in the first zone of its VPC, on each port.
func (w *world) pairs(ports []int) []*probe {
	var probes []*probe
	source := 32768
	for _, from := range w.hosts {
		for _, to := range w.hosts {
			if from == to || from.inside != nil && !w.first(from) {
				continue
			}
			for _, port := range ports {
				probes = append(probes, &probe{from: from, to: to, port: port, source: source})
				if source++; source > 60999 {
					source = 32768
				}
			}
		}
	}
	return probes
}

// first tells whether a host is in the first zone that was built.
func (w *world) first(h *host) bool {
	for _, subnet := range h.subnet.VPC.Subnets {
		if w.subnets[subnet] != nil && subnet.Zone < h.subnet.Zone {
			return false
		}
	}
	return true
}

// expected is what the graph says of a try: nothing in the way, or what is.
func expected(p *probe) []reach.Hop {
	return reach.Probe(reach.Packet{
		From: p.from.inside, In: p.from.subnet, Source: p.source,
		To: p.to.inside, Into: p.to.subnet, Port: p.port, Protocol: "tcp",
	})
}

// disagree are the tries about which packets and the graph differ. What a busy machine has lost is tried again.
func disagree(t testing.TB, probes []*probe) []*probe {
	t.Helper()
	differ := func(all []*probe) []*probe {
		agrees := func(p *probe) bool { return p.arrived == (len(expected(p)) == 0) }
		return slices.DeleteFunc(slices.Clone(all), agrees)
	}
	const atOnce = 6000
	for some := range slices.Chunk(probes, atOnce) {
		send(t, some, 700*time.Millisecond)
	}
	wrong := differ(probes)
	if len(wrong) > 0 && len(wrong) < 500 {
		send(t, wrong, 3*time.Second)
		wrong = differ(wrong)
	}
	return wrong
}

func list(probes []*probe) string {
	var all []string
	for _, p := range probes[:min(20, len(probes))] {
		all = append(all, fmt.Sprintf("%s: arrived %t, in the way %v", p, p.arrived, expected(p)))
	}
	return strings.Join(all, "\n")
}

func TestPacketsArriveWhereTheGraphSaysAndNowhereElse(t *testing.T) {
	began := time.Now()
	w := start(t, example(t), tried)
	ports := w.ports()
	for _, h := range w.hosts {
		w.serve(t, h, ports)
	}
	built := time.Since(began)
	probes := w.pairs(ports)
	wrong := disagree(t, probes)
	assert.Empty(t, wrong, "%d of %d:\n%s", len(wrong), len(probes), list(wrong))
	var open []*probe
	for _, p := range probes {
		if p.arrived {
			open = append(open, p)
		}
	}
	require.Greater(t, len(open), 80, "connections that are open")
	t.Logf("%d namespaces in %s; %d tries, %d arrived, in %s", len(w.spaces), built, len(probes), len(open), time.Since(began))

	t.Run("what is dropped is dropped where the graph says", func(t *testing.T) { w.compareReasons(t, probes) })
	t.Run("answers come back to the ports that the graph says", func(t *testing.T) { w.compareReplies(t, open) })
	assert.Less(t, time.Since(began), 3*time.Minute)
}

// compareReasons compares the first thing in the way with the rule that has dropped the packet, and where.
func (w *world) compareReasons(t *testing.T, probes []*probe) {
	reasons := w.reasons(t)
	seen := map[string]int{}
	var wrong []string
	for _, p := range probes {
		hops := expected(p)
		if p.arrived || len(hops) == 0 {
			continue // disagreement is told already
		}
		dropped := reasons[fmt.Sprintf("%s %d %d", p.from.address, p.source, p.port)]
		if len(dropped) == 0 {
			dropped = []string{"by no rule"}
		}
		if !slices.Contains(w.wanted(p, hops[0]), dropped[0]) {
			wrong = append(wrong, fmt.Sprintf("%s: the graph says %q, and packets are dropped %q", p, hops[0].Text, dropped))
		}
		seen[kind(hops[0])]++
	}
	slices.Sort(wrong)
	assert.Empty(t, wrong[:min(20, len(wrong))], "%d", len(wrong))
	for _, kind := range []string{"group, out", "group, in", "ACL, in", "route", "address"} {
		assert.Positive(t, seen[kind], kind)
	}
}

// kind is what a hop of the graph is in the world.
func kind(h reach.Hop) string {
	if h.Kind == "group" || h.Kind == "ACL" {
		return h.Kind + h.Text[strings.LastIndex(h.Text, ", "):]
	}
	return h.Kind
}

// wanted are the places in which what is dropped for a reason is found: a namespace, and a set in it. What has no way
// is dropped by no rule, by the internet gateway, or by the ACL that it meets before.
func (w *world) wanted(p *probe, hop reach.Hop) []string {
	switch kind(hop) {
	case "group, out":
		return []string{p.from.space.name + " out"}
	case "group, in":
		return []string{p.to.space.name + " in"}
	case "ACL, out", "ACL, in":
		for subnet, s := range w.subnets {
			if strings.Contains(hop.Text, " "+subnet.Range.String()+",") {
				return []string{s.name + " acl" + strings.TrimPrefix(kind(hop), "ACL, ")}
			}
		}
	case "route", "address":
		all := []string{"by no rule"}
		for _, end := range []*host{p.from, p.to} {
			if end.subnet != nil {
				all = append(all, w.vpcs[end.subnet.VPC].name+" nobody", w.subnets[end.subnet].name+" aclout")
			}
		}
		return all
	}
	return nil
}

// compareReplies tries connections that are open from the ports at the edges of what ACLs admit.
func (w *world) compareReplies(t *testing.T, open []*probe) {
	var probes []*probe
	for _, source := range []int{1024, 3388, 3389, 3390, 32768, 61000, 65535} {
		for _, p := range open {
			again := *p
			again.source = source
			probes = append(probes, &again)
		}
	}
	slices.SortStableFunc(probes, func(x, y *probe) int { return cmp.Compare(x.source, y.source) })
	wrong := disagree(t, probes)
	assert.Empty(t, wrong, "%d of %d:\n%s", len(wrong), len(probes), list(wrong))
	lost := 0
	reasons := w.reasons(t)
	for _, p := range probes {
		if !p.arrived {
			lost++
			assert.Equal(t, 3389, p.source, "%s", p)
			answer := fmt.Sprintf("%s %d %d", p.to.address, p.port, p.source)
			assert.Contains(t, reasons[answer], w.subnets[p.from.subnet].name+" aclin", "%s", p)
		}
	}
	assert.Positive(t, lost, "answers to port 3389 are dropped in private subnets, and both see it")
}

// A fault in templates, and a try that it changes.
type fault struct {
	name     string
	make     func(t *testing.T, a *assembly.Assembly)
	from, to string
	port     int
	arrives  bool // with the fault
}

// resource finds one by its stack and the beginning of its logical id.
func resource(t *testing.T, a *assembly.Assembly, stack, id string) *assembly.Resource {
	t.Helper()
	for _, r := range a.Stack(stack).Resources {
		if strings.HasPrefix(r.LogicalID, id) {
			return r
		}
	}
	require.Fail(t, "there is none", "%s %s", stack, id)
	return nil
}

func remove(t *testing.T, a *assembly.Assembly, stack, id string) {
	t.Helper()
	gone := resource(t, a, stack, id)
	s := a.Stack(stack)
	s.Resources = slices.DeleteFunc(s.Resources, func(r *assembly.Resource) bool { return r == gone })
}

var faults = []fault{
	{"a group that is wider", func(t *testing.T, a *assembly.Assembly) {
		rule := resource(t, a, "dev/data-orders", "ordersGroupC3").Get("SecurityGroupIngress", "0").(map[string]any)
		rule["CidrIp"], rule["FromPort"], rule["ToPort"] = "0.0.0.0/0", 443.0, 443.0
	}, "dev/invoicing", "dev/orders", 443, true},
	{"a route that is missing", func(t *testing.T, a *assembly.Assembly) {
		remove(t, a, "dev/transit", "SpokedataSubnet11723000")
	}, "vpn", "dev/orders", 5432, false},
	{"a network ACL that denies", func(t *testing.T, a *assembly.Assembly) {
		s := a.Stack("dev/network")
		deny := &assembly.Resource{LogicalID: "Deny", Type: "AWS::EC2::NetworkAclEntry", Stack: s, Properties: map[string]any{
			"NetworkAclId": map[string]any{"Ref": "VpcAcldataEA0FD5C6"}, "RuleNumber": 50.0, "RuleAction": "deny", "Egress": false,
			"Protocol": 6.0, "PortRange": map[string]any{"From": 5432.0, "To": 5432.0}, "CidrBlock": "10.10.0.0/16",
		}}
		s.Resources = append([]*assembly.Resource{deny}, s.Resources...)
		slices.SortFunc(s.Resources, func(x, y *assembly.Resource) int { return cmp.Compare(x.LogicalID, y.LogicalID) })
	}, "dev/web", "dev/orders", 5432, false},
	{"an association with the wrong table", func(t *testing.T, a *assembly.Assembly) {
		resource(t, a, "shared-services/transit", "VpnAssociation").Properties["RouteTable"] = map[string]any{"Ref": "Gatewayspokes0A1B9BD2"}
	}, "vpn", "dev/orders", 5432, false},
	{"an ACL of the subnet that the transit gateway is attached in", func(t *testing.T, a *assembly.Assembly) {
		resource(t, a, "dev/network", "VpcAclprivateEGRESS100").Properties["CidrBlock"] = "10.10.0.0/18"
	}, "vpn", "dev/orders", 5432, false},
	{"answers that the receiver's ACL keeps", func(t *testing.T, a *assembly.Assembly) {
		entry := resource(t, a, "dev/network", "VpcAcldataEGRESS100").Properties
		entry["Protocol"], entry["PortRange"] = 6.0, map[string]any{"From": 1024.0, "To": 32000.0}
	}, "dev/web", "dev/orders", 5432, false},
	{"answers that the ACL before the NAT gateway keeps", func(t *testing.T, a *assembly.Assembly) {
		resource(t, a, "dev/network", "VpcAclpublicINGRESS300").Properties["PortRange"] = map[string]any{"From": 1024.0, "To": 2000.0}
	}, "dev/web", "internet", 443, false},
	{"answers that the sender's ACL keeps", func(t *testing.T, a *assembly.Assembly) {
		resource(t, a, "dev/network", "VpcAclprivateINGRESS301").Properties["PortRange"] = map[string]any{"From": 3390.0, "To": 32000.0}
	}, "dev/web", "internet", 443, false},
}

func TestFaultsInTemplatesAreFoundByPacketsAndByTheGraph(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			a := example(t)
			sound, err := network.Read(a)
			require.NoError(t, err)
			before := reach.New(sound).Ask(fault.from, fault.to, "tcp", fault.port).Verdict
			assert.Equal(t, !fault.arrives, before == reach.Reaches, "without the fault")
			fault.make(t, a)
			w := start(t, a, func(vpc *network.VPC) bool { return tried(vpc) && vpc.Resource.Stack.Stage != "prod" })
			ports := []int{443, 5432}
			for _, h := range w.hosts {
				w.serve(t, h, ports)
			}
			probes := w.pairs(ports)
			wrong := disagree(t, probes)
			assert.Empty(t, wrong, "%d of %d:\n%s", len(wrong), len(probes), list(wrong))
			changed := 0
			for _, p := range probes {
				if strings.HasPrefix(p.from.String()+" ", fault.from+" ") && strings.HasPrefix(p.to.String()+" ", fault.to+" ") &&
					p.port == fault.port && p.arrived == fault.arrives {
					changed++
				}
			}
			assert.Positive(t, changed, "%s to %s on %d", fault.from, fault.to, fault.port)
		})
	}
}
