package ssm

import (
	"testing"

	"bulkhead/internal/wire"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	wire.Check(t, NewFromConfig, protocol)
}
