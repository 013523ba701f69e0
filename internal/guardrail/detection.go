package guardrail

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
)

// watchers are the services that do nothing but watch: whatever changes anything of them is for deployments.
var watchers = strings.Fields("access-analyzer cloudtrail config guardduty inspector2 oam securityhub")

// how a type that watches is kept, in a service that does other things as well.
type how struct {
	only  string // in the names of the actions that are about it; empty for all
	whole bool   // all actions of the service are known, so that patterns stand for several
}

// kept are the types that watch which policies keep by themselves, by what CloudFormation calls them: those of watchers
// are not listed, nor those that are changed by the actions of others here. What IAM calls them, facts.Watching says.
var kept = map[string]how{
	"AWS::ApplicationSignals::ServiceLevelObjective":     {whole: true},
	"AWS::Budgets::Budget":                               {whole: true},
	"AWS::Synthetics::Canary":                            {whole: true},
	"AWS::CloudWatch::Alarm":                             {whole: true},
	"AWS::Events::EventBus":                              {whole: true},
	"AWS::Events::Rule":                                  {whole: true},
	"AWS::Logs::LogGroup":                                {whole: true},
	"AWS::Logs::LogStream":                               {whole: true},
	"AWS::SNS::Topic":                                    {whole: true},
	"AWS::KMS::Key":                                      {whole: true},
	"AWS::WAFv2::LoggingConfiguration":                   {only: "LoggingConfiguration", whole: true},
	"AWS::Route53Resolver::FirewallDomainList":           {whole: true},
	"AWS::Route53Resolver::FirewallRuleGroup":            {whole: true},
	"AWS::Route53Resolver::FirewallRuleGroupAssociation": {whole: true},
	"AWS::Route53Resolver::ResolverQueryLoggingConfig":   {whole: true},
	"AWS::EC2::FlowLog":                                  {},
}

// Watchers are the names of the services that do nothing but watch.
func Watchers() []string { return watchers }

// Kept are the types that watch which policies keep by themselves.
func Kept() []string { return slices.Sorted(maps.Keys(kept)) }

// ChangesOf returns the actions that change what watches: on the resources of a type that is kept.
func ChangesOf(kind string) []facts.Action {
	how, is := kept[kind]
	if !is {
		return nil
	}
	var on []string
	service := ""
	for _, resource := range facts.Watching(kind) {
		of, name, _ := strings.Cut(resource, ":")
		service, on = of, append(on, name)
	}
	return slices.DeleteFunc(changes(facts.Actions(service, on...)), func(a facts.Action) bool {
		return !strings.Contains(a.Name, how.only)
	})
}

// named returns how policies name the changes of types of one service.
func named(kinds ...string) []string {
	var all []facts.Action
	whole := true
	for _, kind := range kinds {
		all = append(all, ChangesOf(kind)...)
		whole = whole && kept[kind].whole
	}
	if whole {
		return patterns(all[0].Service, all)
	}
	return names(all)
}

// Changes returns the actions that change anything of a service.
func Changes(service string) []facts.Action { return changes(facts.Actions(service)) }

