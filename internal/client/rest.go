package client

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/aws/smithy-go/encoding/httpbinding"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// REST is AWS's REST protocol with JSON: an operation is a method and a path, such as "POST
// /domain/{DomainName}/start".
//
// Fields of the input are parts of the path where it names them, parameters of the query where their tag query
// says how they are called there, and members of the body else.
type REST map[string]string

// Encode implements [Protocol].
func (r REST) Encode(operation string, in any) (Request, error) {
	method, path, known := strings.Cut(r[operation], " ")
	if !known {
		return Request{}, fmt.Errorf("%s has no path", operation)
	}
	query := url.Values{}
	value := reflect.ValueOf(in).Elem()
	for field, value := range value.Fields() {
		if value.Kind() != reflect.Pointer || value.IsNil() {
			continue
		}
		text := fmt.Sprint(value.Elem())
		path = strings.ReplaceAll(path, "{"+field.Name+"}", httpbinding.EscapePath(text, true))
		if name := field.Tag.Get("query"); name != "" {
			query.Set(name, text)
		}
	}
	request := Request{Method: method, Path: path, Query: query, Header: map[string]string{}}
	if method == "GET" || value.NumField() == 0 { // there is nothing to say in a body
		return request, nil
	}
	body, err := json.Marshal(in)
	request.Body, request.Header["Content-Type"] = body, "application/json"
	return request, err
}

// Decode implements [Protocol].
func (r REST) Decode(body []byte, out any) error { return JSON{}.Decode(body, out) }

// Fault implements [Protocol].
func (r REST) Fault(answer *smithyhttp.Response, body []byte) (code, message string) {
	return JSON{}.Fault(answer, body)
}
