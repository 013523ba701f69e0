// Package oam has accounts share what they tell with one that looks at all of them: cross-account observability of
// Amazon CloudWatch, by its Observability Access Manager.
package oam

import (
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsoam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// shared is what is shared, in the order that CloudFormation keeps.
var shared = []string{
	"AWS::CloudWatch::Metric",
	"AWS::Logs::LogGroup",
	"AWS::XRay::Trace",
	"AWS::ApplicationSignals::Service",
	"AWS::ApplicationSignals::ServiceLevelObjective",
}

// NewSink adds what accounts share with in a region, and tells its ARN, which has an id that AWS makes up.
func NewSink(scope constructs.Construct, id, name string, accounts []config.AccountID) {
	sink := awsoam.NewCfnSink(scope, &id, &awsoam.CfnSinkProps{
		Name: &name,
		Policy: trust.Admit(scope, accounts, map[string]any{
			"Effect":    "Allow",
			"Action":    []string{"oam:CreateLink", "oam:UpdateLink"},
			"Resource":  "*", // the sink
			"Condition": map[string]any{"ForAllValues:StringEquals": map[string]any{"oam:ResourceTypes": shared}},
		}),
	})
	awscdk.NewCfnOutput(scope, new(id+"ARN"), &awscdk.CfnOutputProps{
		Description: new("Write it under observability.sinks in organization.yaml, so that accounts share with it"),
		Value:       sink.AttrArn(),
	})
}

// NewLink has the account and region share with a sink, given by ARN, where it is called by its label. Log groups whose
// names begin with one of the hidden texts are not shared.
func NewLink(scope constructs.Construct, id, sink, label string, hidden ...string) {
	var not []string
	for _, name := range hidden {
		not = append(not, "LogGroupName NOT LIKE '"+name+"%'")
	}
	awsoam.NewCfnLink(scope, &id, &awsoam.CfnLinkProps{
		SinkIdentifier: &sink,
		LabelTemplate:  &label,
		ResourceTypes:  jsii.Strings(shared...),
		LinkConfiguration: &awsoam.CfnLink_LinkConfigurationProperty{
			LogGroupConfiguration: &awsoam.CfnLink_LinkFilterProperty{Filter: new(strings.Join(not, " AND "))},
		},
	})
}
