package iam

import (
	"testing"

	"bulkhead/internal/client"
	"bulkhead/internal/wire"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	wire.Check(t, NewFromConfig, client.Query{})
}
