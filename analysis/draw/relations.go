package draw

import (
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// relations draws what accounts have to do with each other: logs and findings to the left, networks and deployments to
// the right.
func relations(c *canvas, a *assembly.Assembly, common, own []*account) {
	var services *account
	for _, k := range common {
		if k.name == config.SharedServices {
			services = k
		}
	}
	order := deployed(a)
	var network, delivery []strand
	for _, k := range own {
		right := k.box.right()
		if services == nil {
			continue
		}
		if k.has("AWS::EC2::TransitGatewayAttachment") {
			at := services.box.right() + 14
			begin, end := point{services.box.right(), services.box.middle() - 8}, point{right, k.box.middle() - 8}
			network = append(network, strand{atEnd | atStart, through(begin, at, end)})
		}
		if slices.Contains(order, k.name) {
			at := services.box.right() + 28
			begin, end := point{services.box.right(), services.box.middle() + 8}, point{right, k.box.middle() + 8}
			delivery = append(delivery, strand{atEnd, through(begin, at, end)})
		}
	}
	c.tellings(common, own)
	c.strands(colour(4), network)
	c.strands(colour(3), delivery)
	x := 0
	if services != nil {
		x = services.box.right()
	}
	if len(delivery) > 0 {
		x -= quiet.width("deployments") + 22
		c.label(3, x, services.box.bottom()+24, "deployments")
	}
	if len(network) > 0 {
		x -= quiet.width("transit gateway") + 36
		c.label(4, x, services.box.bottom()+24, "transit gateway")
	}
}

// label says what lines of a colour are.
func (c *canvas) label(n, x, y int, text string) {
	c.line(colour(n), 0, point{x, y - 4}, point{x + 16, y - 4})
	c.text(quiet, x+22, y, text)
}

// tellings draws who hands logs and findings to whom: to the first account from its left, to others from below, with a
// line and a label for each.
func (c *canvas) tellings(common, own []*account) {
	below := 0
	for i, to := range common {
		var all []strand
		var said []string
		for _, k := range own {
			told := k.tells(to)
			if len(told) == 0 {
				continue
			}
			for _, what := range told {
				if !slices.Contains(said, what) {
					said = append(said, what)
				}
			}
			begin, end := point{k.box.x, k.box.middle()}, point{to.box.x, to.box.middle()}
			way := through(begin, to.box.x-22, end)
			if i > 0 {
				x, y, up := k.box.x-32, to.box.bottom()+34, to.box.x+inset
				way = []point{{begin.x, begin.y + 10}, {x, begin.y + 10}, {x, y}, {up, y}, {up, to.box.bottom()}}
			}
			all = append(all, strand{atEnd, way})
		}
		if len(said) == 0 {
			continue
		}
		n, x := 0, to.box.x
		if i > 0 {
			below++
			n, x = below, to.box.x+2*inset
		}
		c.strands(colour(n), all)
		c.label(n, x, to.box.bottom()+24, strings.Join(said, ", "))
	}
}

// tells is what an account hands to another one: trails to a bucket whose name has its id in it, and findings
// to its event bus.
func (k *account) tells(to *account) []string {
	var all []string
	says := func(typ, property, what, word string) {
		for _, s := range k.stacks {
			for _, r := range ofType(s, typ) {
				walk(r.Get(property), func(value any) {
					if strings.Contains(text(value), word) && !slices.Contains(all, what) {
						all = append(all, what)
					}
				})
			}
		}
	}
	says("AWS::CloudTrail::Trail", "S3BucketName", "trails", "-"+to.id+"-")
	says("AWS::Events::Rule", "Targets", "findings", ":"+to.id+":event-bus/")
	return all
}

func (k *account) has(typ string) bool {
	return slices.ContainsFunc(k.stacks, func(s *assembly.Stack) bool { return first(s, typ) != nil })
}
