package upgrade

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"bulkhead/internal/aws/secretsmanager"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// keepPassword ends the rotation of the password: a copy would not hear of a new one.
func (u *upgrade) keepPassword() Step {
	return Step{
		Name: "keep-password", Who: Command,
		Changes: "the password is not rotated until the upgrade has ended",
		Takes:   "seconds, or as long as a rotation that is under way",
		Back:    "bulkhead upgrade --abandon",
		Hand:    u.rotationHand("cancel-rotate-secret"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			if err != nil {
				return State{}, err
			}
			if v.phase == switching || v.over(u.Target) {
				return done("it is over")
			}
			_, secret, err := u.secret(ctx)
			switch {
			case err != nil:
				return State{}, err
			case !aws.ToBool(secret.RotationEnabled):
				return done("it is not rotated")
			case v.phase != "":
				return failed(anotherPassword)
			case rotating(secret):
				return waiting("it is being changed")
			}
			return due("it is rotated")
		},
		Do: func(ctx context.Context) error {
			id, _, err := u.secret(ctx)
			if err != nil {
				return err
			}
			_, err = u.secrets.CancelRotateSecret(ctx, &secretsmanager.CancelRotateSecretInput{SecretId: &id})
			return err
		},
	}
}

// anotherPassword is why a copy cannot become the database.
const anotherPassword = "the password is rotated, so the copy may have another one: run it with --abandon, and begin again"

// rotating tells whether a password is between two values.
func rotating(secret *secretsmanager.DescribeSecretOutput) bool {
	for _, stages := range secret.VersionIdsToStages {
		if slices.Contains(stages, "AWSPENDING") && !slices.Contains(stages, "AWSCURRENT") {
			return true
		}
	}
	return false
}

// secret finds the secret of the password, and reads it. Of several, the last one counts: a secret is kept when its
// stack goes.
func (u *upgrade) secret(ctx context.Context) (id string, secret *secretsmanager.DescribeSecretOutput, err error) {
	in := &secretsmanager.ListSecretsInput{
		Filters:   []secretsmanager.Filter{{Key: new("description"), Values: []string{u.Secret}}},
		SortOrder: new("desc"),
	}
	for id == "" {
		page, err := u.secrets.ListSecrets(ctx, in)
		if err != nil {
			return "", nil, err
		}
		for _, one := range page.SecretList { // which begin with it
			if id == "" && aws.ToString(one.Description) == u.Secret {
				id = aws.ToString(one.ARN)
			}
		}
		if in.NextToken = page.NextToken; id == "" && aws.ToString(in.NextToken) == "" {
			return "", nil, &finalError{fmt.Errorf("no secret is described as %q", u.Secret)}
		}
	}
	secret, err = u.secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &id})
	return id, secret, err
}

// rotation is the state of a step that begins the rotation again.
func (u *upgrade) rotation(ctx context.Context) (State, error) {
	_, secret, err := u.secret(ctx)
	if err != nil {
		return State{}, err
	}
	if aws.ToBool(secret.RotationEnabled) {
		return done("it is rotated")
	}
	return due("it is not rotated")
}

// begin begins the rotation again, with the next one when it is due.
func (u *upgrade) begin(ctx context.Context) error {
	id, _, err := u.secret(ctx)
	if err != nil {
		return err
	}
	_, err = u.secrets.RotateSecret(ctx, &secretsmanager.RotateSecretInput{
		SecretId: &id, RotateImmediately: new(false), ClientRequestToken: new(rand.Text() + rand.Text()),
	})
	return err
}

func (u *upgrade) rotationHand(command string) []string {
	return append(
		hand(
			u.Region,
			"secretsmanager list-secrets --sort-order desc --filters Key=description,Values='"+u.Secret+"'",
		),
		hand(u.Region, "secretsmanager "+command+" --secret-id ARN")...,
	)
}

var errNotYet = errors.New("the database has not changed places with its copy")

// rotate begins the rotation again when the database of before is not needed any more: it would not hear of a new
// password, and the way back would be closed.
func (u *upgrade) rotate() Step {
	return Step{
		Name: "rotate-password", Who: Command,
		Changes: "the password is rotated again",
		Takes:   "seconds",
		Back:    "the database of before has the password of before",
		Hand:    u.rotationHand("rotate-secret --no-rotate-immediately"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			if err != nil {
				return State{}, err
			}
			if !v.over(u.Target) {
				return failed(errNotYet.Error())
			}
			state, err := u.rotation(ctx)
			if state.Status == Due && !u.Finish {
				return yours("run it again with --finish when the database of before is not needed any more")
			}
			return state, err
		},
		Do: u.begin,
	}
}
