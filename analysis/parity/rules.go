package parity

import "slices"

// rules are the differences that are meant. The first that knows a difference gives its reason.
var rules = slices.Concat(
	accountRules,
	sharedRules,
	pageRules,
	nameRules,
	domainRules,
	mailRules,
	roleRules,
	searchRules,
	replicaRules,
	tableRules,
	changesRules,
	restoreRules,
	stateRules,
	storeRules,
	machineRules,
)

// accountRules are about what an account has once, whatever the region. The primary has it.
var accountRules = []rule{
	{
		kind:   Required,
		stack:  "access",
		id:     none,
		only:   primaryOnly,
		reason: "roles of people are of the account, not of a region",
	},
	{
		kind:   Required,
		stack:  "applications",
		id:     none,
		only:   primaryOnly,
		reason: "roles that release, and providers of tokens, are of the account: they release on both sides",
	},
	{
		kind:   Required,
		stack:  "prerequisites",
		id:     none,
		only:   primaryOnly,
		reason: "an account has each service-linked role once",
	},
	{
		kind:   Required,
		stack:  "sites*",
		id:     none,
		only:   primaryOnly,
		reason: "sites are at CloudFront, which has no region",
	},
	{
		kind:   Required,
		stack:  "*-us-east-1",
		id:     none,
		only:   primaryOnly,
		reason: "what has no region is watched in us-east-1, once",
	},
	{
		kind:   Required,
		stack:  "baseline",
		typ:    "AWS::KMS::Key",
		path:   "KeyPolicy.Statement.*",
		only:   primaryOnly,
		when:   letsCloudFront,
		reason: "sites are at CloudFront, which has no region",
	},
	{kind: Required, stack: "account", id: none, only: primaryOnly, when: standbyIsGlobal, reason: watchesGlobal},
	{kind: Required, stack: "protection", id: none, only: primaryOnly, when: standbyIsGlobal, reason: watchesGlobal},
	{
		kind:   Required,
		stack:  "baseline",
		id:     "ProtectionFails*",
		path:   none,
		only:   primaryOnly,
		when:   standbyIsGlobal,
		reason: watchesGlobal,
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::Budgets::Budget",
		path:   none,
		only:   primaryOnly,
		reason: "the budget is the account's",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::CloudTrail::Trail",
		path:   none,
		only:   primaryOnly,
		reason: "the trail records all regions",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::SecurityHub::FindingAggregator",
		path:   none,
		only:   primaryOnly,
		reason: "the hub in the account's first region shows its other regions",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::SecurityHub::AggregatorV2",
		path:   none,
		only:   primaryOnly,
		reason: "the hub in the account's first region shows its other regions",
	},
	{
		kind:   Required,
		stack:  "account",
		id:     "UnusedAccess*",
		typ:    "AWS::AccessAnalyzer::Analyzer",
		path:   none,
		only:   primaryOnly,
		reason: "IAM has no region",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::IAM::ServiceLinkedRole",
		path:   none,
		only:   primaryOnly,
		reason: "an account has each service-linked role once",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::Config::ConfigurationRecorder",
		path:   "DependsOn",
		only:   primaryOnly,
		reason: "an account has each service-linked role once",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::Config::ConfigurationRecorder",
		path:   "RecordingGroup.IncludeGlobalResourceTypes",
		when:   values("true", "false"),
		reason: "what has no region is recorded once",
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "AWS::Config::ConfigRule",
		path:   none,
		only:   primaryOnly,
		when:   judgesAccount,
		reason: "what has no region is judged once",
	},
	{
		kind: Required, stack: "account", id: "Settings*", path: none, only: primaryOnly, when: setsAccountAlone,
		reason: accountSetting,
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "Custom::AccountSettings",
		path:   "Passwords",
		only:   primaryOnly,
		reason: accountSetting,
	},
	{
		kind:   Required,
		stack:  "account",
		typ:    "Custom::AccountSettings",
		path:   "PublicAccess",
		only:   primaryOnly,
		reason: accountSetting,
	},
	{
		kind:   Required,
		stack:  "account",
		id:     "SettingsRepair*",
		path:   "*.ResourceProperties.Passwords",
		only:   primaryOnly,
		reason: accountSetting,
	},
	{
		kind:   Required,
		stack:  "account",
		id:     "SettingsRepair*",
		path:   "*.ResourceProperties.PublicAccess",
		only:   primaryOnly,
		reason: accountSetting,
	},
	{
		kind:   Required,
		stack:  "account",
		id:     "SettingsFunctionRole*",
		path:   "PolicyDocument.*.Action.*",
		only:   primaryOnly,
		when:   values("iam:UpdateAccountPasswordPolicy|s3:PutAccountPublicAccessBlock", ""),
		reason: accountSetting,
	},
}

