package secret

import (
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Replica is where a secret is replicated to, and how it is found there: by a tag, which a replica has as well. Its ARN
// ends in six characters that AWS chooses.
type Replica struct {
	Region   string
	Key      string // of that region: the ARN of its alias
	Tag      string
	TagValue string // no other begins with it
}

// Replicate has a secret of CDK's replicated.
func (r Replica) Replicate(secret awssecretsmanager.Secret) {
	r.replicate(secret.Node().DefaultChild().(awssecretsmanager.CfnSecret))
}

func (r Replica) replicate(secret awssecretsmanager.CfnSecret) {
	secret.SetReplicaRegions(&[]any{
		&awssecretsmanager.CfnSecret_ReplicaRegionProperty{Region: &r.Region, KmsKeyId: &r.Key},
	})
	awscdk.Tags_Of(secret).Add(&r.Tag, &r.TagValue, nil)
}

// Find returns the ARN of the replica in the stack's region. Of several, such as that of a store that was deleted and
// made again, it is the newest one's. The stack has no other function of CDK.
func (r Replica) Find(scope constructs.Construct, id string, log awslogs.LogGroup) string {
	find := &customresources.AwsSdkCall{
		Service: new("SecretsManager"),
		Action:  new("listSecrets"),
		Parameters: map[string]any{
			"Filters": []any{
				map[string]any{"Key": "tag-key", "Values": []string{r.Tag}},
				map[string]any{"Key": "tag-value", "Values": []string{r.TagValue}},
			},
			"SortOrder": "desc", // by when it was made
		},
		OutputPaths:        jsii.Strings(foundARN),
		PhysicalResourceId: customresources.PhysicalResourceId_FromResponse(new(foundARN)),
	}
	found := customresources.NewAwsCustomResource(scope, &id, &customresources.AwsCustomResourceProps{
		ResourceType: new("Custom::ReplicatedSecret"),
		OnUpdate:     find, // and when it is made
		Policy: customresources.AwsCustomResourcePolicy_FromStatements(&[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("secretsmanager:ListSecrets"),
				Resources: jsii.Strings("*"), // it takes no other
			}),
		}),
		InstallLatestAwsSdk: new(false),
	})
	function.LogAll(awscdk.Stack_Of(scope), log)
	return *found.GetResponseField(new(foundARN))
}

const foundARN = "SecretList.0.ARN"