// detection keeps what watches: services that do nothing else, what of the others has our tag, and the agents.
func (b Book) detection() []any {
	var whole, tagged []string
	for _, service := range watchers {
		whole = append(whole, patterns(service, Changes(service))...)
	}
	whole = append(whole, "events:PutPermission", "events:RemovePermission") // whose bus it is, no tag tells
	// CloudFormation replaces the configuration of query logs when a tag changes, so that it has none. And whoever puts
	// a group of their own before ours has names let through.
	whole = append(whole, named(
		"AWS::Route53Resolver::FirewallDomainList", "AWS::Route53Resolver::FirewallRuleGroup",
		"AWS::Route53Resolver::FirewallRuleGroupAssociation", "AWS::Route53Resolver::ResolverQueryLoggingConfig",
	)...)
	whole = append(whole, beforeNames...)
	whole = append(whole, names(ChangesOf("AWS::Logs::LogStream"))...) // AWS knows no tag of a stream
	for _, kind := range []string{
		"AWS::ApplicationSignals::ServiceLevelObjective", "AWS::Budgets::Budget", "AWS::CloudWatch::Alarm", "AWS::KMS::Key",
		"AWS::Logs::LogGroup", "AWS::SNS::Topic", "AWS::Synthetics::Canary", "AWS::WAFv2::LoggingConfiguration",
	} {
		tagged = append(tagged, named(kind)...)
	}
	tagged = append(tagged, named("AWS::Events::EventBus", "AWS::Events::Rule")...)
	return []any{
		deny("Watchers", whole, everything, b.unlessDeployed(nil)),
		deny("WhatWatches", tagged, everything, b.unlessDeployed(ours())),
		deny("FlowLogs", named("AWS::EC2::FlowLog"), []string{"arn:aws:ec2:*:*:vpc-flow-log/*"}, b.unlessDeployed(ours())),
		deny("Agents", []string{"eks:DeleteAddon", "eks:UpdateAddon"},
			[]string{"arn:aws:eks:*:*:addon/*/" + facts.AddonGuardDuty + "/*"}, b.unlessDeployed(nil)),
		// By this tag GuardDuty leaves out clusters, and instances.
		deny("Unwatched", everything, everything, b.unlessDeployed(map[string]any{
			"ForAnyValue:StringEquals": map[string]any{"aws:TagKeys": facts.GuardDutyTag},
		})),
	}
}

// archive keeps what has been watched: the buckets of evidence, and the tables and questions that it is read by.
func (b Book) archive() []any {
	kept := []string{
		"arn:aws:athena:*:*:workgroup/" + b.ArchiveWorkgroup(),
		"arn:aws:glue:*:*:database/" + b.ArchiveDatabase(),
		"arn:aws:glue:*:*:table/" + b.ArchiveDatabase() + "/*",
	}
	for _, bucket := range b.EvidenceEver() {
		kept = append(kept, "arn:aws:s3:::"+bucket+"*")
	}
	all := []any{deny("Archive", append([]string{
		"s3:B*", "s3:Create*", "s3:Delete*", "s3:I*", "s3:Object*", "s3:P*", "s3:Replicate*", "s3:T*", "s3:U*",
	}, questions...), kept, b.unlessDeployed(nil))}
	if letIn := b.letInBySecurity(); len(letIn) > 0 {
		all = append(all, deny("LetIn", []string{"*"}, everything, map[string]any{
			"ArnLike": map[string]any{"aws:PrincipalArn": letIn},
		}))
	}
	return all
}

// beforeNames are changes of what comes before DNS Firewall, or takes questions elsewhere: a Profile of Route 53 has
// groups of its own, which may go before ours, and DHCP options name other resolvers.
var beforeNames = []string{
	"ec2:AssociateDhcpOptions", "route53profiles:A*", "route53profiles:C*", "route53profiles:D*", "route53profiles:P*",
	"route53profiles:U*",
}

// questions are changes of the tables of the archive, of the questions that are saved, and of where they are asked:
// whoever has a table read other files has auditors told something else.
var questions = []string{
	"athena:C*", "athena:D*", "athena:T*", "athena:U*",
	"glue:BatchC*", "glue:BatchD*", "glue:BatchU*", "glue:C*", "glue:D*", "glue:I*", "glue:P*", "glue:T*", "glue:U*",
}

// letInBySecurity are the patterns of the roles of deployers that security could let anybody be in the account of the
// log archive, where it administers Identity Center. Nobody deploys there as one of them.
func (b Book) letInBySecurity() []string {
	var all []string
	if b.Organization.ArchiveApart() && b.Organization.Identity.OfCenter() {
		for _, role := range b.Organization.Management.Deployers {
			if config.ByIdentityCenter(role) {
				all = append(all, address.RoleARN(b.Organization.Accounts[config.LogArchive], role))
			}
		}
	}
	return all
}
