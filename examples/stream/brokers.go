// Package stream shows how a service finds the brokers of a stream that it names in uses.
package stream

import (
	"context"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
)

// Brokers returns the addresses of the brokers of the stream "events". Call it once, when the service starts.
func Brokers(ctx context.Context) ([]string, error) {
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	found, err := kafka.NewFromConfig(settings).GetBootstrapBrokers(ctx, &kafka.GetBootstrapBrokersInput{
		ClusterArn: aws.String(os.Getenv("EVENTS_CLUSTER_ARN")),
	})
	if err != nil {
		return nil, err
	}
	return strings.Split(aws.ToString(found.BootstrapBrokerStringSaslIam), ","), nil // port 9098
}
