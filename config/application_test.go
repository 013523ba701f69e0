package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInAnApplicationAreFound(t *testing.T) {
	const (
		id       = "01234567-89ab-cdef-0123-456789abcdef"
		worker   = "applications:\n  worker:\n"
		other    = "applications:\n  other:\n    repository: worker\n    services: [worker]\n    environments: [dev]\n"
		pipeline = `    codepipeline: # or github, or circleci
      repository: acme/worker
      branch: main
      connection: arn:aws:codeconnections:eu-west-1:222222222222:connection/01234567-89ab-cdef-0123-456789abcdef
`
		github   = "    github: {repository: acme/worker, ownerId: 1, repositoryId: 2"
		circleci = "    circleci: {organization: " + id + ", project: " + id + ", repository: github.com/acme/worker"
	)
	for _, m := range []mistake{
		{"    repository: worker #", "    repository: wroker #", `applications.worker.repository: "wroker" is not a repository of the organization; did you mean worker?
applications.worker.environments[0]: dev has no service worker that releases decide on, with images of wroker; write release: {repository: wroker, first: …} in it, or name its services
applications.worker.environments[1]: stage has no service worker that releases decide on, with images of wroker; write release: {repository: wroker, first: …} in it, or name its services
applications.worker.environments[2]: prod has no service worker that releases decide on, with images of wroker; write release: {repository: wroker, first: …} in it, or name its services`},
		{"[dev, stage, prod]\n    approve", "[dev, stgae, prod]\n    approve", `applications.worker.environments[1]: "stgae" is not an environment; did you mean stage?`},
		{"[dev, stage, prod]\n    approve", "[]\n    approve", "applications.worker.environments: is empty; name the environments that a release goes to\napplications.worker.approve[0]: prod is not among environments; there are none"},
		{"approve: [prod]", "approve: [prod, lab]", "applications.worker.approve[1]: lab is not among environments; known: dev, stage, prod"},
		{"approve: [prod]", "approve: [prod, prod]", "applications.worker.approve[1]: prod is listed twice; keep one"},
		{"approve: [prod]", "services: [worker, web]", `applications.worker.environments[0]: dev has no service web that releases decide on, with images of worker; write release: {repository: worker, first: …} in it, or name its services
applications.worker.environments[1]: stage has no service web that releases decide on, with images of worker; write release: {repository: worker, first: …} in it, or name its services
applications.worker.environments[2]: prod has no service web that releases decide on, with images of worker; write release: {repository: worker, first: …} in it, or name its services`},
		{"approve: [prod]", "architecture: amd64", `applications.worker.environments[0]: worker of dev runs on arm64, and images are built for amd64; write one architecture in both
applications.worker.environments[1]: worker of stage runs on arm64, and images are built for amd64; write one architecture in both
applications.worker.environments[2]: worker of prod runs on arm64, and images are built for amd64; write one architecture in both`},
		{"approve: [prod]", "dockerfile: ../Dockerfile", `applications.worker.dockerfile: "../Dockerfile" is not a path inside the repository; write it from the repository's root, such as web/Dockerfile`},
		{"approve: [prod]", "context: $(id)", `applications.worker.context: "$(id)" is not a path inside the repository; write it from the repository's root, such as web/Dockerfile`},
		{pipeline, "", "applications.worker: 0 say who builds and releases it; write one of codepipeline, github and circleci"},
		{pipeline, pipeline + github + "}\n", "applications.worker: 2 say who builds and releases it; write one of codepipeline, github and circleci\napplications.worker.approve: GitHub asks for approvals as its environments say; leave it out, and protect the environments there"},
		{pipeline, pipeline + "      paths: [a, b, c, d, e, f, g, h, i]\n", "applications.worker.codepipeline.paths: lists 9 patterns; write at most 8"},
		{pipeline, pipeline + "      paths: ['a b']\n", `applications.worker.codepipeline.paths[0]: "a b" is not a pattern of files; write it such as web/**`},
		{pipeline, pipeline + "      buildspec: /etc/passwd\n", `applications.worker.codepipeline.buildspec: "/etc/passwd" is not a path inside the repository; write it from the repository's root, such as web/Dockerfile`},
		{"repository: acme/worker\n      branch", "repository: worker\n      branch", `applications.worker.codepipeline.repository: "worker" is not a repository; write owner/name`},
		{"access-analyzer, inspector]", "access-analyzer]", "applications.worker.codepipeline: nothing tells what weaknesses an image has; add inspector to detection.watch"},
		{"    approve: [prod]\n" + pipeline, github + ", branch: '*'}\n", `applications.worker.github.branch: "*" is not a branch; write its name, such as main`},
		{"    approve: [prod]\n" + pipeline, "    github: {repository: acme/a/b, ownerId: 1, repositoryId: 2}\n", `applications.worker.github.repository: "acme/a/b" is not a repository; write owner/name`},
		{"    approve: [prod]\n" + pipeline, "    github: {repository: acme/worker}\n", "applications.worker.github.ownerId: is missing; add it\napplications.worker.github.repositoryId: is missing; add it"},
		{pipeline, circleci + ", branch: 'm*n'}\n", `applications.worker.circleci.branch: "m*n" is not a branch; write its name, such as main`},
		{pipeline, "    circleci: {organization: '*', project: " + id + ", repository: github.com/acme/worker}\n", `applications.worker.circleci.organization: "*" is not an id; copy it from the settings: 32 hexadecimal digits with hyphens`},
		{pipeline, "    circleci: {organization: " + id + ", project: " + id + ", repository: acme/worker}\n", `applications.worker.circleci.repository: "acme/worker" is not a repository; write host/owner/name, such as github.com/acme/web`},
		{worker, "oidcProviderExists: {github: [lab]}\n" + worker, `oidcProviderExists.github[0]: "lab" is not an account; known: dev, prod, security, shared-services, stage`},
		{worker, other + github + "}\n" + worker[len("applications:\n"):], "applications.worker.repository: other pushes to worker, too; give each application a repository of its own"},
		{"    approve: [prod]\n" + pipeline, circleci + "}\n" + strings.TrimPrefix(other, "applications:\n") +
			strings.ReplaceAll(circleci, id, strings.ReplaceAll(id, "0", "f")) + "}\n", `applications.worker.repository: other pushes to worker, too; give each application a repository of its own
applications.worker.circleci.organization: applications are of two organizations of CircleCI; trust one of them`},
	} {
		t.Run(m.new, func(t *testing.T) {
			files := exampleWithApplications(t)
			edit(t, files, "organization.yaml", m.old, m.new)
			assert.Equal(t, m.want, strings.Join(faultsOf(t, files), "\n"))
		})
	}
}
