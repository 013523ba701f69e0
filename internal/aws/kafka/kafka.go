// Package kafka is what the failover asks of Amazon MSK, in the words of AWS's SDK.
package kafka

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.REST{"ListReplicators": "GET /replication/v1/replicators"}

// Client calls Amazon MSK.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Kafka", "kafka", protocol)}
}

// ListReplicatorsInput is what their names begin with, and where to go on.
type ListReplicatorsInput struct {
	ReplicatorNameFilter *string `query:"replicatorNameFilter"`
	NextToken            *string `query:"nextToken"`
}

// ListReplicatorsOutput is a page of them.
type ListReplicatorsOutput struct {
	Replicators []ReplicatorSummary `json:"replicators"`
	NextToken   *string             `json:"nextToken"`
}

// ListReplicators returns replicators.
func (c *Client) ListReplicators(
	ctx context.Context, in *ListReplicatorsInput,
) (*ListReplicatorsOutput, error) {
	return client.Call[ListReplicatorsOutput](ctx, c.Client, "ListReplicators", in)
}
