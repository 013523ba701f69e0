package secret

import (
	"strconv"

	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// passwordLength is how long a generated password of letters and digits is: 238 bits.
const passwordLength = 40

// NewPassword adds a secret with a user and a generated password of letters and digits. It is kept: what is kept of a
// store still has the password.
func NewPassword(
	scope constructs.Construct, id, user, description string, key awskms.IKey,
) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, &id, &awssecretsmanager.SecretProps{
		Description:   &description,
		EncryptionKey: keys.ByARN(scope, id+"Key", key),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate: new(`{"username":` + strconv.Quote(user) + `}`),
			GenerateStringKey:    new("password"),
			PasswordLength:       jsii.Number(passwordLength),
			ExcludePunctuation:   new(true),
		},
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE)
	return secret
}
