package document

import (
	"errors"
	"fmt"
	"strings"
)

// TextError is why a text is not a value of a type, and how to mend it. An
// UnmarshalText that returns one gives the fault both its parts.
type TextError struct{ Problem, Remedy string }

// Error returns the problem and the remedy on one line.
func (e TextError) Error() string {
	if e.Remedy == "" {
		return e.Problem
	}
	return e.Problem + "; " + e.Remedy
}

// rejectText reports what is wrong with the text at a path.
func rejectText(err error, at Path) {
	var e TextError
	if !errors.As(err, &e) {
		e.Problem = err.Error()
	}
	at.reject(e.Problem, e.Remedy)
}

// accepted tells whether the reader takes a text, and reports why not.
func accepted(text string, at Path) bool {
	if at.doc.reader.Text == nil {
		return true
	}
	err := at.doc.reader.Text(text)
	if err != nil {
		rejectText(err, at)
	}
	return err == nil
}

// Enumeration is a string type with few values. Values returns them, in the order in which they are shown.
type Enumeration interface{ Values() []string }

// choose returns the value of an enumeration that a text is.
func choose(text string, values []string) (string, error) {
	for _, v := range values {
		if v == text {
			return v, nil
		}
	}
	remedy := "choose " + OneOf(values)
	if near := Nearest(text, values); near != "" && len(values) > 1 {
		remedy = fmt.Sprintf("did you mean %s? The choice is %s", near, OneOf(values))
	}
	return "", TextError{fmt.Sprintf("%q is not offered", text), remedy}
}

// OneOf returns "a, b or c".
func OneOf(values []string) string {
	last := len(values) - 1
	if last < 1 {
		return strings.Join(values, "")
	}
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
