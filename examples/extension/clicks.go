// Package extensions shows what an operator may add to an environment: see docs/extend.md.
package extensions

import (
	"bulkhead/stacks"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/jsii-runtime-go"
)

func init() { stacks.Extend("clicks", newClicks) }

// newClicks adds a stream of clicks to every environment.
func newClicks(p stacks.Parts) {
	stack := p.NewStack("clicks", "A stream of clicks", true)
	awskinesis.NewStream(stack, new("Clicks"), &awskinesis.StreamProps{
		StreamMode:      awskinesis.StreamMode_ON_DEMAND,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(7)),
		Encryption:      awskinesis.StreamEncryption_KMS,
		EncryptionKey:   p.Data,
	})
}
