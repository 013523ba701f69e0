package evidence

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// What accounts and regions are set to, and what watches them.
func init() {
	inAccounts("S3.1", setting("PublicAccess", "block"))
	inAccounts("IAM.7", setting("Passwords", "strict"))
	inRegions("EC2.7", setting("Volumes", "encrypt"))
	inRegions("SSM.7", setting("Documents", "block"))
	inRegions("EC2.1", one("AWS::EC2::SnapshotBlockPublicAccess", is("State", "block-all-sharing")))
	inRegions("EC2.172", one("AWS::EC2::VPCBlockPublicAccessOptions", has("InternetGatewayBlockMode")))

	inAccounts("CloudTrail.1", one("AWS::CloudTrail::Trail", all(
		is("IsMultiRegionTrail", true), is("IsLogging", true), recordsManagement,
	)))
	of("CloudTrail.2", "AWS::CloudTrail::Trail", has("KMSKeyId"))
	of("CloudTrail.4", "AWS::CloudTrail::Trail", is("EnableLogFileValidation", true))
	of("CloudTrail.5", "AWS::CloudTrail::Trail", has("CloudWatchLogsLogGroupArn"))
	of("CloudTrail.7", "AWS::CloudTrail::Trail", bucketOfTrailLogs)
	of("CloudTrail.global", "AWS::CloudTrail::Trail", isOrAbsent("IncludeGlobalServiceEvents", true))
	of("CloudTrail.central", "AWS::CloudTrail::Trail", centralBucket("S3BucketName"))
	of("S3.22", "AWS::CloudTrail::Trail", recordsObjects("false"))
	of("S3.23", "AWS::CloudTrail::Trail", recordsObjects("true"))

	inRegions("Config.1", one("AWS::Config::ConfigurationRecorder", all(
		is("RecordingGroup.AllSupported", true),
		where(func(r *assembly.Resource) bool {
			return !strings.Contains(fmt.Sprint(r.Properties["RoleARN"]), "AWSServiceRoleForConfig")
		}, func(*view, *assembly.Resource) string { return "RoleARN is not the service-linked role" }),
	)))
	of("Config.central", "AWS::Config::DeliveryChannel", centralBucket("S3BucketName"))
	inRegions("SecurityHub.1", one("AWS::SecurityHub::Hub", exists))
	inRegions("standards", one("AWS::SecurityHub::Standard", exists))
	of("SecurityHub.new", "AWS::SecurityHub::Hub", isOrAbsent("AutoEnableControls", true))
	inRegions("IAM.28", one("AWS::AccessAnalyzer::Analyzer", is("Type", "ACCOUNT", "ORGANIZATION")))

	inRegions("GuardDuty.1", one("AWS::GuardDuty::Detector", is("Enable", true)))
	of("GuardDuty.often", "AWS::GuardDuty::Detector", is("FindingPublishingFrequency", "FIFTEEN_MINUTES"))
	for name, feature := range map[string]string{
		"GuardDuty.5": "EKS_AUDIT_LOGS", "GuardDuty.6": "LAMBDA_NETWORK_LOGS", "GuardDuty.8": "EBS_MALWARE_PROTECTION",
		"GuardDuty.9": "RDS_LOGIN_EVENTS", "GuardDuty.10": "S3_DATA_EVENTS", "GuardDuty.11": "RUNTIME_MONITORING",
		"GuardDuty.7":  "RUNTIME_MONITORING EKS_ADDON_MANAGEMENT",
		"GuardDuty.12": "RUNTIME_MONITORING ECS_FARGATE_AGENT_MANAGEMENT",
		"GuardDuty.13": "RUNTIME_MONITORING EC2_AGENT_MANAGEMENT",
	} {
		inRegions(name, one("AWS::GuardDuty::Detector", enables(strings.Fields(feature)...)))
	}
	for name, kind := range map[string]string{
		"Inspector.1": "EC2", "Inspector.4": "LAMBDA",
	} {
		inRegions(name, one("Custom::AccountSettings", includes("Inspector", kind)))
	}
	inRegions("Inspector.2", func(v *view, p place) ([]*assembly.Resource, string) {
		by, problem := one("Custom::AccountSettings", includes("Inspector", "ECR"))(v, p)
		if problem == "" {
			return by, ""
		}
		if by, other := one("AWS::ECR::RegistryScanningConfiguration", is("ScanType", "ENHANCED"))(v, p); other == "" {
			return by, ""
		}
		return nil, problem
	})
	inRegions("SSM.2", one("AWS::SSM::MaintenanceWindowTask", is("TaskArn", "AWS-RunPatchBaseline")))
	inRegions("SSM.3", one("AWS::SSM::Association", is("Name", "AWS-RunPatchBaseline")))

	for name, events := range map[string][]string{
		"told-of-trails": {"StopLogging", "DeleteTrail", "UpdateTrail"},
		"told-of-keys":   {"DisableKey", "ScheduleKeyDeletion"},
		"told-of-config": {"StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"},
	} {
		inRegions(name, told(events...))
	}
	inRegions("told-of-root", one("AWS::Events::Rule", all(
		isNot("State", "DISABLED"), members("Targets", 1), hearsAll,
		includes("EventPattern.detail.userIdentity.type", "Root"),
		includes("EventPattern.detail-type", "AWS Console Sign In via CloudTrail", "AWS API Call via CloudTrail"),
	)))
}

