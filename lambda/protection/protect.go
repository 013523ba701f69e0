package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// function protects the stacks of stages, in the account and region that it runs in.
type function struct {
	cloudformation *cloudformation.Client
	stages         []string // each begins the names of its stacks, with a hyphen
	own            string   // name of the stack that the function is in
}

// event is what EventBridge sends: which stack's status has changed, or, once an hour, none.
type event struct {
	Detail struct {
		Stack string `json:"stack-id"`
	} `json:"detail"`
}

// handle looks at the stack of an event, or at all. Events come in any order and twice, so it goes by what the stack is
// now. The CDK CLI takes the protection of the function's own stack away whenever it deploys another one: it is not
// told to protect that one, since nothing runs yet that would make a failed first deployment of it deletable.
func (f function) handle(ctx context.Context, e event) error {
	if e.Detail.Stack == "" {
		return f.sweep(ctx, nil)
	}
	return errors.Join(f.sweep(ctx, &e.Detail.Stack), f.sweep(ctx, &f.own))
}

// sweep looks at one stack, given by name or id, or at all of the region. One that fails keeps none of the others from
// being looked at.
func (f function) sweep(ctx context.Context, one *string) error {
	var faults []error
	pages := cloudformation.NewDescribeStacksPaginator(
		f.cloudformation,
		&cloudformation.DescribeStacksInput{StackName: one},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		for _, stack := range page.Stacks {
			if err := f.settle(ctx, stack); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", *stack.StackName, err))
			}
		}
	}
	return errors.Join(faults...)
}

// settle protects a stack of ours that was made and holds state, and takes the protection from one that never was.
func (f function) settle(ctx context.Context, stack types.Stack) error {
	protect, decided := wanted(stack.StackStatus)
	if !f.ours(stack) || !decided || protect == aws.ToBool(stack.EnableTerminationProtection) {
		return nil
	}
	if protect {
		if holds, err := f.holdsState(ctx, stack); err != nil || !holds {
			return err
		}
	}
	_, err := f.cloudformation.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName:                   stack.StackId,
		EnableTerminationProtection: &protect,
	})
	if err == nil {
		log.Printf("%s is %s: termination protection is %t", *stack.StackName, stack.StackStatus, protect)
	}
	return err
}

// ours tells whether bulkhead made a stack, for one of the function's stages.
func (f function) ours(stack types.Stack) bool {
	tagged := slices.ContainsFunc(stack.Tags, func(t types.Tag) bool {
		return *t.Key == "managed-by" && *t.Value == "bulkhead"
	})
	return tagged && slices.ContainsFunc(f.stages, func(stage string) bool {
		return strings.HasPrefix(*stack.StackName, stage+"-")
	})
}

// wanted is whether a stack of that status is to be protected, if it holds state. While it changes, and while somebody
// deletes it, it stays as it is.
func wanted(status types.StackStatus) (protect, decided bool) {
	switch status {
	case types.StackStatusReviewInProgress, types.StackStatusCreateFailed,
		types.StackStatusRollbackComplete, types.StackStatusRollbackFailed:
		return false, true
	case types.StackStatusCreateInProgress, types.StackStatusRollbackInProgress,
		types.StackStatusDeleteInProgress, types.StackStatusDeleteComplete, types.StackStatusDeleteFailed,
		types.StackStatusImportInProgress, types.StackStatusImportRollbackInProgress:
		return false, false
	}
	return true, true
}

// holdsState tells what the template of a stack says.
func (f function) holdsState(ctx context.Context, stack types.Stack) (bool, error) {
	summary, err := f.cloudformation.GetTemplateSummary(
		ctx,
		&cloudformation.GetTemplateSummaryInput{StackName: stack.StackId},
	)
	if err != nil || aws.ToString(summary.Metadata) == "" {
		return false, err
	}
	var metadata struct{ TerminationProtection string }
	if err := json.Unmarshal([]byte(*summary.Metadata), &metadata); err != nil {
		return false, fmt.Errorf("its metadata cannot be read: %w", err)
	}
	return metadata.TerminationProtection == "on", nil
}
