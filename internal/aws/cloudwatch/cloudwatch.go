// Package cloudwatch is what failovers and upgrades ask of Amazon CloudWatch, in the words of AWS's SDK.
package cloudwatch

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Query{Version: "2010-08-01"}

// Client calls Amazon CloudWatch.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "CloudWatch", "monitoring", protocol)}
}

// GetMetricStatisticsInput names the metric, the time as RFC 3339 and the period in seconds.
type GetMetricStatisticsInput struct {
	Namespace  *string
	MetricName *string
	Dimensions []Dimension `query:"Dimensions.member"`
	StartTime  *string
	EndTime    *string
	Period     *int32
	Statistics []string `query:"Statistics.member"`
}

// GetMetricStatisticsOutput is its values.
type GetMetricStatisticsOutput struct {
	Datapoints []Datapoint `xml:"GetMetricStatisticsResult>Datapoints>member"`
}

// GetMetricStatistics returns a metric over time.
func (c *Client) GetMetricStatistics(
	ctx context.Context, in *GetMetricStatisticsInput,
) (*GetMetricStatisticsOutput, error) {
	return client.Call[GetMetricStatisticsOutput](ctx, c.Client, "GetMetricStatistics", in)
}
