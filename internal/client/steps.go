package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// serialize writes the request of an operation.
func (c *Client) serialize(operation string) middleware.SerializeMiddleware {
	return middleware.SerializeMiddlewareFunc("OperationSerializer", func(
		ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
	) (out middleware.SerializeOutput, data middleware.Metadata, err error) {
		written, err := c.service.Protocol.Encode(operation, in.Parameters)
		if err != nil {
			return out, data, &smithy.SerializationError{Err: err}
		}
		request, err := in.Request.(*smithyhttp.Request).SetStream(bytes.NewReader(written.Body))
		if err != nil {
			return out, data, &smithy.SerializationError{Err: err}
		}
		request.Method, request.URL = written.Method, c.endpoint.JoinPath(written.Path)
		request.URL.RawQuery = written.Query.Encode()
		for name, value := range written.Header {
			request.Header.Set(name, value)
		}
		in.Request = request
		return next.HandleSerialize(ctx, in)
	})
}

// sign signs a request, each attempt anew.
func (c *Client) sign() middleware.FinalizeMiddleware {
	signer := v4.NewSigner()
	return middleware.FinalizeMiddlewareFunc("Signing", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (out middleware.FinalizeOutput, data middleware.Metadata, err error) {
		request := in.Request.(*smithyhttp.Request)
		hash := sha256.New()
		if _, err := io.Copy(hash, request.GetStream()); err != nil {
			return out, data, &v4.HashComputationError{Err: err}
		}
		if err := request.RewindStream(); err != nil {
			return out, data, &v4.HashComputationError{Err: err}
		}
		credentials, err := c.config.Credentials.Retrieve(ctx)
		if err != nil {
			return out, data, &v4.SigningError{Err: err}
		}
		err = signer.SignHTTP(ctx, credentials, request.Request, hex.EncodeToString(hash.Sum(nil)),
			c.service.Name, c.service.Region, time.Now())
		if err != nil {
			return out, data, &v4.SigningError{Err: err}
		}
		return next.HandleFinalize(ctx, in)
	})
}

// deserialize reads an answer into what out returns, or into an error.
func (c *Client) deserialize(out func() any) middleware.DeserializeMiddleware {
	return middleware.DeserializeMiddlewareFunc("OperationDeserializer", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		got, data, err := next.HandleDeserialize(ctx, in)
		if err != nil {
			return got, data, err
		}
		answer := got.RawResponse.(*smithyhttp.Response)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return got, data, &smithyhttp.ResponseError{Response: answer, Err: err}
		}
		if answer.StatusCode < 200 || answer.StatusCode >= 300 {
			code, message := c.service.Protocol.Fault(answer, body)
			if code == "" {
				code = "UnknownError"
			}
			return got, data, &smithy.GenericAPIError{Code: code, Message: message}
		}
		got.Result = out()
		if err := c.service.Protocol.Decode(body, got.Result); err != nil {
			return got, data, &smithy.DeserializationError{Err: err, Snapshot: body[:min(len(body), 1024)]}
		}
		return got, data, nil
	})
}
