package config

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// anyLabel begins a host that stands for every name one label below a domain.
const anyLabel = "*."

const (
	// mostValues is how many hosts and paths one listener rule compares with. Source: the quotas of Application Load
	// Balancers, "condition values per rule".
	mostValues = 5
	// mostHostLetters is how long a host may be that a listener rule compares with. Source: RuleCondition, in the API
	// reference of Elastic Load Balancing.
	mostHostLetters = 128
)

// hosts are the hosts that the configuration names for a route; none means any.
func (r Route) hosts() []string {
	if r.Host != "" {
		return []string{r.Host}
	}
	return r.Hosts
}

// wild tells whether a route has a host that stands for others.
func (r Route) wild() bool {
	return slices.ContainsFunc(r.hosts(), func(host string) bool { return strings.HasPrefix(host, anyLabel) })
}

// Hosts are the host names of a route; none means any. A standby answers for its primary's names, after a failover,
// and for the same names in its own domain, which are last. Further domains are of both sides.
func (e Environment) Hosts(r Route) []string {
	all := slices.Clone(r.hosts())
	if e.Side != Standby {
		return all
	}
	for _, host := range r.hosts() {
		if own, inside := e.inOwn(host); inside {
			all = append(all, own)
		}
	}
	return all
}

// inOwn returns a host of the primary's own domain as it is in the standby's.
func (e Environment) inOwn(host string) (own string, inside bool) {
	outer, inside := strings.CutSuffix(host, e.Other.Domain)
	further := slices.ContainsFunc(e.known()[1:], func(domain string) bool { return certifies(domain, host) })
	return outer + e.Domain, inside && !further && (outer == "" || strings.HasSuffix(outer, "."))
}

// Sample is a host that a route with this one answers for: itself, or one that no other route or site has.
func (e Environment) Sample(host string) string {
	rest, wild := strings.CutPrefix(host, anyLabel)
	if !wild {
		return host
	}
	label := anyHost
	for e.names(label + "." + rest) {
		label += "-" + anyHost
	}
	return label + "." + rest
}

// OwnHost is a host by which a route is asked on this side, whichever one is active, and whether it is in the side's
// own domain. A route for any host has none.
func (e Environment) OwnHost(r Route) (host string, own bool) {
	all := e.Hosts(r)
	for _, host := range slices.Backward(all) {
		if own := e.Sample(host); certifies(e.Domain, own) {
			return own, true
		}
	}
	if len(all) == 0 {
		return "", false
	}
	return e.Sample(all[0]), false
}

// names tells whether a route or a static site has exactly this host.
func (e Environment) names(host string) bool {
	for _, r := range e.routes() {
		if slices.Contains(r.hosts(), host) {
			return true
		}
	}
	for _, s := range e.Sites {
		if s.Domain == host {
			return true
		}
	}
	return false
}

// checkHosts demands hosts that one of the environment's certificates is for, and that fit into a listener rule.
func (r Route) checkHosts(at document.Path, e Environment) {
	at.Key("hosts").Demand(r.Host == "" || len(r.Hosts) == 0, "says more hosts than host", "write all of them under hosts, and leave host out")
	checkOnce(at.Key("hosts"), r.Hosts)
	if r.Host != "" {
		r.checkHost(at.Key("host"), r.Host, e)
	}
	for i, host := range r.Hosts {
		r.checkHost(at.Key("hosts").Index(i), host, e)
	}
	values, wildcards := len(r.Paths()), strings.Count(r.Path, "*")+strings.Count(r.Path, "?")
	most := r.mostHosts(e)
	for _, host := range most {
		wildcards += strings.Count(host, "*")
	}
	at.Key("hosts").Demand(len(most)+values <= mostValues,
		fmt.Sprintf("a listener rule has room for %d hosts, and this one has %d%s", mostValues-values, len(most), both(len(most) > len(r.hosts()))),
		"leave some out, or let any host in")
	at.Key("path").Demand(wildcards <= mostWildcards, fmt.Sprintf("has more than %d wildcards", mostWildcards), "a listener rule takes no more")
	at.Key("path").Demand(!r.wild() || r.specific() <= wildBands,
		fmt.Sprintf("has more than %d characters beside wildcards, too many with a wildcard host", r.letters(wildBands)), "choose a shorter one, or name hosts without a wildcard")
}

