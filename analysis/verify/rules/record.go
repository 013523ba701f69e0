package rules

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// record is a record of DNS, and the zone that it is in.
type record struct {
	resource *assembly.Resource
	body     map[string]any // its properties
	path     string         // of them
	zone     text           // the name of the zone, "" when it is not known
	within   string         // what tells zones apart
}

// records looks for records that their zone cannot have.
func (c *check) records(stack *assembly.Stack) {
	taken := map[string][]record{} // by zone and name
	for _, r := range recordsOf(stack) {
		read := reader{stack: stack}
		name, kind := domain(read.read(r.body["Name"])), read.read(r.body["Type"])
		at := func(rule, message string) { c.fault(on(r.resource, rule, r.path+".Name", message)) }
		switch {
		case r.body["Name"] == nil, chosen(r.body["Name"]):
			continue
		case kind.text == "CNAME" && r.zone.text != "" && name.text == r.zone.text:
			at("cname-at-apex", fmt.Sprintf("%s is the zone's own name, which cannot be a CNAME; make it an alias of type A",
				shown(name)))
		case name.exact && r.zone.exact && r.zone.text != "" && name.text != r.zone.text &&
			!strings.HasSuffix(name.text, "."+r.zone.text):
			at("record-outside-zone", fmt.Sprintf("%s is not within the zone %s", name.text, r.zone.text))
		}
		key := r.within + "\n" + name.text
		for _, other := range taken[key] {
			if apart(other.resource, r.resource) || r.body["SetIdentifier"] != nil && other.body["SetIdentifier"] != nil {
				continue
			}
			otherKind := read.read(other.body["Type"])
			if otherKind.text == kind.text {
				at("duplicate-record", fmt.Sprintf("%s has a record of the same name and type; write one with both values",
					other.resource.LogicalID))
			} else if kind.exact && otherKind.exact && (kind.text == "CNAME" || otherKind.text == "CNAME") {
				at("cname-beside-another", fmt.Sprintf("%s has a record of the same name, and a CNAME stands alone",
					other.resource.LogicalID))
			}
		}
		taken[key] = append(taken[key], r)
	}
}

// recordsOf returns the records of a stack, those of groups included.
func recordsOf(stack *assembly.Stack) []record {
	var all []record
	for _, r := range stack.Resources {
		switch r.Type {
		case "AWS::Route53::RecordSet":
			all = append(all, newRecord(r, r.Properties, "Properties"))
		case "AWS::Route53::RecordSetGroup":
			for i, item := range assembly.List(r.Get("RecordSets")) {
				if body, isMap := item.(map[string]any); isMap && !computed(body) {
					all = append(all, newRecord(r, body, fmt.Sprintf("Properties.RecordSets.%d", i)))
				}
			}
		}
	}
	return all
}

func newRecord(r *assembly.Resource, body map[string]any, path string) record {
	one := record{resource: r, body: body, path: path}
	id, name := body["HostedZoneId"], body["HostedZoneName"]
	if id == nil && name == nil {
		id, name = r.Get("HostedZoneId"), r.Get("HostedZoneName")
	}
	read := reader{stack: r.Stack}
	switch {
	case name != nil && id == nil:
		one.zone = domain(read.read(name))
		one.within = one.zone.text
	case id != nil:
		one.within = read.read(id).text
		if zone := r.Stack.Resource(madeHere(r.Stack, id)); zone != nil && zone.Type == "AWS::Route53::HostedZone" {
			one.zone = domain(read.read(zone.Get("Name")))
		}
	}
	return one
}

// domain is a name without the dot at its end, which means nothing, and without capitals.
func domain(name text) text {
	if name.exact {
		name.text = strings.ToLower(name.text)
	}
	name.text = strings.TrimSuffix(name.text, ".")
	return name
}

func shown(name text) string {
	if name.exact {
		return name.text
	}
	return "it"
}
