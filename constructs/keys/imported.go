package keys

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// ByARN returns a key that CDK cannot add statements to: its policy stays as it is written, and who may use it is told
// by the policies of those who do.
func ByARN(scope constructs.Construct, id string, key awskms.IKey) awskms.IKey {
	return awskms.Key_FromKeyArn(scope, &id, key.KeyArn())
}
