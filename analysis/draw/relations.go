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
	var security, services *account
	for _, k := range common {
		switch k.name {
		case config.Security:
			security = k
		case config.SharedServices:
			services = k
		}
	}
	order := deployed(a)
	var left, network, delivery []strand
	var logs []string
	for _, k := range own {
		right := k.box.right()
		if said := k.tells(security); len(said) > 0 {
			for _, what := range said {
				if !slices.Contains(logs, what) {
					logs = append(logs, what)
				}
			}
			at := security.box.x - 22
			begin, end := point{k.box.x, k.box.middle()}, point{security.box.x, security.box.middle()}
			left = append(left, strand{atEnd, through(begin, at, end)})
		}
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
	c.strands(colour(0), left)
	c.strands(colour(4), network)
	c.strands(colour(3), delivery)
	if len(logs) > 0 {
		c.label(0, security.box.x, security.box.bottom()+24, strings.Join(logs, ", "))
	}
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

// tells is what an account hands to the one with the archive: trails to its buckets, and findings to its event bus.
func (k *account) tells(security *account) []string {
	if security == nil {
		return nil
	}
	var all []string
	if k.has("AWS::CloudTrail::Trail") {
		all = append(all, "trails")
	}
	found := false
	for _, s := range k.stacks {
		for _, rule := range ofType(s, "AWS::Events::Rule") {
			walk(rule.Get("Targets"), func(value any) {
				found = found || strings.Contains(text(value), ":"+security.id+":event-bus/")
			})
		}
	}
	if found {
		all = append(all, "findings")
	}
	return all
}

func (k *account) has(typ string) bool {
	return slices.ContainsFunc(k.stacks, func(s *assembly.Stack) bool { return first(s, typ) != nil })
}
