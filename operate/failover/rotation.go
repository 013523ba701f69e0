package failover

import (
	"context"
	"fmt"
	"slices"

	"bulkhead/internal/aws/secretsmanager"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// secretTag is the tag that the secret of a store is found by: its name ends in what AWS chooses.
const secretTag = "bulkhead:store"

// keepPasswords are the steps that end the rotation of passwords. It is the primary that rotates them, since the
// standby's secrets are replicas: once the primary is left, it would change the password where nobody writes, and
// replicate it to where it is wrong. A deployment that knows who is active begins it again.
func (f *failover) keepPasswords() (steps []Step) {
	if f.To == Primary {
		return nil
	}
	for _, s := range f.Environment.Stores {
		if s.SecretTag != "" {
			steps = append(steps, f.keepPassword(s))
		}
	}
	return steps
}

func (f *failover) keepPassword(s Store) Step {
	region := f.from().Region
	return Step{
		Name:    "keep-password-" + s.Name,
		Changes: "the password of " + s.Name + " is not rotated any more, until a deployment begins it again",
		Takes:   "seconds; measured in rehearsals",
		Hand: append([]string{
			let("secret", region, "secretsmanager list-secrets --sort-order desc --filters Key=tag-key,Values="+secretTag+
				" Key=tag-value,Values="+s.SecretTag, "SecretList[0].ARN"),
		}, hand(region, "secretsmanager cancel-rotate-secret --secret-id $secret")...),
		State: func(ctx context.Context) (State, error) {
			id, err := f.secret(ctx, s)
			if err != nil {
				return State{}, err
			}
			secret, err := f.here().secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &id})
			switch {
			case err != nil:
				return State{}, err
			case !aws.ToBool(secret.RotationEnabled):
				return done("it is not rotated")
			case f.Mode == Planned && rotating(secret):
				return waiting("it is being changed")
			}
			return due("it is rotated")
		},
		Do: func(ctx context.Context) error {
			id, err := f.secret(ctx, s)
			if err != nil {
				return err
			}
			_, err = f.here().secrets.CancelRotateSecret(ctx, &secretsmanager.CancelRotateSecretInput{SecretId: &id})
			return err
		},
	}
}

// rotating tells whether a new password has been made that is not the current one yet: the database may have it.
func rotating(secret *secretsmanager.DescribeSecretOutput) bool {
	for _, stages := range secret.VersionIdsToStages {
		if slices.Contains(stages, "AWSPENDING") && !slices.Contains(stages, "AWSCURRENT") {
			return true
		}
	}
	return false
}

// secret returns the ARN of the secret of a store at the side that is left. Of several, it is the newest one's: the
// others are of stores that were there before.
func (f *failover) secret(ctx context.Context, s Store) (id string, err error) {
	in := &secretsmanager.ListSecretsInput{
		Filters: []secretsmanager.Filter{
			{Key: new("tag-key"), Values: []string{secretTag}},
			{Key: new("tag-value"), Values: []string{s.SecretTag}},
		},
		SortOrder: new("desc"),
	}
	for {
		page, err := f.here().secrets.ListSecrets(ctx, in)
		if err != nil {
			return "", err
		}
		for _, secret := range page.SecretList {
			return aws.ToString(secret.ARN), nil
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return "", fmt.Errorf("no secret has the tag %s of %s", secretTag, s.SecretTag)
		}
	}
}
