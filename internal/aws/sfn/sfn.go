// Package sfn is what releases ask of AWS Step Functions, in the words of AWS's SDK.
package sfn

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.0", Prefix: "AWSStepFunctions"}

// Client calls AWS Step Functions.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "SFN", "states", protocol)}
}

// StartExecutionInput names the state machine by its ARN, and is what it is given, as JSON.
type StartExecutionInput struct {
	Input           *string `json:"input"`
	StateMachineArn *string `json:"stateMachineArn"`
}

// StartExecutionOutput names the execution by its ARN.
type StartExecutionOutput struct {
	ExecutionArn *string `json:"executionArn"`
}

// StartExecution starts a state machine.
func (c *Client) StartExecution(ctx context.Context, in *StartExecutionInput) (*StartExecutionOutput, error) {
	return client.Call[StartExecutionOutput](ctx, c.Client, "StartExecution", in)
}

// DescribeExecutionInput names it by its ARN.
type DescribeExecutionInput struct {
	ExecutionArn *string `json:"executionArn"`
}

// DescribeExecutionOutput is an execution. It has an output when it has succeeded, and an error when it has failed.
type DescribeExecutionOutput struct {
	Cause  *string `json:"cause"`
	Error  *string `json:"error"`
	Input  *string `json:"input"`
	Output *string `json:"output"`
	Status *string `json:"status"`
}

// DescribeExecution returns an execution.
func (c *Client) DescribeExecution(ctx context.Context, in *DescribeExecutionInput) (*DescribeExecutionOutput, error) {
	return client.Call[DescribeExecutionOutput](ctx, c.Client, "DescribeExecution", in)
}

// ListExecutionsInput names the state machine by its ARN, and says which executions and where to go on.
type ListExecutionsInput struct {
	NextToken       *string `json:"nextToken,omitempty"`
	StateMachineArn *string `json:"stateMachineArn"`
	StatusFilter    *string `json:"statusFilter"`
}

// ListExecutionsOutput is a page of them, the newest first.
type ListExecutionsOutput struct {
	Executions []ExecutionListItem `json:"executions"`
	NextToken  *string             `json:"nextToken"`
}

// ListExecutions returns executions of the last ninety days.
func (c *Client) ListExecutions(ctx context.Context, in *ListExecutionsInput) (*ListExecutionsOutput, error) {
	return client.Call[ListExecutionsOutput](ctx, c.Client, "ListExecutions", in)
}

// ExecutionListItem is an execution of a list.
type ExecutionListItem struct {
	ExecutionArn *string `json:"executionArn"`
}
