package trust

import (
	"bulkhead/config"

	"github.com/aws/constructs-go/constructs/v10"
)

// Source is whom a service of AWS acts for, as policies know it. Where there is an AWS organization, one source is
// every member: a call that tells the account tells the organization, too, and IAM puts the account of the call where
// Account stands in the name of a resource. Sources: the IAM user guide, "AWS global condition context keys" and "IAM
// policy elements: Variables and tags".
//
// CloudTrail, AWS Config and what delivers flow logs, firewalls' and CloudFront's logs tell both; load balancers tell
// neither. Sources: AWS's data perimeter policy examples, "EnforceConfusedDeputyProtection", and the AWS Control Tower
// user guide, "Amazon S3 bucket policy for logging".
type Source struct {
	Suffix     string // of the id of a statement for it
	Account    string // in the name of a resource
	Key, Value string // of a condition
}

// account is the variable of a policy that stands for the account that a service acts for.
const account = "${aws:SourceAccount}"

// Sources returns whom a policy has a statement each for, where a service may act for accounts only below a prefix of
// their own.
func Sources(scope constructs.Construct, accounts []config.AccountID) []Source {
	if id := Organization(scope); id != "" {
		return []Source{{Account: account, Key: sourceOrganization, Value: id}}
	}
	var all []Source
	for _, id := range accounts {
		all = append(all, Source{string(id), string(id), sourceAccount, string(id)})
	}
	return all
}

// The keys of conditions that tell whom a service acts for.
const (
	sourceAccount      = "aws:SourceAccount"
	sourceOrganization = "aws:SourceOrgID"
)

// ForAny returns what StringEquals demands where a service may act for any of the accounts.
func ForAny(scope constructs.Construct, accounts []config.AccountID) map[string]any {
	if id := Organization(scope); id != "" {
		return map[string]any{sourceOrganization: id}
	}
	return map[string]any{sourceAccount: accounts}
}
