// Package spec is what CloudFormation's own specification says of resource types: which properties replace a resource
// when they change, what identifies it, and what it offers to others. The file it reads is extracted from npm
// @aws-cdk/aws-service-spec, and committed.
//
// The specification is not the whole truth, and nothing is corrected here: whoever knows better says so where it
// matters, with the source.
package spec

//go:generate go run ./internal/extract

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Replacement tells whether a change replaces a resource.
type Replacement int

// The answers, in the order of their weight.
const (
	No    Replacement = iota // it is updated in place
	Maybe                    // it depends on the values, or on what is there
	Yes                      // a new one is created and the old one removed
)

// Type is what the specification says of a resource type.
type Type struct {
	Name        string
	Identifier  []string // the properties or attributes that identify a resource
	Ref         []string // those that Ref returns
	Attributes  []string // what Fn::GetAtt returns, sorted
	TagProperty string   // "" when it has no tags
	Stateful    bool     // as the specification has it, which knows few
	Replaced    []string // paths of properties that replace it, sorted; * stands for any element
	Perhaps     []string // paths of properties that may replace it, sorted
	Properties  []string // all of the first level, sorted
}

// Of returns what is known of a type, and false of one that the specification does not know.
func Of(name string) (Type, bool) {
	t, known := all().types[name]
	return t, known
}

// Version returns the version of the specification.
func Version() string { return all().version }

// Types returns the names of all types, sorted.
func Types() []string { return all().names }

// Replaces tells what a change of the value at a path does. The path is a property's, such as
// BrokerNodeGroupInfo.ClientSubnets.0; numbers, which stand for elements of lists, may be left out. A path that leads
// to values that replace, such as BrokerNodeGroupInfo alone, stands for them all.
func (t Type) Replaces(path string) Replacement {
	steps := withoutIndexes(path)
	switch {
	case anyOverlaps(t.Replaced, steps):
		return Yes
	case anyOverlaps(t.Perhaps, steps):
		return Maybe
	}
	return No
}

// Has tells whether a path begins with a property of the type.
func (t Type) Has(path string) bool {
	property, _, _ := strings.Cut(path, ".")
	return slices.Contains(t.Properties, property)
}

// HasAttribute tells whether Fn::GetAtt returns an attribute.
func (t Type) HasAttribute(name string) bool { return slices.Contains(t.Attributes, name) }

func withoutIndexes(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "."), func(step string) bool {
		_, err := strconv.Atoi(step)
		return err == nil
	})
}

// anyOverlaps tells whether one of the paths is above, at or below the steps.
func anyOverlaps(paths []string, steps []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		own := slices.DeleteFunc(strings.Split(path, "."), func(step string) bool { return step == "*" })
		shared := min(len(own), len(steps))
		return slices.Equal(own[:shared], steps[:shared])
	})
}

//go:embed spec.txt
var text string

type table struct {
	version string
	names   []string
	types   map[string]Type
}

// all is the file, read once.
var all = sync.OnceValue(func() table { return parse(text) })

// parse reads what internal/extract writes: a line with the version, and for every type a line with its name and
// indented ones with what it has.
func parse(text string) table {
	t := table{types: map[string]Type{}}
	var current Type
	add := func() {
		if current.Name != "" {
			finish(&current)
			t.names = append(t.names, current.Name)
			t.types[current.Name] = current
		}
	}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "version":
			t.version = words[1]
		case line[0] != ' ':
			add()
			current = Type{Name: words[0], Stateful: len(words) > 1}
		default:
			current.set(words[0], words[1:])
		}
	}
	add()
	return t
}

func (t *Type) set(kind string, words []string) {
	switch kind {
	case "identifier":
		t.Identifier = words
	case "ref":
		t.Ref = words
	case "attributes":
		t.Attributes = words
	case "tags":
		t.TagProperty = words[0]
	case "replaced":
		t.Replaced = words
	case "perhaps":
		t.Perhaps = words
	case "updated":
		t.Properties = words
	}
}

// finish adds what the file does not say twice.
func finish(t *Type) {
	if t.Ref == nil {
		t.Ref = t.Identifier
	}
	for _, path := range slices.Concat(t.Replaced, t.Perhaps) {
		if !strings.Contains(path, ".") {
			t.Properties = append(t.Properties, path)
		}
	}
	slices.Sort(t.Properties)
}
