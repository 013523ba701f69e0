package detection

import (
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsaccessanalyzer"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsguardduty"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecurityhub"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// guardDutyFeatures are what GuardDuty looks at besides calls, flow logs and DNS, which it always does.
var guardDutyFeatures = []string{
	"S3_DATA_EVENTS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "EKS_AUDIT_LOGS",
}

// guardDutyAgents are where GuardDuty puts an agent of its own, to see what runs there: instances, Fargate tasks, and
// as an add-on each cluster of EKS in the account that has no tag GuardDutyManaged: false.
var guardDutyAgents = []string{"EC2_AGENT_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT"}

// NewGuardDuty adds the region's detector, with runtime monitoring.
func NewGuardDuty(scope constructs.Construct, id string) {
	enabled := new("ENABLED")
	features := []any{}
	for _, name := range guardDutyFeatures {
		features = append(
			features,
			&awsguardduty.CfnDetector_CFNFeatureConfigurationProperty{Name: &name, Status: enabled},
		)
	}
	agents := []any{}
	for _, name := range guardDutyAgents {
		agents = append(
			agents,
			&awsguardduty.CfnDetector_CFNFeatureAdditionalConfigurationProperty{Name: &name, Status: enabled},
		)
	}
	features = append(features, &awsguardduty.CfnDetector_CFNFeatureConfigurationProperty{
		Name:                    new("RUNTIME_MONITORING"),
		Status:                  enabled,
		AdditionalConfiguration: agents,
	})
	awsguardduty.NewCfnDetector(scope, &id, &awsguardduty.CfnDetectorProps{
		Enable:                     true,
		FindingPublishingFrequency: new("FIFTEEN_MINUTES"),
		Features:                   features,
	})
}

// NewAccessAnalyzer adds what finds resources of the account that strangers can use.
func NewAccessAnalyzer(scope constructs.Construct, id, name string) {
	awsaccessanalyzer.NewCfnAnalyzer(
		scope,
		&id,
		&awsaccessanalyzer.CfnAnalyzerProps{Type: new("ACCOUNT"), AnalyzerName: &name},
	)
}

// NewUnusedAccess adds what finds roles, users' credentials and permissions that nobody has used for some days: of the
// account, or of the whole AWS organization, whose administrator of it the account has to be then. IAM has no region,
// so it is wanted once.
func NewUnusedAccess(scope constructs.Construct, id, name string, organization bool, days int) {
	kind := "ACCOUNT_UNUSED_ACCESS"
	if organization {
		kind = "ORGANIZATION_UNUSED_ACCESS"
	}
	awsaccessanalyzer.NewCfnAnalyzer(scope, &id, &awsaccessanalyzer.CfnAnalyzerProps{
		Type:         &kind,
		AnalyzerName: &name,
		AnalyzerConfiguration: &awsaccessanalyzer.CfnAnalyzer_AnalyzerConfigurationProperty{
			UnusedAccessConfiguration: &awsaccessanalyzer.CfnAnalyzer_UnusedAccessConfigurationProperty{
				UnusedAccessAge: jsii.Number(days),
			},
		},
	})
}

// standards are their ARNs after the region. Source: the AWS Security Hub user guide, "Standards reference".
var standards = map[config.Standard]string{
	config.Foundational: "aws-foundational-security-best-practices/v/1.0.0",
	config.CIS:          "cis-aws-foundations-benchmark/v/5.0.0",
	config.NIST:         "nist-800-53/v/5.0.0",
	config.PCI:          "pci-dss/v/4.0.1",
}

// SecurityHubProps is what Security Hub compares an account and region with, and what it shows beside them.
type SecurityHubProps struct {
	Standards    []config.Standard
	Others       []config.Region // whose findings it shows as well
	Organization bool            // it shows all accounts; the account has to be the AWS organization's administrator
	// Member leaves out what only that administrator may set: AWS refuses it of the others, which have what it has.
	Member bool
}

// NewSecurityHub adds Security Hub.
func NewSecurityHub(scope constructs.Construct, id string, props SecurityHubProps) {
	scope = constructs.NewConstruct(scope, &id)
	generator := new("SECURITY_CONTROL")
	if props.Member {
		generator = nil
	}
	hub := awssecurityhub.NewCfnHub(scope, new("Resource"), &awssecurityhub.CfnHubProps{
		AutoEnableControls:      true,
		ControlFindingGenerator: generator,
		EnableDefaultStandards:  false, // the configuration says which
	})
	region := *awscdk.Stack_Of(scope).Region()
	if len(props.Others) > 0 && facts.HasType(region, "AWS::SecurityHub::FindingAggregator") {
		var linked []string
		for _, region := range props.Others {
			linked = append(linked, string(region))
		}
		aggregator := awssecurityhub.NewCfnFindingAggregator(
			scope,
			new("Aggregator"),
			&awssecurityhub.CfnFindingAggregatorProps{
				RegionLinkingMode: new("SPECIFIED_REGIONS"),
				Regions:           jsii.Strings(linked...),
			},
		)
		aggregator.Node().AddDependency(hub)
		if props.Organization {
			showAccounts(scope, aggregator)
		}
	}
	var before constructs.IDependable = hub
	for _, standard := range props.Standards {
		made := awssecurityhub.NewCfnStandard(scope, new(string(standard)), &awssecurityhub.CfnStandardProps{
			StandardsArn: new("arn:aws:securityhub:" + region + "::standards/" + standards[standard]),
		})
		made.Node().AddDependency(before) // Security Hub takes one at a time
		before = made
	}
}

// showAccounts makes every account of the AWS organization a member, which it is where configuration is central. No
// policy is made: without one, each account configures its own hub, as its stacks do.
func showAccounts(scope constructs.Construct, aggregator constructs.IDependable) {
	awssecurityhub.NewCfnOrganizationConfiguration(
		scope,
		new("Organization"),
		&awssecurityhub.CfnOrganizationConfigurationProps{
			ConfigurationType:   new("CENTRAL"),
			AutoEnable:          false, // AWS refuses another value
			AutoEnableStandards: new("NONE"),
		},
	).Node().AddDependency(aggregator) // AWS refuses it where regions are not gathered
}
