package detection

import (
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// findings returns the pattern of what the detectors of an account find in a region. Security Hub repeats in the first
// region of an account what it finds in the others, and in security what it finds in all accounts: where it is told
// already. Of its second version there is what it finds itself: the rest is what others found.
func findings(account, region string) map[string]any {
	return map[string]any{"$or": []any{
		map[string]any{
			"source": []string{"aws.guardduty", "aws.config", "aws.access-analyzer", "aws.inspector2", "aws.health"},
			"detail-type": []string{
				guardDutyFinding, configChange, accessFinding, unusedFinding, inspectorFinding, healthEvent,
			},
		},
		event("aws.securityhub", securityHubFinding, map[string]any{
			"findings": map[string]any{"AwsAccountId": []string{account}, "Region": []string{region}},
		}),
		event("aws.securityhub", hubV2Finding, map[string]any{"findings": map[string]any{
			"cloud":    map[string]any{"account": map[string]any{"uid": []string{account}}, "region": []string{region}},
			"metadata": madeByHubV2,
		}}),
	}}
}

// ForwarderProps is what the security account receives from every account and region, and where.
type ForwarderProps struct {
	Prefix      string      // of the rules' names, by which policies keep people from changing them
	Bus         string      // ARN of the bus that receives
	Undelivered string      // ARN of the queue of what rules cannot deliver
	BreakGlass  *BreakGlass // nil when there is none
	Authority   *Authority  // nil where it is not
	Alarms      bool        // whether it receives alarms, too
}

// What the names of the rules end in.
const (
	forwardsFindings    = "findings"
	forwardsRoot        = "root"
	forwardsBreakGlass  = "break-glass"
	forwardsSwitchedOff = "switched-off"
	forwardsNarrowed    = "narrowed"
	forwardsAuthority   = "authority"
	forwardsAlarms      = "alarms"
)

// readingToo is the state of a rule that sees calls which only read, on AWS's bus and on ours: to assume a role is one.
const readingToo = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

// NewForwarder adds what sends a region's findings, and what is done as root, in an emergency or with the VPN's
// authority, to the bus, and its alarms where that is wanted.
func NewForwarder(scope constructs.Construct, id string, props ForwarderProps) {
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
		Resources: jsii.Strings(props.Bus),
	}))
	forward := func(id, name, state string, pattern map[string]any) {
		awsevents.NewCfnRule(scope, &id, &awsevents.CfnRuleProps{
			Name:         new(props.Prefix + "-" + name),
			EventPattern: pattern,
			State:        &state,
			Targets: []any{&awsevents.CfnRule_TargetProperty{
				Id:               new("security"),
				Arn:              &props.Bus,
				RoleArn:          role.RoleArn(),
				DeadLetterConfig: undelivered.To(props.Undelivered),
			}},
		}).Node().AddDependency(role) // with its policy
	}
	forward("Findings", forwardsFindings, "ENABLED", findings(*account, *awscdk.Stack_Of(scope).Region()))
	forward("Root", forwardsRoot, readingToo, root)
	forward("SwitchedOff", forwardsSwitchedOff, "ENABLED", switchedOff(props.Prefix))
	forward("Narrowed", forwardsNarrowed, "ENABLED", narrowed(props.Prefix))
	if props.BreakGlass != nil {
		forward("BreakGlass", forwardsBreakGlass, readingToo, props.BreakGlass.pattern())
	}
	if props.Authority != nil {
		forward("Authority", forwardsAuthority, readingToo, props.Authority.pattern())
	}
	if props.Alarms {
		forward("Alarms", forwardsAlarms, "ENABLED", alarms())
	}
}
