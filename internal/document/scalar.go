package document

import (
	"encoding"
	"reflect"
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// textSetter returns what sets a value from its text, when its type says how: by
// UnmarshalText, or because it is an Enumeration. Else it returns nil.
func textSetter(into reflect.Value) func(text string) error {
	switch v := into.Addr().Interface().(type) {
	case encoding.TextUnmarshaler:
		return func(text string) error { return v.UnmarshalText([]byte(text)) }
	case Enumeration:
		return func(text string) error {
			value, err := choose(text, v.Values())
			into.SetString(value)
			return err
		}
	}
	return nil
}

// decodeText fills a value that is set from its text.
func decodeText(node ast.Node, set func(string) error, at Path) {
	text, quoted, ok := scalar(node)
	if !ok {
		at.reject("is "+kind(node)+" where one value is expected", "")
		return
	}
	if !accepted(text, at) {
		return
	}
	if err := set(text); err != nil {
		rejectText(err, at)
	} else if !quoted {
		at.reject("is "+kind(node)+" in YAML", `write it in quotes: "`+text+`"`)
	}
}

// decodeScalar fills a string or a number.
func decodeScalar(node ast.Node, into reflect.Value, at Path) {
	text, quoted, ok := scalar(node)
	switch {
	case !ok:
		at.reject("is "+kind(node)+" where one value is expected", "")
	case into.Kind() == reflect.String && !quoted:
		at.reject("is "+kind(node)+" where text is expected", `write it in quotes: "`+text+`"`)
	case into.Kind() == reflect.String:
		if accepted(text, at) {
			into.SetString(text)
		}
	case quoted:
		at.reject(strconv.Quote(text)+" is text where a number is expected", "write a number, without quotes")
	case into.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || text != strconv.Itoa(n) {
			at.reject(text+" is not a plain whole number", "write digits only, without a leading zero")
			return
		}
		into.SetInt(int64(n))
	default:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			at.reject(text+" is not a number", "write a number")
			return
		}
		into.SetFloat(n)
	}
}
