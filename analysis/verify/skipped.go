package verify

import (
	"maps"
	"slices"
)

// skipped are the warnings nobody is asked about, each with the reason. They
// are about style in templates that people write; everything else is waived
// resource by resource.
var skipped = map[string]string{
	"W3005": "the CDK states dependencies that a reference already implies; stating them twice is harmless",
	"W9002": "addresses in other accounts are derived from names, and no reference reaches across accounts",
	"W9013": "every stack is bound to its account, so writing the account out is the same as AWS::AccountId",
}

func skippedRules() []string { return slices.Sorted(maps.Keys(skipped)) }

// outdated are rules of cfn-lint about what there is in a region. CloudFormation Validate has them, too, with newer
// lists (its rules F3006, E3025, E3647 and E3653).
var outdated = []string{"E3006", "E3025", "E3647", "E3652"}
