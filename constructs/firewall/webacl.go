// Package firewall makes web ACLs: what the internet may not send to a load balancer or a static site.
package firewall

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsshield"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Scope is what a web ACL can protect.
type Scope string

// The scopes. CloudFront's web ACLs are in us-east-1.
const (
	Regional   Scope = "REGIONAL"
	CloudFront Scope = "CLOUDFRONT"
)

// ClientAddress is the header in which an API gateway tells the address of who sent the request.
const ClientAddress = "x-client-address"

// WebACLProps is what the configuration says about the firewall, and what it plugs into.
type WebACLProps struct {
	config.Firewall
	Scope     Scope
	Gate      bool         // let through whoever asks whether the side is active: nothing but the load balancer answers
	Forwarded bool         // requests come through something that tells the sender in ClientAddress
	Name      string       // of the metrics: letters, digits and hyphens
	What      string       // that it protects, for people
	Logs      string       // ARN of the bucket for its logs
	Alerts    alarm.Topics // that alarms tell
}

// Metrics and alarms.
const (
	blockedInFiveMinutes = 1000
	fiveMinutes          = 300 // seconds, the window of RequestsPer5Minutes
)

// managed are the rule groups that AWS maintains, in the order in which they are asked. Together with the limit they
// need 1127 of the 1500 capacity units that cost nothing extra. Source: the AWS WAF developer guide, "AWS Managed Rules
// rule groups list".
var managed = []string{
	reputation,
	commonRuleSet,
	"AWSManagedRulesKnownBadInputsRuleSet",
	"AWSManagedRulesSQLiRuleSet",
}

const (
	reputation    = "AWSManagedRulesAmazonIpReputationList"
	commonRuleSet = "AWSManagedRulesCommonRuleSet"
)

// NewWebACL adds a web ACL, its logs and its alarm to scope, and returns its ARN.
func NewWebACL(scope constructs.Construct, id string, props WebACLProps) string {
	scope = constructs.NewConstruct(scope, &id)
	acl := awswafv2.NewCfnWebACL(scope, new("Resource"), &awswafv2.CfnWebACLProps{
		Scope:            new(string(props.Scope)),
		Description:      &props.What,
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: map[string]any{}},
		Rules:            rules(props),
		VisibilityConfig: visible(props.Name),
	})
	newLogs(scope, acl, props)
	newAlarm(scope, props)
	return *acl.AttrArn()
}

// Protect puts a resource of the region behind a web ACL.
func Protect(scope constructs.Construct, id, resource, acl string) {
	awswafv2.NewCfnWebACLAssociation(
		scope,
		&id,
		&awswafv2.CfnWebACLAssociationProps{ResourceArn: &resource, WebAclArn: &acl},
	)
}

// Shield puts a resource under Shield Advanced. The account must have subscribed to it.
func Shield(scope constructs.Construct, id, name, resource string) {
	awsshield.NewCfnProtection(scope, &id, &awsshield.CfnProtectionProps{Name: &name, ResourceArn: &resource})
}

func rules(props WebACLProps) *[]any {
	all := []any{awswafv2.CfnWebACL_RuleProperty{
		Name:             new("limit"),
		Priority:         jsii.Number(0),
		Action:           limitAction(props),
		Statement:        &awswafv2.CfnWebACL_StatementProperty{RateBasedStatement: limit(props)},
		VisibilityConfig: visible(props.Name + "-limit"),
	}}
	if props.Gate { // after the limit, and before rules that others change
		all = append(all, gate(props, len(all)))
	}
	for _, group := range managed {
		if props.Forwarded && group == reputation {
			continue // it knows the sender's address only where the sender connects
		}
		override := &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}}
		if props.Mode == config.FirewallCount {
			override = &awswafv2.CfnWebACL_OverrideActionProperty{Count: map[string]any{}}
		}
		all = append(all, awswafv2.CfnWebACL_RuleProperty{
			Name:           new(group),
			Priority:       jsii.Number(len(all)),
			OverrideAction: override,
			Statement: &awswafv2.CfnWebACL_StatementProperty{
				ManagedRuleGroupStatement: statement(group, props),
			},
			VisibilityConfig: visible(props.Name + "-" + group),
		})
	}
	return &all
}

