package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"bulkhead/internal/cli"
	"bulkhead/internal/interrupt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// enter returns the session of a profile of the AWS CLI, or of what the AWS CLI would use without one, in a region.
func enter(ctx context.Context, profile, region string) (aws.Config, error) {
	return awsconfig.LoadDefaultConfig(
		ctx, awsconfig.WithRegion(region), awsconfig.WithSharedConfigProfile(profile),
	)
}

// enterAccount is enter, with credentials of the account that what is in.
func enterAccount(ctx context.Context, profile, region, account, what string) (aws.Config, error) {
	session, err := enter(ctx, profile, region)
	if err != nil {
		return session, err
	}
	of, err := accountOf(ctx, session)
	if err != nil {
		return session, err
	}
	if of != account {
		return session, fmt.Errorf("the credentials are of account %s, and %s is in %s", of, what, account)
	}
	return session, nil
}

// accountOf is the account that the credentials of a session are of.
func accountOf(ctx context.Context, session aws.Config) (string, error) {
	caller, err := sts.NewFromConfig(session).GetCallerIdentity(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("AWS does not take these credentials: log in with IAM Identity Center (aws sso login),"+
			" or assume a role: %w", err)
	}
	return aws.ToString(caller.Account), nil
}

// resumes are the annotations of commands that tell AWS to do something: it is not undone.
var resumes = map[string]string{cli.Interrupted: "AWS goes on with what it has begun; the same command goes on from there"}

// confirmed is whether somebody types these words, or an error. However many spaces are between them.
func confirmed(in io.Reader, out io.Writer, words string) error {
	typed, err := bufio.NewReader(interrupt.Answers(in)).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if strings.Join(strings.Fields(typed), " ") != words {
		fmt.Fprintln(out, "not confirmed: nothing was changed")
		return cli.ErrRefused
	}
	return nil
}
