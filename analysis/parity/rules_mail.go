package parity

import "strings"

const record = "AWS::Route53::RecordSet"

// mailRules are about mail, which both sides send from the primary's domain, with its records in the primary's zone.
var mailRules = []rule{
	{kind: Required, stack: "mail", id: "PrimaryZone*", path: none, only: standbyOnly, reason: sendsFor},
	{kind: Required, stack: "mail", id: "FunctionLogs*", path: none, only: standbyOnly, reason: sendsFor},
	{kind: Required, stack: "mail", typ: record, path: "HostedZoneId", when: inPrimarysZone, reason: sendsFor},
	{
		kind: Required, stack: "mail", id: "MailPolicy*", typ: record, path: none, only: primaryOnly,
		reason: "the domain says once what becomes of mail that is not signed",
	},
	{kind: Required, stack: "mail", typ: record, path: "Name", when: eachItsBounces, reason: bounce},
	{
		kind: Required, stack: "mail", typ: "AWS::SES::EmailIdentity", path: "MailFromAttributes.MailFromDomain",
		when: eachItsBounces, reason: bounce,
	},
}

const (
	sendsFor = "both sides send mail from the primary's domain, whose zone the standby finds"
	bounce   = "a name for bounces leads to one region"
)

// inPrimarysZone is a rule's condition: the primary writes into its own zone, and the standby into the one that it
// finds.
func inPrimarysZone(s subject) bool {
	return strings.HasPrefix(text(s.primary), opening+"dns Zone") &&
		strings.HasPrefix(text(s.standby), opening+"mail PrimaryZone")
}

// eachItsBounces is a rule's condition: the names are those of each side below the primary's domain.
func eachItsBounces(s subject) bool {
	domain := "." + s.comparison.primary.domain
	return text(s.primary) == "bounces"+domain && text(s.standby) == "bounces-"+s.comparison.standby.region+domain
}
