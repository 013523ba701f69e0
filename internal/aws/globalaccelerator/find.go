package globalaccelerator

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Find returns the accelerators of that name that have all of these tags. Anybody in an account can give another one
// the same name.
func Find(ctx context.Context, c *Client, name string, tags map[string]string) (all []Accelerator, err error) {
	in := &ListAcceleratorsInput{}
	for {
		page, err := c.ListAccelerators(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, a := range page.Accelerators {
			if aws.ToString(a.Name) != name {
				continue
			}
			found, err := c.ListTagsForResource(ctx, &ListTagsForResourceInput{ResourceArn: a.AcceleratorArn})
			if err != nil {
				return nil, err
			}
			if has(found.Tags, tags) {
				all = append(all, a)
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return all, nil
		}
	}
}

// has tells whether all that is wanted is among the tags.
func has(tags []Tag, wanted map[string]string) bool {
	missing := len(wanted)
	for _, tag := range tags {
		if value, asked := wanted[aws.ToString(tag.Key)]; asked && value == aws.ToString(tag.Value) {
			missing--
		}
	}
	return missing == 0
}

// Listeners returns all listeners of an accelerator.
func Listeners(ctx context.Context, c *Client, accelerator *string) (all []Listener, err error) {
	in := &ListListenersInput{AcceleratorArn: accelerator}
	for {
		page, err := c.ListListeners(ctx, in)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Listeners...)
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return all, nil
		}
	}
}
