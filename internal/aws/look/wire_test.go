package look

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"bulkhead/internal/wire"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryCallIsWrittenAsTheSDKWritesIt(t *testing.T) {
	content, err := os.ReadFile(wire.File)
	require.NoError(t, err)
	var recorded map[string]wire.Call
	require.NoError(t, json.Unmarshal(content, &recorded))
	for _, d := range All() {
		want, known := recorded[d.ID()]
		if !assert.True(t, known, "%s is not recorded: cd lambda/internal/record && go run .", d.ID()) {
			continue
		}
		delete(recorded, d.ID())
		server := &wire.Server{Answer: want.Answer}
		_, err := d.Ask(t.Context(), server.Config(), wire.Example(d.In))
		require.NoError(t, err, d.ID())
		assert.Empty(t, cmp.Diff(want.Request, server.Request), "%s sends (+) what the SDK does not (-)", d.ID())
		if d.Operation == "HeadBucket" {
			continue // an answer without a body
		}
		got := reflect.New(d.Out).Interface()
		require.NoError(t, Protocol(d.Service).Decode([]byte(want.Answer), got), d.ID())
		assert.Empty(t, cmp.Diff(wire.Example(d.Out), got), "%s understands (+) what the SDK does not (-)", d.ID())
	}
	assert.Empty(t, recorded, "no calls: cd lambda/internal/record && go run .")
}

func TestWhatGoesOnIsAskedForToItsEnd(t *testing.T) {
	for _, d := range All() {
		if within(reflect.New(d.Out).Interface(), "NextToken", "NextMarker", "Marker").IsValid() {
			assert.True(t, within(reflect.New(d.In).Interface(), "NextToken", "Marker").IsValid(), "%s does not say where to go on", d.ID())
		}
	}
}
