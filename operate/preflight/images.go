package preflight

import (
	"cmp"
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

// imagesIn are the images that templates name, and that are meant, each once in an account and in order. Where releases
// decide, it is the first one.
func (n Needs) imagesIn(meant func(ecrImage) bool) (all []ecrImage) {
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
				for _, f := range image.FindAllStringSubmatch(v, -1) {
					if i := (ecrImage{f[1], f[2], f[3], f[4], f[5], s.Account}); meant(i) && !slices.Contains(all, i) {
						all = append(all, i)
					}
				}
			}
		}
		for _, r := range s.Resources {
			read(any(r.Properties))
		}
	}
	slices.SortFunc(all, func(a, b ecrImage) int {
		return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(a.name(), b.name()), cmp.Compare(a.by, b.by))
	})
	return all
}

// images looks whether the images that templates name are in the registry of their region.
func images(n Needs) (all []item) {
	ours := string(n.Organization.Accounts[config.SharedServices])
	seen := map[string]bool{}
	for _, i := range n.imagesIn(func(i ecrImage) bool { return i.account == ours }) {
		upstream, path := config.UpstreamOf(strings.TrimPrefix(i.repository, n.Organization.Name+"/"))
		// The registry fetches it when it is pulled.
		cached := path != "" && slices.Contains(n.Organization.Upstreams, upstream)
		if cached || n.keeps(i) || seen[i.region+i.name()] {
			continue
		}
		seen[i.region+i.name()] = true
		all = append(all, item{
			config.SharedServices, i.region, i.name(),
			func(ctx context.Context, v *visit) (answer, error) {
				_, err := ask(ctx, v, look.DescribeImages, look.DescribeImagesInput{
					RepositoryName: &i.repository, ImageIDs: []look.ImageID{i.id()},
				})
				switch {
				case absent(err, "RepositoryNotFoundException"):
					return unknown("the deployment of shared-services makes the repository: push the image after it"), nil
				case absent(err, "ImageNotFoundException"):
					mend := fmt.Sprintf("docker push %s.dkr.ecr.%s.amazonaws.com/%s", ours, n.Organization.Regions.Primary, i.name())
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
