// Package wire holds our clients against AWS's SDK, call by call: what they send, and what they understand. The
// module in record asks the SDK once and writes it down, so that no build has to compile the SDK's clients.
package wire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Call is what goes over the wire in a call whose input and output have a value in every field that we know: see
// [Example].
type Call struct {
	Request string // method, URL, headers that are the call's own, and body
	Answer  string // body
}

// Method is a method of a client, a call.
type Method struct {
	Name    string
	In, Out reflect.Type // structs
}

// Methods returns the calls of a client of ours.
func Methods(client any) (all []Method) {
	for m := range reflect.TypeOf(client).Methods() {
		all = append(all, Method{m.Name, m.Type.In(2).Elem(), m.Type.Out(0).Elem()})
	}
	return all
}

// Ask makes the call of that name with the client, which is ours or the SDK's, and returns its output.
func Ask(client any, name string, in any) (any, error) {
	method := reflect.ValueOf(client).MethodByName(name)
	if !method.IsValid() {
		return nil, fmt.Errorf("%T has no call %s", client, name)
	}
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), reflect.ValueOf(in)})
	err, _ := results[1].Interface().(error)
	return results[0].Interface(), err
}

// everywhere are the headers that are not the call's own, or differ from run to run.
var everywhere = []string{"Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "Authorization", "User-Agent", "X-Amz-Date"}

// Server answers every request with Answer and remembers the first.
type Server struct{ Answer, Request string }

// Config returns the configuration of a client that asks s.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:           "eu-west-1",
		Credentials:      credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:       s,
		RetryMaxAttempts: 1,
	}
}

// Do implements [aws.HTTPClient].
func (s *Server) Do(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	if s.Request == "" {
		s.Request = r.Method + " " + r.URL.Scheme + "://" + r.URL.Host + r.URL.RequestURI() + "\n"
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			if !slices.Contains(everywhere, name) {
				s.Request += name + ": " + r.Header.Get(name) + "\n"
			}
		}
		s.Request += "\n" + string(body)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(s.Answer))), Request: r,
	}, nil
}
