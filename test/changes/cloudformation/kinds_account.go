package cloudformation

// accountKinds are permissions, records, watches and settings of accounts.
var accountKinds = map[string]Kind{
	"AWS::SES::EmailIdentity":    named("EmailIdentity", schema),
	"AWS::SES::ConfigurationSet": named("Name", schema),
	"AWS::SES::ConfigurationSetEventDestination": slotted("event destination of the set", api, "ConfigurationSetName",
		"EventDestination.Name"),

	"AWS::IAM::Role":          named("RoleName", schema).in(InAccount).createOnly("Path"),
	"AWS::IAM::User":          named("UserName", schema).in(InAccount).blocked(userHasCredentials),
	"AWS::IAM::Group":         named("GroupName", schema).in(InAccount),
	"AWS::IAM::ManagedPolicy": named("ManagedPolicyName", schema).in(InAccount).byID().createOnly("Description", "Path"),
	"AWS::IAM::Policy": {Source: "amplify-cli#14961", Slots: []Slot{
		{
			What: "name of the policy on a role, user or group", Claims: inlinePolicies, Scope: InAccount,
			Source: "amplify-cli#14961",
		},
	}},
	"AWS::IAM::RolePolicy":        slotted("name of the policy on the role", schema, "RoleName", "PolicyName").in(InAccount),
	"AWS::IAM::InstanceProfile":   named("InstanceProfileName", schema).in(InAccount).createOnly("Path").used(),
	"AWS::IAM::OIDCProvider":      slotted("URL in the account", api, "Url").in(InAccount).createOnly("Url"),
	"AWS::IAM::ServiceLinkedRole": slotted("service", api, "AWSServiceName", "CustomSuffix").in(InAccount),
	"AWS::SSO::PermissionSet":     slotted("name in the instance", schema, "Name", "InstanceArn").in(InWorld).used(),
	"AWS::SSO::Assignment": slotted("assignment", schema, "InstanceArn", "PermissionSetArn", "PrincipalId",
		"PrincipalType", "TargetId", "TargetType").in(InWorld),

	"AWS::Logs::LogGroup":                named("LogGroupName", "provider of CloudWatch Logs"),
	"AWS::Logs::LogStream":               slotted("name in the log group", schema, "LogGroupName", "LogStreamName"),
	"AWS::Logs::MetricFilter":            slotted("name in the log group", "provider of CloudWatch Logs", "LogGroupName", "FilterName").deleteFirst(),
	"AWS::XRay::TransactionSearchConfig": slotted("traces of the region", "sample-amazon-bedrock-agentcore-onboarding#5", ""),
	"AWS::Logs::ResourcePolicy":          slotted("name", "provider of CloudWatch Logs", "PolicyName"),
	"AWS::Logs::SubscriptionFilter":      slotted("name in the log group", schema, "LogGroupName", "FilterName"),
	"AWS::Logs::QueryDefinition":         free(schema),
	"AWS::Logs::DeliverySource":          named("Name", api).used(),
	"AWS::Logs::DeliveryDestination":     named("Name", api).used(),
	"AWS::Logs::Delivery":                slotted("source and destination", api, "DeliverySourceName", "DeliveryDestinationArn"),

	"AWS::CloudWatch::Alarm":                         named("AlarmName", "AwsWatchman#222"),
	"AWS::CloudWatch::AlarmMuteRule":                 named("Name", api),
	"AWS::CloudWatch::CompositeAlarm":                named("AlarmName", "aws-cdk#38057"),
	"AWS::ApplicationSignals::ServiceLevelObjective": named("Name", schema),

	"AWS::CloudWatch::Dashboard": named("DashboardName", "guide of PutDashboard").in(InAccount),
	"AWS::SNS::Topic":            named("TopicName", "provider of SNS").byID(),
	"AWS::SNS::Subscription": slotted("subscription of the endpoint", "provider of SNS", "TopicArn", "Protocol",
		"Endpoint").made(Overwrites),
	"AWS::SNS::TopicPolicy": {Source: "provider of SNS", Made: Overwrites, Slots: []Slot{
		{What: "policy of the topic", Claims: topics, Scope: InPlaceOf, Source: "provider of SNS"},
	}},
	"AWS::Chatbot::SlackChannelConfiguration": slotted("configuration", api, "ConfigurationName").in(InAccount),
	"AWS::Events::Rule":                       {Source: guide, Name: &Name{Property: "Name", Scope: InPlaceOf, Ref: true, Within: "EventBusName"}},
	"AWS::Events::EventBus":                   named("Name", schema),
	"AWS::Events::EventBusPolicy":             slotted("statement of the bus", api, "EventBusName", "StatementId"),
	"AWS::Events::Archive":                    named("ArchiveName", schema).keeps("the events"),
	"AWS::Organizations::Policy": slotted("name of a policy of the type", "DuplicatePolicyException of CreatePolicy", "Name",
		"Type").in(InAccount).createOnly("Type"),
	"AWS::Oam::Sink":          slotted("sink of the account and region", api, "").alsoNamed("Name"),
	"AWS::Oam::Link":          slotted("link to the sink", api, "SinkIdentifier"),
	"AWS::Grafana::Workspace": free(api).keeps("people's dashboards"),
	"AWS::Budgets::Budget": slotted("name in the account", "cloudformation-coverage-roadmap#365", "Budget.BudgetName").
		in(InAccount).createOnly("NotificationsWithSubscribers"),

	"AWS::Athena::WorkGroup":  named("Name", schema),
	"AWS::Athena::NamedQuery": free(api),
	"AWS::Glue::Database":     slotted("name in the catalog", schema, "CatalogId", "DatabaseInput.Name"),
	"AWS::Glue::Table":        slotted("name in the database", schema, "CatalogId", "DatabaseName", "TableInput.Name"),

	"AWS::CloudTrail::Trail":               named("TrailName", api).byID(),
	"AWS::Config::ConfigRule":              named("ConfigRuleName", guide),
	"AWS::Config::ConfigurationRecorder":   slotted("recorder of the account and region", guide, "").alsoNamed("Name"),
	"AWS::Config::DeliveryChannel":         slotted("channel of the account and region", guide, "").alsoNamed("Name"),
	"AWS::Config::ConfigurationAggregator": named("ConfigurationAggregatorName", schema),
	"AWS::GuardDuty::Detector":             slotted("detector of the account and region", api, ""),
	"AWS::SecurityHub::Hub":                slotted("hub of the account and region", api, "").barred(choosesFindings),
	"AWS::SecurityHub::FindingAggregator": slotted("aggregator of the account", api, "").in(InAccount).
		barred(aggregatesForItself),
	"AWS::SecurityHub::Standard": slotted("standard", api, "StandardsArn"),
	"AWS::SecurityHub::OrganizationConfiguration": slotted("configuration of the AWS organization", api, "").
		in(InAccount),
	"AWS::SecurityHub::HubV2": slotted("hub of Security Hub V2 of the account and region", api, ""),
	"AWS::SecurityHub::AggregatorV2": slotted("aggregator of Security Hub V2 of the account", api, "").in(InAccount).
		barred(aggregatesForItself),
	"AWS::AccessAnalyzer::Analyzer": named("AnalyzerName", schema),
	"AWS::Macie::Session":           slotted("session of the account and region", api, ""),

	"AWS::SSM::Document": {Source: "provider of SSM", Name: &Name{Property: "Name", Scope: InPlaceOf, Ref: true}, InPlace: []string{
		"Content", "Attachments", "DocumentFormat", "TargetType", "Requires", "VersionName",
	}, Rules: []Rule{documentVersions}},
	"AWS::SSM::Association":             free(schema),
	"AWS::SSM::MaintenanceWindow":       free(schema),
	"AWS::SSM::MaintenanceWindowTarget": free(schema),
	"AWS::SSM::MaintenanceWindowTask":   free(schema),
	"AWS::SSM::PatchBaseline":           free(schema),
	"AWS::SSM::Parameter":               named("Name", guide),

	"AWS::CodeBuild::Project":     named("Name", schema),
	"AWS::CodePipeline::Pipeline": named("Name", schema),
}

