package parity

import "strings"

const certificate = "AWS::CertificateManager::Certificate"

// domainRules are about further domains, whose zones are the account's and whose certificates each region's.
var domainRules = []rule{
	{kind: Required, stack: "domain-*", id: "Delegated*", path: none, only: primaryOnly, reason: validates},
	{kind: Required, stack: "domain-*", id: "FunctionLogs*", path: none, only: primaryOnly, reason: validates},
	{kind: Required, stack: "domain-*", typ: certificate, path: "DependsOn*", only: primaryOnly, reason: validates},
	{
		kind: Required, stack: "domain-*", typ: certificate, path: "DomainValidationOptions*", only: primaryOnly,
		reason: validates,
	},
	{
		kind: Required, stack: "domain-*", typ: "AWS::CloudWatch::Alarm", path: "Dimensions.CertificateArn.Value",
		when: eachInItsRegion, reason: requested,
	},
	{
		kind: Required, stack: "front-*", typ: "AWS::ElasticLoadBalancingV2::ListenerCertificate",
		path: "Certificates.*.CertificateArn", when: eachInItsRegion, reason: requested,
	},
	{kind: Required, stack: "edge", id: "Domains*", path: none, only: primaryOnly, reason: leads},
}

const (
	validates = "the primary looks for a domain, and its validation record is the standby's, too"
	requested = "a certificate that was requested by hand is of one region"
)

// eachInItsRegion is a rule's condition: each side has the ARN of a certificate in its own region.
func eachInItsRegion(s subject) bool {
	return strings.HasPrefix(text(s.primary), "arn:aws:acm:"+s.comparison.primary.region+":") &&
		strings.HasPrefix(text(s.standby), "arn:aws:acm:"+s.comparison.standby.region+":")
}
