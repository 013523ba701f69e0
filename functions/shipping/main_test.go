package main

import (
	"testing"
	"time"

	"bulkhead/functions/internal/trial"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnlyWholeOrdersAreRead(t *testing.T) {
	o, err := read(`{"id": "A-17", "items": [{"sku": "tea", "count": 2}], "customer": "somebody"}`)
	require.NoError(t, err)
	assert.Equal(t, order{ID: "A-17", Items: []item{{"tea", 2}}}, o)
	for _, bad := range []string{
		``, `{}`, `[]`, `{"id": "A"}`, `{"id": "../x", "items": [{"sku": "tea", "count": 1}]}`,
		`{"id": "A", "items": [{"sku": "tea"}]}`, `{"id": "A", "items": [{"count": 1}]}`,
	} {
		_, err := read(bad)
		assert.Error(t, err, bad)
	}
}

func TestTheExecutableSaysWhichMessagesFailedAndDealsWithTheOthers(t *testing.T) {
	buckets := trial.With(time.Now(), nil)
	f := trial.Start(t, buckets)
	mixed := f.Invoke(`{"Records": [
		{"messageId": "1", "body": "{\"id\": \"A-1\", \"items\": [{\"sku\": \"tea\", \"count\": 2}]}"},
		{"messageId": "2", "body": "nonsense"},
		{"messageId": "3", "body": "{\"id\": \"A-3\", \"items\": [{\"sku\": \"cup\", \"count\": 1}]}"}
	]}`)
	assert.False(t, mixed.Failed, mixed.Body)
	assert.JSONEq(t, `{"batchItemFailures": [{"itemIdentifier": "2"}]}`, mixed.Body)
	assert.JSONEq(
		t,
		`{"id": "A-1", "items": [{"sku": "tea", "count": 2}]}`,
		string(buckets.Object("uploads/shipments/A-1.json")),
	)
	assert.NotEmpty(t, buckets.Object("uploads/shipments/A-3.json"))

	good := f.Invoke(
		`{"Records": [{"messageId": "4", "body": "{\"id\": \"A-4\", \"items\": [{\"sku\": \"tea\", \"count\": 1}]}"}]}`,
	)
	assert.JSONEq(t, `{"batchItemFailures": null}`, good.Body, "none is to come again")
	assert.True(t, f.Invoke(`{"Records": 5}`).Failed, "what is no batch fails as a whole")
}
