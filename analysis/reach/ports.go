package reach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Ports is a set of ports, as spans in order that do not touch.
type Ports []Span

// Span is the ports from one to another, both included.
type Span struct{ From, To int }

// everyPort is what a rule about all traffic admits.
var everyPort = Ports{{0, 65535}}

// Has tells whether a port is in the set.
func (p Ports) Has(port int) bool {
	return slices.ContainsFunc(p, func(s Span) bool { return s.From <= port && port <= s.To })
}

// Or is what is in either set.
func (p Ports) Or(others ...Span) Ports {
	all := append(slices.Clone(p), others...)
	slices.SortFunc(all, func(x, y Span) int { return cmp.Compare(x.From, y.From) })
	var union Ports
	for _, s := range all {
		if last := len(union) - 1; last >= 0 && s.From <= union[last].To+1 {
			union[last].To = max(union[last].To, s.To)
		} else {
			union = append(union, s)
		}
	}
	return union
}

// And is what is in both sets.
func (p Ports) And(q Ports) Ports {
	var both Ports
	for _, x := range p {
		for _, y := range q {
			if from, to := max(x.From, y.From), min(x.To, y.To); from <= to {
				both = append(both, Span{from, to})
			}
		}
	}
	return both.Or()
}

// Not is what is in this set and not in the other.
func (p Ports) Not(q Ports) Ports {
	rest := slices.Clone(p)
	for _, y := range q {
		var left Ports
		for _, x := range rest {
			if y.To < x.From || x.To < y.From {
				left = append(left, x)
				continue
			}
			if x.From < y.From {
				left = append(left, Span{x.From, y.From - 1})
			}
			if y.To < x.To {
				left = append(left, Span{y.To + 1, x.To})
			}
		}
		rest = left
	}
	return rest
}

// String is the set as people write it: 80, 443, 1024-65535.
func (p Ports) String() string {
	if len(p) == 0 {
		return "no port"
	}
	if slices.Equal(p, everyPort) {
		return "every port"
	}
	var all []string
	for _, s := range p {
		text := strconv.Itoa(s.From)
		if s.To != s.From {
			text += "-" + strconv.Itoa(s.To)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}
