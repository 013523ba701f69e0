package iam

import (
	"testing"

	"bulkhead/lambda/internal/client"
	"bulkhead/lambda/internal/wire"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	wire.Check(t, NewFromConfig, client.Query{})
}
