package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
)

// noLayer is the digest of a layer that no image has: whoever may not pull is refused, and else AWS says that it is not
// there.
var noLayer = "sha256:" + strings.Repeat("0", 64)

// repositories looks whether repositories that something else has made let accounts pull the images that run there.
func repositories(n Needs) (all []item) {
	names := map[string]string{}
	for name, id := range n.Organization.Accounts {
		names[string(id)] = name
	}
	for _, i := range n.imagesIn(func(i ecrImage) bool { return n.keeps(i) }) {
		account := names[i.by]
		if account == "" {
			continue
		}
		all = append(all, item{
			account, i.region, i.account + " " + i.name(),
			func(ctx context.Context, v *visit) (answer, error) { return pulled(ctx, v, i) },
		})
	}
	return all
}

// keeps tells whether an image is of a repository that the configuration says exists.
func (n Needs) keeps(i ecrImage) bool {
	return slices.ContainsFunc(once(keysOf(n.Organization.ExistingRepositories)), func(name string) bool {
		x := n.Organization.ExistingRepositories[name]
		return string(x.Account) == i.account && x.Repository == i.repository
	})
}

// pulled looks whether the account may pull, and the image is there.
func pulled(ctx context.Context, v *visit, i ecrImage) (answer, error) {
	_, err := ask(ctx, v, look.CheckLayers, look.CheckLayersInput{
		LayerDigests: []string{noLayer}, RegistryID: &i.account, RepositoryName: &i.repository,
	})
	switch {
	case absent(err, "RepositoryNotFoundException"):
		return missing(fmt.Sprintf("account %s has no repository %s in %s", i.account, i.repository, i.region),
			"have its owner make it there, by replication, or name another one under `existingRepositories`"), nil
	case absent(err, denied...):
		return unanswered("the policy of the repository lets this account not pull (ecr:BatchGetImage, " +
			"ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability), or these credentials may not ask"), nil
	case err != nil:
		return answer{}, err
	}
	_, err = ask(ctx, v, look.DescribeImages, look.DescribeImagesInput{
		RegistryID: &i.account, RepositoryName: &i.repository, ImageIDs: []look.ImageID{i.id()},
	})
	switch {
	case absent(err, "ImageNotFoundException"):
		push := fmt.Sprintf("docker push %s.dkr.ecr.%s.amazonaws.com/%s", i.account, i.region, i.name())
		return missing("the repository has no such image", push), nil
	case absent(err, denied...):
		return unknown("the account may pull, and is not told what there is: its policy need not allow " +
			"ecr:DescribeImages"), nil
	}
	return done, err
}

// ecrImage is an image of ECR that a template names.
type ecrImage struct {
	account, region, repository, tag, digest string
	by                                       string // the id of the account that runs it
}

// name is how it is called in its registry.
func (i ecrImage) name() string { return config.ImageAt(i.repository, i.tag+i.digest) }

// id is its tag or its digest.
func (i ecrImage) id() look.ImageID {
	if i.digest != "" {
		return look.ImageID{ImageDigest: &i.digest}
	}
	return look.ImageID{ImageTag: &i.tag}
}
