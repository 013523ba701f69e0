package draw

import "slices"

// trunk is how far apart the lines are that go side by side.
const trunk = 9

// link leads from one card to another.
type link struct {
	from, to *card
	tips     arrows
}

// lanes draws links between two columns of cards. Each card that links begin at has a line of its own, with a colour
// of its own, in the gutter that begins at x, and its links leave that line. Where the ends of links are on the left of
// both cards, the line goes to the left and comes back. shift tells the colours of several gutters apart.
func (c *canvas) lanes(x int, links []link, shift int) {
	sources := sourcesOf(links)
	arrivals := map[*card][]link{}
	for _, l := range links {
		arrivals[l.to] = append(arrivals[l.to], l)
	}
	for _, all := range arrivals {
		slices.SortStableFunc(all, func(a, b link) int {
			return slices.Index(sources, a.from) - slices.Index(sources, b.from)
		})
	}
	begins := map[*card]point{}
	for _, source := range sources {
		begins[source] = point{source.right(), source.middle()}
		if source.right() > x { // it is in the column that the links end in
			begins[source] = point{source.x, source.middle() + 16}
		}
	}
	for i, source := range sources {
		var strands []strand
		at := x + (len(sources)-1-i)*trunk // the first goes furthest, so that fewer lines cross
		for _, l := range links {
			if l.from != source {
				continue
			}
			all := arrivals[l.to]
			end := point{l.to.x, spread(l.to, slices.Index(all, l), len(all))}
			for _, other := range sources {
				if other != source && begins[other].y == end.y { // else one would lie on the other
					end.y += trunk / 2
				}
			}
			strands = append(strands, strand{l.tips, through(begins[source], at, end)})
		}
		c.strands(colour(i+shift), strands)
	}
}

// sourcesOf are the cards that links begin at, from the uppermost on.
func sourcesOf(links []link) []*card {
	var all []*card
	for _, l := range links {
		if !slices.Contains(all, l.from) {
			all = append(all, l.from)
		}
	}
	slices.SortStableFunc(all, func(a, b *card) int { return a.y - b.y })
	return all
}

// spread is where the i-th of n lines arrives at a card.
func spread(k *card, i, n int) int {
	if n < 2 {
		return k.middle()
	}
	step := min(trunk, (k.h-16)*10/(n-1)/10)
	return k.middle() + (2*i-(n-1))*step/2
}

// gutter is how wide a gutter has to be for links.
func gutter(links []link) int { return 30 + max(0, len(sourcesOf(links))-1)*trunk }
