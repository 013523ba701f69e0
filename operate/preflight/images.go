package preflight

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
)

// image finds an image of ECR in a text: the account, the region, the repository, and the tag or digest.
var image = regexp.MustCompile(
	`([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([a-z0-9][a-z0-9._/-]*)(?::([A-Za-z0-9_][\w.-]*)|@(sha256:[0-9a-f]{64}))`)

// images looks whether the images that templates name are in the registry of their region. Where releases decide, it is
// the first one.
func images(n Needs) (all []item) {
	of := map[string][]string{}
	first := map[string]string{} // by the name of the parameter
	for _, r := range n.Assembly.OfType("Custom::Release") {
		first[text(r.Get("Parameter"))] = text(r.Get("First"))
	}
	for _, s := range n.Assembly.Stacks {
		var read func(value any)
		read = func(value any) {
			switch v := value.(type) {
			case map[string]any:
				if v["Fn::Join"] != nil {
					read(textIn(s, v))
				}
				for _, one := range v {
					read(one)
				}
			case []any:
				for _, one := range v {
					read(one)
				}
			case string:
				v = released.ReplaceAllStringFunc(v, func(ref string) string {
					of := s.Parameters[strings.Trim(ref, "${}")].Default
					return first[text(of)]
				})
				for _, found := range image.FindAllStringSubmatch(v, -1) {
					if found[1] == string(n.Organization.Accounts[config.SharedServices]) {
						of[found[0]] = found
					}
				}
			}
		}
		for _, r := range s.Resources {
			read(any(r.Properties))
		}
	}
	for _, name := range once(keysOf(of)) {
		region, repository, tag, digest := of[name][2], of[name][3], of[name][4], of[name][5]
		version := ":" + tag
		if digest != "" {
			version = "@" + digest
		}
		if upstream, path := config.UpstreamOf(strings.TrimPrefix(repository, n.Organization.Name+"/")); path != "" &&
			slices.Contains(n.Organization.Upstreams, upstream) {
			continue // the registry fetches it when it is pulled
		}
		all = append(all, item{
			config.SharedServices, region, repository + version,
			func(ctx context.Context, v *visit) (answer, error) {
				id := look.ImageID{ImageTag: &tag}
				if digest != "" {
					id = look.ImageID{ImageDigest: &digest}
				}
				_, err := ask(ctx, v, look.DescribeImages, look.DescribeImagesInput{
					RepositoryName: &repository, ImageIDs: []look.ImageID{id},
				})
				switch {
				case absent(err, "RepositoryNotFoundException"):
					return unknown("the deployment of shared-services makes the repository: push the image after it"), nil
				case absent(err, "ImageNotFoundException"):
					mend := fmt.Sprintf("docker push %s.dkr.ecr.%s.amazonaws.com/%s%s", n.Organization.Accounts[config.SharedServices],
						n.Organization.Regions.Primary, repository, version)
					return missing("the repository has no such image", mend+", which copies it to other regions from then on"), nil
				}
				return done, err
			},
		})
	}
	return all
}

// released finds parameters in a text.
var released = regexp.MustCompile(`\$\{[A-Za-z0-9]+\}`)
