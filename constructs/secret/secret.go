// Package secret makes secrets whose value an operator fills in.
package secret

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what a secret is called, and what encrypts it.
type Props struct {
	Name string // operators fill it in by this name
	Key  awskms.IKey
	// Replica is nil for a secret that is in one region only.
	Replica *Replica
}

// New adds a secret with a random value to scope, and returns its ARN.
// Without any value no task that uses it would start, and the first deployment
// would fail; a random one is refused by whoever issued the real one, and
// nobody can guess it. The secret is kept: somebody typed it in.
func New(scope constructs.Construct, id string, props Props) string {
	scope = constructs.NewConstruct(scope, &id)
	secret := awssecretsmanager.NewCfnSecret(scope, new("FilledIn"), &awssecretsmanager.CfnSecretProps{
		Name:        &props.Name,
		Description: new("filled in by an operator: aws secretsmanager put-secret-value --secret-id " + props.Name),
		KmsKeyId:    props.Key.KeyArn(),
		// A change here would make CloudFormation overwrite what was filled in. Never change it.
		GenerateSecretString: &awssecretsmanager.CfnSecret_GenerateSecretStringProperty{
			PasswordLength:     jsii.Number(48),
			ExcludePunctuation: true,
		},
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	if props.Replica != nil {
		props.Replica.replicate(secret)
	}
	return *secret.Ref()
}
