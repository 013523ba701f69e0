package main

import (
	"context"
	"time"

	"bulkhead/lambda/internal/custom"
	"bulkhead/operate/failover"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	here := custom.Environment()
	here.HTTPClient, here.RetryMaxAttempts = failover.Impatient(), 2
	cloud := failover.Cloud{Probe: failover.HTTPS, Now: time.Now, Config: func(region string) aws.Config {
		there := here.Copy()
		there.Region = region
		return there
	}}
	lambda.Start(func(ctx context.Context, r failover.Request) (failover.Answered, error) {
		return failover.Invoke(ctx, cloud, r)
	})
}
