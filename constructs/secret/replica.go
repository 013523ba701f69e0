package secret

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
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
	r.Label(secret)
}

// Label gives a secret the tag that tells whose it is, without a replica.
func (r Replica) Label(secret constructs.IConstruct) {
	awscdk.Tags_Of(secret).Add(&r.Tag, &r.TagValue, nil)
}

// Find returns the ARN of the replica in the stack's region. Of several, such as that of a store that was deleted and
// made again, it is the newest one's. Whoever calls it tells the function's log by [function.LogAll].
func (r Replica) Find(scope constructs.Construct, id string) string {
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
	return *found.GetResponseField(new(foundARN))
}

const foundARN = "SecretList.0.ARN"