// alsoNamed is a slotted type with a name beside the slot.
func (k Kind) alsoNamed(property string) Kind {
	k.Name = &Name{Property: property, Scope: InPlaceOf, Ref: true}
	return k
}

// inlinePolicies are the owners of an inline policy, with its name.
func inlinePolicies(p *Physical) []string {
	var all []string
	for _, property := range []string{"Roles", "Users", "Groups"} {
		owners, _ := p.Properties[property].([]any)
		for _, owner := range owners {
			all = append(all, property+" "+text(owner)+" "+text(p.Properties["PolicyName"]))
		}
	}
	return all
}

func topics(p *Physical) []string {
	var all []string
	list, _ := p.Properties["Topics"].([]any)
	for _, topic := range list {
		all = append(all, text(topic))
	}
	return all
}

// userHasCredentials supposes that a user has made a password or an MFA device, as users do.
var userHasCredentials = Block{
	Says: "the user has a password or an MFA device that was made by hand", Source: "IAM API reference, DeleteUser",
	Holds: func(_ *World, p *Physical) bool { return p.reality["credentials"] == true },
}

var documentVersions = Rule{
	Says:    "another content of a named document is a new version with UpdateMethod NewVersion, and a replacement without",
	Finding: Named, Source: "provider of SSM",
	Check: func(c change) string {
		if c.changed("Content") && c.new["UpdateMethod"] != "NewVersion" && c.new["Name"] != nil {
			return "changes Content without UpdateMethod NewVersion"
		}
		return ""
	},
}
