package lambda

import (
	"encoding/json"
	"testing"

	"bulkhead/internal/wire"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFunctionIsGivenWhatItIsAskedAndItsAnswerIsItsOwn(t *testing.T) {
	server := &wire.Server{Answer: `{"running":2}`}
	out, err := NewFromConfig(server.Config()).Invoke(t.Context(), &InvokeInput{
		FunctionName: new("acme-prod-kubernetes-scale"), Payload: json.RawMessage(`{"service":"web"}`),
	})
	require.NoError(t, err)
	assert.JSONEq(t, `{"running":2}`, string(out.Payload))
	assert.Equal(t, "POST https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/acme-prod-kubernetes-scale/invocations\n"+
		"Content-Type: application/octet-stream\n\n"+`{"service":"web"}`, server.Request)
}

func TestWhatAFunctionFailsWithIsAnError(t *testing.T) {
	server := &wire.Server{Answer: `{"errorMessage":"there is no service web","errorType":"errorString"}`}
	_, err := NewFromConfig(server.Config()).Invoke(t.Context(), &InvokeInput{FunctionName: new("f")})
	assert.ErrorContains(t, err, "there is no service web")
}
