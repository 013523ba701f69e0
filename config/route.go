package config

import (
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"
)

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
func (r Route) check(at spot, domain string) {
	label, inside := strings.CutSuffix(r.Host, "."+domain)
	at.key("host").demand(r.Host == "" || r.Host == domain || inside && isDomain(r.Host) && !strings.Contains(label, "."),
		fmt.Sprintf("%q is not covered by the certificate of %s", r.Host, domain), "use "+domain+" or one name below it, such as api."+domain)
	at.key("path").demand(pathPattern.MatchString(r.Path), fmt.Sprintf("%q is not a path pattern", r.Path),
		"begin with a slash, and use at most 128 letters, digits, and _-.$/~\"'@:+&*?")
	at.key("path").demand(strings.Count(r.Path, "*")+strings.Count(r.Path, "?") <= mostWildcards, fmt.Sprintf("has more than %d wildcards", mostWildcards), "a listener rule takes no more")
}

// checkRoutes runs the rules of all routes of an environment, which share a load balancer.
func (e Environment) checkRoutes(at spot) {
	routes, ranks := map[string]string{}, map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		r, here := e.Services[name].Route, at.key(name).key("route")
		if r == nil || here.unreadable() {
			continue
		}
		r.check(here, e.Domain)
		to := r.Host + r.Path
		first, taken := routes[to]
		here.key("path").demand(!taken, fmt.Sprintf("%s goes to %s already", to, first), "give "+name+" another host or path")
		other, same := ranks[r.Rank()]
		here.key("priority").demand(!same || taken, fmt.Sprintf("%d is the priority of %s too", r.Rank(), other), "set route.priority of one of them to another")
		routes[to], ranks[r.Rank()] = name, name
	}
}