// inOrganization adds a check that one resource of a type satisfies for all accounts.
func inOrganization(name, typ string, each judge) {
	add(name, &check{once: true, place: func(v *view, _ place) (by []*assembly.Resource, problem string) {
		for _, r := range v.byType[typ] {
			if each(v, r) == "" {
				by = append(by, r)
			}
		}
		if len(by) == 0 {
			return nil, "there is none in the organization"
		}
		return by, ""
	}})
}

// recordsManagement wants a trail to record all management events, which it does where nothing is selected.
func recordsManagement(_ *view, r *assembly.Resource) string {
	selectors := assembly.List(r.Properties["AdvancedEventSelectors"])
	if len(selectors) == 0 && r.Properties["EventSelectors"] == nil {
		return ""
	}
	for _, s := range assembly.List(r.Properties["EventSelectors"]) {
		if management, set := assembly.At(s, "IncludeManagementEvents").(bool); !set || management {
			return oneOf("ReadWriteType", assembly.At(s, "ReadWriteType"), []any{nil, "All"})
		}
	}
	for _, s := range selectors {
		if fields := fieldsOf(s); fields["eventCategory"] == "Management" && fields["readOnly"] == "" && fields["of"] == "" {
			return ""
		}
	}
	return "it does not record management events"
}

// recordsObjects wants a trail to record what is done to objects of all buckets: reads are readOnly "true".
func recordsObjects(readOnly string) judge {
	return func(_ *view, r *assembly.Resource) string {
		for _, s := range assembly.List(r.Properties["AdvancedEventSelectors"]) {
			fields := fieldsOf(s)
			some := fields["eventCategory"] == "Data" && fields["resources.type"] == "AWS::S3::Object"
			if some && fields["of"] == "" && (fields["readOnly"] == "" || fields["readOnly"] == readOnly) {
				return ""
			}
		}
		return "it does not record what is done to objects"
	}
}

// fieldsOf returns what an advanced selector wants its fields to equal, and as "of" which field else keeps it to some
// events.
func fieldsOf(selector any) map[string]string {
	fields, known := map[string]string{}, []string{"eventCategory", "resources.type", "readOnly"}
	for _, f := range assembly.List(assembly.At(selector, "FieldSelectors")) {
		name, _ := assembly.At(f, "Field").(string)
		fields[name] = fmt.Sprint(assembly.At(f, "Equals", "0"))
		parts, _ := f.(map[string]any)
		for operator := range parts {
			if operator != "Field" && (operator != "Equals" || !slices.Contains(known, name)) {
				fields["of"] = name
			}
		}
		if len(assembly.List(parts["Equals"])) > 1 {
			fields["of"] = name
		}
	}
	return fields
}

// bucketNamed returns the bucket of a name.
func (v *view) bucketNamed(name any) *assembly.Resource {
	for _, bucket := range v.byType["AWS::S3::Bucket"] {
		if name != nil && fmt.Sprint(bucket.Properties["BucketName"]) == fmt.Sprint(name) {
			return bucket
		}
	}
	return nil
}

