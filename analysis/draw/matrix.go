package draw

import (
	"slices"
	"strings"

	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
)

// The measures of a table of who reaches whom.
const (
	rowHeight = 26
	cellWidth = 62
)

// drawReach is the picture of who reaches whom in the network of an environment: a row for each that reaches somebody,
// a column for each that is reached, and the ports where they meet.
// Beside are the ways on one node, of which nobody knows.
func drawReach(s *side, pairs, beside []reach.Pair) Picture {
	own, beside := s.own(pairs), s.own(beside)
	short := func(name string) string { return strings.TrimPrefix(name, s.name+"/") }
	var rows, columns []string
	for _, p := range slices.Concat(own, beside) {
		if from := short(p.From); !slices.Contains(rows, from) {
			rows = append(rows, from)
		}
		if to := short(p.To); !slices.Contains(columns, to) {
			columns = append(columns, to)
		}
	}
	behind := s.unseen()
	for _, i := range behind {
		if to := short(i.Name); !slices.Contains(columns, to) {
			columns = append(columns, to)
		}
		if !slices.Contains(rows, reach.Internet) {
			rows = append(rows, reach.Internet)
		}
	}
	unknown := func(row, column string) bool {
		is := func(i *network.Interface) bool { return short(i.Name) == column }
		met := func(p reach.Pair) bool { return short(p.From) == row && short(p.To) == column }
		return row != column && slices.ContainsFunc(behind, is) || slices.ContainsFunc(beside, met)
	}
	outsideFirst := func(a, b string) int {
		if x, y := outside(s, a), outside(s, b); x != y {
			return y - x
		}
		return strings.Compare(a, b)
	}
	slices.SortFunc(rows, outsideFirst)
	slices.SortFunc(columns, outsideFirst)

	c := newCanvas()
	what := s.name + ": who reaches whom in the network"
	if s.vpc == nil {
		c.text(title, margin, margin+18, what)
		c.text(quiet, margin, margin+38, "Nobody knows: no template has the routes and network ACLs of "+s.vpcName()+".")
		return Picture{File: s.name + "-reach.svg", Title: what, SVG: c.svg(what)}
	}
	c.text(title, margin, margin+18, what)
	note := "Who has no row reaches nobody, and who has no column is reached by nobody."
	if len(behind)+len(beside) > 0 {
		note = "Who has no row reaches nobody, but maybe who has a ?. Who has no column is reached by nobody."
	}
	c.text(quiet, margin, margin+38, "Ports of TCP, unless a cell says UDP. "+note)
	left, high := 0, 0
	for _, r := range rows {
		left = max(left, name.width(r))
	}
	for _, column := range columns {
		high = max(high, name.width(column)*3/4)
	}
	left += margin + 14
	top := margin + 62 + high
	wide := make([]int, len(columns)+1) // where columns begin
	wide[0] = left
	for i, column := range columns {
		w := cellWidth
		for _, row := range rows {
			w = max(w, 12+plain.width(cell(own, s, row, column).text))
		}
		wide[i+1] = wide[i] + w
	}
	for i, column := range columns {
		c.slanted(name, (wide[i]+wide[i+1])/2, top-8, column)
	}
	for j, row := range rows {
		y := top + j*rowHeight
		c.text(name, margin, y+18, row)
		for i, column := range columns {
			b := box{wide[i], y, wide[i+1] - wide[i], rowHeight}
			said := cell(own, s, row, column)
			if said.text == "" && unknown(row, column) {
				said = met{"unknown", "?"}
			}
			class := "cells rest"
			if said.text != "" {
				class = "cells " + said.class
			}
			c.cell(class, b)
			c.centred(plain, b.x+b.w/2, b.y+17, said.text)
		}
	}
	y := top + len(rows)*rowHeight + 14
	for i, legend := range []struct{ class, text string }{
		{"open", "directly"}, {"through", "through a load balancer, an API gateway or a proxy"},
	} {
		b := box{margin + i*110, y, 18, 18}
		c.cell("cells "+legend.class, b)
		c.text(plain, b.right()+8, b.y+14, legend.text)
	}
	if len(behind)+len(beside) > 0 {
		b := box{margin, y + 26, 18, 18}
		c.cell("cells unknown", b)
		c.centred(plain, b.x+b.w/2, b.y+14, "?")
		by := "through the cluster's Ingress controller, or on one node"
		switch {
		case len(beside) == 0:
			by = "through the cluster's Ingress controller"
		case len(behind) == 0:
			by = "on one node"
		}
		c.text(plain, b.right()+8, b.y+14, by+": not known")
	}
	return Picture{File: s.name + "-reach.svg", Title: what, SVG: c.svg(what)}
}

// own are the pairs with something of the side.
func (s *side) own(pairs []reach.Pair) []reach.Pair {
	return slices.DeleteFunc(slices.Clone(pairs), func(p reach.Pair) bool {
		return !strings.HasPrefix(p.From, s.name+"/") && !strings.HasPrefix(p.To, s.name+"/")
	})
}

// unseen are the side's services behind an Ingress controller, which no template has.
func (s *side) unseen() []*network.Interface {
	var all []*network.Interface
	for _, i := range s.network.Interfaces {
		if i.Unseen && strings.HasPrefix(i.Name, s.name+"/") {
			all = append(all, i)
		}
	}
	return all
}

// outside is 1 for who is not of the environment.
func outside(s *side, called string) int {
	if called == reach.Internet || called == reach.VPN || strings.Contains(called, "/") {
		return 1
	}
	return 0
}

// met is what a cell says.
type met struct{ class, text string }

// cell is what a row and a column have in common.
func cell(pairs []reach.Pair, s *side, row, column string) met {
	var m met
	var said []string
	for _, p := range pairs {
		if strings.TrimPrefix(p.From, s.name+"/") != row || strings.TrimPrefix(p.To, s.name+"/") != column {
			continue
		}
		on := p.On
		if p.Protocol != "tcp" {
			on = strings.ToUpper(p.Protocol) + " " + on
		}
		if p.Partly {
			on += " partly"
		}
		if !slices.Contains(said, on) {
			said = append(said, on)
		}
		switch {
		case len(p.Through) == 0:
			m.class = "open"
		case m.class == "":
			m.class = "through"
		}
	}
	m.text = strings.Join(said, ", ")
	return m
}
