package release

import (
	"context"

	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/sfn"
	"bulkhead/internal/aws/ssm"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// Cloud is the account and the region of a side.
type Cloud struct {
	machine    *sfn.Client
	parameters *ssm.Client
	stacks     cloudformation.DescribeStacksAPIClient
	tasks      *ecs.Client
}

// Open returns the account and the region that c is for.
func Open(c aws.Config) Cloud {
	return Cloud{
		sfn.NewFromConfig(c), ssm.NewFromConfig(c), cloudformation.NewFromConfig(c), ecs.NewFromConfig(c),
	}
}

// resolved is the tag that a service's stack was deployed with, and the stack's status. Without a tag, the stack is not
// there, or does not read what is released.
func (c Cloud) resolved(ctx context.Context, s Service) (tag, status string, err error) {
	out, err := c.stacks.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &s.Stack})
	if isMissing(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	for _, p := range out.Stacks[0].Parameters {
		if aws.ToString(p.ParameterKey) == releaseID {
			tag = aws.ToString(p.ResolvedValue)
		}
	}
	return tag, string(out.Stacks[0].StackStatus), nil
}