// bucketOfTrailLogs wants the bucket of a trail to log who reads it.
func bucketOfTrailLogs(v *view, r *assembly.Resource) string {
	bucket := v.bucketNamed(r.Properties["S3BucketName"])
	if bucket == nil {
		return "its bucket is in no template"
	}
	return has("LoggingConfiguration")(v, bucket)
}

// centralBucket wants a bucket of another account, or of the account that gathers what the others send.
func centralBucket(path string) judge {
	return func(v *view, r *assembly.Resource) string {
		bucket := v.bucketNamed(at(r, path))
		if bucket == nil {
			return "its bucket is in no template"
		}
		for _, other := range v.byType[r.Type] {
			if other.Stack.Account != bucket.Stack.Account && v.bucketNamed(at(other, path)) != nil {
				return ""
			}
		}
		return "its bucket gathers nothing of other accounts"
	}
}

// bucketApart wants a trail's bucket in an account that has nothing but logs: none of what people, findings of all or
// workloads need.
func bucketApart(v *view, r *assembly.Resource) string {
	bucket := v.bucketNamed(r.Properties["S3BucketName"])
	if bucket == nil {
		return "its bucket is in no template"
	}
	for _, typ := range []string{
		"AWS::IAM::User", "AWS::IAM::Group", "AWS::SSO::PermissionSet", "AWS::SSO::Assignment", "AWS::Events::EventBus",
		"AWS::Oam::Sink", "AWS::SecurityHub::OrganizationConfiguration", "AWS::Organizations::Policy", "AWS::EC2::VPC",
		"AWS::ECS::Cluster", "AWS::EKS::Cluster", "AWS::ECR::Repository",
	} {
		for _, other := range v.byType[typ] {
			if other.Stack.Account == bucket.Stack.Account {
				return "the account of its bucket has " + typ
			}
		}
	}
	return ""
}

// enables wants a feature of GuardDuty, and what is configured below it. Those that a detector does not name are
// enabled, but for RUNTIME_MONITORING. Source: the Amazon GuardDuty API reference, "CreateDetector".
func enables(feature ...string) judge {
	return func(_ *view, r *assembly.Resource) string {
		list := assembly.List(r.Properties["Features"])
		for i, name := range feature {
			found := slices.IndexFunc(list, func(f any) bool { return assembly.At(f, "Name") == name })
			switch {
			case found < 0 && i == 0 && name != "RUNTIME_MONITORING":
				return ""
			case found < 0 || assembly.At(list[found], "Status") != "ENABLED":
				return name + " is not enabled"
			case i < len(feature)-1:
				list = assembly.List(assembly.At(list[found], "AdditionalConfiguration"))
			}
		}
		return ""
	}
}

// told wants a rule that hears of each of these calls.
func told(events ...string) func(v *view, p place) ([]*assembly.Resource, string) {
	return func(v *view, p place) (by []*assembly.Resource, problem string) {
		for _, event := range events {
			rules, problem := one("AWS::Events::Rule", all(
				isNot("State", "DISABLED"), members("Targets", 1), hearsAll,
				func(_ *view, r *assembly.Resource) string {
					if names(r.Properties["EventPattern"], event) {
						return ""
					}
					return "it does not hear of " + event
				},
			))(v, p)
			if problem != "" {
				return nil, "no rule hears of " + event
			}
			for _, r := range rules {
				if !slices.Contains(by, r) {
					by = append(by, r)
				}
			}
		}
		return by, ""
	}
}

// hearsAll wants a pattern that is kept to no account, region or resource.
func hearsAll(_ *view, r *assembly.Resource) string {
	pattern, _ := r.Properties["EventPattern"].(map[string]any)
	for key := range pattern {
		if !slices.Contains([]string{"source", "detail-type", "detail"}, key) {
			return "it hears only of some " + key
		}
	}
	return ""
}

// names tells whether an eventName of a pattern has a value.
func names(pattern any, event string) bool {
	switch p := pattern.(type) {
	case map[string]any:
		if slices.Contains(assembly.List(p["eventName"]), any(event)) {
			return true
		}
		for _, part := range p {
			if names(part, event) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(p, func(part any) bool { return names(part, event) })
	}
	return false
}
