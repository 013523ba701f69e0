// Package lambda is what moves ask of AWS Lambda, in the words of AWS's SDK.
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/encoding/httpbinding"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Client calls AWS Lambda.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Lambda", "lambda", protocol{})}
}

// InvokeInput names the function, and is what it is given, as JSON.
type InvokeInput struct {
	FunctionName *string
	Payload      json.RawMessage
}

// InvokeOutput is what the function answers, as JSON.
type InvokeOutput struct{ Payload json.RawMessage }

// Invoke calls a function and waits for its answer. What the function fails with is an error.
func (c *Client) Invoke(ctx context.Context, in *InvokeInput) (*InvokeOutput, error) {
	return client.Call[InvokeOutput](ctx, c.Client, "Invoke", in)
}

// protocol is how it is asked: bodies are the function's own.
type protocol struct{}

// Encode implements [client.Protocol].
func (protocol) Encode(operation string, in any) (client.Request, error) {
	invoke, is := in.(*InvokeInput)
	if !is {
		return client.Request{}, fmt.Errorf("%s has no path", operation)
	}
	return client.Request{
		Method: "POST",
		Path:   "/2015-03-31/functions/" + httpbinding.EscapePath(aws.ToString(invoke.FunctionName), true) + "/invocations",
		Header: map[string]string{"Content-Type": "application/octet-stream"},
		Body:   invoke.Payload,
	}, nil
}

// Decode implements [client.Protocol].
func (protocol) Decode(body []byte, out any) error {
	var failed struct{ ErrorMessage string }
	if json.Unmarshal(body, &failed) == nil && failed.ErrorMessage != "" {
		return errors.New(failed.ErrorMessage)
	}
	out.(*InvokeOutput).Payload = body
	return nil
}

// Fault implements [client.Protocol].
func (protocol) Fault(answer *smithyhttp.Response, body []byte) (code, message string) {
	return client.JSON{}.Fault(answer, body)
}
