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

// verbs are those that sentences have, with their forms for several.
var verbs = map[string]string{
	"reads": "read", "writes": "write", "deletes": "delete", "administers": "administer",
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

// Read returns the sentences of a configuration directory; none when it has no such file. The error is all faults.
func Read(dir string) ([]Sentence, error) {
	r := &document.Reader{FS: os.DirFS(dir), Dir: dir, Empty: "write promises, or remove the file"}
	if _, err := fs.Stat(r.FS, File); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var written struct {
		Promises []string `yaml:"promises"`
	}
	at := r.Read(File, &written).Root().Key("promises")
	var all []Sentence
	for i, text := range written.Promises {
		here := at.Index(i)
		s, known := parse(text)
		here.Demand(known, fmt.Sprintf("%q is no promise", text),
			"write who, one of "+strings.Join(slices.Sorted(maps.Keys(verbs)), ", ")+", and what")
		s.at = here
		all = append(all, s)
	}
	if len(r.Faults) > 0 {
		return nil, r.Faults.Sorted()
	}
	return all, nil
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
