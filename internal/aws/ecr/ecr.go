// Package ecr is what releases ask of Amazon ECR, in the words of AWS's SDK.
package ecr

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "AmazonEC2ContainerRegistry_V20150921"}

// Client calls Amazon ECR.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.New(c, client.Service{
		ID:       "ECR",
		Name:     "ecr",
		Region:   c.Region,
		Endpoint: "https://api.ecr." + c.Region + ".amazonaws.com",
		Protocol: protocol,
	})}
}

// DescribeImagesInput names images of a repository.
type DescribeImagesInput struct {
	ImageIds       []ImageIdentifier `json:"imageIds"`
	RegistryId     *string           `json:"registryId"`
	RepositoryName *string           `json:"repositoryName"`
}

// DescribeImagesOutput is what they are.
type DescribeImagesOutput struct {
	ImageDetails []ImageDetail `json:"imageDetails"`
}

// DescribeImages returns images. It fails where one is not there.
func (c *Client) DescribeImages(ctx context.Context, in *DescribeImagesInput) (*DescribeImagesOutput, error) {
	return client.Call[DescribeImagesOutput](ctx, c.Client, "DescribeImages", in)
}

// DescribeImageScanFindingsInput names the image, and says where to go on.
type DescribeImageScanFindingsInput struct {
	ImageId        *ImageIdentifier `json:"imageId"`
	NextToken      *string          `json:"nextToken,omitempty"`
	RegistryId     *string          `json:"registryId"`
	RepositoryName *string          `json:"repositoryName"`
}

// DescribeImageScanFindingsOutput is a page of what a scan has found.
type DescribeImageScanFindingsOutput struct {
	ImageScanFindings *ImageScanFindings `json:"imageScanFindings"`
	ImageScanStatus   *ImageScanStatus   `json:"imageScanStatus"`
	NextToken         *string            `json:"nextToken"`
}

// DescribeImageScanFindings returns what the scan of an image has found.
func (c *Client) DescribeImageScanFindings(
	ctx context.Context, in *DescribeImageScanFindingsInput,
) (*DescribeImageScanFindingsOutput, error) {
	return client.Call[DescribeImageScanFindingsOutput](ctx, c.Client, "DescribeImageScanFindings", in)
}

// BatchGetImageInput names images of a repository.
type BatchGetImageInput struct {
	ImageIds       []ImageIdentifier `json:"imageIds"`
	RegistryId     *string           `json:"registryId"`
	RepositoryName *string           `json:"repositoryName"`
}

// BatchGetImageOutput is their manifests; those that are not there are left out.
type BatchGetImageOutput struct {
	Images []Image `json:"images"`
}

// BatchGetImage returns the manifests of images.
func (c *Client) BatchGetImage(ctx context.Context, in *BatchGetImageInput) (*BatchGetImageOutput, error) {
	return client.Call[BatchGetImageOutput](ctx, c.Client, "BatchGetImage", in)
}

// PutImageInput is a manifest of an image whose layers are there, and a tag for it.
type PutImageInput struct {
	ImageManifest          *string `json:"imageManifest"`
	ImageManifestMediaType *string `json:"imageManifestMediaType"`
	ImageTag               *string `json:"imageTag"`
	RegistryId             *string `json:"registryId"`
	RepositoryName         *string `json:"repositoryName"`
}

// PutImageOutput is not looked at.
type PutImageOutput struct{}

// PutImage gives an image a tag.
func (c *Client) PutImage(ctx context.Context, in *PutImageInput) (*PutImageOutput, error) {
	return client.Call[PutImageOutput](ctx, c.Client, "PutImage", in)
}
