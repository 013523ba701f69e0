package config

import (
	"regexp"
	"strings"

	"bulkhead/internal/document"
)

// toolBuckets begin the names of buckets of the CDK, and of those that carry its pipelines to other regions: what is in
// them is deployed.
var toolBuckets = []string{"cdk-", "pipeline-support-"}

// organizationBuckets are what the organization has buckets for. Their names are those of internal/address.
const organizationBuckets = "archive|access-logs|trails|recorder|answers|releases"

// MadeBucket tells whether stacks of ours make a bucket, or the CDK does. What was recorded is nobody's to write, and
// what an environment makes, or takes over, has a name of its own in uses. A bucket that an environment has kept is not
// among them.
func (e Environment) MadeBucket(bucket string) bool {
	for name := range e.Buckets {
		if bucket == e.FullBucketName(name) {
			return true
		}
	}
	return e.recordsIn(bucket)
}

// recordsIn tells whether a bucket is one that nobody names: for what is recorded or deployed, or with a name that
// CloudFormation made up in a stack of ours.
func (e Environment) recordsIn(bucket string) bool {
	for _, prefix := range append([]string{"aws-waf-logs-" + e.organization + "-"}, toolBuckets...) {
		if strings.HasPrefix(bucket, prefix) {
			return true
		}
	}
	return regexp.MustCompile(`^`+e.organization+`-(`+organizationBuckets+`)-[0-9]{12}-`).MatchString(bucket) ||
		// As CloudFormation makes up names: of the stack, the resource and 12 characters.
		regexp.MustCompile(`^(`+e.Name+`|pipeline|`+SharedServices+`)-.*[0-9a-f]{8}-[a-z0-9]{12,13}$`).MatchString(bucket)
}

// madeUp is what CloudFormation and the CDK add to what a secret is called in a stack.
const madeUp = `[0-9A-F]{8}-[A-Za-z0-9]{12,13}-`

// userSecret is the name of a secret of a service's user in a store: it is in a stack of the service's.
var userSecret = regexp.MustCompile(`^(UserSecret|Login[12])` + madeUp)

// MadeSecret tells whether stacks of ours make the secret of an ARN: with a name that begins as the organization's do,
// or with one that CloudFormation makes up for a store.
func (e Environment) MadeSecret(arn string) bool {
	_, secret, _ := strings.Cut(arn, ":secret:")
	if strings.HasPrefix(secret, e.organization+"/") {
		return true
	}
	if userSecret.MatchString(secret) {
		return true
	}
	for _, s := range e.sections() {
		if s.key == existingKey {
			continue
		}
		for name := range s.stores {
			id := strings.ReplaceAll(name, "-", "") // as the CDK writes it
			made := regexp.MustCompile(`^` + id + `(Login|Node|Root|Authority)?(Secret|Password)` + madeUp)
			if made.MatchString(secret) {
				return true
			}
		}
	}
	return false
}

// checkOthers demands that what is named is not of the stacks of this configuration.
func (x Existing) checkOthers(at document.Path, e Environment) {
	at.Key("bucket").Demand(!e.MadeBucket(x.Bucket), x.Bucket+" is made here, or by the CDK",
		"name a bucket that something else has made; services name those of buckets in uses")
	at.Key("secret").Demand(!e.MadeSecret(x.Secret), "it is made here, and not for services",
		"name a secret that something else has made; services name stores and secrets of the environment in uses")
}
