// Shipping writes a note for the warehouse of each order that comes through a queue.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"

	"bulkhead/functions/internal/s3"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	lambda.Start(handle)
}

// order is what web publishes.
type order struct {
	ID    string `json:"id"`
	Items []item `json:"items"`
}

type item struct {
	SKU   string `json:"sku"`
	Count int    `json:"count"`
}

// handle writes a note of each message, and says which messages have to come again. The others do not.
func handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	bucket := s3.Bucket{Name: os.Getenv("UPLOADS_BUCKET")}
	var failed []events.SQSBatchItemFailure
	for _, message := range batch.Records {
		if err := note(ctx, bucket, message.Body); err != nil {
			slog.ErrorContext(ctx, "order", "message", message.MessageId, "error", err)
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: message.MessageId})
		}
	}
	return events.SQSEventResponse{BatchItemFailures: failed}, nil
}

// note writes the note of one order. An order that comes twice has one.
func note(ctx context.Context, bucket s3.Bucket, message string) error {
	o, err := read(message)
	if err != nil {
		return err
	}
	content, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return bucket.Put(ctx, "shipments/"+o.ID+".json", "application/json", content)
}

// orderID is what can be part of a key.
var orderID = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// read returns the order of a message, if it is one.
func read(message string) (order, error) {
	var o order
	if err := json.Unmarshal([]byte(message), &o); err != nil {
		return o, err
	}
	if !orderID.MatchString(o.ID) {
		return o, fmt.Errorf("%q is not the id of an order", o.ID)
	}
	if len(o.Items) == 0 {
		return o, errors.New("order " + o.ID + " has no items")
	}
	for _, i := range o.Items {
		if i.SKU == "" || i.Count < 1 {
			return o, fmt.Errorf("order %s has %d of %q", o.ID, i.Count, i.SKU)
		}
	}
	return o, nil
}
