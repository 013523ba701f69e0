package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"

	"bulkhead/internal/aws/secretsmanager"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// rotation is what Secrets Manager asks for: a step with a version of a user's secret, in which the other login has a
// new password.
type rotation struct {
	Step               string
	SecretId           string //nolint:revive // as Secrets Manager writes it
	ClientRequestToken string // names the version
}

// The labels of a secret's versions.
const (
	current  = "AWSCURRENT"
	pending  = "AWSPENDING"
	previous = "AWSPREVIOUS"
)

// loginTags are the tags of a user's secret that name the secrets of its two logins, where there is a proxy.
var loginTags = [2]string{"bulkhead:login-1", "bulkhead:login-2"}

// rotate does a step of a rotation. Each can be done again, and is, when a step after it has failed.
func (f *function) rotate(ctx context.Context, r rotation) (err error) {
	defer func() {
		if err != nil {
			log.Printf("%s of %s: %s", r.Step, r.SecretId, err)
		}
	}()
	secret, err := f.secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &r.SecretId})
	if err != nil {
		return err
	}
	stages, begun := secret.VersionIdsToStages[r.ClientRequestToken]
	switch {
	case slices.Contains(stages, current):
		return nil // it has been finished
	case !begun || !slices.Contains(stages, pending):
		return fmt.Errorf("version %s of %s is not being rotated to", r.ClientRequestToken, r.SecretId)
	}
	switch r.Step {
	case "createSecret", "setSecret":
		if err := f.rotates(ctx); err != nil {
			return err
		}
		if r.Step == "createSecret" {
			return f.create(ctx, r)
		}
		return f.set(ctx, r, secret.Tags)
	case "testSecret":
		next, err := f.login(ctx, r.SecretId, pending, r.ClientRequestToken)
		if err != nil {
			return err
		}
		return f.can(ctx, next)
	case "finishSecret":
		return f.finish(ctx, r, secret.VersionIdsToStages)
	}
	return fmt.Errorf("there is no step %q", r.Step)
}

// rotates fails where the rotation of the master user's password has been ended. That of a database on instances has
// never been one.
func (f *function) rotates(ctx context.Context) error {
	master, err := f.secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &f.master})
	if err == nil && master.RotationEnabled != nil && !*master.RotationEnabled {
		return errors.New("the master user's password is not rotated, because the database is being upgraded or was left by " +
			"a failover: passwords rotate again when it does")
	}
	return err
}

// create writes the version: the other login than the current one, with a new password.
func (f *function) create(ctx context.Context, r rotation) error {
	_, err := f.login(ctx, r.SecretId, pending, r.ClientRequestToken)
	if err == nil || !custom.Refused(err, "ResourceNotFoundException") {
		return err
	}
	is, err := f.login(ctx, r.SecretId, current, "")
	if err != nil {
		return err
	}
	next, err := other(is.Username)
	if err != nil {
		return err
	}
	return f.put(ctx, r.SecretId, login{next, random()}, r.ClientRequestToken, pending)
}

// set gives the other login its new password, in the database and where a proxy reads it.
func (f *function) set(ctx context.Context, r rotation, tags []secretsmanager.Tag) error {
	next, err := f.login(ctx, r.SecretId, pending, r.ClientRequestToken)
	if err == nil {
		err = next.check()
	}
	if err != nil {
		return err
	}
	is, err := f.login(ctx, r.SecretId, current, "")
	if err != nil {
		return err
	}
	if is.Username == next.Username {
		return errors.New("the version to rotate to is of the login that is in use: rotate again")
	}
	if err := f.asMaster(ctx, func(s server) error { return s.set(ctx, next) }); err != nil {
		return err
	}
	for _, tag := range tags {
		i := slices.Index(loginTags[:], aws.ToString(tag.Key))
		if i >= 0 && strings.HasSuffix(next.Username, suffixes[i]) {
			return f.write(ctx, aws.ToString(tag.Value), next)
		}
	}
	return nil
}

// finish makes the version the current one.
func (f *function) finish(ctx context.Context, r rotation, versions map[string][]string) error {
	in := &secretsmanager.UpdateSecretVersionStageInput{
		SecretId: &r.SecretId, VersionStage: new(current), MoveToVersionId: &r.ClientRequestToken,
	}
	for version, stages := range versions {
		if slices.Contains(stages, current) {
			in.RemoveFromVersionId = &version
		}
	}
	_, err := f.secrets.UpdateSecretVersionStage(ctx, in)
	return err
}

// random is a password of 52 letters and digits.
func random() string { return rand.Text() + rand.Text() }
