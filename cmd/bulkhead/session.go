package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"bulkhead/internal/cli"
	"bulkhead/internal/client"
	"bulkhead/internal/interrupt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
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
	if _, err := credentialsOf(ctx, session); err != nil {
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

// advice is how to come by credentials.
const advice = "log in with IAM Identity Center (aws sso login), or assume a role"

// errNone is that there are no credentials at all.
var errNone = errors.New("there are no AWS credentials: " + advice)

// credentialsOf returns those of the session. Where there are none, the SDK asks the machine at last, and tells how
// that failed: nobody needs to know.
func credentialsOf(ctx context.Context, session aws.Config) (aws.Credentials, error) {
	found, err := session.Credentials.Retrieve(ctx)
	var asked *smithy.OperationError
	switch {
	case errors.As(err, &asked) && asked.Service() == "ec2imds":
		return found, errNone
	case err != nil:
		return found, fmt.Errorf("there are no AWS credentials: %s: %w", advice, err)
	}
	return found, nil
}

// accountOf returns the account that the session's credentials are of.
func accountOf(ctx context.Context, session aws.Config) (string, error) {
	caller, err := sts.NewFromConfig(session).GetCallerIdentity(ctx, nil)
	if why, lost := client.Unreached(err); lost {
		return "", fmt.Errorf("STS was not reached: %s", why)
	}
	if err != nil {
		return "", fmt.Errorf("AWS does not take these credentials: %s: %w", advice, err)
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
		return cli.ErrNo
	}
	return nil
}
