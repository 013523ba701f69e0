package main

import (
	"context"
	"fmt"

	"bulkhead/internal/aws/globalaccelerator"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// listener are the properties of Custom::AcceleratorListener: the only listener of the accelerator with that name and
// these values of the tags organization and environment. The resource's id is its ARN, and so is its attribute Arn.
type listener struct{ Name, Organization, Environment string }

func (f function) findListener(ctx context.Context, l listener) (string, map[string]any, error) {
	accelerators, err := f.named(ctx, l)
	if err != nil {
		return "", nil, err
	}
	what := fmt.Sprintf("accelerator %s of %s", l.Name, l.Environment)
	accelerator, err := custom.One(accelerators, what, "deploy the primary first")
	if err != nil {
		return "", nil, err
	}
	listeners, err := f.listeners(ctx, accelerator)
	if err != nil {
		return "", nil, err
	}
	arn, err := custom.One(listeners, "listener of "+accelerator, "deploy the primary again")
	return arn, map[string]any{"Arn": arn}, err
}

// named are the ARNs of the accelerators with that name and these tags.
func (f function) named(ctx context.Context, l listener) (arns []string, err error) {
	in := &globalaccelerator.ListAcceleratorsInput{}
	for {
		page, err := f.accelerators.ListAccelerators(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, a := range page.Accelerators {
			if aws.ToString(a.Name) != l.Name {
				continue
			}
			ours, err := f.ours(ctx, a.AcceleratorArn, l)
			if err != nil {
				return nil, err
			}
			if ours {
				arns = append(arns, aws.ToString(a.AcceleratorArn))
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return arns, nil
		}
	}
}

// ours tells whether an accelerator has the tags.
func (f function) ours(ctx context.Context, arn *string, l listener) (bool, error) {
	found, err := f.accelerators.ListTagsForResource(ctx, &globalaccelerator.ListTagsForResourceInput{ResourceArn: arn})
	if err != nil {
		return false, err
	}
	tags := map[string]string{}
	for _, tag := range found.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags["organization"] == l.Organization && tags["environment"] == l.Environment, nil
}

// listeners are the ARNs of those of an accelerator.
func (f function) listeners(ctx context.Context, accelerator string) (arns []string, err error) {
	in := &globalaccelerator.ListListenersInput{AcceleratorArn: &accelerator}
	for {
		page, err := f.accelerators.ListListeners(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, l := range page.Listeners {
			arns = append(arns, aws.ToString(l.ListenerArn))
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return arns, nil
		}
	}
}
