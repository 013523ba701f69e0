package prune

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// Deletion is how stacks are deleted.
type Deletion struct {
	Every time.Duration                   // how often AWS is asked how far it is
	Tell  func(stack *Stack, what string) // what happens
}

// Outcome is what became of the stacks.
type Outcome struct {
	Deleted []string  `json:"deleted"`
	Failed  []Failure `json:"failed"` // those that are still there, with why
}

// Failure is a stack that could not be deleted.
type Failure struct {
	Stack string `json:"stack"`
	Why   string `json:"why"`
}

// Delete deletes stacks, in their order, one after the other. One that fails keeps those from being deleted that it
// imports from, and no others. When ctx ends, AWS goes on with the one that it has begun; a second call waits for it.
func (d Deletion) Delete(ctx context.Context, stacks []*Stack) Outcome {
	o := Outcome{}
	gone := map[Key]bool{}
	for _, s := range stacks {
		if err := d.delete(ctx, s, gone); err != nil {
			o.Failed = append(o.Failed, Failure{s.Name, err.Error()})
			d.Tell(s, "stays: "+err.Error())
			continue
		}
		gone[s.key()] = true
		o.Deleted = append(o.Deleted, s.Name)
		d.Tell(s, "is deleted")
	}
	return o
}

func (d Deletion) delete(ctx context.Context, s *Stack, gone map[Key]bool) error {
	for _, importer := range s.Importers {
		if !gone[Key{importer, s.Account, s.Region}] {
			return fmt.Errorf("%s imports what it exports, and stays", importer)
		}
	}
	if len(s.Blocks) > 0 {
		return errors.New(s.Blocks[0].What + ": " + s.Blocks[0].Way)
	}
	if err := ctx.Err(); err != nil {
		return errors.New("interrupted before it was deleted")
	}
	if s.Status == string(types.StackStatusDeleteInProgress) {
		return d.wait(ctx, s)
	}
	if s.Protected {
		off := &cloudformation.UpdateTerminationProtectionInput{
			StackName: &s.id, EnableTerminationProtection: new(false),
		}
		if _, err := s.cloud.CloudFormation.UpdateTerminationProtection(ctx, off); err != nil {
			return err
		}
	}
	d.Tell(s, "is being deleted")
	err := d.request(ctx, s, nil)
	if failed := (deleteFailed{}); errors.As(err, &failed) && failed.onlyHeld() {
		d.Tell(s, "leaves behind what its last snapshot needs")
		return d.request(ctx, s, failed.resources())
	}
	return err
}

// request has AWS delete the stack, and returns when it is gone.
func (d Deletion) request(ctx context.Context, s *Stack, retain []string) error {
	_, err := s.cloud.CloudFormation.DeleteStack(ctx, &cloudformation.DeleteStackInput{
		StackName: &s.id, RetainResources: retain,
	})
	if err != nil {
		return err
	}
	return d.wait(ctx, s)
}

// wait returns when the stack is gone.
func (d Deletion) wait(ctx context.Context, s *Stack) error {
	for {
		got, err := s.cloud.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &s.id})
		if ctx.Err() != nil {
			return errors.New("interrupted while AWS deletes it, which goes on; run it again to see how it ends")
		}
		if err != nil && strings.Contains(err.Error(), "does not exist") { // of some time ago
			return nil
		}
		if err != nil {
			return err
		}
		switch stack := got.Stacks[0]; stack.StackStatus {
		case types.StackStatusDeleteComplete:
			return nil
		case types.StackStatusDeleteFailed:
			return d.failed(ctx, s, aws.ToString(stack.StackStatusReason))
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.Every):
		}
	}
}

// held are the types that AWS does not delete while a snapshot needs them, not even the one that it has just taken.
var held = []string{"AWS::RDS::OptionGroup"}

// deleteFailed is what AWS could not delete of a stack.
type deleteFailed struct {
	why  string
	left []types.StackResourceSummary
}

func (f deleteFailed) Error() string {
	text := f.why
	for _, r := range f.left {
		text += fmt.Sprintf("; %s %s: %s", *r.ResourceType, aws.ToString(r.PhysicalResourceId), aws.ToString(r.ResourceStatusReason))
	}
	return text
}

// onlyHeld tells whether nothing but what snapshots need is left.
func (f deleteFailed) onlyHeld() bool {
	return len(f.left) > 0 && !slices.ContainsFunc(f.left, func(r types.StackResourceSummary) bool {
		return !slices.Contains(held, *r.ResourceType)
	})
}

// resources are the logical ids of what is left.
func (f deleteFailed) resources() []string {
	var ids []string
	for _, r := range f.left {
		ids = append(ids, *r.LogicalResourceId)
	}
	return ids
}

// failed is the error of a stack whose deletion failed, with what is left of it.
func (d Deletion) failed(ctx context.Context, s *Stack, why string) error {
	fault := deleteFailed{why: "AWS could not delete it: " + why}
	resources, err := s.listed(ctx)
	for _, r := range resources {
		if r.ResourceStatus == types.ResourceStatusDeleteFailed {
			fault.left = append(fault.left, r)
		}
	}
	if err != nil {
		return errors.Join(fault, err)
	}
	return fault
}
