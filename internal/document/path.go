package document

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Path is a YAML path in a document, such as services.web.port: what a rule is
// about, and where its fault is reported.
type Path struct {
	doc  *Document
	text string
	in   *Path
}

// place is where a value stands in its file, counted from one.
type place struct{ line, column int }

// plainKey tells whether a key is letters, digits, _ and - alone. Every value of a file asks, so it is no pattern.
func plainKey(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return name != ""
}

// Key returns the path of a key of the mapping at p.
func (p Path) Key(name string) Path {
	text := name
	switch {
	case !plainKey(name):
		text = p.text + "[" + strconv.Quote(name) + "]"
	case p.text != "":
		text = p.text + "." + name
	}
	return Path{doc: p.doc, text: text, in: &p}
}

// Index returns the path of an entry of the list at p.
func (p Path) Index(i int) Path {
	return Path{doc: p.doc, text: p.text + "[" + strconv.Itoa(i) + "]", in: &p}
}

// Parent returns the path of the mapping or list that p is in; the root is its own.
func (p Path) Parent() Path {
	if p.in == nil {
		return p
	}
	return *p.in
}

// FS returns the directory that the document was read from.
func (p Path) FS() fs.FS { return p.doc.reader.FS }

// Given tells whether the file says something at p.
func (p Path) Given() bool {
	_, ok := p.doc.places[p.text]
	return ok
}

// Checked tells whether a rule has looked at p.
func (p Path) Checked() bool {
	_, ok := p.doc.checked[p.text]
	return ok
}

// Unreadable tells whether the value at p, or something it is in, has been rejected.
func (p Path) Unreadable() bool {
	for at := &p; at != nil; at = at.in {
		if at.doc.bad[at.text] {
			return true
		}
	}
	return false
}

// Demand is one rule: when ok is false, it reports the problem and how to mend it.
// Of a value that could not be read, it reports nothing more.
func (p Path) Demand(ok bool, problem, remedy string) {
	p.doc.checked[p.text] = struct{}{}
	if !ok && !p.Unreadable() {
		p.report(problem, remedy)
	}
}

// reject reports a value that cannot be read. Rules on it are silent from then on.
func (p Path) reject(problem, remedy string) {
	p.report(problem, remedy)
	p.doc.bad[p.text] = true
}

// rejectAlias reports an anchor or alias, the first of a document: the others are the same fault.
func (p Path) rejectAlias() {
	if !p.doc.aliased {
		p.report("is a YAML anchor, alias or merge key", "write the value out, here and wherever else the file has one")
	}
	p.doc.aliased, p.doc.bad[p.text] = true, true
}

// elsewhere returns the remedy for a key that stands too far to the right: where it is known.
func (p Path) elsewhere() string {
	name, in := p.name(), p.Parent()
	if slices.Contains(p.doc.keys[in.text], name) {
		return ""
	}
	for in.in != nil {
		in = in.Parent()
		if slices.Contains(p.doc.keys[in.text], name) {
			return "did you mean " + in.Key(name).text + "? Indent it less"
		}
	}
	return ""
}

// name returns the last key of p, or nothing for an entry of a list.
func (p Path) name() string {
	if p.in == nil {
		return ""
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(p.text, p.in.text), ".")
	if plainKey(rest) {
		return rest
	}
	return ""
}

func (p Path) report(problem, remedy string) {
	p.doc.reader.Faults = append(p.doc.reader.Faults, p.Fault(problem, remedy))
}

// Fault returns a fault of the value at p, without reporting it.
func (p Path) Fault(problem, remedy string) Fault {
	at := p.place()
	return Fault{
		File: p.doc.file, Line: at.line, Column: at.column,
		Path: p.text, Problem: problem, Remedy: remedy,
	}
}

// mark remembers where the value at p stands.
func (p Path) mark(at place) { p.doc.places[p.text] = at }

// place is where p stands, or its nearest parent that is written in the file.
func (p Path) place() place {
	for at := &p; at != nil; at = at.in {
		if found, ok := at.doc.places[at.text]; ok {
			return found
		}
	}
	return place{}
}