const watchesGlobal = "the primary watches us-east-1, with or without a standby there"

// sharedRules are about what each region shares with security's account.
var sharedRules = []rule{
	{
		kind:   Required,
		stack:  "account*",
		typ:    "AWS::Oam::Link",
		path:   "SinkIdentifier",
		reason: sharedByRegion,
	},
	{
		kind:   Required,
		stack:  "account*",
		typ:    "AWS::Oam::Link",
		path:   none,
		reason: sharedByRegion,
	},
}

const sharedByRegion = "a region is shared with the sink that observability.sinks names of it, if it names one"

const accountSetting = "a setting of the account, not of a region"

// accountWide are the rules of AWS Config about what has no region.
var accountWide = []string{
	"CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", "IAM_PASSWORD_POLICY", "IAM_ROOT_ACCESS_KEY_CHECK",
	"IAM_USER_NO_POLICIES_CHECK", "ROOT_ACCOUNT_MFA_ENABLED", "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
}

// pageRules are about the pages of both sides: a page shows what its side has, and a test holds each to that.
var pageRules = []rule{
	{
		kind:   Required,
		stack:  "dashboard",
		typ:    "AWS::CloudWatch::Dashboard",
		path:   page,
		reason: "a dashboard shows the alarms and the places of its own side",
	},
}

// nameRules are about the names that each side answers for, and knows of the other.
var nameRules = []rule{
	{
		kind:   Required,
		stack:  "protection*",
		id:     "ProtectionFunction*",
		path:   "Environment.Variables.STAGES",
		when:   crossed,
		reason: bothProtect,
	},
	{
		kind:   Required,
		stack:  "protection*",
		id:     "ProtectionChanges*",
		path:   "EventPattern.detail.stack-id.*",
		when:   crossed,
		reason: bothProtect,
	},
	{
		kind:   Required,
		stack:  "platform",
		id:     "PrimaryCertificate*",
		path:   none,
		only:   standbyOnly,
		reason: answersForBoth,
	},
	{
		kind:   Required,
		stack:  "front-*",
		typ:    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
		path:   none,
		only:   standbyOnly,
		reason: answersForBoth,
	},
	{
		kind:   Required,
		stack:  "front-zonal",
		typ:    "AWS::ElasticLoadBalancingV2::TargetGroup",
		path:   "DependsOn.*",
		only:   standbyOnly,
		when:   followsCertificates,
		reason: answersForBoth,
	},
	{
		kind:   Required,
		stack:  "front-*",
		typ:    "AWS::ApiGatewayV2::DomainName",
		path:   none,
		only:   standbyOnly,
		reason: answersForBoth,
	},
	{
		kind:   Required,
		stack:  "front-*",
		typ:    "AWS::ApiGatewayV2::ApiMapping",
		path:   none,
		only:   standbyOnly,
		reason: answersForBoth,
	},
	{
		kind:   Required,
		typ:    "AWS::ElasticLoadBalancingV2::ListenerRule",
		path:   "Conditions.host-header.*.Values.*",
		only:   standbyOnly,
		when:   ofStandbysDomain,
		reason: answersForBoth,
	},
	{
		kind: Required, stack: "edge", id: "RecordsApex*", path: none, only: standbyOnly, when: primaryHasSites,
		reason: "a site has that name of the primary's, and a standby has no sites",
	},
}

const (
	bothProtect    = "both sides protect the stacks of the account"
	answersForBoth = "a standby answers for its primary's names, too"
)

