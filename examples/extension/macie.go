package extensions

import (
	"bulkhead/stacks"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsmacie"
)

func init() { stacks.Extend("macie", newMacie) }

// newMacie has Amazon Macie watch the buckets of every environment's account, in each of its regions.
func newMacie(p stacks.Parts) {
	stack := p.NewStack("macie", "Amazon Macie, which finds personal data and open buckets", false)
	awsmacie.NewCfnSession(stack, new("Session"), &awsmacie.CfnSessionProps{
		Status:                     new("ENABLED"),
		FindingPublishingFrequency: new("FIFTEEN_MINUTES"),
	})
}
