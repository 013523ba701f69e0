package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one mistake in a document: where it is, what is wrong, and how to mend it.
type Fault struct {
	File    string `json:"file"`             // as the operator named it: the directory given to the Reader and the file below it
	Line    int    `json:"line,omitempty"`   // counted from one; zero when the fault is about the file as a whole
	Column  int    `json:"column,omitempty"` // likewise
	Path    string `json:"path,omitempty"`   // the YAML path, such as services.web.port; empty for the file as a whole
	Problem string `json:"problem"`
	Remedy  string `json:"remedy,omitempty"`
}

// Error returns the fault on one line: file:line:column: path: problem; remedy.
func (f Fault) Error() string {
	text := f.File + ": "
	if f.Line > 0 {
		text = fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	if f.Path != "" {
		text += f.Path + ": "
	}
	text += f.Problem
	if f.Remedy != "" {
		text += "; " + f.Remedy
	}
	return text
}

// Faults are all the faults that a Reader found.
type Faults []Fault

// Error returns every fault on a line of its own.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single Fault.
func (f Faults) Unwrap() []error {
	all := make([]error, len(f))
	for i, fault := range f {
		all[i] = fault
	}
	return all
}

// Sorted returns the faults by file and position, each once.
func (f Faults) Sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Problem, b.Problem),
		)
	})
	return slices.Compact(f)
}
