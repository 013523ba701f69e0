// Package kafka is what our commands and functions ask of Amazon MSK, in the words of AWS's SDK.
package kafka

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.REST{
	"GetCompatibleKafkaVersions": "GET /v1/compatible-kafka-versions",
	"ListClustersV2":             "GET /api/v2/clusters",
	"ListReplicators":            "GET /replication/v1/replicators",
	"UpdateConnectivity":         "PUT /v1/clusters/{ClusterArn}/connectivity",
}

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

// ListClustersV2Input is what their names begin with, and where to go on.
type ListClustersV2Input struct {
	ClusterNameFilter *string `query:"clusterNameFilter"`
	NextToken         *string `query:"nextToken"`
}

// ListClustersV2Output is a page of them.
type ListClustersV2Output struct {
	ClusterInfoList []Cluster `json:"clusterInfoList"`
	NextToken       *string   `json:"nextToken"`
}

// ListClustersV2 returns clusters.
func (c *Client) ListClustersV2(ctx context.Context, in *ListClustersV2Input) (*ListClustersV2Output, error) {
	return client.Call[ListClustersV2Output](ctx, c.Client, "ListClustersV2", in)
}

// UpdateConnectivityInput is a cluster as it is now, and who is to reach it. What is left out stays.
type UpdateConnectivityInput struct {
	ClusterArn       *string           `json:"-"`
	ConnectivityInfo *ConnectivityInfo `json:"connectivityInfo,omitempty"`
	CurrentVersion   *string           `json:"currentVersion,omitempty"`
}

// UpdateConnectivityOutput is what goes on.
type UpdateConnectivityOutput struct {
	ClusterOperationArn *string `json:"clusterOperationArn"`
}

// UpdateConnectivity begins a change of who reaches a cluster.
func (c *Client) UpdateConnectivity(
	ctx context.Context, in *UpdateConnectivityInput,
) (*UpdateConnectivityOutput, error) {
	return client.Call[UpdateConnectivityOutput](ctx, c.Client, "UpdateConnectivity", in)
}

// GetCompatibleKafkaVersionsInput names a cluster.
type GetCompatibleKafkaVersionsInput struct {
	ClusterArn *string `json:"-" query:"clusterArn"`
}

// GetCompatibleKafkaVersionsOutput are the versions that it can be upgraded to.
type GetCompatibleKafkaVersionsOutput struct {
	CompatibleKafkaVersions []CompatibleKafkaVersion `json:"compatibleKafkaVersions"`
}

// GetCompatibleKafkaVersions returns what a cluster can be upgraded to.
func (c *Client) GetCompatibleKafkaVersions(
	ctx context.Context, in *GetCompatibleKafkaVersionsInput,
) (*GetCompatibleKafkaVersionsOutput, error) {
	return client.Call[GetCompatibleKafkaVersionsOutput](ctx, c.Client, "GetCompatibleKafkaVersions", in)
}
