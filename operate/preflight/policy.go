package preflight

import (
	"slices"

	"bulkhead/internal/aws/look"
)

// Policy is the IAM policy that all checks take in an organization: it reads what there is, and nothing that is in it,
// but for the names of objects. Whoever may ask for a bucket may list it, so only buckets of ours are asked for, and
// those that are taken over.
func Policy(organization string, taken ...string) map[string]any {
	var actions []string
	for _, c := range Table {
		for _, call := range c.Asks {
			actions = append(actions, call.Action)
		}
	}
	listing := look.HeadBucket.Description.Action
	actions = slices.DeleteFunc(actions, func(action string) bool { return action == listing })
	var buckets []string
	for _, begins := range []string{organization, "aws-waf-logs-" + organization, "pipeline-support"} {
		buckets = append(buckets, "arn:aws:s3:::"+begins+"-*")
	}
	for _, bucket := range taken {
		buckets = append(buckets, "arn:aws:s3:::"+bucket)
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{
		map[string]any{"Sid": "Preflight", "Effect": "Allow", "Action": once(actions), "Resource": "*"},
		map[string]any{"Sid": "Buckets", "Effect": "Allow", "Action": listing, "Resource": buckets},
	}}
}
