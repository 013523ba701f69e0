package vpn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
)

// Secrets is what is used of AWS Secrets Manager. Its client is one.
type Secrets interface {
	DescribeSecret(
		context.Context,
		*secretsmanager.DescribeSecretInput,
		...func(*secretsmanager.Options),
	) (*secretsmanager.DescribeSecretOutput, error)
	GetSecretValue(
		context.Context,
		*secretsmanager.GetSecretValueInput,
		...func(*secretsmanager.Options),
	) (*secretsmanager.GetSecretValueOutput, error)
	PutSecretValue(
		context.Context,
		*secretsmanager.PutSecretValueInput,
		...func(*secretsmanager.Options),
	) (*secretsmanager.PutSecretValueOutput, error)
	UpdateSecretVersionStage(
		context.Context,
		*secretsmanager.UpdateSecretVersionStageInput,
		...func(*secretsmanager.Options),
	) (*secretsmanager.UpdateSecretVersionStageOutput, error)
}

const (
	current = "AWSCURRENT"
	// written labels a version until it becomes the current one. All writers share the label, because a secret has at
	// most 20.
	written = "bulkhead-written"
	// first is the id of a secret's first version. It is fixed, so that there can be only one.
	first = "bulkhead-vpn-first-version-00000"
	// attempts are how often somebody else may be faster.
	attempts = 40
)

// swap replaces the value of a secret with what change makes of it. When somebody else replaces it meanwhile, change
// gets the new value, so nobody's change is lost. An empty secret has the value nil.
func swap(ctx context.Context, secrets Secrets, name string, change func(old []byte) ([]byte, error)) error {
	for range attempts {
		old, version, err := read(ctx, secrets, name)
		if err != nil {
			return err
		}
		value, err := change(old)
		if err != nil || bytes.Equal(old, value) {
			return err
		}
		if swapped, err := write(ctx, secrets, name, version, value); swapped || err != nil {
			return err
		}
		select {
		case <-time.After(rand.N(200 * time.Millisecond)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("others keep changing the secret %s: try again", name)
}

// read returns the value of a secret and the id of its version; both are empty when it has no value yet.
func read(ctx context.Context, secrets Secrets, name string) (value []byte, version string, err error) {
	out, err := secrets.GetSecretValue(
		ctx,
		&secretsmanager.GetSecretValueInput{SecretId: &name, VersionStage: new(current)},
	)
	if err == nil {
		return []byte(*out.SecretString), *out.VersionId, nil
	}
	if !isA[*types.ResourceNotFoundException](err) {
		return nil, "", err
	}
	// Secrets Manager gives the same answer for no secret and no value.
	_, err = secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &name})
	if isA[*types.ResourceNotFoundException](err) {
		return nil, "", fmt.Errorf("there is no secret %s: deploy the VPN first", name)
	}
	return nil, "", err
}

// write makes value the current version, provided that version still is. It returns whether it was.
//
// PutSecretValue alone would always overwrite. With a label of ours it only adds a version, and moving AWSCURRENT there
// names the version to take it from: Secrets Manager refuses when it is not there any more. A secret without versions
// has no AWSCURRENT to move. Secrets Manager itself attaches it to the first version, and to no later one; of two who
// write the first one, with the same id, the second is refused.
func write(ctx context.Context, secrets Secrets, name, version string, value []byte) (bool, error) {
	put := &secretsmanager.PutSecretValueInput{
		SecretId:      &name,
		SecretString:  new(string(value)),
		VersionStages: []string{written},
	}
	if version == "" {
		put.ClientRequestToken = new(first)
	}
	out, err := secrets.PutSecretValue(ctx, put)
	switch {
	case version == "" && isA[*types.ResourceExistsException](err):
		return false, nil
	case isA[*types.LimitExceededException](err):
		return false, fmt.Errorf("the secret %s has changed too often: Secrets Manager keeps every version for a day, and at most about 100: %w", name, err)
	case err != nil:
		return false, err
	case version == "":
		return slices.Contains(out.VersionStages, current), nil
	}
	_, err = secrets.UpdateSecretVersionStage(ctx, &secretsmanager.UpdateSecretVersionStageInput{
		SecretId: &name, VersionStage: new(current), MoveToVersionId: out.VersionId, RemoveFromVersionId: &version,
	})
	if err == nil {
		return true, nil
	}
	// The refusal has no type of its own, and the SDK may repeat a call whose answer got lost: look who is current.
	_, now, readErr := read(ctx, secrets, name)
	if readErr != nil || now == version {
		return false, errors.Join(err, readErr)
	}
	return now == *out.VersionId, nil
}

// isA is whether err is, or wraps, an error of a type.
func isA[T error](err error) bool {
	_, is := errors.AsType[T](err)
	return is
}
