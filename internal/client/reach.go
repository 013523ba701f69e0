package client

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// In returns a configuration for a region.
func In(c aws.Config, region string) aws.Config {
	there := c.Copy()
	there.Region = region
	return there
}

// Code is AWS's code in an error, or nothing.
func Code(err error) string {
	if refusal, is := errors.AsType[smithy.APIError](err); is {
		return refusal.ErrorCode()
	}
	return ""
}
