package guardrail

import (
	"strings"

	"bulkhead/internal/facts"
)

// watchers are the services that do nothing but watch: whatever changes anything of them is for deployments.
var watchers = strings.Fields("access-analyzer cloudtrail config guardduty inspector2 oam securityhub")

// Watched is a type of our resources that watches, in a service that does other things as well, as policies know it.
type Watched struct {
	Service string
	On      []string // the types of resources in its actions
	Only    string   // in the names of the actions that are about it; empty for all
	Whole   bool     // all actions of the service are known, so that patterns stand for several
}

// Watching are the types in our templates that watch, by what CloudFormation calls them; those of watchers are not
// listed, and those without a Service are changed by actions of others here.
var Watching = map[string]Watched{
	"AWS::ApplicationSignals::ServiceLevelObjective":   {"application-signals", []string{"slo"}, "", false},
	"AWS::Budgets::Budget":                             {"budgets", []string{"budget"}, "", false},
	"AWS::Synthetics::Canary":                          {"synthetics", []string{"canary"}, "", false},
	"AWS::CloudWatch::Alarm":                           {"cloudwatch", []string{"alarm"}, "", true},
	"AWS::Events::EventBus":                            {"events", []string{"event-bus"}, "", true},
	"AWS::Events::Rule":                                {"events", []string{"rule-on-custom-event-bus", "rule-on-default-event-bus"}, "", true},
	"AWS::Logs::LogGroup":                              {"logs", []string{"log-group"}, "", true},
	"AWS::Logs::LogStream":                             {"logs", []string{"log-stream"}, "", true},
	"AWS::SNS::Topic":                                  {"sns", []string{"topic"}, "", false},
	"AWS::KMS::Key":                                    {"kms", []string{"key"}, "", false},
	"AWS::WAFv2::LoggingConfiguration":                 {"wafv2", []string{"webacl"}, "LoggingConfiguration", false},
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": {"route53resolver", []string{"resolver-query-log-config"}, "", false},
	"AWS::EC2::FlowLog":                                {"ec2", []string{"vpc-flow-log"}, "", false},
}

// Watchers are the names of the services that do nothing but watch.
func Watchers() []string { return watchers }

// Changes returns the actions that change what watches: on the resources of a type, by its entry.
func (w Watched) Changes() []facts.Action {
	var all []facts.Action
	for _, a := range changes(facts.Actions(w.Service, w.On...)) {
		if strings.Contains(a.Name, w.Only) {
			all = append(all, a)
		}
	}
	return all
}

// Changes returns the actions that change anything of a service.
func Changes(service string) []facts.Action { return changes(facts.Actions(service)) }

// detection keeps what watches: services that do nothing else, what of the others has our tag, and the log archive.
func (b Book) detection() []any {
	var whole, tagged, flows []string
	for _, service := range watchers {
		whole = append(whole, patterns(service, Changes(service))...)
	}
	whole = append(whole, "events:PutPermission", "events:RemovePermission") // whose bus it is, no tag tells
	// CloudFormation replaces the configuration of query logs when a tag changes, so that it has none.
	whole = append(whole, names(Watching["AWS::Route53Resolver::ResolverQueryLoggingConfig"].Changes())...)
	whole = append(whole, names(Watching["AWS::Logs::LogStream"].Changes())...) // AWS knows no tag of a stream
	for _, kind := range []string{
		"AWS::ApplicationSignals::ServiceLevelObjective", "AWS::Budgets::Budget", "AWS::CloudWatch::Alarm", "AWS::KMS::Key",
		"AWS::Logs::LogGroup", "AWS::SNS::Topic", "AWS::Synthetics::Canary", "AWS::WAFv2::LoggingConfiguration",
	} {
		w := Watching[kind]
		if w.Whole {
			tagged = append(tagged, patterns(w.Service, w.Changes())...)
		} else {
			tagged = append(tagged, names(w.Changes())...)
		}
	}
	bus, rule := Watching["AWS::Events::EventBus"], Watching["AWS::Events::Rule"]
	tagged = append(tagged, patterns("events", changes(facts.Actions("events", append(bus.On, rule.On...)...)))...)
	flows = names(Watching["AWS::EC2::FlowLog"].Changes())
	var archive []string
	for _, bucket := range b.EvidenceEver() {
		archive = append(archive, "arn:aws:s3:::"+bucket+"*")
	}
	return []any{
		deny("Watchers", whole, everything, b.unlessDeployed(nil)),
		deny("WhatWatches", tagged, everything, b.unlessDeployed(ours())),
		deny("FlowLogs", flows, []string{"arn:aws:ec2:*:*:vpc-flow-log/*"}, b.unlessDeployed(ours())),
		deny("Archive", []string{"s3:B*", "s3:Create*", "s3:Delete*", "s3:I*", "s3:Object*", "s3:P*", "s3:Replicate*", "s3:T*", "s3:U*"},
			archive, b.unlessDeployed(nil)),
	}
}
