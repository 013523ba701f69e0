package config

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSubnetsForSixZonesFitInEveryVPC(t *testing.T) {
	for bits := largestVPC; bits <= smallestVPC; bits++ {
		n := Network{CIDR: Prefix{netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), bits)}}
		public, private, data := n.SubnetBits()
		end := 0
		for _, mask := range []int{public, private, data} {
			size := 1 << (32 - mask)
			end = (end + size - 1) / size * size // subnets begin at multiples of their size
			end += MaxZones * size
		}
		if end > 1<<(32-bits) {
			t.Errorf("the subnets of a /%d take %d addresses", bits, end)
		}
		if public > 27 {
			t.Errorf("a load balancer does not take the /%d of a /%d", public, bits)
		}
	}
}

func TestCapacityCountsTheWorstCase(t *testing.T) {
	e := Environment{
		Tier:      Production,
		Network:   Network{CIDR: Prefix{netip.MustParsePrefix("10.0.0.0/20")}, Zones: 3, Endpoints: EndpointsStandard},
		Databases: map[string]Database{"a": {MultiAZ: Enabled, Replicas: new(0)}, "b": {Replicas: new(0)}},
		Services: map[string]Service{
			"web":    {Scaling: Scaling{Max: 10}, Deployment: Deployment{MaxHealthyPercent: 200}},
			"worker": {Scaling: Scaling{Max: 3}, Deployment: Deployment{MaxHealthyPercent: 150}},
		},
	}
	want := []Capacity{
		{"public", 26, 34 + 1, 59},                    // 100 load balancer addresses over 3 zones, and NAT
		{"private", 23, (20+5+1)/2 + 9 + 4 + 16, 507}, // 25 tasks in the 2 zones left, endpoints, users and rotations, reserve
		{"data", 26, (2 + 1) * 2, 59},                 // instances and a copy of each
	}
	for i, got := range e.Capacity() {
		if got != want[i] {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
	}
}

func TestCapacityFaultsNameTheTierAndASizeThatWouldDo(t *testing.T) {
	for max, want := range map[string]string{ // one task of each other service, three zones, a reserve of 16
		"max: 231": "",
		"max: 233": "network.cidr: 10.10.0.0/21 is too small: each of 3 zones needs up to 253 addresses in its private subnet, a /24 with 251; a /20 would do",
		"max: 5000": "network.cidr: 10.10.0.0/21 is too small: each of 3 zones needs up to 5020 addresses in its private subnet, a /24 with 251; a /16 would do\n" +
			"services: at their greatest scale, the services at the public load balancer have 10000 tasks in a deployment, and it has room for 1000; lower scaling.max, or move some to another environment",
	} {
		files := example(t)
		edit(t, files, "environments/dev.yaml", "cidr: 10.10.0.0/16", "cidr: 10.10.0.0/21")
		edit(t, files, "environments/dev.yaml", "max: 2", "#")
		edit(t, files, "environments/dev.yaml", "max: 2", "max: 1")
		edit(t, files, "environments/dev.yaml", "max: 2", "max: 1")
		edit(t, files, "environments/dev.yaml", "#\n\n  worker", max+"\n\n  worker")
		if got := strings.Join(faultsOf(t, files), "\n"); got != want {
			t.Errorf("%s gives\n%s\nwant\n%s", max, got, want)
		}
	}
}

func TestARecoverySideHasRoomForEverything(t *testing.T) {
	files := example(t)
	edit(t, files, "environments/prod.yaml", "cidr: 10.40.0.0/16", "cidr: 10.40.0.0/20")
	edit(t, files, "environments/prod.yaml", "max: 8", "max: 500")
	want := "recovery.cidr: 10.40.0.0/20 is too small: each of 3 zones needs up to 555 addresses in its private subnet, a /23 with 507; a /19 would do"
	if got := strings.Join(faultsOf(t, files), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMoreTasksThanAnyVPCHoldsAreRefused(t *testing.T) {
	c := Capacity{Tier: "private", Bits: 19, Demand: 9000, Supply: supply(19)}
	if got := c.remedy(privateBits); !strings.HasPrefix(got, "no VPC is large enough") {
		t.Error(got)
	}
}

func TestEveryMapOfStoresIsASection(t *testing.T) {
	e := Environment{}
	sections := map[string]bool{}
	for _, s := range e.sections() {
		sections[s.key] = true
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Environment]()) {
		others := []string{"Domains", "Functions", "Sites"} // which nobody names in uses
		if field.Type.Kind() != reflect.Map || slices.Contains(others, field.Name) {
			continue
		}
		if !sections[field.Tag.Get("yaml")] {
			t.Errorf("%s is no section: add a line to sections in store.go, and what its type lacks of a store", field.Name)
		}
	}
}
