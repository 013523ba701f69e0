package config

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withHosts = `tier: development
network: {cidr: 10.10.0.0/16}
domains:
  shop: {name: shop.example.org, zone: Z0123456789ABC}
  apex: {name: example.org, zone: Z0123456789ABD}
services:
  web:
    image: web:1.0.0
    route: {hosts: [example.org, www.example.org, "*.shop.example.org"]}
  api:
    image: web:1.0.0
    route: {host: api.shop.example.org, path: /v1/*}
  all:
    image: web:1.0.0
    route: {path: /api/*}
`

func TestMistakesInHostsAreFound(t *testing.T) {
	const hosts = `hosts: [example.org, www.example.org, "*.shop.example.org"]`
	const covered = "dev.example.com, example.org or shop.example.org; use dev.example.com or one name below it, such as api.dev.example.com, " +
		"*.dev.example.com for all of those, or add its domain to domains"
	const web, api = "services.web.route.", "services.api.route."
	twoPath := func(path string) string { return "host: api.shop.example.org, path: " + path }
	findsMistakesIn(t, withHosts, []mistake{
		{twoPath("/v1/*"), "host: api.example.com", api + `host: "api.example.com" is not covered by the certificate of ` + covered},
		{twoPath("/v1/*"), "host: a.b.example.org", api + `host: "a.b.example.org" is not covered by the certificate of ` + covered},
		{twoPath("/v1/*"), `host: "*.b.example.org"`, api + `host: "*.b.example.org" is not covered by the certificate of ` + covered},
		{twoPath("/v1/*"), `host: "a*.example.org"`, api + `host: "a*.example.org" is not covered by the certificate of ` + covered},
		{twoPath("/v1/*"), `host: "*"`, api + `host: "*" is not covered by the certificate of ` + covered},
		{hosts, "hosts: [example.org, example.org]", web + `hosts[1]: example.org is listed twice; keep one`},
		{hosts, "host: www.example.org, hosts: [example.org]", web + `hosts: says more hosts than host; write all of them under hosts, and leave host out`},
		{hosts, "balancer: internal, hosts: [example.org]", web + `hosts: the internal load balancer has one name; leave it out: internal services differ by path`},
		{
			hosts, "hosts: [a.example.org, b.example.org, c.example.org, d.example.org, e.example.org]",
			web + `hosts: a listener rule has room for 4 hosts, and this one has 5; leave some out, or let any host in`,
		},
		{hosts, `hosts: ["*.example.org"], path: /?????`, web + `path: has more than 5 wildcards; a listener rule takes no more`},
		{
			hosts, `host: "*.example.org", path: /` + strings.Repeat("a", 64),
			web + `path: has more than 63 characters beside wildcards, too many with a wildcard host; choose a shorter one, or name hosts without a wildcard`,
		},
		{
			"{path: /api/*}", "{path: /" + strings.Repeat("a", 65) + "*}",
			web + "hosts: /" + strings.Repeat("a", 65) + "* of all, for any host, has more than 65 characters beside wildcards, too many with a wildcard host here; " +
				"shorten that, or give all a host",
		},
		{
			"  all:\n    image: web:1.0.0\n    route: {path: /api/*}", "  z:\n    image: web:1.0.0\n    route: {path: /" + strings.Repeat("a", 64) + "}",
			"services.z.route.path: has more than 64 characters beside wildcards, too many for any host where web has a wildcard host; shorten it, or give it a host",
		},
		{twoPath("/v1/*"), "host: www.example.org, path: /v1/*", web + `hosts: www.example.org is an exact host of this service or of api beside a wildcard, behind which it is, and the other one answers for it, too; leave www.example.org to the other one, or the wildcard out`},
		{twoPath("/v1/*"), `hosts: [a.shop.example.org, "*.dev.example.com"]`, web + `hosts: a.shop.example.org is an exact host of this service or of api beside a wildcard, behind which it is, and the other one answers for it, too; leave a.shop.example.org to the other one, or the wildcard out`},
		{twoPath("/v1/*"), `host: "*.shop.example.org"`, web + `path: *.shop.example.org/* goes to api already; give web another host or path`},
		{twoPath("/v1/*"), `host: "*.example.org"`, web + `hosts: *.shop.example.org and *.example.org, which goes to api, match the same hosts, and neither comes first; name hosts without a wildcard in one of them
` + web + `hosts: www.example.org is an exact host of this service or of api beside a wildcard, behind which it is, and the other one answers for it, too; leave www.example.org to the other one, or the wildcard out`},
	})
	const own = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}\n" +
		"services:\n  web:\n    image: web:1.0.0\n    route: {hosts: [a.dev.example.com, b.dev.example.com]}\n"
	findsMistakesIn(t, own, []mistake{
		{
			"b.dev.example.com]", "b.dev.example.com, c.dev.example.com]",
			web + `hosts: a listener rule has room for 4 hosts, and this one has 6 with those in the standby's domain; leave some out, or let any host in`,
		},
		{
			"hosts: [a.dev.example.com, b.dev.example.com]", `hosts: ["*.dev.example.com"], path: /?/?/?/?`,
			web + `path: has more than 5 wildcards; a listener rule takes no more`,
		},
	})
}

