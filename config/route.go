package config

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Route is what a load balancer sends to a service.
type Route struct {
	// Balancer is the public load balancer (default), the internal one: other services then name this one in uses,
	// and get its address as <NAME>_URL, or ingress, the load balancer of the Ingress controller of a cluster with mode
	// existing, which is outside of the firewall, the logs, the alarms and the objectives.
	Balancer Balancer `yaml:"balancer"`
	// Host is the host name: the environment's domain, one of its further domains, or a name one label below one of
	// them. *.<domain> is for all that are one label below. It may be left out (any host). With balancer: ingress it is
	// a name one label below the environment's domain, and of no other route.
	Host string `yaml:"host"`
	// Hosts are several instead of host, at most 4, and in an environment with recovery half as many in its own domain.
	Hosts []string `yaml:"hosts"`
	// Path is a path pattern such as /api/* (default /*, or /<service>/* at the internal load balancer). Of two that
	// match a request, the one with more letters wins; a host wins over a wildcard, and a wildcard over none. The
	// service gets the path as it is asked for, with how it begins. With balancer: ingress, /api/* is for /api, too,
	// and no star is elsewhere.
	Path string `yaml:"path"`
	// StickyMinutes keeps a client on one task for that many minutes (default 0: not sticky).
	StickyMinutes int `yaml:"stickyMinutes" jsonschema:"minimum=0,maximum=10080"`
	// SlowStartSeconds is how long a new task gets a growing share of the requests, 30 to 900 seconds (default 0: a
	// full share at once).
	SlowStartSeconds int `yaml:"slowStartSeconds" jsonschema:"minimum=0,maximum=900"`
	// Login has the public load balancer ask who somebody is, before a request reaches the service. Only with rolling
	// deployments, and not behind an API gateway.
	Login *Login `yaml:"login"`
	// Canary is what is asked of the route from outside, where the environment has canaries. Not with balancer:
	// internal.
	Canary Probe `yaml:"canary"`

	// Slot is the route's own among the priorities of each kind of path; routes.yaml records it.
	Slot int `yaml:"-"`
}

// Balancer is a load balancer that sends a service requests.
type Balancer string

// The load balancers.
const (
	PublicBalancer   Balancer = "public"
	InternalBalancer Balancer = "internal"
	IngressBalancer  Balancer = "ingress" // of a cluster's own Ingress controller
)

// Values returns the choices.
func (Balancer) Values() []string { return texts(PublicBalancer, InternalBalancer, IngressBalancer) }

// catchAll is the path pattern that matches every path.
const catchAll = "/*"

// complete fills in the defaults of the route of the service or function with this name.
func (r *Route) complete(name string) {
	r.Balancer = cmp.Or(r.Balancer, PublicBalancer)
	path := catchAll
	if r.Balancer == InternalBalancer {
		path = "/" + name + "/*"
	}
	r.Path = cmp.Or(r.Path, path)
	if r.Login != nil {
		r.Login.complete()
	}
}

// BasePath is what all paths of the route begin with: /api of /api/*.
func (r Route) BasePath() string {
	base, _, _ := strings.Cut(r.Path, "*")
	base, _, _ = strings.Cut(base, "?")
	return strings.TrimSuffix(base, "/")
}

// Paths are the patterns of the route's listener rule. At the internal load balancer /prices/* comes with /prices,
// which is the address that other services get.
func (r Route) Paths() []string {
	if base := r.BasePath(); r.Balancer == InternalBalancer && base != "" && r.Path == base+catchAll {
		return []string{r.Path, base}
	}
	return []string{r.Path}
}

// pathPattern is what a listener rule allows in a path; * and ? are wildcards.
var pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)

// reserved begins the paths that are no service's.
var reserved = path.Dir(GatePath)

// mostWildcards is the quota of wildcards in one listener rule.
const mostWildcards = 5

// check runs the rules of one route of an environment.
func (r Route) check(at document.Path, e Environment) {
	at.Key("slowStartSeconds").Demand(r.SlowStartSeconds == 0 || r.SlowStartSeconds >= 30, fmt.Sprintf("%d is shorter than a slow start can be", r.SlowStartSeconds), "choose 30 to 900, or leave it out")
	for key, given := range map[string]bool{"host": r.Host != "", "hosts": len(r.Hosts) > 0} {
		at.Key(key).Demand(!given || r.Balancer != InternalBalancer, "the internal load balancer has one name", "leave it out: internal services differ by path")
	}
	if r.Balancer == InternalBalancer && len(r.hosts()) > 0 {
		return
	}
	at.Key("path").Demand(pathPattern.MatchString(r.Path), fmt.Sprintf("%q is not a path pattern", r.Path),
		"begin with a slash, and use at most 128 letters, digits, and _-.$/~\"'@:+&*?")
	at.Key("path").Demand(!strings.HasPrefix(r.Path, reserved), reserved+" is where load balancers tell whether their side is active",
		"choose another path")
	r.checkHosts(at, e)
}

// checkRoutes runs the rules of all routes of an environment, by load balancer. at is where the environment stands.
func (e Environment) checkRoutes(at document.Path) {
	all := map[Balancer][]routed{}
	for _, r := range e.routes() {
		here := r.at(at)
		if here.Unreadable() {
			continue
		}
		r.checkCanary(here.Key("canary"))
		if r.Balancer == IngressBalancer {
			r.checkIngress(here, e)
			continue
		}
		r.check(here, e)
		for _, first := range all[r.Balancer] {
			r.checkHostsBeside(here, first.Route, first.whose())
			r.checkBeside(here.Key("path"), first.Route, r.whose(), first.whose())
		}
		all[r.Balancer] = append(all[r.Balancer], r)
	}
	e.checkBalancers(at.Key("services"), all)
}

// checkBeside demands that a route and one of another service at the same load balancer can be told apart.
func (r Route) checkBeside(at document.Path, other Route, name, first string) {
	host, shared := r.shares(other)
	if !shared {
		return
	}
	for _, path := range r.Paths() {
		taken := slices.Contains(other.Paths(), path)
		at.Demand(!taken, fmt.Sprintf("%s goes to %s already", host+path, first), "give "+name+" another host or path")
		if taken {
			return
		}
	}
	at.Demand(r.band() != other.band() || !covers(r.Path, other.Path) && !covers(other.Path, r.Path),
		fmt.Sprintf("%s and %s, which goes to %s, match the same paths, and neither is more specific", r.Path, other.Path, first),
		"write more of one of them")
}
