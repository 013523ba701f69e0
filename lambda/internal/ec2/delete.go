package ec2

import "context"

// DetachInternetGatewayInput is what DetachInternetGateway takes.
type DetachInternetGatewayInput struct {
	InternetGatewayId *string
	VpcId             *string
}

// DetachInternetGatewayOutput is what DetachInternetGateway answers. Nothing of it is used.
type DetachInternetGatewayOutput struct{}

// DetachInternetGateway takes an internet gateway from a VPC.
func (c *Client) DetachInternetGateway(
	ctx context.Context, in *DetachInternetGatewayInput,
) (*DetachInternetGatewayOutput, error) {
	return call[DetachInternetGatewayOutput](ctx, c, "DetachInternetGateway", in)
}

// DeleteInternetGatewayInput is what DeleteInternetGateway takes.
type DeleteInternetGatewayInput struct {
	InternetGatewayId *string
}

// DeleteInternetGatewayOutput is what DeleteInternetGateway answers. Nothing of it is used.
type DeleteInternetGatewayOutput struct{}

// DeleteInternetGateway deletes an internet gateway that is detached.
func (c *Client) DeleteInternetGateway(
	ctx context.Context, in *DeleteInternetGatewayInput,
) (*DeleteInternetGatewayOutput, error) {
	return call[DeleteInternetGatewayOutput](ctx, c, "DeleteInternetGateway", in)
}

// DeleteSubnetInput is what DeleteSubnet takes.
type DeleteSubnetInput struct {
	SubnetId *string
}

// DeleteSubnetOutput is what DeleteSubnet answers. Nothing of it is used.
type DeleteSubnetOutput struct{}

// DeleteSubnet deletes an empty subnet.
func (c *Client) DeleteSubnet(ctx context.Context, in *DeleteSubnetInput) (*DeleteSubnetOutput, error) {
	return call[DeleteSubnetOutput](ctx, c, "DeleteSubnet", in)
}

// DeleteVpcInput is what DeleteVpc takes.
type DeleteVpcInput struct {
	VpcId *string
}

// DeleteVpcOutput is what DeleteVpc answers. Nothing of it is used.
type DeleteVpcOutput struct{}

// DeleteVpc deletes an empty VPC.
func (c *Client) DeleteVpc(ctx context.Context, in *DeleteVpcInput) (*DeleteVpcOutput, error) {
	return call[DeleteVpcOutput](ctx, c, "DeleteVpc", in)
}
