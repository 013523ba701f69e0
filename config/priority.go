package config

import (
	"regexp"
	"strings"
)

// The priority of a route's listener rule is a number of two parts: a band, which says how specific the route is, and
// in it the route's slot, which routes.yaml records. Bands put the more specific route first. Slots make every number
// that a service can ever have its own: whichever stack is deployed first, it never asks for one that another holds.
const (
	// Slots is how many services and functions of an environment can have had a route.
	Slots = 190
	// pathBands is how many kinds of paths there are: 1 to 128 characters that are no wildcards, and one more for a
	// pattern without a star.
	pathBands = 129
	// wildBands is how many kinds of paths there are for routes with wildcard hosts. They have the bands of the longest
	// paths for any host, which an environment has none of beside such a route.
	wildBands = 64
	// longestAny is how many characters a path for any host has at most whose band is behind those.
	longestAny = pathBands - wildBands
)

// GatePriority is the first priority, that of the rule which tells whether a side is active. It comes before every
// route, since routes leave a band free: a whole one, so that no route gets a number that another one had without it.
const GatePriority = 1

// Priority is that of the route's listener rule, up to 50000: routes with hosts come first, then those with wildcard
// hosts, then those for any, and of these those with more characters, whatever stands for wildcards in them.
func (r Route) Priority() int { return 1 + (1+r.band())*Slots + r.Slot }

// band is 0 for the most specific of routes.
func (r Route) band() int {
	switch {
	case len(r.hosts()) == 0:
		return 2*pathBands - r.specific()
	case r.wild():
		return pathBands + wildBands - r.specific()
	}
	return pathBands - r.specific()
}

// specific is how many characters of the path are no wildcards, and one more without a star.
func (r Route) specific() int {
	stars := strings.Count(r.Path, "*")
	specific := len(r.Path) - stars - strings.Count(r.Path, "?")
	if stars == 0 {
		specific++
	}
	return specific
}

// covers tells whether a path pattern matches every path that another one of the same band matches.
func covers(pattern, other string) bool { return matches(canonical(pattern), canonical(other)) }

// wildcards are several in a row.
var wildcards = regexp.MustCompile(`[*?]{2,}`)

// canonical is a pattern that matches the same, with each question mark before the star that it stands beside.
func canonical(pattern string) string {
	return wildcards.ReplaceAllStringFunc(pattern, func(run string) string {
		return strings.Repeat("?", strings.Count(run, "?")) + strings.Repeat("*", min(1, strings.Count(run, "*")))
	})
}

// matches tells whether a pattern matches another one, read as a path whose wildcards only wildcards match.
func matches(pattern, path string) bool {
	if pattern == "" {
		return path == ""
	}
	if pattern[0] == '*' {
		return matches(pattern[1:], path) || path != "" && matches(pattern, path[1:])
	}
	if path == "" || path[0] == '*' || pattern[0] != '?' && pattern[0] != path[0] {
		return false
	}
	return matches(pattern[1:], path[1:])
}
