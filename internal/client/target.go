package client

import (
	"encoding/json"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Target is AWS's JSON protocol: every operation is posted to one path, and a header names it.
type Target struct {
	Version string // "1.1"
	Prefix  string // of operations: "AmazonEC2ContainerServiceV20141113"
}

// Encode implements [Protocol].
func (t Target) Encode(operation string, in any) (Request, error) {
	body, err := json.Marshal(in)
	header := map[string]string{
		"Content-Type": "application/x-amz-json-" + t.Version,
		"X-Amz-Target": t.Prefix + "." + operation,
	}
	return Request{Method: "POST", Path: "/", Header: header, Body: body}, err
}

// Decode implements [Protocol].
func (t Target) Decode(body []byte, out any) error { return JSON{}.Decode(body, out) }

// Fault implements [Protocol].
func (t Target) Fault(answer *smithyhttp.Response, body []byte) (code, message string) {
	return JSON{}.Fault(answer, body)
}