// both says why a rule has more hosts than its route.
func both(more bool) string {
	if more {
		return " with those in the standby's domain"
	}
	return ""
}

// mostHosts are the hosts of a route on the side that has more of them.
func (r Route) mostHosts(e Environment) []string {
	if e.Other != nil {
		return e.Other.Hosts(r)
	}
	return e.Hosts(r)
}

// checkHost demands a host that a certificate is for.
func (r Route) checkHost(at document.Path, host string, e Environment) {
	at.Demand(!e.bounces(host), host+" is where SES tells of mail that bounces", "choose another")
	domains := e.known()
	plain := strings.TrimPrefix(host, anyLabel)
	covered := slices.ContainsFunc(domains, func(domain string) bool { return certifies(domain, host) })
	at.Demand(covered && isDomain(plain) && len(host) <= mostHostLetters, fmt.Sprintf("%q is not covered by the certificate of %s", host, document.OneOf(domains)),
		"use "+e.Domain+" or one name below it, such as api."+e.Domain+", *."+e.Domain+" for all of those, or add its domain to domains")
}

// shares returns a host that two routes have in common: an empty one where both take any.
func (r Route) shares(other Route) (host string, shared bool) {
	if len(r.hosts()) == 0 && len(other.hosts()) == 0 {
		return "", true
	}
	for _, host := range r.hosts() {
		if slices.Contains(other.hosts(), host) {
			return host, true
		}
	}
	return "", false
}

// checkHostsBeside demands that hosts tell a route apart from that of another service, first, where their paths do not:
// rules with exact hosts come before those with a wildcard, and those before any, whatever their paths are.
func (r Route) checkHostsBeside(at document.Path, other Route, first string) {
	if len(r.hosts()) == 0 {
		most := r.letters(longestAny)
		at.Key("path").Demand(!other.wild() || r.specific() <= longestAny,
			fmt.Sprintf("has more than %d characters beside wildcards, too many for any host where %s has a wildcard host", most, first),
			"shorten it, or give it a host")
		return
	}
	at = at.Key(r.hostKey())
	at.Demand(!r.wild() || len(other.hosts()) > 0 || other.specific() <= longestAny,
		fmt.Sprintf("%s of %s, for any host, has more than %d characters beside wildcards, too many with a wildcard host here", other.Path, first, other.letters(longestAny)),
		"shorten that, or give "+first+" a host")
	host, behind := r.behind(other)
	if !behind {
		host, behind = other.behind(r)
	}
	at.Demand(!behind, fmt.Sprintf("%s is an exact host of this service or of %s beside a wildcard, behind which it is, and the other one answers for it, too", host, first),
		"leave "+host+" to the other one, or the wildcard out")
	for _, mine := range r.hosts() {
		for _, theirs := range other.hosts() {
			at.Demand(!inside(mine, theirs) && !inside(theirs, mine),
				fmt.Sprintf("%s and %s, which goes to %s, match the same hosts, and neither comes first", mine, theirs, first),
				"name hosts without a wildcard in one of them")
		}
	}
}

// behind returns an exact host of a route that has a wildcard, too, and so comes after another one that answers for it.
func (r Route) behind(other Route) (host string, found bool) {
	if !r.wild() {
		return "", false
	}
	for _, host := range r.hosts() {
		for _, theirs := range other.hosts() {
			rest, wild := strings.CutPrefix(theirs, anyLabel)
			exact := !strings.HasPrefix(host, anyLabel)
			if exact && (host == theirs && !other.wild() || wild && below(host, rest)) {
				return host, true
			}
		}
	}
	return "", false
}

// hostKey is the key under which the configuration names the route's hosts.
func (r Route) hostKey() string {
	if r.Host != "" {
		return "host"
	}
	return "hosts"
}

// letters is how many characters beside wildcards a path like the route's has that is so specific.
func (r Route) letters(specific int) int {
	if strings.Contains(r.Path, "*") {
		return specific
	}
	return specific - 1
}

// inside tells whether all that a wildcard host stands for is among what another one does: a star is for dots, too.
func inside(host, wider string) bool {
	if host == wider || !strings.HasPrefix(host, anyLabel) || !strings.HasPrefix(wider, anyLabel) {
		return false
	}
	return strings.HasSuffix(host, wider[1:])
}