func TestStandbyAnswersForHostsOfFurtherDomainsAsTheyAre(t *testing.T) {
	domains := map[string]FurtherDomain{"shop": {Name: "shop.example.org"}, "below": {Name: "eu.app.example.com"}}
	primary := Environment{Name: "prod", Domain: "app.example.com", Domains: domains}
	standby := Environment{Name: "prod-dr", Domain: "prod-dr.example.com", Domains: domains, Side: Standby, Other: &primary}
	hosts := []string{"shop.example.org", "*.app.example.com", "eu.app.example.com", "a.eu.app.example.com", "app.example.com"}
	route := Route{Hosts: hosts}
	assert.Equal(t, hosts, primary.Hosts(route))
	assert.Equal(t, append(slices.Clone(hosts), "*.prod-dr.example.com", "prod-dr.example.com"), standby.Hosts(route))

	for of, want := range map[*Environment]string{&primary: "app.example.com true", &standby: "prod-dr.example.com true"} {
		host, own := of.OwnHost(route)
		assert.Equal(t, want, fmt.Sprint(host, " ", own), "whichever side is active")
	}
	host, own := standby.OwnHost(Route{Host: "*.shop.example.org"})
	assert.Equal(t, "canary.shop.example.org false", fmt.Sprint(host, " ", own))
	host, _ = standby.OwnHost(Route{})
	assert.Empty(t, host)
}

func TestAWildcardIsAskedByANameThatNobodyElseHas(t *testing.T) {
	e := Environment{Services: map[string]Service{
		"a": {Route: &Route{Host: "canary.shop.example.org"}},
		"b": {Route: &Route{Host: "*.shop.example.org"}},
	}, Sites: map[string]Site{"c": {Domain: "canary-canary.shop.example.org"}}}
	assert.Equal(t, "canary-canary-canary.shop.example.org", e.Sample("*.shop.example.org"))
	assert.Equal(t, "www.shop.example.org", e.Sample("www.shop.example.org"))
}

// hostSamples are hosts of random routes, and hostRequests what clients ask for.
var (
	hostSamples  = []string{"example.org", "a.example.org", "shop.example.org", "a.shop.example.org", "*.shop.example.org", "*.dev.example.com", "a.dev.example.com"}
	hostRequests = []string{"example.org", "a.example.org", "shop.example.org", "a.shop.example.org", "b.shop.example.org", "a.dev.example.com", "b.dev.example.com", "dev.example.com"}
	routePaths   = []string{"/*", "/a/*", "/a/b/*", "/a", "/*/b", "/" + strings.Repeat("a", 60) + "*"}
)

// TestAnExactHostComesBeforeAWildcardAndThatBeforeAny makes random routes, and asks a load balancer that takes the
// first rule that matches. Of those that the configuration lets pass, the right one is asked.
func TestAnExactHostComesBeforeAWildcardAndThatBeforeAny(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	passed, met := 0, map[string]int{}
	for range 600 {
		text := withHosts[:strings.Index(withHosts, "services:")] + "services:\n"
		for i := range 2 + random.IntN(3) {
			var hosts []string
			for range random.IntN(3) {
				if host := hostSamples[random.IntN(len(hostSamples))]; !slices.Contains(hosts, host) {
					hosts = append(hosts, `"`+host+`"`)
				}
			}
			text += fmt.Sprintf("  s%d: {image: \"web:1.0.0\", route: {hosts: [%s], path: %q}}\n", i, strings.Join(slices.Compact(hosts), ", "), routePaths[random.IntN(len(routePaths))])
		}
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(text)
		c, _, err := loadWithRecord(files, "")
		if err != nil {
			continue
		}
		passed++
		i := slices.IndexFunc(c.Environments, func(e Environment) bool { return e.Name == "dev" })
		var routes []Route
		for slot, name := range random.Perm(len(c.Environments[i].Services)) {
			r := *c.Environments[i].Services[fmt.Sprintf("s%d", name)].Route
			r.Slot = slot
			routes = append(routes, r)
		}
		for _, host := range hostRequests {
			for _, path := range []string{"/", "/a", "/a/b", "/a/b/c", "/x", "/" + strings.Repeat("a", 70)} {
				if kind := demandTheRightOne(t, routes, host, path); kind >= 0 {
					met[fmt.Sprint(kind)]++
				}
			}
		}
	}
	assert.Greater(t, passed, 80)
	assert.Len(t, met, 3, "exact hosts, wildcards and any")
}

// demandTheRightOne demands that the first rule that matches a request is one of the most specific, and returns how
// specific its host is.
func demandTheRightOne(t *testing.T, routes []Route, host, path string) int {
	t.Helper()
	rank := func(r Route) (kind int) {
		if !matcher(r.Path).MatchString(path) {
			return -1
		}
		kind = -1
		if len(r.hosts()) == 0 {
			kind = 0
		}
		for _, h := range r.hosts() {
			switch {
			case h == host:
				kind = 2
			case matcher(h).MatchString(host):
				kind = max(kind, 1)
			}
		}
		return kind
	}
	var first *Route
	most, longest := -1, 0
	for i, r := range routes {
		kind := rank(r)
		if kind < 0 {
			continue
		}
		if first == nil || r.Priority() < first.Priority() {
			first = &routes[i]
		}
		if kind > most {
			most, longest = kind, 0
		}
		if kind == most {
			longest = max(longest, r.specific())
		}
	}
	if first == nil {
		return -1
	}
	require.Equal(t, most, rank(*first), "%s%s goes to %v of %v", host, path, *first, routes)
	require.Equal(t, longest, first.specific(), "%s%s goes to %v of %v", host, path, *first, routes)
	return most
}
