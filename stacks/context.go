package stacks

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/trust"
)

// flags are CDK's feature flags. They are set here and nowhere else, so that
// the binary alone, the tests and the CDK CLI give the same templates. Changing
// one changes templates that are deployed.
var flags = map[string]any{
	// Values between stacks of a stage travel as exports: what is used cannot be removed or replaced under its user.
	"@aws-cdk/core:defaultCrossStackReferences": "strong",

	"@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard":              true,
	"@aws-cdk/aws-cloudfront:defaultViewerProtocolPolicyRedirectToHttps":         true,
	"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup":                              true,
	"@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker":      true,
	"@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions":                     true,
	"@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm":                              true,
	"@aws-cdk/aws-ecs:removeEmptyLoadBalancers":                                  true,
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
	"@aws-cdk/aws-lambda:recognizeVersionProps":                                  true,
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

// context is the flags, where the functions are, and the availability zones of every account and region, which CDK
// would otherwise look up in AWS.
func (o organization) context(options Options) *map[string]any {
	context := make(map[string]any, len(flags)+len(o.Environments))
	context[function.DirectoryContext] = options.Functions
	if organization := o.Organization.AWSOrganization; organization != nil {
		context[trust.OrganizationContext] = organization.ID
	}
	for flag, value := range flags {
		context[flag] = value
	}
	for _, e := range o.Sides() {
		context[zonesKey(e.AccountID, e.Region)] = o.Organization.ZoneNames(e.Region, e.Network.Subnets)
	}
	if vpn := o.Organization.VPN; vpn != nil {
		o := o.Organization
		context[zonesKey(o.Accounts[config.SharedServices], o.Regions.Primary)] = o.ZoneNames(
			o.Regions.Primary,
			config.VPNZones,
		)
	}
	return &context
}

// zonesKey is where CDK looks for the availability zones of an account and region.
func zonesKey(account config.AccountID, region config.Region) string {
	return fmt.Sprintf("availability-zones:account=%s:region=%s", account, region)
}
