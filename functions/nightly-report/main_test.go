package main

import (
	"testing"
	"time"

	"bulkhead/functions/internal/s3"
	"bulkhead/functions/internal/trial"

	"github.com/stretchr/testify/assert"
)

func TestAReportCountsTheUploadsOfItsDayAlone(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		assert.NoError(t, err)
		return parsed
	}
	made := of(at("2026-03-01T12:00:00Z"), []s3.Object{
		{Size: 1, LastModified: at("2026-02-28T23:59:59Z")},
		{Size: 10, LastModified: at("2026-03-01T00:00:00Z")},
		{Size: 100, LastModified: at("2026-03-02T00:30:00+01:00")}, // still the first in UTC
		{Size: 1000, LastModified: at("2026-03-02T00:00:00Z")},
	})
	assert.Equal(t, report{Day: "2026-03-01", Uploads: 2, Bytes: 110}, made)
}

func TestTheExecutableReportsOnTheDayBeforeTheTimeThatWasMeant(t *testing.T) {
	buckets := trial.With(time.Date(2026, 2, 28, 9, 0, 0, 0, time.UTC), map[string][]byte{
		"uploads/originals/a.png": []byte(
			"four",
		),
		"uploads/originals/b.png":  []byte("five5"),
		"uploads/thumbnails/a.jpg": []byte("x"),
	})
	f := trial.Start(t, buckets)
	good := f.Invoke(`{"schedule": "nightly", "time": "2026-03-01T03:00:00Z"}`)
	assert.False(t, good.Failed, good.Body)
	assert.JSONEq(
		t,
		`{"day": "2026-02-28", "uploads": 2, "bytes": 9}`,
		string(buckets.Object("uploads/reports/2026-02-28.json")),
	)
	for _, bad := range []string{`{}`, `{"time": "tonight"}`, `null`} {
		assert.True(t, f.Invoke(bad).Failed, bad)
	}
	assert.False(t, f.Invoke(`{"schedule": "nightly", "time": "2026-03-01T03:00:00Z"}`).Failed, "it goes on")
}
