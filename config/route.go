package config

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Route is what a load balancer sends to a service.
type Route struct {
	// Balancer is the public load balancer (default), or the internal one: other services then name this one in
	// uses, and get its address as <NAME>_URL.
	Balancer Balancer `yaml:"balancer"`
	// Host is the host name, inside the environment's domain; it may be left out (any host).
	Host string `yaml:"host"`
	// Path is a path pattern such as /api/* (default /*, or /<service>/* at the internal load balancer).
	Path string `yaml:"path"`
	// Priority of the listener rule, 1 to 50000 and unique (default: computed, more specific routes first).
	Priority int `yaml:"priority" jsonschema:"minimum=1,maximum=50000"`
	// StickyMinutes keeps a client on one task for that many minutes (default 0: not sticky).
	StickyMinutes int `yaml:"stickyMinutes" jsonschema:"minimum=0,maximum=10080"`
	// SlowStartSeconds is how long a new task gets a growing share of the requests, 30 to 900 seconds (default 0: a
	// full share at once).
	SlowStartSeconds int `yaml:"slowStartSeconds" jsonschema:"minimum=0,maximum=900"`
}

// Balancer is a load balancer of an environment.
type Balancer string

// The load balancers.
const (
	PublicBalancer   Balancer = "public"
	InternalBalancer Balancer = "internal"
)

// Values returns the choices.
func (Balancer) Values() []string { return texts(PublicBalancer, InternalBalancer) }

// complete fills in the defaults of the route of the service with this name.
func (r *Route) complete(service string) {
	r.Balancer = cmp.Or(r.Balancer, PublicBalancer)
	path := catchAll
	if r.Balancer == InternalBalancer {
		path = "/" + service + "/*"
	}
	r.Path = cmp.Or(r.Path, path)
}

// BasePath is what all paths of the route begin with: /api of /api/*.
func (r Route) BasePath() string {
	base, _, _ := strings.Cut(r.Path, "*")
	base, _, _ = strings.Cut(base, "?")
	return strings.TrimSuffix(base, "/")
}

// Priorities of listener rules. A route gets one from how specific it is, so
// that adding a service never moves another: routes with host and path first,
// then with a host, then with a path, then the rest. Where there is a path,
// longer ones come first, each length in a band of its own.
const (
	catchAll      = "/*"
	longestRanked = 64  // longer paths share a band
	perLength     = 340 // priorities for the paths of one length
	pathBands     = longestRanked * perLength
	hostBand      = 6000
	lastPriority  = 50000
)

// Rank is the priority of the route's listener rule, 1 to 50000: its own when
// it has one, otherwise computed from host and path alone.
func (r Route) Rank() int {
	hash := fnv.New32a()
	hash.Write([]byte(r.Host + "|" + r.Path))
	spread := int(hash.Sum32() >> 1)
	hasPath := r.Path != "" && r.Path != catchAll
	byLength := (longestRanked-min(len(r.Path), longestRanked))*perLength + spread%perLength
	switch {
	case r.Priority != 0:
		return r.Priority
	case r.Host != "" && hasPath:
		return 1 + byLength
	case r.Host != "":
		return 1 + pathBands + spread%hostBand
	case hasPath:
		return 1 + pathBands + hostBand + byLength
	}
	return lastPriority
}

// pathPattern is what a listener rule allows in a path; * and ? are wildcards.
var pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)

// mostWildcards is the quota of wildcards in one listener rule.
const mostWildcards = 5

// check runs the rules of one route in an environment's domain.
func (r Route) check(at document.Path, domain string) {
	at.Key("slowStartSeconds").Demand(r.SlowStartSeconds == 0 || r.SlowStartSeconds >= 30, fmt.Sprintf("%d is shorter than a slow start can be", r.SlowStartSeconds), "choose 30 to 900, or leave it out")
	at.Key("host").Demand(r.Host == "" || r.Balancer == PublicBalancer, "the internal load balancer has one name", "leave it out: internal services differ by path")
	if r.Balancer == InternalBalancer && r.Host != "" {
		return
	}
	label, inside := strings.CutSuffix(r.Host, "."+domain)
	at.Key("host").Demand(r.Host == "" || r.Host == domain || inside && isDomain(r.Host) && !strings.Contains(label, "."),
		fmt.Sprintf("%q is not covered by the certificate of %s", r.Host, domain), "use "+domain+" or one name below it, such as api."+domain)
	at.Key("path").Demand(pathPattern.MatchString(r.Path), fmt.Sprintf("%q is not a path pattern", r.Path),
		"begin with a slash, and use at most 128 letters, digits, and _-.$/~\"'@:+&*?")
	at.Key(
		"path",
	).Demand(
		strings.Count(r.Path, "*")+strings.Count(r.Path, "?") <= mostWildcards,
		fmt.Sprintf("has more than %d wildcards", mostWildcards),
		"a listener rule takes no more",
	)
}

// checkRoutes runs the rules of all routes of an environment, by load balancer.
func (e Environment) checkRoutes(at document.Path) {
	type rank struct {
		balancer Balancer
		priority int
	}
	routes, ranks := map[string]string{}, map[rank]string{}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		r, here := e.Services[name].Route, at.Key(name).Key("route")
		if r == nil || here.Unreadable() {
			continue
		}
		r.check(here, e.Domain)
		to, place := r.Host+r.Path, rank{r.Balancer, r.Rank()}
		first, taken := routes[string(r.Balancer)+to]
		here.Key("path").Demand(!taken, fmt.Sprintf("%s goes to %s already", to, first), "give "+name+" another host or path")
		other, same := ranks[place]
		here.Key("priority").Demand(!same || taken, fmt.Sprintf("%d is the priority of %s too", r.Rank(), other), "set route.priority of one of them to another")
		routes[string(r.Balancer)+to], ranks[place] = name, name
	}
}
