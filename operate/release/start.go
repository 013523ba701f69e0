package release

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bulkhead/internal/aws/sfn"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Input is what the state machine is given.
type Input struct {
	Service string `json:"service"`
	Tag     string `json:"tag"`
}

// Outcome is how a release has ended.
type Outcome struct {
	Side      string `json:"side"`
	Service   string `json:"service"`
	Tag       string `json:"tag"`
	Execution string `json:"execution"`
	Status    string `json:"status"` // as Step Functions calls it: SUCCEEDED, FAILED, TIMED_OUT or ABORTED
	Error     string `json:"error,omitempty"`
	Cause     string `json:"cause,omitempty"`
}

// Done tells whether the image has been released.
func (o Outcome) Done() bool { return o.Status == "SUCCEEDED" }

// Service returns the service of a side with that name.
func (s Side) Service(name string) (Service, error) {
	for _, one := range s.Services {
		if one.Name == name {
			return one, nil
		}
	}
	return Service{}, fmt.Errorf(
		"releases do not decide what %s of %s runs: see release in its configuration",
		name,
		s.Name,
	)
}

// Start starts the release of a tag, and returns the execution's ARN.
func (c Cloud) Start(ctx context.Context, s Side, in Input) (string, error) {
	if _, err := s.Service(in.Service); err != nil {
		return "", err
	}
	if err := checkTag(in.Tag); err != nil {
		return "", err
	}
	input, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	out, err := c.machine.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: aws.String(s.MachineARN()), Input: aws.String(string(input)),
	})
	if client.Code(err) == "StateMachineDoesNotExist" {
		return "", fmt.Errorf(
			"%s has no state machine %s: deploy its stack %s-releases first",
			s.Name,
			s.Machine,
			s.Name,
		)
	}
	if err != nil {
		return "", err
	}
	return *out.ExecutionArn, nil
}

// Wait looks at an execution so often until it has ended.
func (c Cloud) Wait(ctx context.Context, s Side, in Input, execution string, every time.Duration) (Outcome, error) {
	for {
		out, err := c.machine.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &execution})
		if err != nil {
			return Outcome{}, err
		}
		if status := aws.ToString(out.Status); status != "RUNNING" && status != "PENDING_REDRIVE" {
			return Outcome{
				s.Name, in.Service, in.Tag, execution, status, aws.ToString(out.Error), aws.ToString(out.Cause),
			}, nil
		}
		select {
		case <-ctx.Done():
			return Outcome{}, fmt.Errorf("not waited for any more, it goes on: %s", execution)
		case <-time.After(every):
		}
	}
}

// Before returns the tag that ran before the one that runs, by the last release that has succeeded.
func (c Cloud) Before(ctx context.Context, s Side, service string) (before, now string, err error) {
	one, err := s.Service(service)
	if err != nil {
		return "", "", err
	}
	now, _, err = c.resolved(ctx, one)
	if err != nil {
		return "", "", err
	}
	in := &sfn.ListExecutionsInput{StateMachineArn: aws.String(s.MachineARN()), StatusFilter: aws.String("SUCCEEDED")}
	for {
		page, err := c.machine.ListExecutions(ctx, in)
		if err != nil {
			return "", "", err
		}
		for _, e := range page.Executions {
			before, tag, err := c.released(ctx, *e.ExecutionArn, service)
			if err != nil {
				return "", "", err
			}
			if tag == "" || before == tag { // of another service, or of what ran already
				continue
			}
			if tag != now {
				return "", "", fmt.Errorf(
					"%s runs %s, and %s was released last: release a tag by its name",
					service,
					now,
					tag,
				)
			}
			return before, now, nil
		}
		if page.NextToken == nil {
			return "", "", fmt.Errorf(
				"%s of %s was not released in the last 90 days: release a tag by its name",
				service,
				s.Name,
			)
		}
		in.NextToken = page.NextToken
	}
}

// released is what an execution has released, and what ran before; nothing where it is of another service.
func (c Cloud) released(ctx context.Context, execution, service string) (before, tag string, err error) {
	out, err := c.machine.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &execution})
	if err != nil {
		return "", "", err
	}
	var result struct {
		Input
		Before struct {
			Tag string `json:"tag"`
		} `json:"before"`
	}
	if err := json.Unmarshal([]byte(aws.ToString(out.Output)), &result); err != nil {
		return "", "", fmt.Errorf("%s: %w", execution, err)
	}
	if result.Service != service {
		return "", "", nil
	}
	return result.Before.Tag, result.Tag, nil
}
