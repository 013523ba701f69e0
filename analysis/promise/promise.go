// Package promise reads what an organization promises about itself: sentences that analyses prove of its templates.
package promise

import (
	"os"
	"path/filepath"

	"bulkhead/internal/document"
)

// File is the name of the file in a configuration directory.
const File = "promises.yaml"

// Promise is one sentence.
type Promise struct {
	Text string
	at   document.Path
}

// Fault is what is wrong with it, and what to do.
func (p Promise) Fault(problem, remedy string) document.Fault { return p.at.Fault(problem, remedy) }

// Promises are the sentences of a file, and the file itself.
type Promises struct {
	List []Promise
	at   document.Path
}

// Fault is what is wrong with the file as a whole.
func (p Promises) Fault(problem, remedy string) document.Fault { return p.at.Fault(problem, remedy) }

// Read reads a file of promises: a list of sentences under the key promises. The error is document.Faults.
func Read(file string) (Promises, error) {
	reader := document.Reader{FS: os.DirFS(filepath.Dir(file)), Dir: filepath.Dir(file)}
	var content struct {
		Promises []string `yaml:"promises"`
	}
	at := reader.Read(filepath.Base(file), &content).Root().Key("promises")
	at.Demand(len(reader.Faults) > 0 || len(content.Promises) > 0, "has no sentence", "write one, or remove the file")
	promises := Promises{at: at}
	seen := map[string]bool{}
	for i, text := range content.Promises {
		at.Index(i).Demand(!seen[text], "is there twice", "remove one of them")
		seen[text] = true
		promises.List = append(promises.List, Promise{text, at.Index(i)})
	}
	if len(reader.Faults) > 0 {
		return Promises{}, reader.Faults.Sorted()
	}
	return promises, nil
}
