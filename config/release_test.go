package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withReleases = `tier: development
network:
  cidr: 10.10.0.0/16
services:
  web:
    release: {repository: web, first: 1.0.0}
    route: {}
  worker:
    release: {repository: worker, first: 1.0.0, refuse: high}
  jobs:
    image: worker:1.0.0
`

func TestMistakesInAReleaseAreFound(t *testing.T) {
	const web, worker = "{repository: web, first: 1.0.0}", "first: 1.0.0, refuse: high"
	findsMistakesIn(t, withReleases, []mistake{
		{
			"release: " + web,
			"image: web:1.0.0\n    release: " + web,
			`services.web.release: the service says image as well, and only one can decide what runs; leave release out, and deployments decide; or leave image out, and releases do`,
		},
		{
			"    release: " + web + "\n",
			"",
			`services.web.image: is missing; add it, or release: {repository: …, first: …}`,
		},
		{web, "{first: 1.0.0}", `services.web.release.repository: is missing; add it`},
		{web, "{repository: web}", `services.web.release.first: is missing; add it`},
		{
			web,
			"{repository: wbe, first: 1.0.0}",
			`services.web.release.repository: "wbe" is not a repository of the organization; did you mean web?`,
		},
		{
			web,
			"{repository: quay/nginx, first: 1.0.0}",
			`services.web.release.repository: "quay/nginx" is not a repository of the organization; list it in organization.yaml; images of upstreams, with tags and digests, are written as image`,
		},
		{
			web,
			`{repository: web, first: "-1"}`,
			`services.web.release.first: "-1" is not a tag; use at most 128 letters, digits, and _ . -`,
		},
		{
			web,
			"{repository: web, first: Latest}",
			`services.web.release.first: latest does not say which build it is; write the tag of one build, such as 1.0.0`,
		},
		{
			web,
			"{repository: web, first: running.dev.web}",
			`services.web.release.first: releases move the tags that begin with running. from image to image; write the tag of one build, such as 1.0.0`,
		},
		{
			"worker:1.0.0",
			"worker:running.dev.web",
			`services.jobs.image: releases move the tags that begin with running. from image to image; write the tag of one build, such as 1.0.0`,
		},
		{
			worker,
			"first: 1.0.0, refuse: low",
			`services.worker.release.refuse: "low" is not offered; choose none, critical, high or medium`,
		},
		{
			worker,
			"first: 1.0.0, tag: a",
			`services.worker.release.tag: is not a known key; known: repository, first, refuse`,
		},
	})
}

func TestAReleaseRefusesCriticalWeaknessesUnlessSaidOtherwise(t *testing.T) {
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(withReleases)
	c, err := load(files, "example")
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Name == "dev" {
			assert.Equal(t, []string{"web", "worker"}, e.Released())
			assert.Equal(t, RefuseCritical, e.Services["web"].Release.Refuse)
			assert.Equal(t, RefuseHigh, e.Services["worker"].Release.Refuse)
		}
	}
}
