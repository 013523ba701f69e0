package parity

import (
	"cmp"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Compare compares both sides of every environment with recovery in a cloud assembly. The index is of the
// configuration that it was made of.
func Compare(a *assembly.Assembly, index config.Index) *Report {
	report := &Report{Clean: true}
	for _, standby := range standbys(a) {
		c := newComparison(a, index, standby)
		e := c.environment()
		report.Clean = report.Clean && len(e.Of(Violation)) == 0
		report.Environments = append(report.Environments, e)
	}
	return report
}

// comparison is of one environment.
type comparison struct {
	assembly         *assembly.Assembly
	lines            []config.Line // of the environment's file
	primary, standby side
	known            []correspondence
	pairs            pairs
}

func newComparison(a *assembly.Assembly, index config.Index, standby string) *comparison {
	name := strings.TrimSuffix(standby, standbyEnding)
	c := &comparison{assembly: a, primary: newSide(a, name), standby: newSide(a, standby)}
	for _, line := range index.Values {
		if line.Environment() == name {
			c.lines = append(c.lines, line)
		}
	}
	c.known = c.correspondences()
	c.pairs = c.match()
	c.known = append(c.known, c.namesOfFoundation()...)
	c.known = append(c.correspondencesOfTables(), c.known...)
	c.known = append(c.correspondencesOfCopies(), c.known...)
	return c
}

// says returns what the environment's file says at a path, empty where it says nothing.
func (c *comparison) says(path string) string {
	for _, line := range c.lines {
		if line.Path == path {
			return line.Value
		}
	}
	return ""
}

// activePrimary tells whether the primary takes requests and writes.
func (c *comparison) activePrimary() bool {
	return cmp.Or(c.says("recovery.active"), "primary") == "primary"
}

func (c *comparison) environment() Environment {
	e := Environment{
		Name:      c.primary.name,
		Primary:   Place{c.primary.name, c.primary.stages, c.primary.region},
		Standby:   Place{c.standby.name, c.standby.stages, c.standby.region},
		Resources: len(c.pairs.both),
	}
	for _, pair := range c.pairs.both {
		for _, u := range c.between(nil, c.resourceValue(pair[0]), c.resourceValue(pair[1])) {
			e.Differences = append(e.Differences, c.judge(pair[0], pair[1], u))
		}
	}
	e.Differences = append(e.Differences, c.onlyOne(c.pairs.primary, c.pairs.standby)...)
	e.Differences = append(e.Differences, c.stacks()...)
	e.Differences = sorted(e.Differences)
	return e
}

// unexplained are the differences of two resources that no correspondence explains.
func (c *comparison) unexplained(primary, standby resource) []unequal {
	return open(c.between(nil, c.resourceValue(primary), c.resourceValue(standby)))
}
