package keys

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewSigning adds a key of P-384 that signs, and never leaves AWS KMS. KMS rotates no such keys.
func NewSigning(scope constructs.Construct, id string, props Props) awskms.Key {
	key := awskms.NewKey(scope, &id, &awskms.KeyProps{
		Alias:         new("alias/" + props.Alias),
		Description:   &props.Description,
		KeySpec:       awskms.KeySpec_ECC_NIST_P384,
		KeyUsage:      awskms.KeyUsage_SIGN_VERIFY,
		PendingWindow: awscdk.Duration_Days(jsii.Number(30)),
		RemovalPolicy: awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	})
	key.AddToResourcePolicy(denyForeignGrants(props.Grantor), nil)
	return key
}
