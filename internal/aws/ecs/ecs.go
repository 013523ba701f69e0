// Package ecs is what the failover asks of Amazon ECS, in the words of AWS's SDK.
package ecs

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "AmazonEC2ContainerServiceV20141113"}

// Client calls Amazon ECS.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "ECS", "ecs", protocol)}
}

// DescribeServicesInput names up to ten services of a cluster.
type DescribeServicesInput struct {
	Cluster  *string  `json:"cluster"`
	Services []string `json:"services"`
}

// DescribeServicesOutput is what they are.
type DescribeServicesOutput struct {
	Services []Service `json:"services"`
}

// DescribeServices returns services.
func (c *Client) DescribeServices(
	ctx context.Context, in *DescribeServicesInput,
) (*DescribeServicesOutput, error) {
	return client.Call[DescribeServicesOutput](ctx, c.Client, "DescribeServices", in)
}

// ListTasksInput names a service of a cluster.
type ListTasksInput struct {
	Cluster     *string `json:"cluster"`
	ServiceName *string `json:"serviceName"`
}

// ListTasksOutput is up to a hundred of its tasks, by their ARNs.
type ListTasksOutput struct {
	TaskArns []string `json:"taskArns"`
}

// ListTasks returns the tasks of a service that are to run.
func (c *Client) ListTasks(ctx context.Context, in *ListTasksInput) (*ListTasksOutput, error) {
	return client.Call[ListTasksOutput](ctx, c.Client, "ListTasks", in)
}

// DescribeTasksInput names up to a hundred tasks of a cluster.
type DescribeTasksInput struct {
	Cluster *string  `json:"cluster"`
	Tasks   []string `json:"tasks"`
}

// DescribeTasksOutput is what they are.
type DescribeTasksOutput struct {
	Tasks []Task `json:"tasks"`
}

// DescribeTasks returns tasks.
func (c *Client) DescribeTasks(ctx context.Context, in *DescribeTasksInput) (*DescribeTasksOutput, error) {
	return client.Call[DescribeTasksOutput](ctx, c.Client, "DescribeTasks", in)
}

// UpdateServiceInput names the service.
type UpdateServiceInput struct {
	Cluster      *string `json:"cluster"`
	DesiredCount *int32  `json:"desiredCount"`
	Service      *string `json:"service"`
}

// UpdateServiceOutput is not looked at.
type UpdateServiceOutput struct{}

// UpdateService changes how many tasks a service runs.
func (c *Client) UpdateService(
	ctx context.Context, in *UpdateServiceInput,
) (*UpdateServiceOutput, error) {
	return client.Call[UpdateServiceOutput](ctx, c.Client, "UpdateService", in)
}
