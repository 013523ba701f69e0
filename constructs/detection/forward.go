package detection

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// forwarded are the events that the security account receives from every account and region.
var forwarded = map[string]map[string]any{
	"Findings": {
		"source": []string{"aws.guardduty", "aws.securityhub", "aws.config", "aws.access-analyzer", "aws.inspector2", "aws.health"},
		"detail-type": []string{
			guardDutyFinding, securityHubFinding, configChange, accessFinding, inspectorFinding, healthEvent,
		},
	},
	"Root": root,
}

// NewForwarder adds what sends a region's findings, and what root does, to the bus with that ARN.
func NewForwarder(scope constructs.Construct, id, bus string) {
	scope = constructs.NewConstruct(scope, &id)
	account := awscdk.Stack_Of(scope).Account()
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("sends findings to the security account"),
		AssumedBy: awsiam.NewServicePrincipal(new("events.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]*string{"aws:SourceAccount": account}},
		}),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("events:PutEvents"),
		Resources: jsii.Strings(bus),
	}))
	for _, name := range []string{"Findings", "Root"} {
		state := "ENABLED"
		if name == "Root" {
			state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" // what it only reads, too
		}
		awsevents.NewCfnRule(scope, &name, &awsevents.CfnRuleProps{
			EventPattern: forwarded[name],
			State:        &state,
			Targets:      []any{&awsevents.CfnRule_TargetProperty{Id: new("security"), Arn: &bus, RoleArn: role.RoleArn()}},
		}).Node().AddDependency(role) // with its policy
	}
}
