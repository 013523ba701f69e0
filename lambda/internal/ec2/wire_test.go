package ec2

import (
	"testing"

	"bulkhead/lambda/internal/client"
	"bulkhead/lambda/internal/wire"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	wire.Check(t, func(c aws.Config) *Client { return NewFromConfig(c) }, client.Query{})
}