// roleRules are about who replicates to whom, which never changes, and what traffic follows.
var roleRules = []rule{
	{
		kind:   Required,
		typ:    "AWS::RDS::GlobalCluster",
		path:   none,
		only:   primaryOnly,
		when:   isJoined,
		reason: replicates,
	},
	{
		kind:   Required,
		typ:    "AWS::ElastiCache::GlobalReplicationGroup",
		path:   none,
		only:   primaryOnly,
		when:   isJoinedCache,
		reason: replicates,
	},
	{
		kind:   Required,
		typ:    "AWS::SecretsManager::Secret",
		path:   none,
		only:   primaryOnly,
		when:   hasReplica,
		reason: replicates,
	},
	{
		kind:   Required,
		typ:    "AWS::RDS::DBInstance",
		path:   "SourceDBInstanceIdentifier",
		only:   standbyOnly,
		when:   followsPrimary,
		reason: replicates,
	},
	{
		kind:   Required,
		typ:    "AWS::RDS::DBInstance",
		path:   "StorageEncrypted",
		only:   primaryOnly,
		reason: replicates,
	},
	{
		kind:   Required,
		typ:    "AWS::RDS::DBInstance",
		path:   "SourceRegion",
		only:   standbyOnly,
		when:   fromPrimarysRegion,
		reason: replicates,
	},
	{
		kind:   Required,
		stack:  "data-*",
		typ:    "AWS::CloudWatch::Alarm",
		id:     "*Replication*",
		path:   "Dimensions.*Bucket.Value",
		when:   crossed,
		reason: eachOther,
	},
	{
		kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*Replication*", path: "AlarmDescription",
		when: crossed, reason: eachOther,
	},
	{
		kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*GlobalLag*",
		path: "Dimensions.SourceRegion.Value", when: crossed, reason: eachOther,
	},
	{kind: Required, typ: "AWS::GlobalAccelerator::Accelerator", path: none, only: primaryOnly, reason: accelerates},
	{kind: Required, typ: "AWS::GlobalAccelerator::Listener", path: none, only: primaryOnly, reason: accelerates},
	{kind: Required, stack: "accelerator", id: "AcceleratorF*", path: none, only: standbyOnly, reason: accelerates},
	{kind: Required, stack: "accelerator", id: "FunctionLogs*", path: none, only: standbyOnly, reason: accelerates},
	{kind: Required, stack: "accelerator", id: "Group", path: "ListenerArn", reason: accelerates},
	{kind: Required, stack: "edge", id: "Sides*", path: none, only: primaryOnly, reason: leads},
	{kind: Required, stack: "edge", id: "PrimarysNames*", path: none, only: standbyOnly, reason: leads},
	{kind: Required, stack: "edge", id: "PrimaryZone*", path: none, only: standbyOnly, reason: leads},
	{kind: Required, stack: "edge", id: "FunctionLogs*", path: none, only: standbyOnly, reason: leads},
	{
		kind: Required, stack: "edge", id: "Records*", path: "AliasTarget.DNSName",
		when: leadsTo(opening+"edge Sides", "DNSName", "RegionalDomainName"), reason: leads,
	},
	{
		kind: Required, stack: "edge", id: "Records*", path: "AliasTarget.HostedZoneId",
		when: leadsTo(opening+"dns Zone", "CanonicalHostedZoneID", "RegionalHostedZoneId"), reason: leads,
	},
	{
		kind: Required, stack: "edge", id: "Records*", path: "AliasTarget.EvaluateTargetHealth",
		when: values("true", ""), reason: leads,
	},
}

const (
	eachOther   = "each side is behind the other, and measures it"
	replicates  = "the primary replicates to the standby"
	leads       = "the primary's names lead to either side, and the standby's own to itself"
	accelerates = "the primary has the accelerator, and the standby finds its listener"
)

const (
	taskDefinition = "AWS::ECS::TaskDefinition"
	writesBefore   = "what runs before the start writes, and does so on the active side"
)

