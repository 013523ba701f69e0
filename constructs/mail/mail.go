// Package mail makes a domain that mail is sent from, which receivers can tell from one that only says so.
package mail

import (
	"strconv"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what a domain that mail is sent from plugs into.
type Props struct {
	Domain      string
	Zone        *string // id of the domain's public zone
	Bounces     string  // domain below it that leads to this region alone
	Set         string  // name of the configuration set
	Policy      bool    // the zone says what becomes of mail that is not signed, which it says once
	Log         awslogs.ILogGroup
	Undelivered string // ARN of the queue of what rules could not deliver
	Alerts      alarm.Topics
}

// recordSeconds is how long resolvers may keep a record.
const recordSeconds = 1800

// New adds the identity of a domain, the records by which SES and receivers know it, and the configuration set that all
// mail from it goes by, whether or not who sends names it. It returns the name of the set.
func New(scope constructs.Construct, id string, props Props) string {
	scope = constructs.NewConstruct(scope, &id)
	set := newSet(scope, props)
	identity := awsses.NewCfnEmailIdentity(scope, new("Default"), &awsses.CfnEmailIdentityProps{
		EmailIdentity:  &props.Domain,
		DkimAttributes: &awsses.CfnEmailIdentity_DkimAttributesProperty{SigningEnabled: true},
		DkimSigningAttributes: &awsses.CfnEmailIdentity_DkimSigningAttributesProperty{
			NextSigningKeyLength: new("RSA_2048_BIT"),
		},
		ConfigurationSetAttributes: &awsses.CfnEmailIdentity_ConfigurationSetAttributesProperty{
			ConfigurationSetName: set.Ref(),
		},
		// Mail is signed in any case, so that it passes without: what it is better with holds up none.
		MailFromAttributes: &awsses.CfnEmailIdentity_MailFromAttributesProperty{
			MailFromDomain: &props.Bounces, BehaviorOnMxFailure: new("USE_DEFAULT_VALUE"),
		},
		// Events tell of bounces; no mailbox of the domain takes them.
		FeedbackAttributes: &awsses.CfnEmailIdentity_FeedbackAttributesProperty{EmailForwardingEnabled: false},
	})
	for i, token := range [][2]*string{
		{identity.AttrDkimDnsTokenName1(), identity.AttrDkimDnsTokenValue1()},
		{identity.AttrDkimDnsTokenName2(), identity.AttrDkimDnsTokenValue2()},
		{identity.AttrDkimDnsTokenName3(), identity.AttrDkimDnsTokenValue3()},
	} {
		props.record(scope, "Signature"+strconv.Itoa(i+1), "CNAME", *token[0], *token[1])
	}
	region := *awscdk.Stack_Of(scope).Region()
	props.record(scope, "BouncesMx", "MX", props.Bounces, "10 feedback-smtp."+region+".amazonses.com")
	props.record(scope, "BouncesSpf", "TXT", props.Bounces, `"v=spf1 include:amazonses.com ~all"`)
	if props.Policy {
		props.record(scope, "Policy", "TXT", "_dmarc."+props.Domain, `"v=DMARC1; p=quarantine"`)
	}
	newAlarms(scope, props)
	return *set.Ref()
}

// record adds a record to the zone.
func (p Props) record(scope constructs.Construct, id, kind, name, value string) {
	awsroute53.NewCfnRecordSet(scope, &id, &awsroute53.CfnRecordSetProps{
		HostedZoneId:    p.Zone,
		Name:            &name,
		Type:            &kind,
		Ttl:             new(strconv.Itoa(recordSeconds)),
		ResourceRecords: jsii.Strings(value),
	})
}

// newSet adds a configuration set: mail goes encrypted or not at all, and not to whom it bounced at or who complained.
// What becomes of it is told.
func newSet(scope constructs.Construct, props Props) awsses.CfnConfigurationSet {
	set := awsses.NewCfnConfigurationSet(scope, new("Set"), &awsses.CfnConfigurationSetProps{
		Name:              &props.Set,
		DeliveryOptions:   &awsses.CfnConfigurationSet_DeliveryOptionsProperty{TlsPolicy: new("REQUIRE")},
		ReputationOptions: &awsses.CfnConfigurationSet_ReputationOptionsProperty{ReputationMetricsEnabled: true},
		SendingOptions:    &awsses.CfnConfigurationSet_SendingOptionsProperty{SendingEnabled: true},
		SuppressionOptions: &awsses.CfnConfigurationSet_SuppressionOptionsProperty{
			SuppressedReasons: jsii.Strings("BOUNCE", "COMPLAINT"),
		},
	})
	newEvents(scope, set, props)
	return set
}
