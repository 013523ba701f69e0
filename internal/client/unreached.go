package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Unreached tells whether an error says that no answer of AWS came, and in few words why: it is no refusal.
func Unreached(err error) (why string, is bool) {
	if Code(err) != "" {
		return "", false
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer came in time", true
	}
	if sent, is := errors.AsType[*url.Error](err); is {
		return sent.Err.Error(), true
	}
	if failed, is := errors.AsType[net.Error](err); is {
		return failed.Error(), true
	}
	if failed, is := errors.AsType[*smithyhttp.RequestSendError](err); is {
		return failed.Err.Error(), true
	}
	return "", false
}

// Within is c, whose calls end when they have taken that long with all attempts: one page each.
func Within(c aws.Config, limit time.Duration) aws.Config {
	there := c.Copy()
	there.APIOptions = append(slices.Clip(there.APIOptions), func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Within", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			ctx, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			out, data, err := next.HandleInitialize(ctx, in)
			if _, refused := errors.AsType[smithy.APIError](err); err != nil && !refused && ctx.Err() != nil {
				err = fmt.Errorf("%w: %w", ctx.Err(), err)
			}
			return out, data, err
		}), middleware.Before)
	})
	return there
}
