package draw

import (
	"slices"
	"strings"

	"bulkhead/analysis/reach/network"
)

// Where a frame's own text is, and how much it keeps between itself and what is in it.
const (
	heading = 30
	inset   = 14
)

// tierBox is a tier of the network: its name, the ranges of its subnets, and cards.
type tierBox struct {
	class, called string
	ranges        []string
	cards         []*card
}

// tiers are those of the VPC, in the order of the columns.
func (e *environment) tiers() []tierBox {
	all := []tierBox{
		{class: "public", called: "public", cards: e.front},
		{class: "private", called: "private", cards: e.inner},
		{class: "data", called: "data", cards: e.kept},
	}
	for i := range all {
		for _, subnet := range e.subnets() {
			if tier(subnet) == all[i].called {
				zone := strings.Join(zones([]*network.Subnet{subnet}), "")
				all[i].ranges = append(all[i].ranges, zone+" "+subnet.Range.String())
			}
		}
		slices.Sort(all[i].ranges)
	}
	return all
}

func (t tierBox) width() int {
	w := widest(150, t.cards)
	for _, r := range t.ranges {
		w = max(w, quiet.width(r))
	}
	return max(w, head.width(t.called+" subnets"))
}

// head is how high the texts above the cards are.
func (t tierBox) head() int { return 24 + 16*len(t.ranges) + 8 }

// draw lays the columns out and draws them, with the links above the frames and below the cards.
func (e *environment) draw(c *canvas, what string) {
	c.text(title, margin, margin+18, what)
	c.text(quiet, margin, margin+38, e.subtitle())
	top := margin + 56
	tiers := e.tiers()
	ranges := 0
	for _, t := range tiers {
		ranges = max(ranges, t.head())
	}
	first := top + heading + heading + inset + ranges // where cards of the VPC begin

	// Columns, from the left to the right.
	e.internet.box = box{margin, first, 100, cardHeight}
	request, later := e.split()
	x := e.internet.right() + gutter(request)
	edgeWidth := 0
	if len(e.edge) > 0 {
		edgeWidth = widest(160, e.edge)
		e.edges(x, first, edgeWidth)
		x += edgeWidth + gutter(later)
	}
	region := box{x: x, y: top}
	x += inset
	vpc := box{x: x, y: top + heading}
	x += inset
	var boxes []box
	gutters := []int{gutter(e.inside), gutter(e.used), 0}
	for i, t := range tiers {
		w := t.width()
		if i == 1 {
			w = max(w, widest(0, e.outside))
		}
		if i == 2 {
			w = max(w, widest(0, e.regional))
		}
		if i == 0 && e.vpc == nil { // its name is longer than a range
			w = max(w, head.width(e.vpcName()))
		}
		boxes = append(boxes, box{x: x, y: vpc.y + heading, w: w + 2*inset})
		x += w + 2*inset + gutters[i]
	}
	low := 0
	for i, t := range tiers {
		y := first
		if i == 0 {
			y += e.passing() * (cardHeight + gap)
		}
		low = max(low, stack(t.cards, boxes[i].x+inset, y, boxes[i].w-2*inset))
	}
	low = max(low, first+cardHeight+gap)
	for i := range boxes {
		boxes[i].h = low - boxes[i].y
	}
	vpc.w, vpc.h = x+inset-vpc.x, low+inset-vpc.y
	region.w = vpc.right() + inset - region.x
	below := vpc.bottom() + gap + 22
	bottom := max(
		stack(e.outside, boxes[1].x+inset, below, boxes[1].w-2*inset),
		stack(e.regional, boxes[2].x+inset, below, boxes[2].w-2*inset),
		vpc.bottom()+gap,
	)
	region.h = bottom - region.y

	c.frame("region", region)
	c.text(head, region.x+inset, region.y+20, e.region())
	c.frame("vpc", vpc)
	c.text(head, vpc.x+inset, vpc.y+20, e.vpcName())
	for i, t := range tiers {
		c.frame(t.class, boxes[i])
		c.text(head, boxes[i].x+inset, boxes[i].y+22, t.called+" subnets")
		for j, r := range t.ranges {
			c.text(quiet, boxes[i].x+inset, boxes[i].y+40+16*j, r)
		}
	}
	if len(e.outside) > 0 {
		c.text(head, boxes[1].x+inset, below-10, "outside the VPC")
	}
	if len(e.regional) > 0 {
		c.text(head, boxes[2].x+inset, below-10, "in the region")
	}
	e.lines(c, request, later, boxes)
	for _, k := range slices.Concat([]*card{e.internet}, e.edge, e.front, e.inner, e.outside, e.kept, e.regional) {
		c.card(k)
	}
}

// split are the links from the internet, and those from what is at the edge.
func (e *environment) split() (request, later []link) {
	for _, l := range e.request {
		if l.from == e.internet {
			request = append(request, l)
		} else {
			later = append(later, l)
		}
	}
	return request, later
}

// edges puts what is at the edge beside what it leads to, and the rest below all that the internet reaches directly.
func (e *environment) edges(x, y, w int) {
	n := 0
	for _, k := range e.edge {
		leads := slices.ContainsFunc(e.request, func(l link) bool { return l.from == k })
		if !leads && n == 0 {
			n = e.direct()
		}
		k.box = box{x, y + n*(cardHeight+gap), w, cardHeight}
		n++
	}
}

// passing is how many rows of the public tier are left to lines that lead from the edge to the private one.
func (e *environment) passing() int {
	n := 0
	for i, k := range e.inner {
		if slices.ContainsFunc(e.request, func(l link) bool { return l.to == k }) {
			n = i + 1
		}
	}
	return n
}

// direct is how many rows of load balancers the internet reaches without anything at the edge.
func (e *environment) direct() int {
	n := 0
	for i, k := range e.front {
		if slices.ContainsFunc(e.request, func(l link) bool { return l.from == e.internet && l.to == k }) {
			n = i + 1
		}
	}
	return n
}

// lines draws all links.
func (e *environment) lines(c *canvas, request, later []link, boxes []box) {
	c.lanes(e.internet.right()+15, request, 0)
	if len(e.edge) > 0 {
		c.lanes(e.edge[0].right()+15, later, 1)
	}
	c.lanes(boxes[0].right()+10, e.inside, 2)
	c.lanes(boxes[1].right()+10, e.used, 0)
}
