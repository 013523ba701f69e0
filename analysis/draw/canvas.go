package draw

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
)

// margin is around every picture, gap between what stands side by side.
const (
	margin = 20
	gap    = 12
)

// canvas is a picture that is being drawn. What is drawn later lies above.
type canvas struct {
	out   strings.Builder
	icons map[string]bool
	right int // of what is drawn
	low   int
}

func newCanvas() *canvas { return &canvas{icons: map[string]bool{}} }

// box is a rectangle.
type box struct{ x, y, w, h int }

func (b box) right() int  { return b.x + b.w }
func (b box) bottom() int { return b.y + b.h }
func (b box) middle() int { return b.y + b.h/2 }

// reach keeps what is drawn within the picture.
func (c *canvas) reach(x, y int) { c.right, c.low = max(c.right, x), max(c.low, y) }

// frame draws a rectangle of a class.
func (c *canvas) frame(class string, b box) {
	c.reach(b.right(), b.bottom())
	fmt.Fprintf(&c.out, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`+"\n", class, b.x, b.y, b.w, b.h)
}

// cell draws a rectangle of a table.
func (c *canvas) cell(class string, b box) {
	c.reach(b.right(), b.bottom())
	fmt.Fprintf(&c.out, `<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`+"\n", class, b.x, b.y, b.w, b.h)
}

// text writes a line whose base is at y.
func (c *canvas) text(f font, x, y int, text string) {
	if text == "" {
		return
	}
	c.reach(x+f.width(text), y+4)
	fmt.Fprintf(&c.out, `<text class="%s" x="%d" y="%d">%s</text>`+"\n", f.class, x, y, html.EscapeString(text))
}

// centred writes a line around x.
func (c *canvas) centred(f font, x, y int, text string) { c.text(f, x-f.width(text)/2, y, text) }

// slanted writes a line that rises to the right from its beginning.
func (c *canvas) slanted(f font, x, y int, text string) {
	c.reach(x+f.width(text)*3/4, y)
	fmt.Fprintf(&c.out, `<text class="%s" transform="translate(%d %d) rotate(-45)">%s</text>`+"\n", f.class, x, y, html.EscapeString(text))
}

// icon draws one of AWS's, as it is.
func (c *canvas) icon(name string, x, y, size int) {
	if name == "" {
		return
	}
	c.icons[name] = true
	fmt.Fprintf(&c.out, `<use href="#%s" x="%d" y="%d" width="%d" height="%d"/>`+"\n", name, x, y, size, size)
}

// colours are those of lines, in turn, so that each can be followed.
var colours = []string{"#0969da", "#bf3989", "#2da44e", "#bc4c00", "#8250df", "#cf222e", "#1b7c83", "#9a6700"}

func colour(i int) string { return colours[i%len(colours)] }

// point is a place of a line, which goes along the axes.
type point struct{ x, y int }

// arrows are the ends of a line that have one.
type arrows int

const (
	atEnd arrows = 1 << iota
	atStart
)

// strand is one of the lines that are drawn as one.
type strand struct {
	tips   arrows
	points []point
}

// through is the way from one point to another that goes up or down at x.
func through(begin point, x int, end point) []point {
	if begin.y == end.y {
		return []point{begin, end}
	}
	return []point{begin, {x, begin.y}, {x, end.y}, end}
}

// line draws a line.
func (c *canvas) line(colour string, tips arrows, points ...point) {
	c.strands(colour, []strand{{tips, points}})
}

// strands draws lines with rounded corners, as one path: where they lie on each other they are no thicker.
func (c *canvas) strands(colour string, all []strand) {
	if len(all) == 0 {
		return
	}
	var path strings.Builder
	for _, s := range all {
		last := len(s.points) - 1
		fmt.Fprintf(&path, "M%d %d", s.points[0].x, s.points[0].y)
		for i, p := range s.points[1:] {
			c.reach(p.x, p.y)
			if i+1 == last {
				fmt.Fprintf(&path, "L%d %d", p.x, p.y)
				continue
			}
			before, after := toward(p, s.points[i]), toward(p, s.points[i+2])
			fmt.Fprintf(&path, "L%d %dQ%d %d %d %d", before.x, before.y, p.x, p.y, after.x, after.y)
		}
	}
	fmt.Fprintf(&c.out, `<path class="line" stroke="%s" d="%s"/>`+"\n", colour, path.String())
	for _, s := range all {
		last := len(s.points) - 1
		if s.tips&atEnd != 0 {
			c.tip(colour, s.points[last], s.points[last-1])
		}
		if s.tips&atStart != 0 {
			c.tip(colour, s.points[0], s.points[1])
		}
	}
}

// toward is the point a little way from p to q.
func toward(p, q point) point {
	const radius = 5
	step := func(from, to int) int { return from + min(max((to-from)/2, -radius), radius) }
	return point{step(p.x, q.x), step(p.y, q.y)}
}

// tip draws the head of an arrow at p, of a line that comes from q.
func (c *canvas) tip(colour string, p, q point) {
	const long, half = 7, 4
	switch {
	case p.x > q.x:
		fmt.Fprintf(&c.out, `<path fill="%s" d="M%d %dl-%d -%dv%dz"/>`+"\n", colour, p.x, p.y, long, half, 2*half)
	case p.x < q.x:
		fmt.Fprintf(&c.out, `<path fill="%s" d="M%d %dl%d -%dv%dz"/>`+"\n", colour, p.x, p.y, long, half, 2*half)
	case p.y > q.y:
		fmt.Fprintf(&c.out, `<path fill="%s" d="M%d %dl-%d -%dh%dz"/>`+"\n", colour, p.x, p.y, half, long, 2*half)
	default:
		fmt.Fprintf(&c.out, `<path fill="%s" d="M%d %dl-%d %dh%dz"/>`+"\n", colour, p.x, p.y, half, long, 2*half)
	}
}

// style is that of all pictures, on light and on dark pages.
const style = `<style>
text { fill: #1f2328; } .title { font-size: 20px; font-weight: bold; } .head, .name { font-size: 14px; font-weight: bold; }
.plain, .quiet { font-size: 12px; } .quiet { fill: #57606a; } .badge { font-size: 10px; font-weight: bold; }
.page { fill: #ffffff; } .account { fill: #f6f8fa; stroke: #8c959f; } .region { fill: none; stroke: #00a4a6; stroke-dasharray: 5 4; }
.vpc { fill: #ffffff; stroke: #8c4fff; stroke-width: 1.5; } .public { fill: #eef7e4; } .private { fill: #e6f4f9; } .data { fill: #eeeefb; }
.card { fill: #ffffff; stroke: #afb8c1; } .zone { fill: #ddf4ff; stroke: #54aeff; } .rest { fill: #f6f8fa; stroke: #d0d7de; }
.open { fill: #ddf4ff; } .through { fill: #fff1c9; } .unknown { fill: #ffdce0; } .cells { stroke: #d0d7de; } .line { fill: none; stroke-width: 1.6; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .quiet { fill: #9da7b3; } .page { fill: #0d1117; } .account { fill: #161b22; stroke: #6e7681; }
.vpc { fill: #0d1117; } .public { fill: #14261a; } .private { fill: #10242e; } .data { fill: #1d1b33; }
.card { fill: #161b22; stroke: #6e7681; } .zone { fill: #0c2d6b; stroke: #388bfd; } .rest { fill: #0d1117; stroke: #30363d; }
.open { fill: #0c2d6b; } .through { fill: #4b2900; } .unknown { fill: #5d1a24; } .cells { stroke: #30363d; }
}
</style>
`

// Mark is in every picture, and tells whose it is.
const Mark = "<!-- Drawn by bulkhead draw: what is changed here is overwritten. -->\n"

// drawn is below every picture, and attribution beside it where there are icons, as their licence demands.
const drawn = "Drawn from the templates by bulkhead draw."

const attribution = "Icons: AWS Architecture Icons, © Amazon.com, Inc. or its affiliates, CC BY-ND 2.0"

// svg returns the picture, with its title above and the attribution below.
func (c *canvas) svg(heading string) []byte {
	below := drawn
	if len(c.icons) > 0 {
		below += " " + attribution
	}
	c.text(quiet, margin, c.low+gap+16, below)
	w, h := c.right+margin, c.low+margin
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" `+
		`aria-labelledby="title" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">`+"\n", w, h, w, h)
	out.WriteString(Mark)
	fmt.Fprintf(&out, `<title id="title">%s</title>`+"\n", html.EscapeString(heading))
	out.WriteString(style)
	out.WriteString("<defs>\n")
	for _, name := range slices.Sorted(maps.Keys(c.icons)) {
		out.WriteString(symbol(name))
	}
	out.WriteString("</defs>\n")
	fmt.Fprintf(&out, `<rect class="page" width="%d" height="%d"/>`+"\n", w, h)
	out.WriteString(c.out.String())
	out.WriteString("</svg>\n")
	return []byte(out.String())
}
