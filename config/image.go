package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

var (
	imageTag    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
	imageDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// Upstream is a registry whose images are cached in the organization's own.
type Upstream string

// The upstreams. None of them asks for credentials.
const (
	ECRPublic    Upstream = "ecr-public" // public.ecr.aws
	KubernetesIO Upstream = "kubernetes" // registry.k8s.io
	Quay         Upstream = "quay"       // quay.io
)

// Values returns the upstreams.
func (Upstream) Values() []string { return texts(ECRPublic, KubernetesIO, Quay) }

// images are where an environment's images may come from.
type images struct {
	repositories []string
	existing     map[string]ExistingRepository
	upstreams    []Upstream
	known        bool // whether the organization's file could be read that far
	offline      bool // the environment has no way to the internet
}

// check demands an immutable image of a repository of the organization, or of an upstream that it caches.
func (i images) check(image string, at document.Path) {
	const ours = "images come from the organization's own registry: push it there, and write repository:tag"
	if host, _, path := strings.Cut(image, "/"); path && (strings.ContainsAny(host, ".:") || host == "localhost") {
		at.Demand(false, image+" names a registry, "+host, ours)
		return
	}
	repository, version := ImageVersion(image)
	if upstream, path := UpstreamOf(repository); path != "" && slices.Contains(i.upstreams, upstream) {
		at.Demand(!i.offline, "without NAT, an image of an upstream cannot be pulled the first time", "push it to a repository of the organization, or choose another network.nat")
	} else if i.known {
		remedy := "images come from the organization's own registry: push it there, and list the repository in organization.yaml"
		all := slices.AppendSeq(slices.Clone(i.repositories), maps.Keys(i.existing))
		if near := document.Nearest(repository, all); near != "" {
			remedy = "did you mean " + near + "?"
		}
		at.Demand(slices.Contains(all, repository), fmt.Sprintf("%q is not a repository of the organization", repository), remedy)
	}
	if strings.Contains(image, "@") {
		at.Demand(imageDigest.MatchString(version), fmt.Sprintf("%q is not a digest", version), "write sha256: and 64 hexadecimal digits")
		return
	}
	at.Demand(version != "", image+" has no tag", "add the tag or digest of one build, such as "+repository+":1.0.0")
	at.Demand(version == "" || imageTag.MatchString(version), fmt.Sprintf("%q is not a tag", version), "use at most 128 letters, digits, and _ . -")
	checkMark(version, at)
	at.Demand(!strings.EqualFold(version, "latest"), image+" does not say which build it is", "write the tag of one build, such as "+repository+":1.0.0")
}

// UpstreamOf splits the repository of a cached image into its upstream and its path there; of others, the path is
// empty.
func UpstreamOf(repository string) (upstream Upstream, path string) {
	first, path, _ := strings.Cut(repository, "/")
	if slices.Contains(Upstream("").Values(), first) {
		return Upstream(first), path
	}
	return "", ""
}

// ImageVersion splits an image into its repository and its tag or digest.
func ImageVersion(image string) (repository, version string) {
	if repository, digest, found := strings.Cut(image, "@"); found {
		return repository, digest
	}
	repository, version, _ = strings.Cut(image, ":")
	return repository, version
}

// ImageAt is the image of a version, which is a tag or a digest, as it is pulled from where its repository is.
func ImageAt(repository, version string) string {
	if strings.HasPrefix(version, "sha256:") {
		return repository + "@" + version
	}
	return repository + ":" + version
}