// stateRules follow from which side is active.
var stateRules = []rule{
	{
		kind: Declared, typ: "AWS::ApplicationAutoScaling::ScalableTarget", path: "MinCapacity", when: leastTasks,
		key: "recovery.minTasks", reason: "the side that is not active runs fewer tasks",
	},
	{
		kind: Declared, typ: "AWS::ApplicationAutoScaling::ScalableTarget", path: "MaxCapacity", when: noTasks,
		key: "recovery.minTasks", reason: "the side that is not active runs none of it",
	},
	{
		kind: Declared, stack: "service-*", typ: "AWS::CloudWatch::Alarm", id: "ServiceUnreachable*", path: none,
		only: activeOnly, when: mayRestEmpty, key: "recovery.minTasks",
		reason: "the side that is not active runs none of it",
	},
	{
		kind: Declared, typ: objects, path: "Objects.*.spec.minReplicas", when: leastPods, key: "recovery.minTasks",
		reason: "the side that is not active runs fewer pods",
	},
	{
		kind: Declared, typ: objects, path: "Objects.*.spec.maxReplicas", when: onePod, key: "recovery.minTasks",
		reason: "the side that is not active runs none of it",
	},
	{
		kind: Declared, typ: objects, path: "Objects.*.spec.replicas", when: noTasks, key: "recovery.minTasks",
		reason: "the side that is not active runs none of it",
	},
	{
		kind: Declared, typ: objects, path: "Objects.*.spec.suspend", when: byActive("false", "true"),
		key: "recovery.active", reason: "schedules are of the active side",
	},
	{
		kind: Declared, typ: objects, path: "Objects.*.spec.template.spec.initContainers*", only: activeOnly,
		key: "recovery.active", reason: writesBefore,
	},
	{
		kind: Declared, typ: taskDefinition, path: "ContainerDefinitions.*", only: activeOnly, when: isAwaited,
		key: "recovery.active", reason: writesBefore,
	},
	{
		kind: Declared, typ: taskDefinition, path: "ContainerDefinitions.*.DependsOn*", only: activeOnly, when: awaits,
		key: "recovery.active", reason: writesBefore,
	},
	{
		kind: Declared, typ: taskDefinition, path: "ContainerDefinitions.*.Memory", when: sharesWithAwaited,
		key: "recovery.active", reason: writesBefore,
	},
	{
		kind: Declared, typ: taskDefinition, path: "ContainerDefinitions.*.Cpu", when: sharesWithAwaited,
		key: "recovery.active", reason: writesBefore,
	},
	{
		kind:   Declared,
		typ:    "AWS::ApplicationAutoScaling::ScalableTarget",
		path:   "ScheduledActions*",
		only:   activeOnly,
		key:    "recovery.active",
		reason: "schedules are of the active side",
	},
	{
		kind: Declared, typ: "AWS::Scheduler::Schedule", path: "State", when: byActive("ENABLED", "DISABLED"),
		key: "recovery.active", reason: "schedules are of the active side",
	},
	{
		kind: Declared, stack: "function-*", typ: "AWS::Lambda::EventSourceMapping", path: "Enabled",
		when: byActive("true", "false"), key: "recovery.active", reason: starts,
	},
	{
		kind: Declared, stack: "function-*", typ: "AWS::Events::Rule", path: "State",
		when: byActive("ENABLED", "DISABLED"), key: "recovery.active", reason: starts,
	},
	{
		kind: Declared, stack: "user-*", typ: "Custom::DatabaseUser", path: "Active", when: byActive("true", "false"),
		key: "recovery.active", reason: "a copy has the users of what it is a copy of",
	},
	{
		kind:   Declared,
		typ:    "AWS::GlobalAccelerator::EndpointGroup",
		path:   "TrafficDialPercentage",
		when:   byActive("100", "0"),
		key:    "recovery.active",
		reason: active,
	},
	{
		kind:   Declared,
		typ:    "AWS::GlobalAccelerator::EndpointGroup",
		path:   "EndpointConfigurations*",
		only:   activeOnly,
		key:    "recovery.active",
		reason: active,
	},
	{
		kind: Declared, stack: "front-*", id: "Gate*", path: "Actions.0.FixedResponseConfig.MessageBody",
		when: byActive("active", "standby"), key: "recovery.active", reason: active,
	},
	{
		kind: Declared, stack: "front-*", id: "Gate*", path: "Actions.0.FixedResponseConfig.StatusCode",
		when: byActive("200", "503"), key: "recovery.active", reason: active,
	},
	{
		kind:   Declared,
		stack:  "service-*",
		typ:    "AWS::CloudWatch::Alarm",
		id:     "ServiceMissing*",
		path:   "TreatMissingData",
		when:   byActive("breaching", "notBreaching"),
		key:    "recovery.active",
		reason: silent,
	},
	{
		kind: Declared, stack: "service-*", typ: "AWS::CloudWatch::Alarm", id: "ServiceMissing*",
		path: "WarmUpConfiguration*", only: activeOnly, key: "recovery.active", reason: silent,
	},
	{
		kind:   Declared,
		typ:    "AWS::Synthetics::Canary",
		path:   "StartCanaryAfterCreation",
		when:   byActive("true", "false"),
		key:    "recovery.active",
		reason: asks,
	},
	{
		kind: Declared, stack: "canaries", typ: "AWS::CloudWatch::Alarm", path: none, only: activeOnly,
		key: "recovery.active", reason: asks,
	},
	{
		kind:   Declared,
		stack:  "backups",
		typ:    "AWS::Backup::*",
		path:   none,
		only:   activeOnly,
		key:    "recovery.active",
		reason: backsItUp,
	},
	{
		kind: Declared, stack: "backups", typ: "AWS::CloudWatch::Alarm", id: "BackupsMissing*", path: none,
		only: activeOnly, key: "recovery.active", reason: backsItUp,
	},
}

// objects are those of Kubernetes.
const objects = "Custom::KubernetesObjects"

const (
	asks      = "canaries of the active side run"
	starts    = "what starts functions starts those of the active side"
	active    = "requests go to the active side"
	backsItUp = "the active side is backed up"
	silent    = "nothing counts the tasks of a service that has none"
)

// storeRules are about stores that the configuration keeps from running in the standby.
var storeRules = []rule{
	{
		kind:   Declared,
		stack:  "data-*",
		only:   primaryOnly,
		when:   ofStore(backupsOnly),
		key:    "*.standby",
		reason: onlyBackups,
	},
	{
		kind:   Declared,
		stack:  "data-*",
		only:   standbyOnly,
		when:   ofStore(backupsOnly),
		key:    "*.standby",
		reason: onlyBackups,
	},
	{kind: Declared, only: primaryOnly, when: usesOne(backupsOnly), reason: onlyBackups},
}

const (
	backupsOnly = "backups"
	onlyBackups = "the standby has no more of the store than its backups"
)
