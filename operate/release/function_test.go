package release

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/internal/aws/ecr"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/fake"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// registry is a repository: digests by tag, and what is known of each digest.
type registry struct {
	tags       map[string]string
	index      map[string]string // manifest of those that are of several platforms
	status     map[string]string // of the scan; not scanned without one
	findings   map[string][]ecr.EnhancedImageScanFinding
	parameters map[string]string
	meant      []string // what the parameter was, from the first on
	now        time.Time
}

func newRegistry() *registry {
	return &registry{
		tags: map[string]string{"1.0.0": "sha256:1", "2.0.0": "sha256:2"}, index: map[string]string{},
		status:     map[string]string{"sha256:1": "ACTIVE", "sha256:2": "ACTIVE"},
		findings:   map[string][]ecr.EnhancedImageScanFinding{},
		parameters: map[string]string{"/acme/prod/release/web": "1.0.0"},
		now:        time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC),
	}
}

func (r *registry) manifest(digest string) string {
	if index := r.index[digest]; index != "" {
		return index
	}
	return "manifest of " + digest
}

func (r *registry) answers() fake.Answers {
	return fake.Answers{
		"DescribeImages": func(c fake.Call) (any, error) {
			in := c.Input.(*ecr.DescribeImagesInput)
			digest, is := r.tags[*in.ImageIds[0].ImageTag]
			if !is || *in.RegistryId != "222222222222" || *in.RepositoryName != "acme/web" {
				return nil, fake.Refusal("ImageNotFoundException")
			}
			kind := "application/vnd.oci.image.manifest.v1+json"
			if r.index[digest] != "" {
				kind = "application/vnd.oci.image.index.v1+json"
			}
			one := ecr.ImageDetail{ImageDigest: &digest, ImageManifestMediaType: &kind}
			for _, tag := range slices.Sorted(maps.Keys(r.tags)) {
				if r.tags[tag] == digest {
					one.ImageTags = append(one.ImageTags, tag)
				}
			}
			return &ecr.DescribeImagesOutput{ImageDetails: []ecr.ImageDetail{one}}, nil
		},
		"BatchGetImage": func(c fake.Call) (any, error) {
			id := c.Input.(*ecr.BatchGetImageInput).ImageIds[0]
			digest := ""
			if id.ImageDigest != nil {
				digest = *id.ImageDigest
			} else if digest = r.tags[*id.ImageTag]; digest == "" {
				return &ecr.BatchGetImageOutput{}, nil
			}
			return &ecr.BatchGetImageOutput{Images: []ecr.Image{{ImageManifest: new(r.manifest(digest))}}}, nil
		},
		"PutImage": func(c fake.Call) (any, error) {
			in := c.Input.(*ecr.PutImageInput)
			for _, digest := range r.tags {
				if r.manifest(digest) != *in.ImageManifest {
					continue
				}
				if r.tags[*in.ImageTag] == digest {
					return nil, fake.Refusal("ImageAlreadyExistsException")
				}
				if _, is := r.tags[*in.ImageTag]; is && !strings.HasPrefix(*in.ImageTag, "running.") {
					return nil, fake.Refusal("ImageTagAlreadyExistsException")
				}
				r.tags[*in.ImageTag] = digest
				return &ecr.PutImageOutput{}, nil
			}
			return nil, fake.Refusal("LayersNotFoundException")
		},
		"DescribeImageScanFindings": func(c fake.Call) (any, error) {
			in := c.Input.(*ecr.DescribeImageScanFindingsInput)
			status := r.status[*in.ImageId.ImageDigest]
			if status == "" {
				return nil, fake.Refusal("ScanNotFoundException")
			}
			out := &ecr.DescribeImageScanFindingsOutput{ImageScanStatus: &ecr.ImageScanStatus{Status: &status}}
			found := r.findings[*in.ImageId.ImageDigest]
			if in.NextToken == nil && len(found) > 1 { // the first alone, then the rest
				out.NextToken, found = new("more"), found[:1]
			} else if in.NextToken != nil {
				found = found[1:]
			}
			out.ImageScanFindings = &ecr.ImageScanFindings{EnhancedFindings: found}
			return out, nil
		},
		"GetParameterHistory": func(c fake.Call) (any, error) {
			in, out := c.Input.(*ssm.GetParameterHistoryInput), &ssm.GetParameterHistoryOutput{}
			at := 0 // one on a page
			if in.NextToken != nil {
				at = len(*in.NextToken)
			}
			if at < len(r.meant) {
				out.Parameters = []ssm.ParameterHistory{{Value: &r.meant[at]}}
			}
			if at+1 < len(r.meant) {
				out.NextToken = new(strings.Repeat("x", at+1))
			}
			return out, nil
		},
		"GetParameter": func(c fake.Call) (any, error) {
			value, is := r.parameters[*c.Input.(*ssm.GetParameterInput).Name]
			if !is {
				return nil, fake.Refusal("ParameterNotFound")
			}
			return &ssm.GetParameterOutput{Parameter: &ssm.Parameter{Value: &value}}, nil
		},
	}
}