// gate lets through requests for the gate's path, which Route 53's health checks send.
func gate(props WebACLProps, priority int) awswafv2.CfnWebACL_RuleProperty {
	return awswafv2.CfnWebACL_RuleProperty{
		Name:     new("gate"),
		Priority: jsii.Number(priority),
		Action:   &awswafv2.CfnWebACL_RuleActionProperty{Allow: map[string]any{}},
		Statement: &awswafv2.CfnWebACL_StatementProperty{
			ByteMatchStatement: &awswafv2.CfnWebACL_ByteMatchStatementProperty{
				FieldToMatch:         &awswafv2.CfnWebACL_FieldToMatchProperty{UriPath: map[string]any{}},
				PositionalConstraint: new("EXACTLY"),
				SearchString:         new(config.GatePath),
				TextTransformations: &[]any{
					&awswafv2.CfnWebACL_TextTransformationProperty{Priority: jsii.Number(0), Type: new("NONE")},
				},
			},
		},
		VisibilityConfig: visible(props.Name + "-gate"),
	}
}

func limitAction(props WebACLProps) *awswafv2.CfnWebACL_RuleActionProperty {
	if props.Mode == config.FirewallCount {
		return &awswafv2.CfnWebACL_RuleActionProperty{Count: map[string]any{}}
	}
	return &awswafv2.CfnWebACL_RuleActionProperty{Block: map[string]any{}}
}

// limit counts the requests of each address. What an API gateway sends has its address; it tells the sender's in a
// header, which it overwrites, so that nobody can pretend to be someone else.
func limit(props WebACLProps) *awswafv2.CfnWebACL_RateBasedStatementProperty {
	statement := &awswafv2.CfnWebACL_RateBasedStatementProperty{
		AggregateKeyType:    new("IP"),
		Limit:               jsii.Number(props.RequestsPer5Minutes),
		EvaluationWindowSec: jsii.Number(fiveMinutes),
	}
	if props.Forwarded {
		statement.AggregateKeyType = new("FORWARDED_IP")
		statement.ForwardedIpConfig = &awswafv2.CfnWebACL_ForwardedIPConfigurationProperty{
			HeaderName:       new(ClientAddress),
			FallbackBehavior: new("MATCH"),
		}
	}
	return statement
}

func statement(group string, props WebACLProps) *awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty {
	statement := &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{VendorName: new("AWS"), Name: &group}
	if group == commonRuleSet && len(props.CountOnly) > 0 {
		var counted []any
		for _, rule := range props.CountOnly {
			counted = append(counted, awswafv2.CfnWebACL_RuleActionOverrideProperty{
				Name:        &rule,
				ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: map[string]any{}},
			})
		}
		statement.RuleActionOverrides = &counted
	}
	return statement
}

func visible(name string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		MetricName:               &name,
		CloudWatchMetricsEnabled: true,
		SampledRequestsEnabled:   true,
	}
}

// newLogs keeps what was blocked or counted, without what would let a reader log in. What was allowed is in the access
// logs of what the web ACL protects.
func newLogs(scope constructs.Construct, acl awswafv2.CfnWebACL, props WebACLProps) {
	awswafv2.NewCfnLoggingConfiguration(scope, new("Logs"), &awswafv2.CfnLoggingConfigurationProps{
		ResourceArn:           acl.AttrArn(),
		LogDestinationConfigs: &[]any{props.Logs},
		RedactedFields:        &[]any{redacted("authorization"), redacted("cookie")},
		LoggingFilter: map[string]any{
			"DefaultBehavior": "DROP",
			"Filters": []any{map[string]any{
				"Behavior":    "KEEP",
				"Requirement": "MEETS_ANY",
				"Conditions":  []any{condition("BLOCK"), condition("COUNT"), condition("EXCLUDED_AS_COUNT")},
			}},
		},
	})
}

func redacted(header string) awswafv2.CfnLoggingConfiguration_FieldToMatchProperty {
	return awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]any{"Name": header}}
}

func condition(action string) map[string]any {
	return map[string]any{"ActionCondition": map[string]any{"Action": action}}
}

// newAlarm adds what fires when much is blocked: it is an attack, or a rule that is wrong about the application.
func newAlarm(scope constructs.Construct, props WebACLProps) {
	dimensions := map[string]string{"WebACL": props.Name, "Rule": "ALL"}
	if props.Scope == Regional {
		dimensions["Region"] = *awscdk.Stack_Of(scope).Region()
	}
	alarm.New(scope, alarm.Props{
		ID: "Blocked",
		Description: "The firewall of " + props.What + " blocks many requests: " +
			"an attack, or a rule that is wrong about the application. See its logs in the archive.",
		Metric: alarm.Metric{
			Namespace: "AWS/WAFV2", Name: "BlockedRequests", Dimensions: dimensions, Statistic: "Sum", Minutes: 5,
		},
		When:    alarm.Above(blockedInFiveMinutes),
		Periods: 3,
		Missing: alarm.MissingIsFine,
		Runbook: "firewall-blocks",
		Tell:    props.Alerts,
	})
}
