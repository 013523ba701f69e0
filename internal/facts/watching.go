package facts

import (
	"slices"
	"strings"
)

// watching are the types that watch an account, tell people, or keep what they wrote, with what IAM calls the resources
// that they are made of, as service:kind; a kind * is every one of the service. Whoever changes or deletes one can
// silence something. Source: the Service Authorization Reference.
var watching = map[string][]string{
	"AWS::AccessAnalyzer::Analyzer":                               {"access-analyzer:*"},
	"AWS::ApplicationSignals::ServiceLevelObjective":              {"application-signals:slo"},
	"AWS::Budgets::Budget":                                        {"budgets:budget"},
	"AWS::CloudTrail::Trail":                                      {"cloudtrail:trail"},
	"AWS::CloudWatch::Alarm":                                      {"cloudwatch:alarm"},
	"AWS::Config::ConfigRule":                                     {"config:configrule"},
	"AWS::Config::ConfigurationAggregator":                        {"config:configurationaggregator"},
	"AWS::Config::ConfigurationRecorder":                          {"config:configurationrecorder"},
	"AWS::Config::DeliveryChannel":                                {"config:configurationrecorder"},
	"AWS::EC2::FlowLog":                                           {"ec2:vpc-flow-log"},
	"AWS::Events::Archive":                                        {"events:archive"},
	"AWS::Events::EventBus":                                       {"events:event-bus"},
	"AWS::Events::Rule":                                           {"events:rule-on-custom-event-bus", "events:rule-on-default-event-bus"},
	"AWS::GuardDuty::Detector":                                    {"guardduty:*"},
	"AWS::KMS::Alias":                                             {"kms:alias"},
	"AWS::KMS::Key":                                               {"kms:key"},
	"AWS::Logs::Delivery":                                         {"logs:delivery"},
	"AWS::Logs::DeliveryDestination":                              {"logs:delivery-destination"},
	"AWS::Logs::DeliverySource":                                   {"logs:delivery-source"},
	"AWS::Logs::LogGroup":                                         {"logs:log-group"},
	"AWS::Logs::LogStream":                                        {"logs:log-stream"},
	"AWS::Logs::MetricFilter":                                     {"logs:log-group"},
	"AWS::Logs::ResourcePolicy":                                   {"logs:log-group"},
	"AWS::Oam::Link":                                              {"oam:link"},
	"AWS::Oam::Sink":                                              {"oam:sink"},
	"AWS::Route53Resolver::FirewallDomainList":                    {"route53resolver:firewall-domain-list"},
	"AWS::Route53Resolver::FirewallRuleGroup":                     {"route53resolver:firewall-rule-group"},
	"AWS::Route53Resolver::FirewallRuleGroupAssociation":          {"route53resolver:firewall-rule-group-association"},
	"AWS::Route53Resolver::ResolverQueryLoggingConfig":            {"route53resolver:resolver-query-log-config"},
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": {"route53resolver:resolver-query-log-config"},
	"AWS::SNS::Subscription":                                      {"sns:topic"},
	"AWS::SNS::Topic":                                             {"sns:topic"},
	"AWS::SNS::TopicPolicy":                                       {"sns:topic"},
	"AWS::SecurityHub::AggregatorV2":                              {"securityhub:*"},
	"AWS::SecurityHub::FindingAggregator":                         {"securityhub:*"},
	"AWS::SecurityHub::Hub":                                       {"securityhub:*"},
	"AWS::SecurityHub::HubV2":                                     {"securityhub:*"},
	"AWS::SecurityHub::OrganizationConfiguration":                 {"securityhub:*"},
	"AWS::SecurityHub::Standard":                                  {"securityhub:*"},
	"AWS::Synthetics::Canary":                                     {"synthetics:canary"},
	"AWS::WAFv2::LoggingConfiguration":                            {"wafv2:webacl"},
	"AWS::WAFv2::WebACL":                                          {"wafv2:webacl"},
	"Custom::AccountSettings":                                     {"inspector2:*"}, // which has no type
	"Custom::DNSFirewall":                                         {"route53resolver:firewall-config"},
}

// quiet are the other types of these services, with why nobody is silenced by a change of one.
var quiet = map[string]string{
	"AWS::CloudWatch::AlarmMuteRule": "it silences, and without it alarms tell more",
	"AWS::CloudWatch::Dashboard":     "people look at it",
	"AWS::WAFv2::WebACLAssociation":  "what it protects is deployed, and no log",
}

// Watching returns what IAM calls the resources of a type that watches, as service:kind; nothing for others.
func Watching(resourceType string) []string { return watching[resourceType] }

// unsaid are the classified types, of services with some that watch, of which nobody has said whether they do.
func unsaid() []string {
	services := map[string]bool{}
	for name := range watching {
		if service := strings.Split(name, "::"); service[0] == "AWS" && service[1] != "EC2" {
			services[service[1]] = true
		}
	}
	var all []string
	for _, name := range Types() {
		said := watching[name] != nil || quiet[name] != ""
		if services[strings.Split(name, "::")[1]] && !said {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}
