package client

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"reflect"
	"strconv"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Query is AWS's Query protocol with the lists of EC2: a form goes out, XML comes back.
//
// A field is called in the form as its tag query says, or as in Go. What is nil, empty or false is left out; so is an
// empty list. What is called how in answers, say tags xml. See the documentation of encoding/xml.
type Query struct{ Version string } // of the service's API: "2016-11-15"

// Encode implements [Protocol].
func (q Query) Encode(operation string, in any) (Request, error) {
	form := url.Values{"Action": {operation}, "Version": {q.Version}}
	if err := encode(form, "", reflect.ValueOf(in).Elem()); err != nil {
		return Request{}, fmt.Errorf("%s: %w", operation, err)
	}
	header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	return Request{Method: "POST", Path: "/", Header: header, Body: []byte(form.Encode())}, nil
}

// encode writes value into form under name.
func encode(form url.Values, name string, value reflect.Value) error {
	switch value.Kind() {
	case reflect.Pointer:
		if value.IsNil() {
			return nil
		}
		if value = value.Elem(); value.Kind() != reflect.Struct {
			form.Set(name, fmt.Sprint(value)) // even if it is empty or false: somebody says so
			return nil
		}
		return encode(form, name, value)
	case reflect.String, reflect.Bool:
		if !value.IsZero() {
			form.Set(name, fmt.Sprint(value))
		}
	case reflect.Slice:
		for i := range value.Len() {
			if err := encode(form, name+"."+strconv.Itoa(i+1), value.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for field, value := range value.Fields() {
			if err := encode(form, within(name, field), value); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("field %s is of a type that the form cannot hold: %s", name, value.Type())
	}
	return nil
}

// within is what a field of the struct under name is called.
func within(name string, field reflect.StructField) string {
	own := field.Name
	if tag := field.Tag.Get("query"); tag != "" {
		own = tag
	}
	if name == "" {
		return own
	}
	return name + "." + own
}

// Decode implements [Protocol].
func (q Query) Decode(body []byte, out any) error {
	if len(body) == 0 {
		return nil
	}
	return xml.Unmarshal(body, out)
}

// Fault implements [Protocol].
func (q Query) Fault(_ *smithyhttp.Response, body []byte) (code, message string) {
	return XMLFault(body)
}

// XMLFault returns what a fault in XML says, as EC2, IAM and S3 write it.
func XMLFault(body []byte) (code, message string) {
	type fault struct{ Code, Message string }
	var answer struct {
		fault       // of S3, at times
		One   fault `xml:"Error"`
		List  fault `xml:"Errors>Error"` // of EC2, with one in it
	}
	if err := xml.Unmarshal(body, &answer); err != nil {
		return "", err.Error()
	}
	for _, one := range []fault{answer.List, answer.One, answer.fault} {
		if one.Code != "" {
			return one.Code, one.Message
		}
	}
	return "", ""
}
