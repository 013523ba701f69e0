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
	found, err := globalaccelerator.Find(ctx, f.accelerators, l.Name, map[string]string{
		"organization": l.Organization, "environment": l.Environment,
	})
	if err != nil {
		return "", nil, err
	}
	var accelerators, listeners []string
	for _, a := range found {
		accelerators = append(accelerators, aws.ToString(a.AcceleratorArn))
	}
	what := fmt.Sprintf("accelerator %s of %s", l.Name, l.Environment)
	accelerator, err := custom.One(accelerators, what, "deploy the primary first")
	if err != nil {
		return "", nil, err
	}
	all, err := globalaccelerator.Listeners(ctx, f.accelerators, &accelerator)
	if err != nil {
		return "", nil, err
	}
	for _, one := range all {
		listeners = append(listeners, aws.ToString(one.ListenerArn))
	}
	arn, err := custom.One(listeners, "listener of "+accelerator, "deploy the primary again")
	return arn, map[string]any{"Arn": arn}, err
}
