package ecr

// ImageIdentifier is the digest or the tag of an image.
type ImageIdentifier struct {
	ImageDigest *string `json:"imageDigest,omitempty"`
	ImageTag    *string `json:"imageTag,omitempty"`
}

// ImageDetail is an image of a list.
type ImageDetail struct {
	ImageDigest            *string  `json:"imageDigest"`
	ImageManifestMediaType *string  `json:"imageManifestMediaType"`
	ImageTags              []string `json:"imageTags"`
}

// Image is an image with its manifest.
type Image struct {
	ImageId                *ImageIdentifier `json:"imageId"`
	ImageManifest          *string          `json:"imageManifest"`
	ImageManifestMediaType *string          `json:"imageManifestMediaType"`
}

// ImageScanStatus is how far the scan of an image is.
type ImageScanStatus struct {
	Description *string `json:"description"`
	Status      *string `json:"status"`
}

// ImageScanFindings are what it has found. ECR itself does not tell what has a fix; Amazon Inspector does.
type ImageScanFindings struct {
	EnhancedFindings []EnhancedImageScanFinding `json:"enhancedFindings"`
}

// EnhancedImageScanFinding is a weakness that Amazon Inspector has found.
type EnhancedImageScanFinding struct {
	FixAvailable *string `json:"fixAvailable"`
	Severity     *string `json:"severity"`
	Status       *string `json:"status"`
	Title        *string `json:"title"`
}
