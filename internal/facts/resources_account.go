package facts

// accountResources are what every account has, and what tells people.
var accountResources = map[string]Resource{
	"AWS::SES::EmailIdentity": {
		State: stateless, Alarms: unwatched("AWS tells of all that an account sends together, which is watched"),
		Name: ours("EmailIdentity", 253, "it is a domain, and the next one is another"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ses:R:A:identity/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SES::ConfigurationSet": {
		State: stateless, Alarms: unwatched("what the account sends is watched"),
		Name: ours("Name", 64, "permissions know it by name"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ses:R:A:configuration-set/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SES::ConfigurationSetEventDestination": piece("a configuration set"),
	"AWS::AccessAnalyzer::Analyzer": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: named("AnalyzerName", 255), Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("access-analyzer:R:A:analyzer/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::GuardDuty::Detector": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: unnamed, Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("guardduty:R:A:detector/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SecurityHub::Hub": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: unnamed, Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("securityhub:R:A:hub/default").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SecurityHub::FindingAggregator":         piece("Security Hub"),
	"AWS::SecurityHub::Standard":                  piece("Security Hub"),
	"AWS::SecurityHub::OrganizationConfiguration": piece("Security Hub"),
	"AWS::SecurityHub::HubV2": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: unnamed, Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("securityhub:R:A:hubv2/$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SecurityHub::AggregatorV2": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("securityhub:R:A:aggregatorv2/$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Config::ConfigurationRecorder": {
		State: stateless, Alarms: unwatched("detection reports when it stops"),
		Name: named("Name", 256), Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Config::DeliveryChannel": {
		State: stateless, Alarms: unwatched("detection reports when it stops"),
		Name: named("Name", 256), Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Config::ConfigRule": {
		State: stateless, Alarms: unwatched("its findings are reported"),
		Name: named("ConfigRuleName", 128), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("config:R:A:config-rule/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Config::ConfigurationAggregator": {
		State: stateless, Alarms: unwatched("a view of what recorders have"),
		Name: named("ConfigurationAggregatorName", 256), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("config:R:A:config-aggregator/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudTrail::Trail": {
		State: stateless, Alarms: unwatched("detection reports when it stops"),
		Name: named("TrailName", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("cloudtrail:R:A:trail/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Athena::WorkGroup": {
		State: stateless, Alarms: unwatched("who asks sees that it fails"),
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("athena:R:A:workgroup/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Athena::NamedQuery": piece("a workgroup"), // several may have the same name
	"AWS::Glue::Database": {
		State: stateless, Alarms: unwatched("a description of files"),
		Name: named("DatabaseInput.Name", 255), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("glue:R:A:database/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Glue::Table": {
		State: stateless, Alarms: unwatched("a description of files"),
		Name: named("TableInput.Name", 255), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Budgets::Budget": {
		State: stateless, Alarms: unwatched("it is one itself"),
		Name: named("Budget.BudgetName", 100), Tags: taggedIn("ResourceTags"), Scope: global,
		Network: noAddress, ARN: arn("budgets::A:budget/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudWatch::Alarm": {
		State: stateless, Alarms: unwatched("it is one itself"),
		Name: named("AlarmName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("cloudwatch:R:A:alarm:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudWatch::AlarmMuteRule": {
		State: stateless, Alarms: unwatched("it mutes some"),
		Name: named("Name", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("cloudwatch:R:A:alarm-mute-rule:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ApplicationSignals::ServiceLevelObjective": {
		State: stateless, Alarms: by("Name"),
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("application-signals:R:A:slo/$"), Quotas: takes(each(Objectives)), Verifiers: bySchema,
	},
	"AWS::CloudWatch::Dashboard": {
		State: stateless, Alarms: unwatched("people look at it"),
		Name: named("DashboardName", 255), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("cloudwatch::A:dashboard/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Chatbot::SlackChannelConfiguration": {
		State: stateless, Alarms: unwatched("mail tells the same"),
		Name: named("ConfigurationName", 128), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("chatbot::A:chat-configuration/slack-channel/$").byRef(), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::SNS::Topic": {
		State: stateless, Alarms: unwatched("it is what alarms tell"),
		Name: named("TopicName", 256), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("sns:R:A:$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SNS::TopicPolicy":  piece("a topic"),
	"AWS::SNS::Subscription": piece("a topic"),
	"AWS::Events::EventBus": {
		State: stateless, Alarms: unwatched("what its rules cannot deliver is in a queue, which has an alarm"),
		Name: named("Name", 256), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("events:R:A:event-bus/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Events::Rule": {
		State:  stateless,
		Alarms: unwatched("what it reports to is tested; what it cannot deliver is watched where it leads"),
		Name:   named("Name", 64), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("events:R:A:rule/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Organizations::Policy": {
		State: stateless, Alarms: unwatched("CloudTrail tells who takes it off, and nothing runs that could stop"),
		Name: named("Name", 128), Tags: tagged, Scope: global,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Oam::Sink": {
		State: stateless, Alarms: unwatched("people who look see that nothing is there"),
		Name: named("Name", 255), Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("oam:R:A:sink/$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Oam::Link": {
		State: stateless, Alarms: unwatched("people who look see that nothing is there"),
		Name: named("LabelTemplate", 64), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Grafana::Workspace": {
		State: stateful, Alarms: unwatched("people who look see that nothing is there"),
		Name: ours("Name", 255, "an account may have it twice"), Tags: tagged, Scope: regional,
		Network: noGroups("AWS's own, behind Identity Center").neverPublic(), ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Events::Archive": {
		State: stateless, Alarms: unwatched("its bus is watched"),
		Name: named("ArchiveName", 48), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("events:R:A:archive/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::LogGroup": {
		State: record, Alarms: unwatched("a record of what happened"),
		Name: ours("LogGroupName", 512, "operators look for it by name; what can go and come back has a generated one"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("logs:R:A:log-group:$:*"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::LogStream": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: named("LogStreamName", 512), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("logs:R:A:log-group:group:log-stream:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::MetricFilter": {
		State: stateless, Alarms: unwatched("alarms are about what it counts"),
		Name: named("FilterName", 512), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::XRay::TransactionSearchConfig": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::ResourcePolicy": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("PolicyName", 255), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::Delivery": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("logs:R:A:delivery:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::DeliveryDestination": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: named("Name", 60), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("logs:R:A:delivery-destination:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Logs::DeliverySource": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: named("Name", 60), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("logs:R:A:delivery-source:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::Association": {
		State: stateless, Alarms: unwatched("its compliance is recorded"),
		Name: named("AssociationName", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ssm:R:A:association/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::Document": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("Name", 128), Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("ssm:R:A:document/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::MaintenanceWindow": {
		State: stateless, Alarms: unwatched("its compliance is recorded"),
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ssm:R:A:maintenancewindow/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::MaintenanceWindowTarget": {
		State: stateless, Alarms: unwatched("a piece of a maintenance window"),
		Name: named("Name", 128), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::MaintenanceWindowTask": {
		State: stateless, Alarms: unwatched("a piece of a maintenance window"),
		Name: named("Name", 128), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::Parameter": {
		State: stateless, Alarms: unwatched("who cannot read one is watched"),
		Name: ours("Name", 1011, "the VPN's server reads it by name"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ssm:R:A:parameter$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSM::PatchBaseline": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: ours("Name", 128, "AWS lets several have one"), Tags: tagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("ssm:R:A:patchbaseline/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::SnapshotBlockPublicAccess": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
}
