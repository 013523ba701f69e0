// Package eks is what functions ask of Amazon EKS, in the words of AWS's SDK.
package eks

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.REST{"DescribeCluster": "GET /clusters/{Name}"}

// Client calls Amazon EKS.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "EKS", "eks", protocol)}
}

// DescribeClusterInput names it.
type DescribeClusterInput struct {
	Name *string `json:"-"`
}

// DescribeClusterOutput is a cluster.
type DescribeClusterOutput struct {
	Cluster *Cluster `json:"cluster"`
}

// Cluster is where a cluster is reached, and whether it is.
type Cluster struct {
	Name                 *string      `json:"name"`
	Status               *string      `json:"status"`
	Endpoint             *string      `json:"endpoint"`
	CertificateAuthority *Certificate `json:"certificateAuthority"`
}

// Certificate is of the authority that signed a cluster's, PEM in base64.
type Certificate struct {
	Data *string `json:"data"`
}

// DescribeCluster returns a cluster.
func (c *Client) DescribeCluster(ctx context.Context, in *DescribeClusterInput) (*DescribeClusterOutput, error) {
	return client.Call[DescribeClusterOutput](ctx, c.Client, "DescribeCluster", in)
}
