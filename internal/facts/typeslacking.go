package facts

import (
	"slices"
	"strings"
)

// TypesLacking are the regions where CloudFormation does not have a resource type, of those that templates of ours use,
// as of 2026-11. Source: the same as that of classes.
var TypesLacking = map[string]string{
	"AWS::Backup::RestoreTestingPlan":          "ap-southeast-5 ap-southeast-7",
	"AWS::Backup::RestoreTestingSelection":     "ap-southeast-5 ap-southeast-7",
	"AWS::Budgets::Budget":                     "af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 il-central-1 me-central-1 mx-central-1",
	"AWS::CodeBuild::Project":                  "ap-east-2 ca-west-1 mx-central-1",
	"AWS::EC2::SnapshotBlockPublicAccess":      "ap-east-2",
	"AWS::ElastiCache::GlobalReplicationGroup": "ap-southeast-6",
	// Of Managed Grafana, the regions without an endpoint. Source: its endpoints in the AWS general reference.
	"AWS::Grafana::Workspace":                     "af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1",
	"AWS::RDS::DBProxy":                           "ap-east-2",
	"AWS::RDS::DBProxyEndpoint":                   "ap-east-2",
	"AWS::RDS::DBProxyTargetGroup":                "ap-east-2",
	"AWS::SES::ConfigurationSet":                  "ap-east-1 ap-east-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 eu-south-2 mx-central-1",
	"AWS::SES::ConfigurationSetEventDestination":  "ap-east-1 ap-east-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 eu-south-2 mx-central-1",
	"AWS::SES::EmailIdentity":                     "ap-east-1 ap-east-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 eu-south-2 mx-central-1",
	"AWS::SecurityHub::AggregatorV2":              "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1",
	"AWS::SecurityHub::FindingAggregator":         "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1",
	"AWS::SecurityHub::HubV2":                     "ap-east-2 ap-southeast-6",
	"AWS::SecurityHub::OrganizationConfiguration": "ap-southeast-6",
	"AWS::Shield::Protection":                     "ap-east-2",
	"AWS::XRay::TransactionSearchConfig":          "ap-east-2 ap-southeast-6 mx-central-1",
}

// HasType tells whether CloudFormation has a resource type in a region.
func HasType(region, kind string) bool {
	return !slices.Contains(strings.Fields(TypesLacking[kind]), region)
}

// PollersLacking are the regions where CloudFormation knows neither groups of Lambda's pollers nor how often they fail,
// as of 2026-11. Source: its schemas of AWS::Lambda::EventSourceMapping, in cfn-lint 1.51.
var PollersLacking = []string{"il-central-1"}
