package ec2

import "context"

// EnableEbsEncryptionByDefaultInput is what EnableEbsEncryptionByDefault takes: nothing.
type EnableEbsEncryptionByDefaultInput struct{}

// EnableEbsEncryptionByDefaultOutput is what EnableEbsEncryptionByDefault answers. Nothing of it is used.
type EnableEbsEncryptionByDefaultOutput struct{}

// EnableEbsEncryptionByDefault encrypts every new volume of the region.
func (c *Client) EnableEbsEncryptionByDefault(
	ctx context.Context, in *EnableEbsEncryptionByDefaultInput,
) (*EnableEbsEncryptionByDefaultOutput, error) {
	return call[EnableEbsEncryptionByDefaultOutput](ctx, c, "EnableEbsEncryptionByDefault", in)
}

// GetEbsEncryptionByDefaultInput is what GetEbsEncryptionByDefault takes: nothing.
type GetEbsEncryptionByDefaultInput struct{}

// GetEbsEncryptionByDefaultOutput is what GetEbsEncryptionByDefault answers.
type GetEbsEncryptionByDefaultOutput struct {
	EbsEncryptionByDefault *bool `xml:"ebsEncryptionByDefault"`
}

// GetEbsEncryptionByDefault tells whether every new volume of the region is encrypted.
func (c *Client) GetEbsEncryptionByDefault(
	ctx context.Context, in *GetEbsEncryptionByDefaultInput,
) (*GetEbsEncryptionByDefaultOutput, error) {
	return call[GetEbsEncryptionByDefaultOutput](ctx, c, "GetEbsEncryptionByDefault", in)
}

// EnableImageBlockPublicAccessInput is what EnableImageBlockPublicAccess takes.
type EnableImageBlockPublicAccessInput struct {
	ImageBlockPublicAccessState ImageBlockPublicAccessEnabledState
}

// EnableImageBlockPublicAccessOutput is what EnableImageBlockPublicAccess answers. Nothing of it is used.
type EnableImageBlockPublicAccessOutput struct{}

// EnableImageBlockPublicAccess keeps the images of the region from being public.
func (c *Client) EnableImageBlockPublicAccess(
	ctx context.Context, in *EnableImageBlockPublicAccessInput,
) (*EnableImageBlockPublicAccessOutput, error) {
	return call[EnableImageBlockPublicAccessOutput](ctx, c, "EnableImageBlockPublicAccess", in)
}

// ModifyInstanceMetadataDefaultsInput is what ModifyInstanceMetadataDefaults takes.
type ModifyInstanceMetadataDefaultsInput struct {
	HttpTokens MetadataDefaultHttpTokensState
}

// ModifyInstanceMetadataDefaultsOutput is what ModifyInstanceMetadataDefaults answers.
type ModifyInstanceMetadataDefaultsOutput struct {
	Return *bool `xml:"return"`
}

// ModifyInstanceMetadataDefaults sets how new instances of the region give out their metadata.
func (c *Client) ModifyInstanceMetadataDefaults(
	ctx context.Context, in *ModifyInstanceMetadataDefaultsInput,
) (*ModifyInstanceMetadataDefaultsOutput, error) {
	return call[ModifyInstanceMetadataDefaultsOutput](ctx, c, "ModifyInstanceMetadataDefaults", in)
}
