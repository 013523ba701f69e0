package stacks

import (
	"fmt"

	"bulkhead/config"
)

// flags are CDK's feature flags. They are set here and nowhere else, so that
// the binary alone, the tests and the CDK CLI give the same templates. Changing
// one changes templates that are deployed.
var flags = map[string]any{
	// Values between stacks of a stage travel as exports: what is used cannot be removed or replaced under its user.
	"@aws-cdk/core:defaultCrossStackReferences": "strong",

	"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup":                              true,
	"@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker":      true,
	"@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions":                     true,
	"@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm":                              true,
	"@aws-cdk/aws-ecs:disableEcsImdsBlocking":                                    true,
	"@aws-cdk/aws-iam:minimizePolicies":                                          true,
	"@aws-cdk/aws-iam:importedRoleStackSafeDefaultPolicyName":                    true,
	"@aws-cdk/aws-iam:standardizedServicePrincipals":                             true,
	"@aws-cdk/aws-kms:aliasNameRef":                                              true,
	"@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope":                       true,
	"@aws-cdk/aws-rds:databaseProxyUniqueResourceName":                           true,
	"@aws-cdk/aws-rds:preventRenderingDeprecatedCredentials":                     true,
	"@aws-cdk/aws-route53-patters:useCertificate":                                true,
	"@aws-cdk/aws-route53-targets:userPoolDomainNameMethodWithoutCustomResource": true,
	"@aws-cdk/aws-s3:createDefaultLoggingPolicy":                                 true,
	"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy":                            true,
	"@aws-cdk/aws-s3:publicAccessBlockedByDefault":                               true,
	"@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption":                      true,
	"@aws-cdk/core:checkSecretUsage":                                             true,
	"@aws-cdk/core:enablePartitionLiterals":                                      true,
	"@aws-cdk/core:explicitStackTags":                                            true,
	"@aws-cdk/core:target-partitions":                                            []string{"aws"},
	"@aws-cdk/customresources:installLatestAwsSdkDefault":                        false,
	"@aws-cdk/aws-codepipeline:crossAccountKeyAliasStackSafeResourceName":        true,
	"@aws-cdk/aws-codepipeline:crossAccountKeysDefaultValueToFalse":              true,
	"@aws-cdk/aws-codepipeline:defaultPipelineTypeToV2":                          true,
	"@aws-cdk/pipelines:reduceAssetRoleTrustScope":                               true,
	"@aws-cdk/pipelines:reduceStageRoleTrustScope":                               true,
	"@aws-cdk/pipelines:reduceCrossAccountActionRoleTrustScope":                  true,

	// The same bytes on every machine: no stack traces, paths or versions in the assembly.
	"aws:cdk:disable-stack-trace":           true,
	"aws:cdk:disable-creation-stack-traces": true,
	"aws:cdk:enable-path-metadata":          false,
	"aws:cdk:enable-asset-metadata":         false,
	"aws:cdk:version-reporting":             false,
}

// context is the flags, and the availability zones of every account and region,
// which CDK would otherwise look up in AWS.
func context(c *config.Config) *map[string]any {
	context := make(map[string]any, len(flags)+len(c.Environments))
	for flag, value := range flags {
		context[flag] = value
	}
	for _, e := range environments(c) {
		key := fmt.Sprintf("availability-zones:account=%s:region=%s", e.AccountID, e.Region)
		context[key] = c.Organization.ZoneNames(e.Region, e.Network.Zones)
	}
	return &context
}
