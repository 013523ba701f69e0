package rds

import (
	"context"

	"bulkhead/internal/client"
)

// BlueGreenDeployment is a copy of a database that is kept in step with it, until they change places.
type BlueGreenDeployment struct {
	BlueGreenDeploymentIdentifier *string
	BlueGreenDeploymentName       *string
	Source                        *string
	Target                        *string
	Status                        *string
	StatusDetails                 *string
	SwitchoverDetails             []SwitchoverDetail        `xml:"SwitchoverDetails>member"`
	Tasks                         []BlueGreenDeploymentTask `xml:"Tasks>member"`
}

// SwitchoverDetail is a member of the database, and its copy.
type SwitchoverDetail struct {
	SourceMember *string
	TargetMember *string
	Status       *string
}

// BlueGreenDeploymentTask is a part of the making of the copy.
type BlueGreenDeploymentTask struct {
	Name   *string
	Status *string
}

// CreateBlueGreenDeploymentInput names the deployment, the database, and what the copy is to be.
type CreateBlueGreenDeploymentInput struct {
	BlueGreenDeploymentName           *string
	Source                            *string
	TargetEngineVersion               *string
	TargetDBParameterGroupName        *string
	TargetDBClusterParameterGroupName *string
}

// CreateBlueGreenDeploymentOutput is not looked at.
type CreateBlueGreenDeploymentOutput struct{}

// CreateBlueGreenDeployment begins to copy a database.
func (c *Client) CreateBlueGreenDeployment(
	ctx context.Context, in *CreateBlueGreenDeploymentInput,
) (*CreateBlueGreenDeploymentOutput, error) {
	return client.Call[CreateBlueGreenDeploymentOutput](ctx, c.Client, "CreateBlueGreenDeployment", in)
}

// DescribeBlueGreenDeploymentsInput is where to go on.
type DescribeBlueGreenDeploymentsInput struct {
	Marker *string
}

// DescribeBlueGreenDeploymentsOutput is a page of them.
type DescribeBlueGreenDeploymentsOutput struct {
	BlueGreenDeployments []BlueGreenDeployment `xml:"DescribeBlueGreenDeploymentsResult>BlueGreenDeployments>member"`
	Marker               *string               `xml:"DescribeBlueGreenDeploymentsResult>Marker"`
}

// DescribeBlueGreenDeployments returns blue/green deployments.
func (c *Client) DescribeBlueGreenDeployments(
	ctx context.Context, in *DescribeBlueGreenDeploymentsInput,
) (*DescribeBlueGreenDeploymentsOutput, error) {
	return client.Call[DescribeBlueGreenDeploymentsOutput](ctx, c.Client, "DescribeBlueGreenDeployments", in)
}

// SwitchoverBlueGreenDeploymentInput names the deployment, and how many seconds it may take.
type SwitchoverBlueGreenDeploymentInput struct {
	BlueGreenDeploymentIdentifier *string
	SwitchoverTimeout             *int32
}

// SwitchoverBlueGreenDeploymentOutput is not looked at.
type SwitchoverBlueGreenDeploymentOutput struct{}

// SwitchoverBlueGreenDeployment begins to let a database and its copy change places.
func (c *Client) SwitchoverBlueGreenDeployment(
	ctx context.Context, in *SwitchoverBlueGreenDeploymentInput,
) (*SwitchoverBlueGreenDeploymentOutput, error) {
	return client.Call[SwitchoverBlueGreenDeploymentOutput](ctx, c.Client, "SwitchoverBlueGreenDeployment", in)
}

// DeleteBlueGreenDeploymentInput names the deployment, and tells whether the copy goes as well.
type DeleteBlueGreenDeploymentInput struct {
	BlueGreenDeploymentIdentifier *string
	DeleteTarget                  *bool
}

// DeleteBlueGreenDeploymentOutput is not looked at.
type DeleteBlueGreenDeploymentOutput struct{}

// DeleteBlueGreenDeployment begins to delete a blue/green deployment.
func (c *Client) DeleteBlueGreenDeployment(
	ctx context.Context, in *DeleteBlueGreenDeploymentInput,
) (*DeleteBlueGreenDeploymentOutput, error) {
	return client.Call[DeleteBlueGreenDeploymentOutput](ctx, c.Client, "DeleteBlueGreenDeployment", in)
}
