package bucket

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Place is one of two buckets that have the same objects.
type Place struct {
	Bucket   string // name
	Region   string
	KeyAlias string // ARN of the alias of the key that encrypts its objects
	KeyName  string // of the alias: "alias/acme-prod-data"
	Account  string
}

func (p Place) arn() string { return "arn:aws:s3:::" + p.Bucket }

// Replication is how objects get from one bucket to the other: each of both is the source of one.
type Replication struct{ From, To Place }

// ruleID is the name of the rule in the configuration of a source, and in its metrics.
const ruleID = "recovery"

// thresholdMinutes is what S3 promises with replication time control.
const thresholdMinutes = 15

// configuration is the configuration of the source in the words of S3's API, which are CloudFormation's but for a
// few. Objects that are replicas are not replicated again, or two buckets would do so for ever; changes of a
// replica's tags stay where they are made.
func (r Replication) configuration(role *string, id, keyID string) map[string]any {
	enabled := map[string]any{"Status": "Enabled"}
	time := map[string]any{"Minutes": thresholdMinutes}
	return map[string]any{
		"Role": role,
		"Rules": []any{map[string]any{
			id:                        ruleID,
			"Status":                  "Enabled",
			"Priority":                1,
			"Filter":                  map[string]any{"Prefix": ""},
			"DeleteMarkerReplication": enabled,
			"SourceSelectionCriteria": map[string]any{
				"SseKmsEncryptedObjects": enabled,
				"ReplicaModifications":   map[string]any{"Status": "Disabled"},
			},
			"Destination": map[string]any{
				"Bucket":                  r.To.arn(),
				"EncryptionConfiguration": map[string]any{keyID: r.To.KeyAlias},
				"ReplicationTime":         map[string]any{"Status": "Enabled", "Time": time},
				"Metrics":                 map[string]any{"Status": "Enabled", "EventThreshold": time},
			},
		}},
	}
}

// newRole adds the role that S3 replicates in. The keys are told by their aliases: that of the other region is not
// known by its ARN.
func (r Replication) newRole(scope constructs.Construct) awsiam.Role {
	role := awsiam.NewRole(scope, new("ReplicationRole"), &awsiam.RoleProps{
		Description: new("replicates objects from " + r.From.Bucket + " to " + r.To.Bucket),
		AssumedBy: awsiam.NewServicePrincipal(new("s3.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]string{"aws:SourceAccount": r.From.Account},
				"ArnEquals":    map[string]string{"aws:SourceArn": r.From.arn()},
			},
		}),
	})
	may := func(actions, resources []string, conditions map[string]any) {
		statement := &awsiam.PolicyStatementProps{
			Actions:   jsii.Strings(actions...),
			Resources: jsii.Strings(resources...),
		}
		if conditions != nil {
			statement.Conditions = &conditions
		}
		role.AddToPolicy(awsiam.NewPolicyStatement(statement))
	}
	may([]string{"s3:GetReplicationConfiguration", "s3:ListBucket"}, []string{r.From.arn()}, nil)
	may(
		[]string{"s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"},
		[]string{r.From.arn() + "/*"}, nil,
	)
	may([]string{"s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"}, []string{r.To.arn() + "/*"}, nil)
	for _, use := range []struct {
		action string
		place  Place
	}{{"kms:Decrypt", r.From}, {"kms:Encrypt", r.To}} {
		place := use.place
		may(
			[]string{use.action},
			[]string{"arn:aws:kms:" + place.Region + ":" + place.Account + ":key/*"},
			map[string]any{
				"StringEquals": map[string]string{
					"kms:ViaService": "s3." + place.Region + ".amazonaws.com",
				},
				"ForAnyValue:StringEquals": map[string]string{"kms:ResourceAliases": place.KeyName},
			},
		)
	}
	return role
}

