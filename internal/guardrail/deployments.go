package guardrail

import (
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
)

// deployments keeps stacks, the roles that change them, and what those roles act upon: a stack is changed in the role
// that it was made with, whoever asks, so that who may update one is who may do all.
func (b Book) deployments() []any {
	stacks := patterns("cloudformation", changes(facts.Actions("cloudformation", "stack", "changeset")))
	unless := b.unlessDeployed(nil)
	all := []any{
		deny("Stacks", stacks, everything, b.unlessDeployed(ours())),
		deny("Bootstrap", append(stacks, "s3:B*", "s3:Create*", "s3:Delete*", "s3:P*", "s3:Replicate*", "s3:T*", "s3:U*"), []string{
			"arn:aws:cloudformation:*:*:stack/CDKToolkit/*", "arn:aws:s3:::cdk-*-assets-*",
		}, unless),
		// Creating a stack names no tag of it, and what it does, it does by the role that is passed.
		deny("Roles", append(names(changes(facts.Actions("iam", "role"))),
			"iam:CreateSAMLProvider", "iam:DeleteSAMLProvider", "iam:UpdateSAMLProvider"), b.kept(), unless),
		deny("Assume", []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}, b.assumed(), unless),
		deny("Releasers", names(changes(facts.Actions("states", "statemachine"))),
			[]string{"arn:aws:states:*:*:stateMachine:" + b.Organization.Name + "-*"}, unless),
	}
	// An access point has the objects of a bucket under another name.
	all = append(all, deny("AccessPoints", []string{"s3:CreateAccessPoint*"}, everything, unless))
	if i := b.Organization.Identity; i != nil && i.Provider == config.IdentityCenter {
		all = append(all, deny("PermissionSets", []string{
			"sso:Attach*", "sso:CreateAccountAssignment", "sso:CreatePermissionSet", "sso:DeleteAccountAssignment",
			"sso:DeleteInlinePolicy*", "sso:DeletePermission*", "sso:Detach*", "sso:ProvisionPermissionSet",
			"sso:PutInlinePolicy*", "sso:PutPermissionsBoundary*", "sso:UpdatePermissionSet",
		}, everything, unless))
	}
	if b.Organization.Pipeline != nil {
		all = append(all, b.pipelines(unless))
	}
	return all
}

// kept are the ARNs of the roles that only deployments change and pass, and of the providers by which people get those
// of Identity Center, which AWS itself lets nobody change.
func (b Book) kept() []string {
	all := b.Deployers()
	if b.Organization.Identity != nil && b.Organization.Identity.Provider == config.IAMUsers {
		for _, role := range []config.Role{config.Admin, config.Developer, config.ReadOnly, config.Auditor} {
			all = append(all, address.RoleARN("*", b.RoleName(role)+"*"))
		}
	}
	return append(all, "arn:aws:iam::*:saml-provider/AWSSSO_*")
}

// assumed are the ARNs of the roles that only deployments assume. Who gets the roles of people is for their trust to
// say, and of whom it admits no policy here knows.
func (b Book) assumed() []string {
	return append([]string{address.RoleARN("*", address.BootstrapRoles)}, b.machinery()...)
}

// pipelines keeps the pipelines that deploy: their projects, and what the stages hand on. People push, retry and
// approve; they start none, because whoever starts one may say which commit, of any branch, it deploys.
func (b Book) pipelines(unless map[string]any) map[string]any {
	account := string(b.Organization.Accounts[config.SharedServices])
	resources := []string{"arn:aws:codepipeline:*:" + account + ":" + b.Prefix(address.Infrastructure) + "*"}
	for _, name := range address.PipelineProjects {
		resources = append(resources, "arn:aws:codebuild:*:"+account+":project/"+name)
	}
	for _, name := range address.PipelineArtifacts {
		resources = append(resources, "arn:aws:s3:::"+name)
	}
	return deny("Pipelines", []string{
		"codebuild:BatchDelete*", "codebuild:Create*", "codebuild:Delete*", "codebuild:PutResourcePolicy", "codebuild:Retry*",
		"codebuild:Start*", "codebuild:Update*", "codepipeline:DeletePipeline", "codepipeline:PutWebhook",
		"codepipeline:StartPipelineExecution",
		"codepipeline:TagResource", "codepipeline:UntagResource", "codepipeline:UpdatePipeline",
		"s3:B*", "s3:Delete*", "s3:P*", "s3:Replicate*", "s3:T*", "s3:U*",
	}, resources, unless)
}
