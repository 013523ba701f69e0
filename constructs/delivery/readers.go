package delivery

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// readers are the roles that deploy in a region, as ARNs by account: they read artifacts there. What CDK adds for
// artifacts in another region is deployed by the role of the pipeline's, so an account may have two.
//
// No policy names one as principal. AWS keeps the id of such a role, which the next bootstrap of its account makes
// anew, and takes no policy with a role that is not there yet. A condition compares names whenever somebody reads.
// Source: the IAM user guide, "AWS JSON policy elements: Principal".
type readers map[config.AccountID][]string

// readersOf returns who reads artifacts of the waves, by region.
func readersOf(waves []Wave) map[string]readers {
	all := map[string]readers{}
	for _, w := range waves {
		for _, stage := range w.Stages {
			// As CDK Pipelines does, which finds it synthesized then.
			assembly := stage.Synth(&awscdk.StageSynthesisOptions{ValidateOnSynthesis: new(true)})
			for _, stack := range *assembly.Stacks() {
				at := stack.Environment()
				if all[*at.Region] == nil {
					all[*at.Region] = readers{}
				}
				role := strings.ReplaceAll(*stack.AssumeRoleArn(), "${AWS::Partition}", "aws")
				account := config.AccountID(*at.Account)
				if roles := all[*at.Region][account]; !slices.Contains(roles, role) {
					all[*at.Region][account] = append(roles, role)
				}
			}
		}
	}
	return all
}

// ofBucket returns the statements that let readers have what is in a bucket of scope's account. Those of the same are
// named by a condition alone: to let an account in leaves it to its own policies, and those of CDK's bootstrap allow
// its roles to read other accounts' buckets only.
func (r readers) ofBucket(scope constructs.Construct, bucket awss3.IBucket) []awsiam.PolicyStatement {
	read := func(sid string, principals []awsiam.IPrincipal, conditions *map[string]any) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        &sid,
			Principals: &principals,
			Actions:    jsii.Strings("s3:GetBucket*", "s3:GetObject*", "s3:List*"),
			Resources:  &[]*string{bucket.BucketArn(), bucket.ArnForObjects(new("*"))},
			Conditions: conditions,
		})
	}
	var statements []awsiam.PolicyStatement
	if principals, conditions := r.others(scope); len(principals) > 0 {
		statements = append(statements, read("Deployments", principals, conditions))
	}
	if own := accountOf(scope); len(r[own]) > 0 {
		statements = append(
			statements,
			read("OwnDeployments", []awsiam.IPrincipal{awsiam.NewAnyPrincipal()}, trust.AsMember(scope, map[string]any{
				"StringEquals": map[string]any{"aws:PrincipalAccount": own},
				"ArnEquals":    map[string]any{"aws:PrincipalArn": r[own]},
			})),
		)
	}
	return statements
}

// ofKey returns the statements that let readers decrypt with a key of scope's account. Those of the same need none:
// the key leaves it to their policies, and CDK's bootstrap allows them any key.
func (r readers) ofKey(scope constructs.Construct) []awsiam.PolicyStatement {
	principals, conditions := r.others(scope)
	if len(principals) == 0 {
		return nil
	}
	return []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Deployments"),
		Principals: &principals,
		Actions:    jsii.Strings("kms:Decrypt", "kms:DescribeKey"),
		Resources:  jsii.Strings("*"),
		Conditions: conditions,
	})}
}

// others returns the readers of other accounts than scope's, as principals and conditions.
func (r readers) others(scope constructs.Construct) ([]awsiam.IPrincipal, *map[string]any) {
	var principals []awsiam.IPrincipal
	var roles []string
	for _, account := range slices.Sorted(maps.Keys(r)) {
		if account != accountOf(scope) {
			principals = append(principals, awsiam.NewAccountPrincipal(new(string(account))))
			roles = append(roles, r[account]...)
		}
	}
	return principals, trust.AsMember(scope, map[string]any{"ArnEquals": map[string]any{"aws:PrincipalArn": roles}})
}

// accountOf is the account of scope's stack.
func accountOf(scope constructs.Construct) config.AccountID {
	return config.AccountID(*awscdk.Stack_Of(scope).Account())
}

// withoutPolicies returns the bucket as CDK Pipelines may know it: it adds nothing to policies of what is of others.
func withoutPolicies(scope constructs.Construct, artifacts awss3.IBucket, key awskms.IKey) awss3.IBucket {
	return awss3.Bucket_FromBucketAttributes(scope, new("Known"), &awss3.BucketAttributes{
		BucketName:    artifacts.BucketName(),
		BucketArn:     artifacts.BucketArn(),
		EncryptionKey: keys.ByARN(scope, "KnownKey", key),
	})
}

// writeElsewhere writes the policies of the buckets and keys that CDK Pipelines has made in other regions.
func writeElsewhere(pipeline awscodepipeline.Pipeline, all map[string]readers) {
	elsewhere := *pipeline.CrossRegionSupport()
	for _, region := range slices.Sorted(maps.Keys(elsewhere)) {
		stack, bucket := elsewhere[region].Stack, elsewhere[region].ReplicationBucket
		document := newDocument(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        new("EncryptedOnly"),
			Effect:     awsiam.Effect_DENY,
			Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
			Actions:    jsii.Strings("s3:*"),
			Resources:  &[]*string{bucket.BucketArn(), bucket.ArnForObjects(new("*"))},
			Conditions: &map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}},
		}), all[region].ofBucket(stack, bucket))
		bucket.Policy().Node().DefaultChild().(awss3.CfnBucketPolicy).SetPolicyDocument(document)

		document = newDocument(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(stack.Account())},
			Actions:    jsii.Strings("kms:*"),
			Resources:  jsii.Strings("*"),
		}), all[region].ofKey(stack))
		for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
			if key, is := c.(awskms.CfnKey); is {
				key.SetKeyPolicy(document)
			}
		}
	}
}

// newDocument returns a policy of statements.
func newDocument(first awsiam.PolicyStatement, others []awsiam.PolicyStatement) awsiam.PolicyDocument {
	statements := append([]awsiam.PolicyStatement{first}, others...)
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &statements})
}
