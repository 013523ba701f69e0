package look

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"bulkhead/internal/client"
)

// Whole fails where an answer has not the parts that AWS always gives it. Lists may be empty.
func Whole(out any) error { return whole(reflect.ValueOf(out), "the answer") }

// goesOn are the fields that only an answer that goes on has.
var goesOn = []string{"NextToken", "NextMarker", "Marker"}

func whole(value reflect.Value, name string) error {
	if value.Kind() != reflect.Pointer {
		return nil
	}
	if value.IsNil() {
		return fmt.Errorf("it has no %s", name)
	}
	if value = value.Elem(); value.Kind() != reflect.Struct {
		return nil
	}
	for field, part := range value.Fields() {
		if slices.Contains(goesOn, field.Name) || field.Tag.Get("answer") == "optional" {
			continue
		}
		if err := whole(part, field.Name); err != nil {
			return err
		}
	}
	return nil
}

// verbs are how calls begin, and so the documents of their answers.
var verbs = []string{"Describe", "Get", "List"}

// strict is a protocol that takes nothing for an answer but what AWS writes: no empty body, and no page of a proxy.
type strict struct{ client.Protocol }

// Decode implements [client.Protocol].
func (s strict) Decode(body []byte, out any) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return errors.New("it is empty")
	}
	if body[0] == '<' {
		var root struct{ XMLName xml.Name }
		if err := xml.Unmarshal(body, &root); err != nil {
			return err
		}
		ours := func(verb string) bool { return strings.HasPrefix(root.XMLName.Local, verb) }
		if !slices.ContainsFunc(verbs, ours) {
			return fmt.Errorf("it is a document %q, which is not AWS's", root.XMLName.Local)
		}
	}
	return s.Protocol.Decode(body, out)
}
