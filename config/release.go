package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Release has releases decide which image a service runs: bulkhead release and pipelines, not a deployment of this
// configuration.
type Release struct {
	// Repository of the organization that the images are in.
	Repository string `yaml:"repository" jsonschema:"required"`
	// First is the tag that runs until the first release. Once the service has been deployed, another one here does
	// nothing.
	First string `yaml:"first" jsonschema:"required"`
	// Refuse is the severity from which a weakness that has a fix refuses an image: critical (default), high, medium,
	// or none, which does not wait for the scan of the image either.
	Refuse Refuse `yaml:"refuse"`
}

// Refuse is from which severity a weakness that has a fix refuses an image.
type Refuse string

// The severities.
const (
	RefuseNone     Refuse = "none"
	RefuseCritical Refuse = "critical"
	RefuseHigh     Refuse = "high"
	RefuseMedium   Refuse = "medium"
)

// Values returns the severities.
func (Refuse) Values() []string { return texts(RefuseNone, RefuseCritical, RefuseHigh, RefuseMedium) }

// MarksBegin is how tags begin that a release gives to the images that run, and to those of before, so that the
// registry keeps them. They move from image to image: a service does not run by one.
const MarksBegin = "running."

// complete fills in the defaults.
func (r *Release) complete() { r.Refuse = cmp.Or(r.Refuse, RefuseCritical) }

// Released are the names of the environment's services that releases decide the image of.
func (e Environment) Released() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(e.Services)), func(name string) bool {
		return e.Services[name].Release == nil
	})
}

// checkImage demands one owner of the image: the configuration, or releases.
func (s Service) checkImage(at document.Path, sources images) {
	image, release := at.Key("image"), at.Key("release")
	if s.Release == nil {
		image.Demand(s.Image != "" || release.Given(), "is missing", "add it, or release: {repository: …, first: …}")
		if s.Image != "" {
			sources.check(s.Image, image)
		}
		return
	}
	release.Demand(!image.Given(), "the service says image as well, and only one can decide what runs",
		"leave release out, and deployments decide; or leave image out, and releases do")
	s.Release.check(release, sources)
}

func (r Release) check(at document.Path, sources images) {
	repository, first := at.Key("repository"), at.Key("first")
	at.Key("refuse").Demand(true, "", "")
	if sources.known {
		remedy := "list it in organization.yaml; images of upstreams, with tags and digests, are written as image"
		if near := document.Nearest(r.Repository, sources.repositories); near != "" {
			remedy = "did you mean " + near + "?"
		}
		repository.Demand(slices.Contains(sources.repositories, r.Repository),
			fmt.Sprintf("%q is not a repository of the organization", r.Repository), remedy)
	}
	first.Demand(
		imageTag.MatchString(r.First),
		fmt.Sprintf("%q is not a tag", r.First),
		"use at most 128 letters, digits, and _ . -",
	)
	first.Demand(
		!strings.EqualFold(r.First, "latest"),
		"latest does not say which build it is",
		"write the tag of one build, such as 1.0.0",
	)
	checkMark(r.First, first)
}

// checkMark demands that a tag is not one that releases move.
func checkMark(tag string, at document.Path) {
	at.Demand(
		!strings.HasPrefix(tag, MarksBegin),
		"releases move the tags that begin with "+MarksBegin+" from image to image",
		"write the tag of one build, such as 1.0.0",
	)
}
