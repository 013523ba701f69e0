package config

import (
	"errors"
	"fmt"
	"strings"
)

// textError is why a text is not a value of a type, and how to mend it.
type textError struct{ problem, remedy string }

func (e textError) Error() string {
	if e.remedy == "" {
		return e.problem
	}
	return e.problem + "; " + e.remedy
}

// rejectText reports the error of an UnmarshalText.
func rejectText(err error, at spot) {
	var e textError
	if !errors.As(err, &e) {
		e.problem = err.Error()
	}
	at.reject(e.problem, e.remedy)
}

// live is how text begins that CDK or CloudFormation would replace with something else.
var live = []string{"{{resolve:", "${Token[", "#{Token["}

// plain refuses text that would not stay what it says: CloudFormation puts the value of any secret of the account in
// place of a dynamic reference, wherever it stands in a template.
func plain(text string, at spot) bool {
	squeezed := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for _, start := range live {
		if strings.Contains(squeezed, strings.ToLower(start)) {
			at.reject("contains "+start+", which CloudFormation or CDK would replace", "leave it out; a service gets a secret by naming it in uses")
			return false
		}
	}
	return true
}

// choose sets an enumeration from its text.
func choose[T ~string](into *T, text []byte, values []string) error {
	for _, v := range values {
		if v == string(text) {
			*into = T(v)
			return nil
		}
	}
	remedy := "choose " + orList(values)
	if near := nearest(string(text), values); near != "" && len(values) > 1 {
		remedy = fmt.Sprintf("did you mean %s? The choice is %s", near, orList(values))
	}
	return textError{fmt.Sprintf("%q is not offered", text), remedy}
}

// orList is "a, b or c".
func orList(values []string) string {
	last := len(values) - 1
	if last < 1 {
		return strings.Join(values, "")
	}
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

// texts are values as plain strings.
func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
