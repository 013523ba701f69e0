package evidence

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Users, roles and policies.
func init() {
	inline := []string{
		"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy",
		"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group",
	}
	ofTypes("IAM.1", allows(everything, "it allows everything on everything"), append(inline, "AWS::IAM::ManagedPolicy")...)
	of("IAM.2", "AWS::IAM::User", func(v *view, r *assembly.Resource) string {
		attached := len(v.referring(r, "AWS::IAM::Policy", "Users"))+len(v.referring(r, "AWS::IAM::ManagedPolicy", "Users"))+
			len(v.referring(r, "AWS::IAM::UserPolicy", "UserName")) > 0
		if attached || at(r, "Policies") != nil || at(r, "ManagedPolicyArns") != nil {
			return "it has policies of its own"
		}
		return ""
	})
	of("IAM.21", "AWS::IAM::ManagedPolicy", allows(wholeService, "it allows all actions of a service"))
	of("KMS.1", "AWS::IAM::ManagedPolicy", allows(decryptsAll, "it allows decryption under every key"))
	ofTypes("KMS.2", allows(decryptsAll, "it allows decryption under every key"), inline...)
	ofTypes("IAM.27", func(_ *view, r *assembly.Resource) string {
		if strings.Contains(fmt.Sprint(r.Properties["ManagedPolicyArns"], r.Properties["ManagedPolicies"]), "AWSCloudShellFullAccess") {
			return "it has AWSCloudShellFullAccess"
		}
		return ""
	}, "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::SSO::PermissionSet")
	inRegions("no-access-keys", none("AWS::IAM::AccessKey"))
	inRegions("no-server-certificates", none("AWS::IAM::ServerCertificate"))
	of("central-users", "AWS::IAM::User", func(v *view, r *assembly.Resource) string {
		for _, other := range v.byType["AWS::IAM::User"] {
			if other.Stack.Account != r.Stack.Account {
				return "other accounts have users, too"
			}
		}
		return ""
	})
	of("mfa-for-users", "AWS::IAM::User", func(v *view, r *assembly.Resource) string {
		for _, value := range assembly.List(r.Properties["Groups"]) {
			group, _ := v.Resolve(r.Stack, value)
			if group == nil {
				continue
			}
			for _, policy := range assembly.List(group.Properties["ManagedPolicyArns"]) {
				owner, found := v.Resolve(group.Stack, policy)
				if found && slices.ContainsFunc(assembly.Statements(owner), demandsMFA) {
					return ""
				}
			}
		}
		return "no group of its own demands MFA"
	})
	const policy, aggregator = "AWS::Organizations::Policy", "AWS::Config::ConfigurationAggregator"
	inOrganization("service-control-policies", policy, all(is("Type", "SERVICE_CONTROL_POLICY"), has("TargetIds"), denies))
	inOrganization("resource-control-policies", policy, all(is("Type", "RESOURCE_CONTROL_POLICY"), has("TargetIds"), denies))
	inRegions("organization-analyzer", analysesAll)
	inOrganization("organization-hub", "AWS::SecurityHub::OrganizationConfiguration", either(
		is("ConfigurationType", "CENTRAL"), is("AutoEnable", true),
	))
	inOrganization("archive-apart", "AWS::CloudTrail::Trail", bucketApart)
	inOrganization("organization-aggregator", aggregator, has("OrganizationAggregationSource"))
	inOrganization("aggregator-of-all-regions", aggregator, either(
		is("OrganizationAggregationSource.AllAwsRegions", true), has("OrganizationAggregationSource.AwsRegions"),
	))
}

// denies wants a policy that refuses something.
func denies(_ *view, r *assembly.Resource) string {
	refuses := func(s assembly.Statement) bool { return s.Effect == "Deny" }
	if !slices.ContainsFunc(assembly.Statements(r), refuses) {
		return "it denies nothing"
	}
	return ""
}

// analysesAll wants the organization analysed in each region of the account that does it.
func analysesAll(v *view, p place) ([]*assembly.Resource, string) {
	whole := one("AWS::AccessAnalyzer::Analyzer", is("Type", "ORGANIZATION"))
	here, problem := whole(v, p)
	if problem == "" {
		return here, ""
	}
	somewhere, does := false, false
	for _, other := range v.places {
		_, wrong := whole(v, other)
		somewhere = somewhere || wrong == ""
		does = does || wrong == "" && other.account == p.account
	}
	if somewhere && !does {
		return nil, "" // another account does it
	}
	return nil, "nothing analyses the whole organization"
}
