package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/lambda/internal/inspector2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// scanned are the kinds of resources that Inspector can be asked to scan, each with its state in an account.
var scanned = map[inspector2.ResourceScanType]func(*inspector2.ResourceState) *inspector2.State{
	inspector2.ResourceScanTypeEc2:        func(s *inspector2.ResourceState) *inspector2.State { return s.Ec2 },
	inspector2.ResourceScanTypeEcr:        func(s *inspector2.ResourceState) *inspector2.State { return s.Ecr },
	inspector2.ResourceScanTypeLambda:     func(s *inspector2.ResourceState) *inspector2.State { return s.Lambda },
	inspector2.ResourceScanTypeLambdaCode: func(s *inspector2.ResourceState) *inspector2.State { return s.LambdaCode },
}

// inspect has Inspector scan these kinds of resources, and returns when it does.
func (f function) inspect(ctx context.Context, account string, kinds []string) error {
	for _, kind := range kinds {
		if scanned[inspector2.ResourceScanType(kind)] == nil {
			return fmt.Errorf("%s is not scanned: use EC2, ECR, LAMBDA or LAMBDA_CODE", kind)
		}
	}
	c := inspector2.NewFromConfig(f.aws)
	off, _, err := notScanned(ctx, c, account, kinds)
	if err != nil || len(off) == 0 {
		return err
	}
	enabled, err := c.Enable(ctx, &inspector2.EnableInput{AccountIds: []string{account}, ResourceTypes: off})
	if err != nil {
		return err
	}
	if err := failure(enabled.FailedAccounts); err != nil {
		return err
	}
	return f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		_, missing, err := notScanned(ctx, c, account, kinds)
		return missing, err
	})
}

// notScanned are those of kinds that Inspector does not scan yet, and a sentence that says why.
func notScanned(
	ctx context.Context,
	c *inspector2.Client,
	account string,
	kinds []string,
) (off []inspector2.ResourceScanType, why string, err error) {
	status, err := c.BatchGetAccountStatus(ctx, &inspector2.BatchGetAccountStatusInput{AccountIds: []string{account}})
	if err != nil {
		return nil, "", err
	}
	if len(status.FailedAccounts) > 0 {
		return nil, "", fmt.Errorf("no status of %s from Inspector: %s", account, aws.ToString(status.FailedAccounts[0].ErrorMessage))
	}
	var states []string
	for _, name := range kinds {
		kind, state := inspector2.ResourceScanType(name), &inspector2.State{Status: inspector2.StatusDisabled}
		for _, one := range status.Accounts {
			if known := scanned[kind](one.ResourceState); known != nil {
				state = known
			}
		}
		if state.Status != inspector2.StatusEnabled {
			off = append(off, kind)
			states = append(
				states,
				strings.TrimSpace(fmt.Sprintf("%s is %s %s", kind, state.Status, aws.ToString(state.ErrorMessage))),
			)
		}
	}
	if len(off) > 0 {
		why = fmt.Sprintf("Inspector does not scan %s yet, look into its console: %s", account, strings.Join(states, ", "))
	}
	return off, why, nil
}

// failure is the first fault that is more than having been asked before.
func failure(accounts []inspector2.FailedAccount) error {
	asked := []inspector2.ErrorCode{inspector2.ErrorCodeAlreadyEnabled, inspector2.ErrorCodeEnableInProgress}
	for _, one := range accounts {
		if !slices.Contains(asked, one.ErrorCode) {
			return fmt.Errorf("scans of %s are refused by Inspector: %s, %s", *one.AccountId, one.ErrorCode, aws.ToString(one.ErrorMessage))
		}
	}
	return nil
}
