// Package applicationautoscaling is what the failover asks of Application Auto Scaling, in the words of AWS's SDK.
package applicationautoscaling

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "AnyScaleFrontendService"}

// Client calls Application Auto Scaling.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Application Auto Scaling", "application-autoscaling", protocol)}
}

// DescribeScalableTargetsInput names what is scaled.
type DescribeScalableTargetsInput struct {
	ResourceIds       []string
	ScalableDimension *string
	ServiceNamespace  *string
}

// DescribeScalableTargetsOutput is what it is scaled between.
type DescribeScalableTargetsOutput struct {
	ScalableTargets []ScalableTarget
}

// DescribeScalableTargets returns what is scaled.
func (c *Client) DescribeScalableTargets(
	ctx context.Context, in *DescribeScalableTargetsInput,
) (*DescribeScalableTargetsOutput, error) {
	return client.Call[DescribeScalableTargetsOutput](ctx, c.Client, "DescribeScalableTargets", in)
}

// RegisterScalableTargetInput names it.
type RegisterScalableTargetInput struct {
	MaxCapacity       *int32
	MinCapacity       *int32
	ResourceId        *string
	ScalableDimension *string
	ServiceNamespace  *string
	SuspendedState    *SuspendedState
}

// RegisterScalableTargetOutput is not looked at.
type RegisterScalableTargetOutput struct{}

// RegisterScalableTarget changes between what something is scaled.
func (c *Client) RegisterScalableTarget(
	ctx context.Context, in *RegisterScalableTargetInput,
) (*RegisterScalableTargetOutput, error) {
	return client.Call[RegisterScalableTargetOutput](ctx, c.Client, "RegisterScalableTarget", in)
}
