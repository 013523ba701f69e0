// Package runbook is what people need to know when an alarm tells them something: how soon they have to look, what it
// means, where to look, and what to do. docs/operate/alarms.md is written from it.
package runbook

import (
	"slices"
	"strings"
)

// Page is the document that the sections are in.
const Page = "docs/operate/alarms.md"

// putBack leads to how a stack puts back what somebody changed by hand: deploying the same template again does not.
const putBack = "[put it back](../maintenance.md#what-somebody-changed-by-hand)"

// Urgency is how soon a person has to look.
type Urgency string

// The urgencies.
const (
	Now  Urgency = "Page"   // somebody is woken: users notice, or will before the morning, or data is at risk
	Soon Urgency = "Ticket" // in working hours: nobody notices yet
)

// Section is about the alarms that have the same cause.
type Section struct {
	Title           string
	Urgency         Urgency
	Means, Look, Do string
	Maintenance     bool // whether a store's maintenance sets it off, in whose window it is muted
}

// Chapter is about one kind of thing.
type Chapter struct {
	Title    string
	Sections []Section
}

// Anchor returns what a link to the section ends in.
func (s Section) Anchor() string {
	return strings.ReplaceAll(strings.ToLower(s.Title), " ", "-")
}

// Link returns where people find the section.
func (s Section) Link() string { return Page + "#" + s.Anchor() }

// All returns every section, in the order of the document.
func All() []Section {
	var all []Section
	for _, chapter := range Chapters {
		all = append(all, chapter.Sections...)
	}
	return all
}

// Of returns the section with an anchor, if there is one.
func Of(anchor string) (Section, bool) {
	all := All()
	i := slices.IndexFunc(all, func(s Section) bool { return s.Anchor() == anchor })
	if i < 0 {
		return Section{}, false
	}
	return all[i], true
}

// Chapters are all sections, in the order of the document.
var Chapters = []Chapter{
	services,
	clusters,
	functions,
	edge,
	databases,
	caches,
	nodes,
	search,
	streams,
	buckets,
	tables,
	volumes,
	mail,
	topics,
	queues,
	backups,
	access,
	organization,
}
