package main

import (
	"context"

	"bulkhead/lambda/internal/custom"
	"bulkhead/operate/failover"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	cloud := failover.Reach(custom.Environment())
	lambda.Start(func(ctx context.Context, r failover.Request) (failover.Answered, error) {
		return failover.Invoke(ctx, cloud, r)
	})
}
