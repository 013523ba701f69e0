// Package document reads YAML that people write: configuration, lists of
// exceptions. It is strict, it knows where each value stands, and it goes on
// after a fault, so that all faults of all files are found in one run, each with
// its file, line, YAML path and remedy.
//
// Types say what a document may hold. A struct field's yaml tag is its key; its
// jsonschema tag says required, minimum=N and maximum=N. A type with
// UnmarshalText parses itself, and one with Values is an Enumeration. What holds
// between values are rules: calls of Path.Demand by whoever reads the document.
//
// It knows nothing of AWS and of what the values mean. It reads one plain value
// in one way: no anchors, tags, merge keys, several documents in a file, numbers
// for text. It writes nothing, and it is no parser for files that programs write,
// such as templates.
package document

import (
	"io/fs"
	"path/filepath"
	"reflect"
)

// Reader reads the files of a directory and gathers their faults.
type Reader struct {
	FS    fs.FS                   // the directory
	Dir   string                  // what the operator calls it
	Text  func(text string) error // returns what is wrong with a text, wherever it stands; nil accepts any
	Empty string                  // the remedy for a file that is empty or missing

	Faults Faults // of all that was read
}

// Read decodes a file into what into points at.
func (r *Reader) Read(name string, into any) *Document {
	doc := r.document(name)
	if node := parse(doc, name); node != nil {
		decode(node, reflect.ValueOf(into).Elem(), doc.Root())
	}
	return doc
}

// document returns a file of which nothing is known yet.
func (r *Reader) document(name string) *Document {
	return &Document{
		reader:  r,
		file:    r.name(name),
		places:  map[string]place{},
		bad:     map[string]bool{},
		checked: map[string]struct{}{},
		keys:    map[string][]string{},
		most:    map[string]string{},
	}
}

// Fault reports a fault of a file as a whole.
func (r *Reader) Fault(name, problem, remedy string) {
	r.Faults = append(r.Faults, Fault{File: r.name(name), Problem: problem, Remedy: remedy})
}

// ReadDir lists a directory. When it cannot, it reports that, with the remedy, and is not ok.
func (r *Reader) ReadDir(name, remedy string) (entries []fs.DirEntry, ok bool) {
	entries, err := fs.ReadDir(r.FS, name)
	if err != nil {
		fault := unreadable(r.FS, name, err)
		if fault.Problem == missing {
			fault.Remedy = remedy
		}
		r.Fault(name, fault.Problem, fault.Remedy)
	}
	return entries, err == nil
}

// name returns a file as the operator would name it.
func (r *Reader) name(file string) string {
	return filepath.Join(r.Dir, filepath.FromSlash(file))
}

// Document is one file and what is known of its places.
type Document struct {
	reader  *Reader
	file    string              // as the operator named it
	places  map[string]place    // by YAML path
	bad     map[string]bool     // paths whose value could not be read: they are faulty already
	checked map[string]struct{} // paths that some rule has looked at
	keys    map[string][]string // what a mapping with fixed keys may hold, by its path
	most    map[string]string   // the greatest number that a path may hold
	aliased bool                // an anchor or alias has been reported
}

// Root returns the path of the whole document.
func (d *Document) Root() Path { return Path{doc: d} }
