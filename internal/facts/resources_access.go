package facts

// accessResources are who may do what.
var accessResources = map[string]Resource{
	"AWS::IAM::Role": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: generated("RoleName", 64), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("iam::A:role$"), Quotas: takes(each(Roles)), Verifiers: bySchema,
	},
	"AWS::IAM::OIDCProvider": {
		State: stateless, Alarms: unwatched("who is refused a role hears of it"),
		Name: unnamed, Tags: tagged, Scope: global,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::ServiceLinkedRole": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: generated("CustomSuffix", 64), Tags: untagged, Scope: global,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::User": {
		State: stateless, Alarms: unwatched("detection reports who signs in"),
		Name: named("UserName", 64), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("iam::A:user$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::Group": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: named("GroupName", 128), Tags: untagged, Scope: global,
		Network: noAddress, ARN: arn("iam::A:group$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::InstanceProfile": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: named("InstanceProfileName", 128), Tags: untagged, Scope: global,
		Network: noAddress, ARN: arn("iam::A:instance-profile$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::ManagedPolicy": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: named("ManagedPolicyName", 128), Tags: untagged, Scope: global,
		Network: noAddress, ARN: arn("iam::A:policy$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::Policy": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: ours("PolicyName", 128, "CDK names it after its construct, in its role"), Tags: untagged, Scope: global,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::IAM::RolePolicy": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: generated("PolicyName", 128), Tags: untagged, Scope: global,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSO::PermissionSet": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: named("Name", 32), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("sso:::permissionSet/instance/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SSO::Assignment": globalPiece("a permission set"),
}
