package config

import (
	"reflect"
	"testing"
	"testing/fstest"

	"bulkhead/internal/document"
)

const withBuckets = `tier: development
network: {cidr: 10.10.0.0/16}
buckets:
  media:
    infrequentAccessDays: 30
    archiveDays: 90
    expireDays: 365
    previousDays: 30
    origins: [https://app.example.com]
    events: enabled
services:
  web:
    image: web:1.0.0
    uses: [media]
    environment: {MODE: fast}
`

func TestMistakesInABucketAreFound(t *testing.T) {
	const media = "buckets.media."
	origin := func(text string) string {
		return media + `origins[0]: "` + text + `" is not a web origin; write scheme and host, such as https://app.example.com, with nothing behind`
	}
	findsMistakesIn(t, withBuckets, []mistake{
		{"buckets:", "buckets:\n  Files: {}", `buckets.Files: "Files" cannot be the name of a bucket; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{"infrequentAccessDays: 30", "infrequentAccessDays: 29", media + `infrequentAccessDays: S3 moves nothing to Infrequent Access after 29 days; choose 30 or more, or 0 for never`},
		{"infrequentAccessDays: 30", "infrequentAccessDays: -1", media + `infrequentAccessDays: -1 is too small; the least is 0`},
		{"archiveDays: 90", "archiveDays: 59", media + `archiveDays: objects stay in Infrequent Access for 30 days at least, and get there after 30; choose 60 or more, or leave infrequentAccessDays out`},
		{"archiveDays: 90", "archiveDays: 40000", media + `archiveDays: 40000 is too large; the most is 36500`},
		{"expireDays: 365", "expireDays: 90", media + `expireDays: objects would be deleted after 90 days, before they move after 90; raise it, or leave the other out`},
		{"archiveDays: 90\n    expireDays: 365", "expireDays: 20", media + `expireDays: objects would be deleted after 20 days, before they move after 30; raise it, or leave the other out`},
		{"previousDays: 30", "previousDays: 0", media + `previousDays: 0 is too small; the least is 1`},
		{"https://app.example.com", "http://app.example.com", origin("http://app.example.com")},
		{"https://app.example.com", "https://app.example.com/", origin("https://app.example.com/")},
		{"https://app.example.com", `"*"`, origin("*")},
		{"https://app.example.com", "https://app.example.com, https://app.example.com", media + `origins[1]: https://app.example.com is listed twice; keep one`},
		{"events: enabled", "events: yes", media + `events: "yes" is not offered; choose enabled or disabled`},
		{"events: enabled", "metrics: on", media + `metrics: "on" is not offered; choose enabled or disabled`},
		{"MODE: fast", "MEDIA_BUCKET: mine", `services.web.environment.MEDIA_BUCKET: MEDIA_BUCKET is set already, because the service uses media; leave it out or rename it`},
	})
}

func TestABucketsNameFitsInTheRecoveryRegionToo(t *testing.T) {
	faultsIn := func(e Environment) string {
		r := document.Reader{FS: fstest.MapFS{"dev.yaml": {Data: []byte("{}")}}}
		at := r.Read("dev.yaml", &struct{}{}).Root()
		for _, side := range []*Environment{&e, e.Other} {
			if side != nil {
				side.organization, side.AccountID = "acme-company", "333333333333"
			}
		}
		Bucket{PreviousDays: 1}.check(at, "pictures-of-customer", e)
		var text string
		for _, f := range r.Faults {
			text += f.Problem + "; " + f.Remedy
		}
		return text
	}
	if got := faultsIn(Environment{Name: "a-name-not-short"}); got != "" {
		t.Errorf("got %s", got)
	}
	const want = "the name acme-company-a-name-not-short-dr-pictures-of-customer-333333333333-eu-central-1 has 79 characters, and S3 allows 63; shorten it by 16"
	standby := Environment{Name: "a-name-not-short-dr", Side: Standby, Region: "eu-central-1"}
	if got := faultsIn(Environment{Name: "a-name-not-short", Other: &standby}); got != want {
		t.Errorf("got %s", got)
	}
}

func TestDefaultsOfABucketDependOnTheTier(t *testing.T) {
	for tier, want := range map[Tier]Bucket{
		Production:  {PreviousDays: 90, Events: Disabled, Metrics: Enabled},
		Development: {PreviousDays: 14, Events: Disabled, Metrics: Disabled},
	} {
		var x Bucket
		x.complete("media", Environment{Tier: tier})
		if !reflect.DeepEqual(x, want) {
			t.Errorf("%s: got %+v", tier, x)
		}
	}
}
