package detection

import (
	"slices"

	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecurityhub"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewSecurityHubV2 adds what AWS calls Security Hub by now, where CloudFormation has it, and what shows other regions
// in this one. AWS makes its role, its recorder and its analyzer of unused access, and takes the last two away with it.
func NewSecurityHubV2(scope constructs.Construct, id string, others []config.Region) {
	lacking := func(region config.Region) bool { return !facts.HasType(string(region), "AWS::SecurityHub::HubV2") }
	here := config.Region(*awscdk.Stack_Of(scope).Region())
	if lacking(here) {
		return
	}
	scope = constructs.NewConstruct(scope, &id)
	hub := awssecurityhub.NewCfnHubV2(scope, new("Resource"), &awssecurityhub.CfnHubV2Props{})
	var linked []string
	for _, region := range slices.DeleteFunc(slices.Clone(others), lacking) {
		linked = append(linked, string(region))
	}
	if len(linked) == 0 || !facts.HasType(string(here), "AWS::SecurityHub::AggregatorV2") {
		return
	}
	awssecurityhub.NewCfnAggregatorV2(scope, new("Aggregator"), &awssecurityhub.CfnAggregatorV2Props{
		RegionLinkingMode: new("SPECIFIED_REGIONS"),
		LinkedRegions:     jsii.Strings(linked...),
	}).Node().AddDependency(hub) // AWS refuses it where there is no hub
}
