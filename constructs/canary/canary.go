// Package canary makes canaries, which ask for public hosts from outside as clients do.
package canary

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssynthetics"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about an environment's canaries, and what they plug into.
type Props struct {
	config.Canaries
	Name   string                    // begins those of the canaries
	Hosts  map[string][]config.Asked // what each canary asks for, by the host that it asks
	Active bool                      // the side is active; the other one's canaries are there, and do not run
	Bucket awss3.IBucket             // where they write down what they saw
	Key    awskms.IKey               // that encrypts it
	Alerts alarm.Topics              // that alarms tell
}

// KeptDays is how long it is known what a run saw.
const KeptDays = 31

const (
	timeoutSeconds = 60 // of a run: more than its slowest answer may take, and no more than the shortest interval
	memoryMiB      = 960
)

// New adds a canary for each host to scope, and the alarm of one that runs. What a run logs is in the bucket as well:
// its role lets it write to no log group, since Lambda would make one without a key that it never empties.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	role := newRole(scope, props)
	for _, host := range slices.Sorted(maps.Keys(props.Hosts)) {
		newCanary(scope, host, role, props)
	}
}

// newCanary adds the canary of a host. CloudFormation starts it, or stops it, when its side becomes active, or is it no
// more. It is not tried before an update: the deployment would fail where the host does.
func newCanary(scope constructs.Construct, host string, role awsiam.Role, props Props) {
	name := props.Name + "-" + strings.ReplaceAll(host, ".", "_")
	canary := awssynthetics.NewCfnCanary(scope, &host, &awssynthetics.CfnCanaryProps{
		Name:           &name,
		RuntimeVersion: &props.Runtime,
		Code: &awssynthetics.CfnCanary_CodeProperty{
			Handler: new("index.handler"),
			Script:  new(script(props.Hosts[host])),
		},
		Schedule: &awssynthetics.CfnCanary_ScheduleProperty{
			Expression: new(rate(*props.EveryMinutes)),
		},
		StartCanaryAfterCreation:   props.Active,
		ProvisionedResourceCleanup: new("AUTOMATIC"), // its function goes with it
		RunConfig: &awssynthetics.CfnCanary_RunConfigProperty{
			TimeoutInSeconds: jsii.Number(timeoutSeconds),
			MemoryInMb:       jsii.Number(memoryMiB),
		},
		ExecutionRoleArn:   role.RoleArn(),
		ArtifactS3Location: props.Bucket.S3UrlForObject(nil),
		ArtifactConfig: &awssynthetics.CfnCanary_ArtifactConfigProperty{
			S3Encryption: &awssynthetics.CfnCanary_S3EncryptionProperty{
				EncryptionMode: new("SSE_KMS"), KmsKeyArn: props.Key.KeyArn(),
			},
		},
		SuccessRetentionPeriod:   jsii.Number(KeptDays),
		FailureRetentionPeriod:   jsii.Number(KeptDays),
		ResourcesToReplicateTags: jsii.Strings("lambda-function"),
	})
	if props.Active {
		newAlarm(scope, host, canary, props)
	}
}

// rate returns how often a canary runs, in AWS's words.
func rate(minutes int) string {
	if minutes == 1 {
		return "rate(1 minute)"
	}
	return fmt.Sprintf("rate(%d minutes)", minutes)
}

// newRole adds the role of the canaries: it writes down what they saw, and how often they were content.
func newRole(scope constructs.Construct, props Props) awsiam.Role {
	stack := awscdk.Stack_Of(scope)
	allow := func(conditions map[string]any, resource *string, actions ...string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: &[]*string{resource}, Conditions: &conditions,
		})
	}
	return awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("canaries run with it"),
		AssumedBy:   awsiam.NewServicePrincipal(new("lambda.amazonaws.com"), nil),
		// In line, so that they are there before the first canary runs.
		InlinePolicies: &map[string]awsiam.PolicyDocument{
			"canaries": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
				allow(nil, props.Bucket.ArnForObjects(new("*")), "s3:GetObject", "s3:PutObject"),
				allow(nil, props.Bucket.BucketArn(), "s3:GetBucketLocation"),
				allow(nil, new("*"), "s3:ListAllMyBuckets"),
				allow(map[string]any{
					"StringEquals": map[string]string{"kms:ViaService": "s3." + *stack.Region() + ".amazonaws.com"},
					"StringLike": map[string]any{
						"kms:EncryptionContext:aws:s3:arn": []*string{
							props.Bucket.BucketArn(),
							props.Bucket.ArnForObjects(new("*")),
						},
					},
				}, props.Key.KeyArn(), "kms:Decrypt", "kms:GenerateDataKey"),
				allow(map[string]any{
					"StringEquals": map[string]string{"cloudwatch:namespace": namespace},
				}, new("*"), "cloudwatch:PutMetricData"),
			}}),
		},
	})
}