// ask asks the function, as the role in the registry's account.
func (r *registry) ask(t *testing.T, in Request) (Progress, error) {
	t.Helper()
	c := r.answers().Alone("eu-west-1")
	f := Function{
		Side:       "prod",
		Images:     ecr.NewFromConfig(c),
		Parameters: ssm.NewFromConfig(c),
		Now:        func() time.Time { return r.now },
	}
	if in.Service.Name == "" {
		in.Service = example().Services[0]
	}
	return f.Answer(t.Context(), in)
}

// check asks about a tag until it is known whether it may be released, for two hours at most.
func (r *registry) check(t *testing.T, s Service, tag string) (looks int, err error) {
	t.Helper()
	var p Progress
	for range 120 {
		looks++
		if p, err = r.ask(
			t,
			Request{Step: checkStep, Service: s, Tag: tag, Progress: p},
		); err != nil ||
			p.Status == statusDone {
			return looks, err
		}
		r.now = r.now.Add(time.Minute)
	}
	t.Fatal("it is waited for, for ever")
	return
}

func weakness(severity, fix string) ecr.EnhancedImageScanFinding {
	return ecr.EnhancedImageScanFinding{
		Severity: &severity, FixAvailable: &fix, Status: new("ACTIVE"), Title: new("CVE-" + severity),
	}
}

func TestAnImageIsRefusedForWeaknessesThatHaveAFix(t *testing.T) {
	for _, severity := range []string{"CRITICAL", "HIGH", "MEDIUM", "LOW"} {
		for _, refuse := range []string{"none", "critical", "high", "medium"} {
			for _, fix := range []string{"YES", "PARTIAL", "NO"} {
				r, s := newRegistry(), example().Services[0]
				s.Refuse = refuse
				r.findings["sha256:2"] = []ecr.EnhancedImageScanFinding{
					weakness("LOW", "YES"),
					weakness(severity, fix),
				}
				_, err := r.check(t, s, "2.0.0")
				order := []string{"none", "critical", "high", "medium"}
				worse := slices.Index(order, strings.ToLower(severity)) > 0 &&
					slices.Index(order, strings.ToLower(severity)) <= slices.Index(order, refuse)
				if worse && fix != "NO" {
					assert.ErrorContains(
						t,
						err,
						"acme/web:2.0.0 has 1 weaknesses of severity "+refuse,
						severity+" "+fix,
					)
				} else {
					assert.NoError(t, err, "%s %s, refused from %s on", severity, fix, refuse)
				}
			}
		}
	}
}

func TestAWeaknessOfWhichNobodySaysWhetherItHasAFixCounts(t *testing.T) {
	r := newRegistry()
	unknown := weakness("CRITICAL", "")
	unknown.FixAvailable = nil
	r.findings["sha256:2"] = []ecr.EnhancedImageScanFinding{unknown}
	_, err := r.check(t, example().Services[0], "2.0.0")
	assert.Error(t, err)
	unknown.Status = new("SUPPRESSED")
	r.findings["sha256:2"] = []ecr.EnhancedImageScanFinding{unknown}
	_, err = r.check(t, example().Services[0], "2.0.0")
	assert.NoError(t, err)
}

// TestAScanThatIsNotCompleteIsWaitedForAndThenRefused: what is not known is not released.
func TestAScanThatIsNotCompleteIsWaitedForAndThenRefused(t *testing.T) {
	for status, waits := range map[string]bool{
		"": true, "IN_PROGRESS": true, "PENDING": true, "FINDINGS_UNAVAILABLE": true,
		"FAILED": false, "UNSUPPORTED_IMAGE": false, "SCAN_ELIGIBILITY_EXPIRED": false, "LIMIT_EXCEEDED": false,
		"IMAGE_ARCHIVED": false, "WHATEVER_COMES": false,
	} {
		r := newRegistry()
		r.status["sha256:2"] = status
		looks, err := r.check(t, example().Services[0], "2.0.0")
		assert.Error(t, err, status)
		if waits {
			assert.Equal(t, 62, looks, "%s: an hour", status)
		} else {
			assert.Equal(t, 1, looks, status)
		}
	}
}

