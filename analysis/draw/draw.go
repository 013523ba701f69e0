// Package draw draws the architecture of an assembly: the organization, what each environment consists of and who
// reaches whom in it, what its standby has of it, and how changes are delivered. Pictures are SVG, say the same for the
// same templates, and have AWS's icons in them.
//
// They show what templates say, so they are of what is deployed. Shapes are known (accounts, regions, networks, tiers),
// so the layout is made of columns, and lines have gutters of their own; nothing is searched for.
package draw

import (
	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
)

// Picture is one that is drawn.
type Picture struct {
	File  string // its name
	Title string
	SVG   []byte
}

// All draws every picture that there is of an assembly. It fails where a network has a part that nobody knows.
func All(a *assembly.Assembly) ([]Picture, error) {
	n, err := network.Read(a)
	if err != nil {
		return nil, err
	}
	g := reach.New(n)
	return draw(a, sides(a, n), g.All(), g.Beside()), nil
}

// draw draws all pictures of an assembly, its sides, and who reaches whom, or may on one node.
func draw(a *assembly.Assembly, own []*side, pairs, beside []reach.Pair) []Picture {
	all := []Picture{drawOrganization(a, own)}
	if delivery, is := drawDelivery(a); is {
		all = append(all, delivery)
	}
	for _, s := range own {
		all = append(all, drawEnvironment(s), drawReach(s, pairs, beside))
		for _, standby := range own {
			if standby.name == s.name+standbyEnding {
				all = append(all, drawRecovery(s, standby))
			}
		}
	}
	return all
}
