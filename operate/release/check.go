package release

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/ecr"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// patience is how long a check waits for a copy from another region, and for a scan.
const patience = time.Hour

// settled is what is seen of an image that needs no second look.
const settled = "settled"

// severities from the worst on, as scans and configurations call them.
var severities = []string{"CRITICAL", "HIGH", "MEDIUM"}

// check is done when the image is there and has no weakness with a fix of the severity that refuses it. Where that is
// not known yet, it waits; where nobody can know, it fails.
func (f Function) check(ctx context.Context, images *ecr.Client, r Request) (Progress, error) {
	if err := checkTag(r.Tag); err != nil {
		return Progress{}, err
	}
	if r.Progress.Since == "" {
		r.Progress.Since = f.Now().UTC().Format(time.RFC3339)
	}
	ran, err := f.ran(ctx, r)
	if err != nil {
		return Progress{}, err
	}
	seen, missing, err := look(ctx, images, r, ran)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Status: statusWait, Seen: seen, Since: r.Progress.Since, Detail: missing}
	since, err := time.Parse(time.RFC3339, p.Since)
	switch {
	case err != nil:
		return Progress{}, err
	case missing != "" && f.Now().Sub(since) > patience:
		return Progress{}, fmt.Errorf("%s, for an hour", missing)
	case seen == settled || missing == "" && seen == r.Progress.Seen:
		// Twice the same: a scan is complete before all that it has found is there.
		p.Status = statusDone
	}
	return p, nil
}

// ran tells whether a tag was meant to run here before: it was judged then, and can always come back. The parameter
// knows, which only releases write; tags in the registry are whoever may push's.
func (f Function) ran(ctx context.Context, r Request) (bool, error) {
	versions, err := history(ctx, f.Parameters, r.Service.Parameter)
	return slices.ContainsFunc(versions, func(p ssm.ParameterHistory) bool {
		return aws.ToString(p.Value) == r.Tag
	}), err
}

// look returns what it has seen of an image, or what is missing to judge it. Its error refuses the image.
func look(ctx context.Context, images *ecr.Client, r Request, ran bool) (seen, missing string, err error) {
	registry, name := repository(r.Service.Repository)
	found, err := images.DescribeImages(ctx, &ecr.DescribeImagesInput{
		RegistryId: &registry, RepositoryName: &name, ImageIds: []ecr.ImageIdentifier{{ImageTag: &r.Tag}},
	})
	if client.Code(err) == "ImageNotFoundException" && r.Service.Copied {
		return "", name + ":" + r.Tag + " is not in this region yet", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("%s:%s: %w", name, r.Tag, err)
	}
	image := found.ImageDetails[0]
	if r.Service.Refuse == "none" || ran {
		return settled, "", nil
	}
	digests, err := parts(ctx, images, r.Service, image)
	if err != nil {
		return "", "", err
	}
	seen = *image.ImageDigest
	for _, digest := range digests {
		weak, found, missing, err := scanned(ctx, images, r.Service, digest)
		if err != nil || missing != "" {
			return "", missing, err
		}
		if len(weak) > 0 {
			return "", "", fmt.Errorf(
				"%s:%s has %d weaknesses of severity %s or worse that have a fix: build it anew with "+
					"what fixes them: %s",
				name,
				r.Tag,
				len(weak),
				r.Service.Refuse,
				strings.Join(weak[:min(len(weak), 5)], "; "),
			)
		}
		seen += fmt.Sprintf(" %s: %d", digest, found)
	}
	return seen, "", nil
}

// parts are the digests of what is scanned of an image: of an index, the image of each platform.
func parts(ctx context.Context, images *ecr.Client, s Service, image ecr.ImageDetail) ([]string, error) {
	kind := aws.ToString(image.ImageManifestMediaType)
	if !strings.Contains(kind, "index") && !strings.Contains(kind, "manifest.list") {
		return []string{*image.ImageDigest}, nil
	}
	registry, name := repository(s.Repository)
	got, err := images.BatchGetImage(ctx, &ecr.BatchGetImageInput{
		RegistryId:     &registry,
		RepositoryName: &name,
		ImageIds:       []ecr.ImageIdentifier{{ImageDigest: image.ImageDigest}},
	})
	if err != nil {
		return nil, err
	}
	if len(got.Images) == 0 {
		return nil, fmt.Errorf("%s@%s is gone", name, *image.ImageDigest)
	}
	var index struct {
		Manifests []struct {
			Digest   string `json:"digest"`
			Platform struct {
				OS string `json:"os"`
			} `json:"platform"`
		} `json:"manifests"`
	}
	if err := json.Unmarshal([]byte(aws.ToString(got.Images[0].ImageManifest)), &index); err != nil {
		return nil, err
	}
	var digests []string
	for _, m := range index.Manifests {
		if m.Platform.OS != "unknown" { // what a build says of itself
			digests = append(digests, m.Digest)
		}
	}
	if len(digests) == 0 {
		return nil, fmt.Errorf("%s@%s has no image of any platform", name, *image.ImageDigest)
	}
	return digests, nil
}

// scanned returns the weaknesses that refuse an image and how many were found in all, or why they are not known yet.
func scanned(
	ctx context.Context, images *ecr.Client, s Service, digest string,
) (weak []string, found int, missing string, err error) {
	registry, name := repository(s.Repository)
	in := &ecr.DescribeImageScanFindingsInput{
		RegistryId: &registry, RepositoryName: &name, ImageId: &ecr.ImageIdentifier{ImageDigest: &digest},
	}
	refused := severities[:slices.Index(severities, strings.ToUpper(s.Refuse))+1]
	for {
		page, err := images.DescribeImageScanFindings(ctx, in)
		if client.Code(err) == "ScanNotFoundException" {
			return nil, 0, name + "@" + digest + " has not been scanned", nil
		}
		if err != nil {
			return nil, 0, "", err
		}
		switch status := aws.ToString(page.ImageScanStatus.Status); status {
		case "COMPLETE", "ACTIVE":
		case "IN_PROGRESS", "PENDING", "FINDINGS_UNAVAILABLE":
			return nil, 0, name + "@" + digest + " is being scanned: " + status, nil
		case "SCAN_ELIGIBILITY_EXPIRED":
			return nil, 0, "", fmt.Errorf("%s@%s was pushed so long ago that Inspector looks at it no more: build it"+
				" anew, or have Inspector scan for longer (its re-scan duration)", name, digest)
		default:
			return nil, 0, "", fmt.Errorf("%s@%s cannot be judged, its scan is %s: %s", name, digest, status,
				aws.ToString(page.ImageScanStatus.Description))
		}
		if page.ImageScanFindings != nil {
			found += len(page.ImageScanFindings.EnhancedFindings)
			for _, f := range page.ImageScanFindings.EnhancedFindings {
				if slices.Contains(refused, aws.ToString(f.Severity)) && aws.ToString(f.FixAvailable) != "NO" &&
					aws.ToString(f.Status) != "SUPPRESSED" && aws.ToString(f.Status) != "CLOSED" {
					weak = append(weak, aws.ToString(f.Title))
				}
			}
		}
		if aws.ToString(page.NextToken) == "" {
			return weak, found, "", nil
		}
		in.NextToken = page.NextToken
	}
}
