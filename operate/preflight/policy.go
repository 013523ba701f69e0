package preflight

import (
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"
)

// Policy is the IAM policy that all checks take in an organization: it reads what there is, and nothing that is in it,
// but for the names of objects. Whoever may ask for a bucket may list it, so only buckets of ours are asked for, and
// those that the configuration names.
func Policy(of address.Book) map[string]any {
	var actions, onBuckets []string
	for _, c := range Table {
		for _, call := range c.Asks {
			if call.Service == look.HeadBucket.Service {
				onBuckets = append(onBuckets, call.Action)
			} else {
				actions = append(actions, call.Action)
			}
		}
	}
	var buckets []string
	for _, begins := range []string{of.Organization.Name, "aws-waf-logs-" + of.Organization.Name, "pipeline-support"} {
		buckets = append(buckets, "arn:aws:s3:::"+begins+"-*")
	}
	named := TakenBuckets(of.Environments)
	for _, e := range of.Environments {
		for _, x := range e.Existing {
			named = append(named, x.Bucket)
		}
	}
	for _, bucket := range once(named) {
		buckets = append(buckets, "arn:aws:s3:::"+bucket)
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{
		map[string]any{"Sid": "Preflight", "Effect": "Allow", "Action": once(actions), "Resource": "*"},
		map[string]any{
			"Sid": "Buckets", "Effect": "Allow", "Action": once(onBuckets), "Resource": buckets,
		},
	}}
}
