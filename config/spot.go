package config

import (
	"io/fs"
	"regexp"
	"strconv"
)

// document is one file of the configuration and what is known of its places.
type document struct {
	file    string              // as the operator named it
	places  map[string]place    // by YAML path
	bad     map[string]bool     // paths whose value could not be read: they are faulty already
	checked map[string]struct{} // paths that some rule has looked at
	faults  *Faults
	dir     fs.FS // the configuration directory
}

// place is where a value stands in its file.
type place struct{ line, column int }

func newDocument(file string, dir fs.FS, faults *Faults) *document {
	return &document{
		file:    file,
		places:  map[string]place{},
		bad:     map[string]bool{},
		checked: map[string]struct{}{},
		faults:  faults,
		dir:     dir,
	}
}

// root is the spot of the whole document.
func (d *document) root() spot { return spot{doc: d} }

// spot is a YAML path in a document: what a rule is about and where its fault is reported.
type spot struct {
	doc  *document
	path string
	in   *spot
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// key is the spot of a key of the mapping at s.
func (s spot) key(name string) spot {
	path := name
	switch {
	case !plainKey.MatchString(name):
		path = s.path + "[" + strconv.Quote(name) + "]"
	case s.path != "":
		path = s.path + "." + name
	}
	return spot{doc: s.doc, path: path, in: &s}
}

// index is the spot of an entry of the list at s.
func (s spot) index(i int) spot {
	return spot{doc: s.doc, path: s.path + "[" + strconv.Itoa(i) + "]", in: &s}
}

// mark remembers where the value of s stands.
func (s spot) mark(p place) { s.doc.places[s.path] = p }

// place is where s stands, or its nearest parent that is written in the file.
func (s spot) place() place {
	for at := &s; at != nil; at = at.in {
		if p, ok := at.doc.places[at.path]; ok {
			return p
		}
	}
	return place{}
}

// given tells whether the file says something at s.
func (s spot) given() bool {
	_, ok := s.doc.places[s.path]
	return ok
}

// unreadable tells whether the value of s, or of something it is in, has been rejected.
func (s spot) unreadable() bool {
	for at := &s; at != nil; at = at.in {
		if at.doc.bad[at.path] {
			return true
		}
	}
	return false
}

// reject reports a value that cannot be read. Rules on it are silent from then on.
func (s spot) reject(problem, remedy string) {
	s.add(problem, remedy)
	s.doc.bad[s.path] = true
}

// demand is one rule: when ok is false, it reports the problem and how to mend it.
func (s spot) demand(ok bool, problem, remedy string) {
	s.doc.checked[s.path] = struct{}{}
	if !ok && !s.unreadable() {
		s.add(problem, remedy)
	}
}

func (s spot) add(problem, remedy string) {
	p := s.place()
	*s.doc.faults = append(*s.doc.faults, Fault{
		File: s.doc.file, Line: p.line, Column: p.column,
		Path: s.path, Problem: problem, Remedy: remedy,
	})
}
