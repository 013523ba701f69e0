// Package registry makes the organization's container image repositories:
// private, immutable, scanned, and readable by the workload accounts.
package registry

import (
	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Images kept per repository; older ones expire. A deployment or rollback needs the last few only.
const imagesKept = 500

// mostMarked is how many images may be marked as running: more than there are marks, each of which one image has, so
// that none that is marked ever expires.
const mostMarked = 10_000

// untaggedDays is how long an image is kept that has no tag any more.
const untaggedDays = 14

// Props is which repositories there are and who pulls from them.
type Props struct {
	Prefix       string   // of every repository's name, without the slash
	Repositories []string // names below the prefix
	Key          awskms.IKey
	Readers      []config.AccountID // accounts whose tasks pull images
	Upstreams    []config.Upstream  // registries outside whose images are cached
	Tags         [][2]string        // keys and values for the repositories that copies are kept in
	Replicas     []config.Region    // regions that images are copied to, where the same repositories have to exist
	Inspector    bool               // Amazon Inspector scans, and again when weaknesses become known; else ECR, once
}

// New adds the repositories of one region, and their replication to the others, to scope.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	for _, name := range props.Repositories {
		newRepository(scope, name, props)
	}
	if len(props.Replicas) > 0 {
		newReplication(scope, props)
	}
	if len(props.Upstreams) > 0 {
		newUpstreams(scope, props)
	}
	newScanning(scope, props.Inspector)
}

func newRepository(scope constructs.Construct, name string, props Props) {
	repository := awsecr.NewRepository(scope, &name, &awsecr.RepositoryProps{
		RepositoryName:     new(props.Prefix + "/" + name),
		Encryption:         awsecr.RepositoryEncryption_KMS(),
		EncryptionKey:      props.Key,
		ImageScanOnPush:    new(true),
		ImageTagMutability: awsecr.TagMutability_IMMUTABLE_WITH_EXCLUSION,
		ImageTagMutabilityExclusionFilters: &[]awsecr.ImageTagMutabilityExclusionFilter{
			awsecr.ImageTagMutabilityExclusionFilter_Wildcard(new(config.MarksBegin + "*")),
		},
		RemovalPolicy: awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		LifecycleRules: &[]*awsecr.LifecycleRule{
			{
				// A rule keeps what it speaks of from all that come after it. Source: the Amazon ECR user guide, "How
				// lifecycle policies work".
				RulePriority:   jsii.Number(1),
				Description:    new("images that run are kept"),
				TagStatus:      awsecr.TagStatus_TAGGED,
				TagPatternList: jsii.Strings(config.MarksBegin + "*"),
				MaxImageCount:  jsii.Number(mostMarked),
			},
			{
				RulePriority: jsii.Number(2),
				Description:  new("untagged images expire after two weeks"),
				TagStatus:    awsecr.TagStatus_UNTAGGED,
				MaxImageAge:  awscdk.Duration_Days(jsii.Number(untaggedDays)),
			},
			{
				RulePriority:  jsii.Number(3),
				Description:   new("the newest images are kept"),
				TagStatus:     awsecr.TagStatus_ANY,
				MaxImageCount: jsii.Number(imagesKept),
			},
		},
	})
	repository.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("PullFromWorkloads"),
		Principals: principals(repository, props.Readers),
		Actions: jsii.Strings(
			"ecr:BatchCheckLayerAvailability",
			"ecr:BatchGetImage",
			"ecr:GetDownloadUrlForLayer",
		),
		Conditions: trust.AsMember(repository, nil),
	}))
	if functions := functionsOf(repository, props.Readers); len(functions) > 0 {
		repository.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        new("PullByFunctions"),
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("lambda.amazonaws.com"), nil)},
			Actions:    jsii.Strings("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
			Conditions: &functions,
		}))
	}
}

// functionsOf is the condition that Lambda pulls an image for a function of the accounts, in the repository's own
// region. There is none without accounts. Of an AWS organization, a policy has no room for all. Source: the AWS Lambda
// developer guide, "Amazon ECR cross-account permissions".
func functionsOf(scope constructs.Construct, accounts []config.AccountID) map[string]any {
	function := func(account string) string {
		return "arn:aws:lambda:" + *awscdk.Stack_Of(scope).Region() + ":" + account + ":function:*"
	}
	if len(accounts) == 0 {
		return nil
	}
	if trust.Organization(scope) != "" {
		return map[string]any{
			"ArnLike":      map[string]any{"aws:SourceArn": []string{function("*")}},
			"StringEquals": trust.ForAny(scope, accounts),
		}
	}
	var all []string
	for _, account := range accounts {
		all = append(all, function(string(account)))
	}
	return map[string]any{"ArnLike": map[string]any{"aws:SourceArn": all}}
}

// newScanning makes the registry scan every image that is pushed or fetched, in repositories that come later too. ECR
// and Inspector share one setting of a registry, whose last writer wins, so nothing else says that Inspector scans
// images where there is a registry of ours: ENHANCED switches it on. Source: the Amazon ECR user guide, "Enhanced
// scanning".
func newScanning(scope constructs.Construct, inspector bool) {
	scanner, frequency := "BASIC", "SCAN_ON_PUSH"
	if inspector {
		scanner, frequency = "ENHANCED", "CONTINUOUS_SCAN"
	}
	awsecr.NewCfnRegistryScanningConfiguration(scope, new("Scanning"), &awsecr.CfnRegistryScanningConfigurationProps{
		ScanType: &scanner,
		Rules: []any{&awsecr.CfnRegistryScanningConfiguration_ScanningRuleProperty{
			ScanFrequency: &frequency,
			RepositoryFilters: []any{
				&awsecr.CfnRegistryScanningConfiguration_RepositoryFilterProperty{
					Filter:     new("*"),
					FilterType: new("WILDCARD"),
				},
			},
		}},
	})
}

// newReplication adds what copies every pushed image of the prefix to the other regions of the same account.
func newReplication(scope constructs.Construct, props Props) {
	var destinations []any
	for _, region := range props.Replicas {
		destinations = append(destinations, &awsecr.CfnReplicationConfiguration_ReplicationDestinationProperty{
			Region:     new(string(region)),
			RegistryId: awscdk.Stack_Of(scope).Account(),
		})
	}
	awsecr.NewCfnReplicationConfiguration(scope, new("Replication"), &awsecr.CfnReplicationConfigurationProps{
		ReplicationConfiguration: &awsecr.CfnReplicationConfiguration_ReplicationConfigurationProperty{
			Rules: &[]any{&awsecr.CfnReplicationConfiguration_ReplicationRuleProperty{
				Destinations: &destinations,
				RepositoryFilters: &[]any{&awsecr.CfnReplicationConfiguration_RepositoryFilterProperty{
					Filter:     new(props.Prefix + "/"),
					FilterType: new("PREFIX_MATCH"),
				}},
			}},
		},
	})
}

// principals are the accounts, or everybody, whom a condition narrows down to members of the AWS organization.
func principals(scope constructs.Construct, accounts []config.AccountID) *[]awsiam.IPrincipal {
	if trust.Organization(scope) != "" {
		return &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()}
	}
	var all []awsiam.IPrincipal
	for _, account := range accounts {
		all = append(all, awsiam.NewAccountPrincipal(new(string(account))))
	}
	return &all
}