func TestAScanIsBelievedWhenTwoLooksSeeTheSame(t *testing.T) {
	r := newRegistry()
	first, err := r.ask(t, Request{Step: checkStep, Tag: "2.0.0"})
	require.NoError(t, err)
	assert.Equal(t, statusWait, first.Status)
	r.findings["sha256:2"] = []ecr.EnhancedImageScanFinding{weakness("LOW", "YES")} // they come after the scan
	second, err := r.ask(t, Request{Step: checkStep, Tag: "2.0.0", Progress: first})
	require.NoError(t, err)
	assert.Equal(t, statusWait, second.Status)
	third, err := r.ask(t, Request{Step: checkStep, Tag: "2.0.0", Progress: second})
	require.NoError(t, err)
	assert.Equal(t, statusDone, third.Status)
}

func TestOfSeveralPlatformsEachIsJudged(t *testing.T) {
	r := newRegistry()
	r.index["sha256:2"] = `{"manifests": [
		{"digest": "sha256:arm", "platform": {"os": "linux"}}, {"digest": "sha256:amd", "platform": {"os": "linux"}},
		{"digest": "sha256:attestation", "platform": {"os": "unknown"}}]}`
	r.status["sha256:arm"], r.status["sha256:amd"] = "ACTIVE", "ACTIVE"
	_, err := r.check(t, example().Services[0], "2.0.0")
	assert.NoError(t, err)
	r.findings["sha256:amd"] = []ecr.EnhancedImageScanFinding{weakness("CRITICAL", "YES")}
	_, err = r.check(t, example().Services[0], "2.0.0")
	assert.ErrorContains(t, err, "CVE-CRITICAL")
}

func TestWhatRanHereIsNotRefusedWhenItComesBack(t *testing.T) {
	r := newRegistry()
	r.findings["sha256:2"] = []ecr.EnhancedImageScanFinding{weakness("CRITICAL", "YES")}
	r.meant = []string{"1.0.0", "2.0.0", "1.0.0"}
	looks, err := r.check(t, example().Services[0], "2.0.0")
	require.NoError(t, err)
	assert.Equal(t, 1, looks)

	// Whoever may push may give an image any tag.
	r.meant = []string{"1.0.0", "1.0.1"}
	r.tags["running.prod.web.now"], r.tags["running.prod.web.before"] = "sha256:2", "sha256:2"
	_, err = r.check(t, example().Services[0], "2.0.0")
	assert.ErrorContains(t, err, "weaknesses")
}

func TestAnImageThatIsNotThereIsWaitedForWhereItIsCopied(t *testing.T) {
	r, s := newRegistry(), example().Services[0]
	looks, err := r.check(t, s, "3.0.0")
	assert.ErrorContains(t, err, "ImageNotFoundException")
	assert.Equal(t, 1, looks)
	s.Copied = true
	looks, err = r.check(t, s, "3.0.0")
	assert.ErrorContains(t, err, "acme/web:3.0.0 is not in this region yet, for an hour")
	assert.Equal(t, 62, looks)
}

func TestATagSaysWhichBuildItIs(t *testing.T) {
	r := newRegistry()
	for _, tag := range []string{"", "latest", "Latest", "-1", "a b", "running.prod.web.now", "web@sha256:1"} {
		_, err := r.ask(t, Request{Step: checkStep, Tag: tag})
		assert.ErrorContains(t, err, "is not the tag of one build", tag)
	}
}

func TestWhatRunsAndWhatRanIsMarkedFromBeforeTheReleaseOn(t *testing.T) {
	r := newRegistry()
	for range 2 { // a step can be asked again
		_, err := r.ask(t, Request{Step: beginStep, Tag: "2.0.0", Before: "1.0.0"})
		require.NoError(t, err)
	}
	assert.Equal(t, "sha256:1", r.tags["running.prod.web.now"])
	assert.Equal(t, "sha256:2", r.tags["running.prod.web.next"])
	for range 2 {
		_, err := r.ask(t, Request{Step: endStep, Tag: "2.0.0", Before: "1.0.0"})
		require.NoError(t, err)
	}
	assert.Equal(t, "sha256:2", r.tags["running.prod.web.now"])
	assert.Equal(t, "sha256:1", r.tags["running.prod.web.before"])
	_, err := r.ask(t, Request{Step: endStep, Tag: "2.0.0", Before: "2.0.0"}) // released again
	require.NoError(t, err)
	assert.Equal(t, "sha256:1", r.tags["running.prod.web.before"], "there is still something to go back to")
}

func TestWhatIsMeantIsMarkedDayAfterDay(t *testing.T) {
	r := newRegistry()
	daily := Daily(example()) // the worker has no parameter yet
	_, err := r.ask(t, daily)
	require.NoError(t, err)
	assert.Equal(t, "sha256:1", r.tags["running.prod.web.now"])
	r.parameters["/acme/prod/release/web"] = "0.9.0" // which nobody has pushed
	_, err = r.ask(t, daily)
	assert.NoError(t, err)
}
