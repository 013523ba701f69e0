package document

import (
	"cmp"
	"encoding"
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
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
		rejectKind(node, at)
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
		rejectKind(node, at)
	case into.Kind() == reflect.String && !quoted:
		at.reject("is "+kind(node)+" where text is expected", `write it in quotes: "`+text+`"`)
	case into.Kind() == reflect.String:
		if accepted(text, at) {
			into.SetString(text)
		}
	case quoted && digits.MatchString(text) && node.GetToken().Type == token.StringType:
		at.rejectLarge(text)
	case quoted:
		if accepted(text, at) {
			at.reject(strconv.Quote(text)+" is text where a number is expected", numberRemedy(text, at))
		}
	case into.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		switch {
		case errors.Is(err, strconv.ErrRange):
			at.rejectLarge(text)
		case err != nil || text != strconv.Itoa(n):
			at.reject(text+" is not a plain whole number", "write digits only, without a leading zero")
		default:
			into.SetInt(int64(n))
		}
	default:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			at.reject(text+" is not a number", "write a number")
			return
		}
		into.SetFloat(n)
	}
}

// rejectLarge reports a number that does not fit into one: YAML takes it for text.
func (p Path) rejectLarge(text string) {
	remedy := "write a smaller one"
	if most := p.doc.most[p.text]; most != "" {
		remedy = "the most is " + most
	}
	p.reject(text+" is too large", remedy)
}

// rejectKind reports a list or a mapping in the place of one value.
func rejectKind(node ast.Node, at Path) {
	at.reject("is "+kind(node)+" where one value is expected", cmp.Or(at.elsewhere(), "write one value in its place"))
}

var (
	digits = regexp.MustCompile(`^[0-9]+$`)
	// measured is a number with a unit after it.
	measured = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?([A-Za-z%]+)$`)
	// unit is the one that the end of a key's name says.
	unit = regexp.MustCompile(`(GiB|MiB|KiB|Days|Hours|Minutes|Seconds|Percent|ACU|VCPUs)$`)
)

// numberRemedy says how to write a text as a number.
func numberRemedy(text string, at Path) string {
	parts := measured.FindStringSubmatch(text)
	if parts == nil {
		return "write a number, without quotes"
	}
	if of := unit.FindString(at.name()); of != "" && !strings.EqualFold(of, parts[2]) {
		return "write the number alone, in " + of
	} else if of != "" {
		return "write the number alone: " + parts[1]
	}
	return "write the number alone; which unit it is in, the configuration reference says"
}
