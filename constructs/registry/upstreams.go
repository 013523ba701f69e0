package registry

import (
	"encoding/json"

	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// addresses are where upstreams are.
var addresses = map[config.Upstream]string{
	config.ECRPublic:    "public.ecr.aws",
	config.KubernetesIO: "registry.k8s.io",
	config.Quay:         "quay.io",
}

// newUpstreams makes the registry keep images of registries outside, which it fetches when a workload account pulls
// one for the first time. The repositories that ECR then makes are like ours.
func newUpstreams(scope constructs.Construct, props Props) {
	stack := awscdk.Stack_Of(scope)
	var cached []string // ARNs of the repositories, with wildcards
	for _, upstream := range props.Upstreams {
		cached = append(
			cached,
			"arn:aws:ecr:"+*stack.Region()+":"+*stack.Account()+":repository/"+props.Prefix+"/"+string(upstream)+"/*",
		)
	}
	role := newCreationRole(scope, cached, props.Key)
	tags := []any{}
	for _, tag := range props.Tags {
		tags = append(tags, &awscdk.CfnTag{Key: &tag[0], Value: &tag[1]})
	}
	for _, upstream := range props.Upstreams {
		prefix := props.Prefix + "/" + string(upstream)
		template := awsecr.NewCfnRepositoryCreationTemplate(
			scope,
			new("Template-"+string(upstream)),
			&awsecr.CfnRepositoryCreationTemplateProps{
				Prefix:             &prefix,
				Description:        new("copies of images of " + addresses[upstream]),
				AppliedFor:         jsii.Strings("PULL_THROUGH_CACHE", "REPLICATION"), // copies of copies are like them
				CustomRoleArn:      role.RoleArn(),
				ImageTagMutability: new("IMMUTABLE"),
				EncryptionConfiguration: &awsecr.CfnRepositoryCreationTemplate_EncryptionConfigurationProperty{
					EncryptionType: new("KMS"),
					KmsKey:         props.Key.KeyArn(),
				},
				LifecyclePolicy:  text(expireUntagged()),
				RepositoryPolicy: text(pullers(scope, props.Readers)),
				ResourceTags:     tags,
			},
		)
		template.Node().AddDependency(role) // with its policy
		rule := awsecr.NewCfnPullThroughCacheRule(
			scope,
			new("Cache-"+string(upstream)),
			&awsecr.CfnPullThroughCacheRuleProps{
				EcrRepositoryPrefix: &prefix,
				UpstreamRegistryUrl: new(addresses[upstream]),
			},
		)
		rule.Node().AddDependency(template) // what is pulled before would make a repository without it
	}
	awsecr.NewCfnRegistryPolicy(
		scope,
		new("Policy"),
		&awsecr.CfnRegistryPolicyProps{PolicyText: trust.Admit(scope, props.Readers, map[string]any{
			"Sid":      "FetchForWorkloads",
			"Effect":   "Allow",
			"Action":   []string{"ecr:BatchImportUpstreamImage", "ecr:CreateRepository"},
			"Resource": cached,
		})},
	)
}

// newCreationRole lets ECR make repositories of the upstreams, under the registry's key.
func newCreationRole(scope constructs.Construct, repositories []string, key awskms.IKey) awsiam.Role {
	role := awsiam.NewRole(scope, new("CreationRole"), &awsiam.RoleProps{
		Description: new("makes repositories for images of upstreams"),
		AssumedBy:   awsiam.NewServicePrincipal(new("ecr.amazonaws.com"), nil),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"),
		Resources: jsii.Strings(repositories...),
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("kms:CreateGrant", "kms:RetireGrant", "kms:DescribeKey"),
		Resources: &[]*string{key.KeyArn()},
	}))
	return role
}

// expireUntagged returns the lifecycle of copies: what has no tag any more goes after two weeks.
func expireUntagged() map[string]any {
	return map[string]any{"rules": []any{map[string]any{
		"rulePriority": 1,
		"description":  "untagged images expire after two weeks",
		"selection": map[string]any{
			"tagStatus":   "untagged",
			"countType":   "sinceImagePushed",
			"countUnit":   "days",
			"countNumber": untaggedDays,
		},
		"action": map[string]any{"type": "expire"},
	}}}
}

// pullers returns a repository's policy that lets the accounts' tasks pull.
func pullers(scope constructs.Construct, accounts []config.AccountID) map[string]any {
	return trust.Admit(scope, accounts, map[string]any{
		"Sid":    "PullFromWorkloads",
		"Effect": "Allow",
		"Action": []string{
			"ecr:BatchCheckLayerAvailability",
			"ecr:BatchGetImage",
			"ecr:BatchImportUpstreamImage",
			"ecr:GetDownloadUrlForLayer",
		},
	})
}

// text returns a policy as the JSON text that ECR wants; maps are written in the order of their keys.
func text(policy map[string]any) *string {
	written, err := json.Marshal(policy)
	if err != nil {
		panic(err) // maps and lists of texts and numbers can be written
	}
	return new(string(written))
}
