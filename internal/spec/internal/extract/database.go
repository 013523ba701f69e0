package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// database is the part of the specification that is extracted.
type database struct {
	resources   map[string]resource   // by name
	definitions map[string]definition // types of properties, by id
}

func newDatabase(resources []resource, definitions []definition) *database {
	db := &database{map[string]resource{}, map[string]definition{}}
	for _, r := range resources {
		db.resources[r.CloudFormationType] = r
	}
	for _, d := range definitions {
		db.definitions[d.ID] = d
	}
	return db
}

type resource struct {
	CloudFormationType              string
	PrimaryIdentifier               []string
	CfnRefIdentifier                []string
	Attributes                      map[string]any
	Properties                      map[string]property
	IsStateful                      bool
	TagInformation                  struct{ TagPropertyName string }
	AdditionalReplacementProperties [][]string
}

type definition struct {
	ID         string `json:"$id"`
	Properties map[string]property
}

type property struct {
	CausesReplacement string // "yes", "maybe", or nothing
	Type              propertyType
}

type propertyType struct {
	Reference struct {
		Ref string `json:"$ref"`
	}
	Element *propertyType
	Types   []propertyType
}

// definitions are the ids of the types that a property's value may be of, or its elements.
func (t propertyType) definitions() []string {
	var ids []string
	if t.Reference.Ref != "" {
		ids = append(ids, t.Reference.Ref)
	}
	if t.Element != nil {
		ids = append(ids, t.Element.definitions()...)
	}
	for _, one := range t.Types {
		ids = append(ids, one.definitions()...)
	}
	return ids
}

func (db *database) write(w io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(db.resources)) {
		db.writeType(w, db.resources[name])
	}
}

func (db *database) writeType(w io.Writer, r resource) {
	stateful := ""
	if r.IsStateful {
		stateful = " stateful"
	}
	fmt.Fprintf(w, "%s%s\n", r.CloudFormationType, stateful)
	line := func(kind string, words []string) {
		if len(words) > 0 {
			fmt.Fprintf(w, "  %s %s\n", kind, strings.Join(words, " "))
		}
	}
	line("identifier", r.PrimaryIdentifier)
	if !slices.Equal(r.CfnRefIdentifier, r.PrimaryIdentifier) {
		line("ref", r.CfnRefIdentifier)
	}
	line("attributes", slices.Sorted(maps.Keys(r.Attributes)))
	if tags := r.TagInformation.TagPropertyName; tags != "" {
		line("tags", []string{tags})
	}
	found := map[string][]string{}
	db.walk(r.Properties, nil, nil, found)
	for _, path := range r.AdditionalReplacementProperties {
		found["yes"] = append(found["yes"], strings.Join(path, "."))
	}
	for _, paths := range found {
		slices.Sort(paths)
	}
	line("replaced", slices.Compact(found["yes"]))
	line("perhaps", slices.Compact(found["maybe"]))
	line("updated", slices.Compact(found[""]))
}

// walk finds the paths of properties by what they cause: of the first level all, and below them those that replace.
// Below a property that replaces it looks no further, and a type within itself it does not enter.
func (db *database) walk(properties map[string]property, path, entered []string, found map[string][]string) {
	for name, p := range properties {
		here := append(slices.Clone(path), name)
		if cause := p.CausesReplacement; len(path) == 0 || cause == "yes" || cause == "maybe" {
			if cause == "no" {
				cause = ""
			}
			found[cause] = append(found[cause], strings.Join(here, "."))
		}
		if p.CausesReplacement == "yes" {
			continue
		}
		for _, id := range p.Type.definitions() {
			if !slices.Contains(entered, id) {
				db.walk(db.definitions[id].Properties, here, append(slices.Clone(entered), id), found)
			}
		}
	}
}
