// Package promise reads promises.yaml, which is in a configuration directory: plain sentences that the templates have
// to keep. It tells a sentence by its verb; what the sentence means, and whether it holds, is for whoever the verb is
// of.
package promise

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// File is the name of the file in a configuration directory.
const File = "promises.yaml"

// Reaches is the verb of sentences about networks; the others are about access.
const Reaches = "reaches"

// verbs are those that sentences have, with their forms for several.
var verbs = map[string]string{
	Reaches: "reach", "reads": "read", "writes": "write", "deletes": "delete", "administers": "administer",
}

// Sentence is a promise as it is written.
type Sentence struct {
	Text    string
	Subject string // what is before the verb
	Verb    string // for one: reads
	Object  string // what follows
	at      document.Path
}

// Fault says what is wrong with a sentence, and where it stands.
func (s Sentence) Fault(problem, remedy string) document.Fault { return s.at.Fault(problem, remedy) }

// Document is what the file says.
type Document struct {
	Promises []string `yaml:"promises" jsonschema:"required,description=Sentences that the templates have to keep"`
}

// Promises are the sentences of a file, and the file itself.
type Promises struct {
	List []Sentence
	at   document.Path
}

// Fault is what is wrong with the file as a whole.
func (p Promises) Fault(problem, remedy string) document.Fault { return p.at.Fault(problem, remedy) }

// Of returns the sentences about networks, or those about access.
func (p Promises) Of(networks bool) []Sentence {
	var some []Sentence
	for _, s := range p.List {
		if (s.Verb == Reaches) == networks {
			some = append(some, s)
		}
	}
	return some
}

// Read returns the promises of a configuration directory; none when it has no such file. The error is document.Faults.
func Read(dir string) (Promises, error) {
	r := &document.Reader{FS: os.DirFS(dir), Dir: dir, Empty: "write promises, or remove the file"}
	if _, err := fs.Stat(r.FS, File); errors.Is(err, fs.ErrNotExist) {
		return Promises{}, nil
	}
	var written Document
	at := r.Read(File, &written).Root().Key("promises")
	at.Demand(len(r.Faults) > 0 || len(written.Promises) > 0, "has no sentence", "write one, or remove the file")
	promises := Promises{at: at}
	seen := map[string]bool{}
	for i, text := range written.Promises {
		here := at.Index(i)
		s, known := parse(text)
		here.Demand(known, fmt.Sprintf("%q is no promise", text),
			"write who, one of "+strings.Join(slices.Sorted(maps.Keys(verbs)), ", ")+", and what")
		here.Demand(!seen[text], "is there twice", "remove one of them")
		seen[text] = true
		s.at = here
		promises.List = append(promises.List, s)
	}
	if len(r.Faults) > 0 {
		return Promises{}, r.Faults.Sorted()
	}
	return promises, nil
}

// parse finds the verb of a sentence.
func parse(text string) (Sentence, bool) {
	words := strings.Fields(text)
	for i, word := range words {
		for one, several := range verbs {
			if (word == one || word == several) && i > 0 && i+1 < len(words) {
				return Sentence{
					Text: text, Subject: strings.Join(words[:i], " "), Verb: one, Object: strings.Join(words[i+1:], " "),
				}, true
			}
		}
	}
	return Sentence{Text: text}, false
}
