package release

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"bulkhead/internal/aws/ecr"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/client"
)

// Steps of the function.
const (
	checkStep = "check" // is done when the image may be released
	beginStep = "begin" // marks the image that runs, and the one to come
	endStep   = "end"   // marks the image that runs now, and the one of before
	keepStep  = "keep"  // marks what is meant to run, of all services, day after day
)

// Status of a check.
const (
	statusDone = "done"
	statusWait = "wait"
)

// Request is what the state machine, or a schedule, asks the function.
type Request struct {
	Step     string    `json:"step"`
	Service  Service   `json:"service,omitzero"`
	Services []Service `json:"services,omitempty"` // of the schedule
	Tag      string    `json:"tag,omitempty"`
	Before   string    `json:"before,omitempty"` // the tag that ran, or runs
	Progress Progress  `json:"progress,omitzero"`
}

// Progress is how far a check is.
type Progress struct {
	Status string `json:"status"`
	Seen   string `json:"seen"`  // what the last look has seen of the scan
	Since  string `json:"since"` // when the first look was
	Detail string `json:"detail,omitempty"`
}

// Function looks at images and marks those that run.
type Function struct {
	// Side is where it releases, whatever it is asked: rules and people may ask it, and marks are of every side.
	Side       string
	Images     *ecr.Client // the registry, as a role of its account
	Parameters *ssm.Client
	Now        func() time.Time
}

// Answer does one step. Its error ends the release.
func (f Function) Answer(ctx context.Context, r Request) (Progress, error) {
	images := f.Images
	switch r.Step {
	case checkStep:
		return f.check(ctx, images, r)
	case beginStep:
		return Progress{Status: statusDone}, errors.Join(
			mark(ctx, images, r.Service, r.Before, markOf(f.Side, r.Service, runsNow)),
			mark(ctx, images, r.Service, r.Tag, markOf(f.Side, r.Service, runsNext)),
		)
	case endStep:
		err := mark(ctx, images, r.Service, r.Tag, markOf(f.Side, r.Service, runsNow))
		if r.Before != r.Tag {
			err = errors.Join(err, mark(ctx, images, r.Service, r.Before, markOf(f.Side, r.Service, ranBefore)))
		}
		return Progress{Status: statusDone}, err
	case keepStep:
		return Progress{Status: statusDone}, f.keep(ctx, images, r)
	}
	return Progress{}, fmt.Errorf("a release has no step %q", r.Step)
}

// keep marks the image that each service is meant to run. One that was never pushed, or whose parameter is not there
// yet, runs nowhere.
func (f Function) keep(ctx context.Context, images *ecr.Client, r Request) error {
	var faults []error
	for _, s := range r.Services {
		got, err := f.Parameters.GetParameter(ctx, &ssm.GetParameterInput{Name: &s.Parameter})
		if client.Code(err) == "ParameterNotFound" {
			continue
		}
		if err == nil {
			err = mark(ctx, images, s, *got.Parameter.Value, markOf(f.Side, s, runsNow))
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// marks begin the tags that releases move; see config.MarksBegin.
const marks = "running."

// What a marked image is to a service of a side.
const (
	runsNow   = "now"
	runsNext  = "next"
	ranBefore = "before"
)

// markOf is a tag that one image has at a time. No name of a side or a service has a dot.
func markOf(side string, s Service, what string) string {
	return marks + side + "." + s.Name + "." + what
}

// mark gives the image with a tag another one, which no other image has then. One that is not there is not marked.
func mark(ctx context.Context, images *ecr.Client, s Service, tag, as string) error {
	registry, name := repository(s.Repository)
	got, err := images.BatchGetImage(ctx, &ecr.BatchGetImageInput{
		RegistryId: &registry, RepositoryName: &name, ImageIds: []ecr.ImageIdentifier{{ImageTag: &tag}},
	})
	if err != nil || len(got.Images) == 0 {
		return err
	}
	_, err = images.PutImage(ctx, &ecr.PutImageInput{
		RegistryId: &registry, RepositoryName: &name, ImageTag: &as,
		ImageManifest: got.Images[0].ImageManifest, ImageManifestMediaType: got.Images[0].ImageManifestMediaType,
	})
	if client.Code(err) == "ImageAlreadyExistsException" { // it has the tag
		return nil
	}
	return err
}

// isTag is what the tag of a build may look like.
var isTag = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)

// checkTag refuses what does not say which build it is.
func checkTag(tag string) error {
	if !isTag.MatchString(tag) || strings.EqualFold(tag, "latest") || strings.HasPrefix(tag, marks) {
		return fmt.Errorf("%q is not the tag of one build", tag)
	}
	return nil
}

// Daily is what a schedule asks the function of a side.
func Daily(s Side) Request {
	r := Request{Step: keepStep}
	for _, one := range s.Services { // a schedule says 8 KiB at most
		r.Services = append(r.Services, Service{Name: one.Name, Repository: one.Repository, Parameter: one.Parameter})
	}
	return r
}
