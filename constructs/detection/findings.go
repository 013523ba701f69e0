package detection

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/trust"
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// What events are called. Source: the Amazon EventBridge events reference.
const (
	guardDutyFinding   = "GuardDuty Finding"
	securityHubFinding = "Security Hub Findings - Imported"
	hubV2Finding       = "Findings Imported V2"
	configChange       = "Config Rules Compliance Change"
	accessFinding      = "Access Analyzer Finding"
	unusedFinding      = "Unused Access Finding for IAM entities"
	inspectorFinding   = "Inspector2 Finding"
	healthEvent        = "AWS Health Event"
	consoleSignIn      = "AWS Console Sign In via CloudTrail"
	apiCall            = "AWS API Call via CloudTrail"
)

// fromAWS is a source that only AWS can give to events: an account's own would be false alarms.
var fromAWS = []any{map[string]any{"prefix": "aws."}}

// root is what the root user of an account does.
var root = map[string]any{
	"source":      fromAWS,
	"detail-type": []string{consoleSignIn, apiCall},
	"detail":      map[string]any{"userIdentity": map[string]any{"type": []string{"Root"}}},
}

// FindingsProps is whose findings are gathered, and who hears of them.
type FindingsProps struct {
	config.Findings
	Name        string             // of the bus; every account knows it
	ARN         string             // of the bus with that name
	Rules       string             // begins the names of the rules that send: see ForwarderProps
	Accounts    []config.AccountID // that may send
	Key         awskms.IKey        // encrypts what people hear; must let EventBridge and CloudWatch use it
	Queue       string             // name of the queue of what rules cannot deliver
	Undelivered string             // ARN of the queue
	Alone       config.AccountID   // whose rules alone count; empty where no other account shares what it measures
	BreakGlass  *BreakGlass        // nil when there is none
	Authority   *Authority         // nil when there is none
}

// NewFindings adds the bus that receives every account's findings, the archive of all of them, and a topic for each
// urgency with its routes. What is less severe than Least is only archived.
func NewFindings(scope constructs.Construct, id string, props FindingsProps) {
	scope = constructs.NewConstruct(scope, &id)
	bus := awsevents.NewCfnEventBus(scope, new("Bus"), &awsevents.CfnEventBusProps{
		Name:        &props.Name,
		Description: new("findings of every account and region"),
		Policy: trust.Admit(scope, props.Accounts, map[string]any{
			"Sid":      "Accounts",
			"Effect":   "Allow",
			"Action":   "events:PutEvents",
			"Resource": props.ARN,
		}),
	})
	awsevents.NewCfnArchive(scope, new("Archive"), &awsevents.CfnArchiveProps{
		SourceArn:     bus.AttrArn(),
		Description:   new("every finding of every account and region"),
		RetentionDays: jsii.Number(props.KeepDays),
	})
	topics := map[urgency]string{}
	for _, u := range []urgency{urgent, notice} {
		topics[u] = newTopic(scope, string(u), props.Key, props.Email)
	}
	tell := alarm.Topics{Page: topics[urgent], Ticket: topics[notice]}
	for _, r := range routes(props.Least, props.Rules, props.BreakGlass, props.Authority) {
		newRoute(scope, r, bus, awsevents.CfnRule_TargetProperty{Arn: new(topics[r.to])}, props.Undelivered)
	}
	undelivered.NewAlarms(scope, "Undelivered", props.Queue, props.Alone, "findings-lost", tell)
	if props.Slack != nil {
		newSlack(scope, bus, props, tell)
	}
}

// newTopic adds a topic that routes and alarms publish to, and returns its ARN.
func newTopic(scope constructs.Construct, id string, key awskms.IKey, email []string) string {
	topic := alarm.NewTopic(scope, id, key, email)
	arn := *topic.TopicArn()
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		// Without a condition, which EventBridge does not meet: what it publishes would be dropped silently. Source:
		// the Amazon EventBridge user guide, "Amazon SNS permissions".
		Sid:        new("Findings"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("events.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{&arn},
	}))
	return arn
}

// newRoute adds the rule that sends events to people.
func newRoute(
	scope constructs.Construct,
	r route,
	bus awsevents.CfnEventBus,
	to awsevents.CfnRule_TargetProperty,
	queue string,
) {
	to.Id = new("people")
	to.DeadLetterConfig = undelivered.To(queue)
	awsevents.NewCfnRule(scope, new("Route"+r.name), &awsevents.CfnRuleProps{
		Description:  new(r.name + ": " + string(r.to)),
		EventBusName: bus.Ref(),
		EventPattern: r.pattern,
		State:        new(readingToo), // of root, emergencies and the authority
		Targets:      []any{&to},
	})
}
