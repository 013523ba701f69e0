// Package client calls AWS. The clients of AWS's SDK know every call of a service, and a fresh machine compiles EC2's
// for minutes and with gigabytes of memory: too much for the few calls of our functions. This one signs, retries and
// reports faults with the SDK's own parts; the packages beside it know the calls.
package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Service is one of AWS's.
type Service struct {
	ID       string // in errors: "EC2"
	Name     string // in signatures: "ec2"
	Region   string // in signatures
	Endpoint string // "https://ec2.eu-west-1.amazonaws.com"; the configuration's goes first
	Prefix   string // of the endpoint's host, whosever it is: "123456789012."
	Protocol Protocol
}

// Protocol is how a service writes requests and answers.
type Protocol interface {
	// Encode returns the request of an operation with the fields of in, a pointer to a struct.
	Encode(operation string, in any) (Request, error)
	// Decode reads an answer into out, a pointer to a struct.
	Decode(body []byte, out any) error
	// Fault returns what an answer says that is none. Without a code, it is unknown.
	Fault(answer *smithyhttp.Response, body []byte) (code, message string)
}

// Request is what differs from call to call.
type Request struct {
	Method, Path string
	Query        url.Values
	Header       map[string]string
	Body         []byte
}

// Client calls a service.
type Client struct {
	service  Service
	config   aws.Config
	endpoint *url.URL
	retryer  aws.Retryer
}

// Regional returns a client of a service that is called, and signed for, by one name in each region; see [New].
func Regional(c aws.Config, id, name string, protocol Protocol) *Client {
	return New(c, Service{
		ID:       id,
		Name:     name,
		Region:   c.Region,
		Endpoint: "https://" + name + "." + c.Region + ".amazonaws.com",
		Protocol: protocol,
	})
}

// New returns a client of a service, with the credentials, the endpoint, the HTTP client, the retryer and the
// middleware of c, which need not be there.
func New(c aws.Config, s Service) *Client {
	endpoint, err := url.Parse(cmp.Or(aws.ToString(c.BaseEndpoint), s.Endpoint))
	if err != nil {
		panic(
			fmt.Sprintf("the endpoint of %s is no URL: %s", s.ID, err),
		) // written by us, or by whom tests the function
	}
	endpoint.Host, endpoint.Path = s.Prefix+endpoint.Host, cmp.Or(endpoint.Path, "/")
	if c.HTTPClient == nil {
		c.HTTPClient = awshttp.NewBuildableClient()
	}
	retryer := aws.Retryer(retry.NewStandard())
	if c.Retryer != nil {
		retryer = c.Retryer()
	}
	if c.RetryMaxAttempts != 0 {
		retryer = retry.AddWithMaxAttempts(retryer, c.RetryMaxAttempts)
	}
	return &Client{service: s, config: c, endpoint: endpoint, retryer: retryer}
}

// Call asks for an operation with the fields of in, or with none where it is nil, and returns the answer. Its error
// tells the operation, and has AWS's code where AWS refuses.
func Call[Out, In any](ctx context.Context, c *Client, operation string, in *In) (*Out, error) {
	if in == nil {
		in = new(In)
	}
	ctx = middleware.WithServiceID(middleware.ClearStackValues(ctx), c.service.ID)
	ctx = middleware.WithOperationName(ctx, operation)
	ctx = awsmiddleware.SetServiceID(ctx, c.service.ID)
	ctx = awsmiddleware.SetOperationName(ctx, operation)
	ctx = awsmiddleware.SetRegion(ctx, c.service.Region)
	stack := middleware.NewStack(operation, smithyhttp.NewStackRequest)
	if err := c.fill(stack, operation, func() any { return new(Out) }); err != nil {
		return nil, err
	}
	handler := middleware.DecorateHandler(smithyhttp.NewClientHandlerWithOptions(c.config.HTTPClient), stack)
	out, _, err := handler.Handle(ctx, in)
	if err != nil {
		return nil, &smithy.OperationError{ServiceID: c.service.ID, OperationName: operation, Err: err}
	}
	return out.(*Out), nil
}

// fill puts into stack what a request passes through, in the order of AWS's SDK.
func (c *Client) fill(stack *middleware.Stack, operation string, out func() any) error {
	err := errors.Join(
		stack.Serialize.Add(c.serialize(operation), middleware.After),
		awsmiddleware.AddClientRequestIDMiddleware(stack),
		awsmiddleware.AddRequestUserAgentMiddleware(stack),
		awsmiddleware.AddRecursionDetection(stack),
		stack.Finalize.Add(retry.NewAttemptMiddleware(c.retryer, smithyhttp.RequestCloner), middleware.After),
		stack.Finalize.Add(c.sign(), middleware.After),
		stack.Deserialize.Add(&awshttp.ResponseErrorWrapper{}, middleware.After),
		stack.Deserialize.Add(&awsmiddleware.RequestIDRetriever{}, middleware.After),
		stack.Deserialize.Add(c.deserialize(out), middleware.After),
	)
	for _, option := range c.config.APIOptions {
		err = errors.Join(err, option(stack))
	}
	return err
}
