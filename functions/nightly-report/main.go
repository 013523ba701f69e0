// Nightly-report counts what was uploaded on a day, and writes what it finds to reports/ in the bucket.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"bulkhead/functions/internal/s3"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(handle) }

// event is what a schedule says: which it is, and the time that was meant, whenever the call comes.
type event struct {
	Schedule string
	Time     time.Time
}

// report is what is written of a day.
type report struct {
	Day     string `json:"day"`
	Uploads int    `json:"uploads"`
	Bytes   int64  `json:"bytes"`
}

// handle reports on the day before the event. The same event makes the same report.
func handle(ctx context.Context, e event) error {
	if e.Time.IsZero() {
		return errors.New("the event has no time")
	}
	bucket := s3.Bucket{Name: os.Getenv("UPLOADS_BUCKET")}
	objects, err := bucket.List(ctx, "originals/")
	if err != nil {
		return err
	}
	made := of(e.Time.UTC().AddDate(0, 0, -1), objects)
	content, err := json.Marshal(made)
	if err != nil {
		return err
	}
	return bucket.Put(ctx, "reports/"+made.Day+".json", "application/json", content)
}

// of is the report of the day that a time is in.
func of(day time.Time, objects []s3.Object) report {
	r := report{Day: day.Format(time.DateOnly)}
	for _, o := range objects {
		if o.LastModified.UTC().Format(time.DateOnly) == r.Day {
			r.Uploads++
			r.Bytes += o.Size
		}
	}
	return r
}
