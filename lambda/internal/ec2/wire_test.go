package ec2

import (
	"testing"

	"bulkhead/internal/client"
	"bulkhead/internal/wire"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	wire.Check(t, func(c aws.Config) *Client { return NewFromConfig(c) }, client.Query{})
}
