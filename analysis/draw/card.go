package draw

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// The measures of cards.
const (
	cardHeight = 58
	iconSize   = 36
	zoneSize   = 14
)

// card is something that a picture shows: what it is called, what it is, and what else one wants to know of it.
type card struct {
	called, kind, detail string
	icon                 string
	zones                []string // that it is in
	stack                *assembly.Stack
	box
}

// width is what the card needs for its texts.
func (k *card) width() int {
	top := name.width(k.called)
	if len(k.zones) > 0 {
		top += 10 + len(k.zones)*(zoneSize+2)
	}
	w := 20 + max(top, plain.width(k.kind), quiet.width(k.detail))
	if k.icon != "" {
		w += iconSize + 10
	}
	return w
}

// card draws a card in its box.
func (c *canvas) card(k *card) {
	c.frame("card", k.box)
	x := k.x + 10
	if k.icon != "" {
		c.icon(k.icon, x, k.y+(k.h-iconSize)/2, iconSize)
		x += iconSize + 10
	}
	lines := 1
	for _, line := range []string{k.kind, k.detail} {
		if line != "" {
			lines++
		}
	}
	y := k.y + (k.h-16*lines)/2 + 13
	c.text(name, x, y, k.called)
	for _, line := range []struct {
		font
		text string
	}{{plain, k.kind}, {quiet, k.detail}} {
		if line.text != "" {
			y += 16
			c.text(line.font, x, y, line.text)
		}
	}
	for i, zone := range k.zones {
		b := box{k.right() - 6 - (len(k.zones)-i)*(zoneSize+2), k.y + 5, zoneSize, zoneSize}
		c.frame("zone", b)
		c.centred(badge, b.x+b.w/2, b.y+11, zone)
	}
}

// widest is the width of the widest of cards, at least some.
func widest(least int, lists ...[]*card) int {
	for _, list := range lists {
		for _, k := range list {
			least = max(least, k.width())
		}
	}
	return least
}

// stack puts cards below each other, from y on, and returns where the next one would be.
func stack(cards []*card, x, y, w int) int {
	for _, k := range cards {
		k.box = box{x, y, w, cardHeight}
		y += cardHeight + gap
	}
	return y
}

// many says how many there are of something: "1 node", "3 nodes", "3 stores on EC2".
func many(n int, of string) string {
	if before, where, is := strings.Cut(of, " on "); is {
		return many(n, before) + " on " + where
	}
	if before, is := strings.CutSuffix(of, "ry"); is && n != 1 {
		of = before + "ries"
	} else if n != 1 {
		of += "s"
	}
	return fmt.Sprint(n, " ", of)
}

// joined are texts with dots between them; those that say nothing are left out.
func joined(texts ...string) string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return strings.Join(all, " · ")
}