// replicate has a bucket send its objects to the other one, which is there already.
func replicate(scope constructs.Construct, bucket awss3.Bucket, out Replication) {
	role := out.newRole(scope)
	for _, kept := range []constructs.IConstruct{role, role.Node().FindChild(new("DefaultPolicy"))} { // as the bucket is
		kept.Node().DefaultChild().(awscdk.CfnResource).ApplyRemovalPolicy(
			awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
			nil,
		)
	}
	source := bucket.Node().DefaultChild().(awss3.CfnBucket)
	source.AddPropertyOverride(
		new("ReplicationConfiguration"),
		out.configuration(role.RoleArn(), "Id", "ReplicaKmsKeyID"),
	)
	source.Node().AddDependency(role) // with its policy
}

// NewReplication has a bucket that was there before the other one send its objects to that. Without it, it sends
// none. The stack has no other function of CDK.
func NewReplication(scope constructs.Construct, id string, out Replication, log awslogs.LogGroup) {
	stack := awscdk.Stack_Of(scope)
	scope = constructs.NewConstruct(scope, &id)
	role := out.newRole(scope)
	bucket := map[string]any{"Bucket": out.From.Bucket, "ExpectedBucketOwner": out.From.Account}
	put := map[string]any{"ReplicationConfiguration": out.configuration(role.RoleArn(), "ID", "ReplicaKmsKeyID")}
	for key, value := range bucket {
		put[key] = value
	}
	resource := customresources.NewAwsCustomResource(scope, new("Rule"), &customresources.AwsCustomResourceProps{
		ResourceType: new("Custom::BucketReplication"),
		OnUpdate: &customresources.AwsSdkCall{ // and when it is made
			Service: new("S3"), Action: new("putBucketReplication"), Parameters: put,
			PhysicalResourceId: customresources.PhysicalResourceId_Of(&out.From.Bucket),
		},
		OnDelete: &customresources.AwsSdkCall{
			Service: new("S3"), Action: new("deleteBucketReplication"), Parameters: bucket,
		},
		Policy: customresources.AwsCustomResourcePolicy_FromStatements(&[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("s3:PutReplicationConfiguration"),
				Resources: jsii.Strings(out.From.arn()),
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("iam:PassRole"),
				Resources: &[]*string{role.RoleArn()},
			}),
		}),
		InstallLatestAwsSdk: new(false),
	})
	resource.Node().AddDependency(role) // with its policy
	function.LogAll(stack, log)
}

// newReplicationAlarms adds what warns of objects that are late or are not copied: S3 measures the first where they
// go to, the second where they come from. Source: the Amazon S3 user guide, "Using S3 Replication metrics".
func newReplicationAlarms(scope constructs.Construct, out, in Replication, props Props) {
	metric := func(r Replication, name, statistic string) alarm.Metric {
		return alarm.Metric{
			Namespace: "AWS/S3",
			Name:      name,
			Dimensions: map[string]string{
				"SourceBucket": r.From.Bucket, "DestinationBucket": r.To.Bucket, "RuleId": ruleID,
			},
			Statistic: statistic,
			Minutes:   5,
		}
	}
	for _, a := range []alarm.Props{
		{
			ID:      "ReplicationLag",
			Runbook: "bucket-replication-lag",
			Description: "Bucket " + props.Name + " is more than 15 minutes behind " + in.From.Bucket +
				", and would lack as much: look for objects that are pending.",
			Metric: metric(in, "ReplicationLatency", "Maximum"),
			When:   alarm.Above(thresholdMinutes * 60),
		},
		{
			ID:      "ReplicationFailed",
			Runbook: "bucket-replication-failed",
			Description: "Bucket " + props.Name + " has objects that S3 could not copy to " + out.To.Bucket +
				": look at their replication status.",
			Metric: metric(out, "OperationsFailedReplication", "Sum"),
			When:   alarm.Above(0),
		},
	} {
		a.Periods, a.Missing, a.Tell = 1, alarm.MissingIsFine, props.Alerts // nothing was written
		alarm.New(scope, a)
	}
}
