package address

import "bulkhead/config"

// RoleARN is the ARN of a role of that name.
func RoleARN(account config.AccountID, name string) string {
	return arn("iam", "", account, "role/"+name)
}

// DeployRoleARN is the ARN of the role for deployments that cdk bootstrap makes in a region of an account.
func DeployRoleARN(account, region string) string {
	return bootstrapped(DeployRole, account, region)
}

// LookupRoleARN is the ARN of the role, made by cdk bootstrap too, that reads a region of an account.
func LookupRoleARN(account, region string) string {
	return bootstrapped(LookupRole, account, region)
}

// ExecutionRoleARN is the ARN of the role, made by cdk bootstrap too, as which CloudFormation deploys to a region of an
// account.
func ExecutionRoleARN(account, region string) string {
	return bootstrapped(ExecutionRole, account, region)
}

// BootstrapRoles are the names of all roles of cdk bootstrap, whatever their qualifier, with * for any text.
const BootstrapRoles = "cdk-*"

// Infrastructure ends the name of the pipeline that deploys, and begins that of the others.
const Infrastructure = "infrastructure"

// What CDK Pipelines and CloudFormation call projects and buckets for artifacts of the pipelines that deploy, with *
// for any text, by the stacks that they are in: those of other regions' artifacts are in stacks of their own.
var (
	PipelineProjects  = []string{"Pipeline*"}
	PipelineArtifacts = []string{"pipeline-pipelineart*", "pipeline-support-*", Infrastructure + "-*"}
)

// The roles of cdk bootstrap: what somebody assumes, and as what CloudFormation deploys.
const (
	DeployRole    = "deploy"
	PublishRole   = "file-publishing"
	LookupRole    = "lookup"
	ExecutionRole = "cfn-exec"
)

// qualifier is the one that what cdk bootstrap makes has by default.
const qualifier = "hnb659fds"

// BootstrapRole is the name of a role that cdk bootstrap makes in a region of an account.
func BootstrapRole(role, account, region string) string {
	return "cdk-" + qualifier + "-" + role + "-role-" + account + "-" + region
}

// BootstrapBucket is the name of the bucket for files that it makes there.
func BootstrapBucket(account, region string) string {
	return "cdk-" + qualifier + "-assets-" + account + "-" + region
}

// BootstrapVersion is the name of the parameter with its version.
const BootstrapVersion = "/cdk-bootstrap/" + qualifier + "/version"

func bootstrapped(role, account, region string) string {
	return RoleARN(config.AccountID(account), BootstrapRole(role, account, region))
}

// RoleName is the name of a role of people in every account that it is in, or of their permission set.
func (b Book) RoleName(role config.Role) string { return b.Organization.Name + "-" + string(role) }

// RoleARNs are the ARNs of a role of people in accounts.
func (b Book) RoleARNs(role config.Role, accounts []string) []string {
	var all []string
	for _, account := range accounts {
		all = append(all, RoleARN(b.Organization.Accounts[account], b.RoleName(role)))
	}
	return all
}

// BreakGlassRole is the name of the role for emergencies in every account, and of the group that may assume it.
func (b Book) BreakGlassRole() string { return b.RoleName(config.BreakGlass) }

// ClusterRole is the name of the role that people assume to do something in the cluster of a stage.
func (b Book) ClusterRole(stage string, access config.ClusterAccess) string {
	return b.Prefix(stage) + "-kubernetes-" + string(access)
}

// DelegationRole is the name of the role in the parent zone's account that an environment assumes to delegate its
// domain.
func (b Book) DelegationRole(environment string) string {
	return b.Organization.Name + "-delegate-" + environment
}

// DelegationRoleARN is the ARN of that role, or the one that the configuration names for a zone outside the
// organization.
func (b Book) DelegationRoleARN(environment string) string {
	domain := b.Organization.Domain
	if domain.DelegationRole != "" {
		return domain.DelegationRole
	}
	return RoleARN(b.Organization.Accounts[domain.Account], b.DelegationRole(environment))
}
