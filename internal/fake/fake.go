// Package fake answers single calls in AWS's stead: those that moto does not know, never refuses or does at once.
package fake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Call is one attempt of a call.
type Call struct {
	Input         any    // *ec2.DescribeVpcsInput, say
	Authorization string // the header: it names the access key
}

// Answers are by the name of the call. A result is the call's own output: *ec2.DescribeVpcsOutput, say.
type Answers map[string]func(Call) (result any, err error)

// Over is c with these answers. Every other call goes where it went.
func (a Answers) Over(c aws.Config) aws.Config {
	c.APIOptions = append(slices.Clone(c.APIOptions), func(stack *middleware.Stack) error {
		var input any
		remember := middleware.InitializeMiddlewareFunc("remember", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			input = in.Parameters
			return next.HandleInitialize(ctx, in)
		})
		// within the retries, so that they are tested, too
		answer := middleware.DeserializeMiddlewareFunc("answer", func(
			ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
		) (out middleware.DeserializeOutput, data middleware.Metadata, err error) {
			answer, known := a[middleware.GetOperationName(ctx)]
			if !known {
				return next.HandleDeserialize(ctx, in)
			}
			header := in.Request.(*smithyhttp.Request).Header
			out.Result, err = answer(Call{Input: input, Authorization: header.Get("Authorization")})
			return out, data, err
		})
		if err := stack.Initialize.Add(remember, middleware.Before); err != nil {
			return err
		}
		return stack.Deserialize.Add(answer, middleware.Before)
	})
	return c
}

// Alone is a region of an AWS that knows nothing but these answers.
func (a Answers) Alone(region string) aws.Config {
	return a.Over(aws.Config{
		Region:       region,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		BaseEndpoint: new("http://127.0.0.1:1"), // where nothing listens
	})
}

// Refusal is AWS's answer with that code.
func Refusal(code string) error {
	return &smithy.GenericAPIError{Code: code, Message: "refused by the test"}
}
