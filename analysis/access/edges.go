package access

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/address"
)

// runs says with which calls whoever may pass a role to a service has it run something of theirs: each row is calls
// that are all needed. A service without rows runs nothing that somebody else wrote.
var runs = map[string][][]string{
	"apprunner.amazonaws.com": {{"apprunner:CreateService"}},
	"batch.amazonaws.com":     {{"batch:SubmitJob"}},
	"cloudformation.amazonaws.com": {
		{"cloudformation:CreateStack"},
		{"cloudformation:UpdateStack"},
		{"cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"},
		{"cloudformation:CreateStackSet"},
	},
	"codebuild.amazonaws.com": {
		{"codebuild:CreateProject", "codebuild:StartBuild"},
		{"codebuild:UpdateProject", "codebuild:StartBuild"},
		{"codebuild:CreateProject", "codebuild:StartBuildBatch"},
	},
	"codepipeline.amazonaws.com": {{"codepipeline:CreatePipeline"}, {"codepipeline:UpdatePipeline"}},
	"ec2.amazonaws.com": {
		{"ec2:RunInstances"},
		{"ec2:RequestSpotInstances"},
		{"ec2:RequestSpotFleet"},
		{"ec2:CreateFleet"},
		{"autoscaling:CreateAutoScalingGroup"},
		{"autoscaling:UpdateAutoScalingGroup"},
		{"autoscaling:CreateLaunchConfiguration"},
		{"ec2:AssociateIamInstanceProfile"},
		{"ec2:ReplaceIamInstanceProfileAssociation"},
	},
	"ecs-tasks.amazonaws.com": {
		{"ecs:RegisterTaskDefinition", "ecs:RunTask"},
		{"ecs:RegisterTaskDefinition", "ecs:StartTask"},
		{"ecs:RegisterTaskDefinition", "ecs:CreateService"},
		{"ecs:RegisterTaskDefinition", "ecs:UpdateService"},
		{"ecs:RunTask"},
		{"ecs:StartTask"}, // with another command
	},
	"eks.amazonaws.com":      nil,
	"events.amazonaws.com":   {{"events:PutRule", "events:PutTargets"}},
	"glue.amazonaws.com":     {{"glue:CreateJob", "glue:StartJobRun"}, {"glue:UpdateJob"}, {"glue:CreateDevEndpoint"}},
	"grafana.amazonaws.com":  nil,
	"lambda.amazonaws.com":   {{"lambda:CreateFunction"}, {"lambda:UpdateFunctionConfiguration"}, {"synthetics:CreateCanary"}, {"synthetics:UpdateCanary"}},
	"pods.eks.amazonaws.com": {{"eks:CreatePodIdentityAssociation"}, {"eks:UpdatePodIdentityAssociation"}},
	"s3.amazonaws.com":       {{"s3:PutReplicationConfiguration"}, {"s3:CreateJob"}},
	"sagemaker.amazonaws.com": {
		{"sagemaker:CreateNotebookInstance"}, {"sagemaker:CreateProcessingJob"}, {"sagemaker:CreateTrainingJob"},
	},
	"scheduler.amazonaws.com": {{"scheduler:CreateSchedule"}, {"scheduler:UpdateSchedule"}},
	"ssm.amazonaws.com":       {{"ssm:StartAutomationExecution"}, {"ssm:RegisterTaskWithMaintenanceWindow"}},
	"states.amazonaws.com": {
		{"states:CreateStateMachine", "states:StartExecution"},
		{"states:UpdateStateMachine", "states:StartExecution"},
		{"states:TestState"},
	},
	// Those do what their service does, with what a call names.
	"backup.amazonaws.com":         {{"backup:StartRestoreJob"}, {"backup:StartCopyJob"}},
	"chatbot.amazonaws.com":        {{"chatbot:CreateSlackChannelConfiguration"}, {"chatbot:UpdateSlackChannelConfiguration"}},
	"codedeploy.amazonaws.com":     nil,
	"config.amazonaws.com":         nil,
	"ecr.amazonaws.com":            nil,
	"ecs.amazonaws.com":            nil,
	"kafka.amazonaws.com":          nil,
	"monitoring.rds.amazonaws.com": nil,
	"rds.amazonaws.com":            nil,
	"vpc-flow-logs.amazonaws.com":  nil,
}

// gives are the calls that give a principal of the account any permission.
var gives = []string{
	"iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
	"iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:PutGroupPolicy", "iam:AttachGroupPolicy",
}

// becomes are the calls with which one becomes a user.
var becomes = []string{
	"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:CreateServiceSpecificCredential",
	"iam:ResetServiceSpecificCredential",
}

// centres are the calls with which who Identity Center lets into an account, and as what, is changed.
var centres = []string{
	"sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet",
	"sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "sso:CreateAccountAssignment", "sso:ProvisionPermissionSet",
}

// joins are the calls with which one joins a group, and gets what it has.
var joins = []string{"identitystore:CreateGroupMembership", "sso-directory:AddMemberToGroup"}

// edgesOf are whom a node can act as next.
func (g *Graph) edgesOf(n *node) []edge {
	if n.known {
		return n.edges
	}
	n.known = true
	reached := map[*node]bool{n: true}
	add := func(to *node, how string, by []string) {
		if to != nil && !reached[to] {
			reached[to] = true
			n.edges = append(n.edges, edge{Hop{From: n.Name, To: to.Name, How: how, By: by}, to})
		}
	}
	for _, act := range n.acts {
		add(act.to, act.How, act.By)
	}
	if n.ARN == "" {
		return n.edges
	}
	g.assume(n, add)
	g.change(n, add)
	g.pass(n, add)
	g.takeOver(n, add)
	g.letIn(n, add)
	return n.edges
}

type adds func(to *node, how string, by []string)

// assume adds the roles that a node assumes, itself or as a role that it makes.
func (g *Graph) assume(n *node, add adds) {
	as := func(arn, how string, also []string) {
		for _, to := range g.nodes {
			if to != n && to.from != nil && to.from.Type == "AWS::IAM::Role" {
				if by, allowed := g.mayAs(n, arn, "sts:AssumeRole", to.ARN, nil); allowed {
					add(to, how, unique(slices.Concat(also, by)))
				}
			}
		}
	}
	as(n.ARN, "assumes the role", nil)
	for _, role := range n.makes {
		if by, allowed := g.mayAll(n, []string{"iam:CreateRole", "iam:PutRolePolicy"}, role, nil); allowed {
			as(role, "makes a role that is trusted ("+role[strings.Index(role, ":role/")+5:]+"), and assumes the role", by)
		}
	}
}

// change adds whom a node becomes by changing who may be somebody, or what somebody may do.
func (g *Graph) change(n *node, add adds) {
	for _, to := range g.nodes {
		if to == n || to.account() != n.account() || to.from == nil || to.Kind == Account {
			continue
		}
		switch to.from.Type {
		case "AWS::IAM::Role":
			if by, allowed := g.may(n, "iam:UpdateAssumeRolePolicy", to.ARN, nil); allowed {
				add(to, "changes who may assume the role", by)
			}
		case "AWS::IAM::User":
			for _, action := range becomes {
				if by, allowed := g.may(n, action, to.ARN, nil); allowed {
					add(to, "makes credentials of the user ("+action+")", by)
				}
			}
		case "AWS::SSO::Assignment":
			provider := "arn:aws:iam::" + n.account() + ":saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"
			if by, allowed := g.may(n, "iam:UpdateSAMLProvider", provider, nil); allowed {
				add(to, "changes who signs people in (iam:UpdateSAMLProvider)", by)
			}
		}
	}
	for _, action := range gives {
		if by, allowed := g.mayAny(n, action); allowed {
			add(g.anybody[n.account()], "gives itself or another any permission ("+action+")", by)
		}
	}
	if by, allowed := g.mayAny(n, "iam:AddUserToGroup"); allowed {
		add(g.anybody[n.account()], "adds a user to any group", by)
	}
}

// pass adds the roles that a node passes to something new, or that takes another role, that runs code of its.
func (g *Graph) pass(n *node, add adds) {
	can := map[string][]string{} // by service: the statements, if there are any
	for _, to := range g.nodes {
		if to == n || to.account() != n.account() {
			continue
		}
		for _, service := range g.services[to] {
			pass, allowed := g.may(n, "iam:PassRole", to.ARN, map[string][]string{"iam:PassedToService": {service}})
			if !allowed {
				continue
			}
			by, known := can[service]
			if !known {
				for _, calls := range runs[service] {
					if statements, allowed := g.mayAnyAll(n, calls); allowed {
						by = append(statements, strings.Join(calls, " and "))
						break
					}
				}
				can[service] = by
			}
			if len(by) > 0 {
				calls := by[len(by)-1]
				add(to, "passes the role to something of its own ("+calls+")", unique(slices.Concat(pass, by[:len(by)-1])))
			}
		}
	}
}

// takeOver adds the roles of what runs already, whose code a node changes or enters.
func (g *Graph) takeOver(n *node, add adds) {
	for _, m := range g.machines {
		if m.role == n || !m.anywhere && m.role.account() != n.account() {
			continue
		}
		for _, calls := range m.calls {
			if by, allowed := g.mayAll(n, calls, m.arn, m.tags); allowed {
				add(m.role, m.how+" ("+strings.Join(calls, " and ")+")", by)
				break
			}
		}
	}
}

// letIn adds the accounts that Identity Center lets a node into when it has told it to: all of them, assigned or not,
// but the management account, whose assignments a delegated administrator cannot change. Who can only join a group gets
// what groups have. Source: the IAM Identity Center user guide, "Delegated administration".
func (g *Graph) letIn(n *node, add adds) {
	var assigned []*node
	for _, to := range g.nodes {
		if to.sets && to.from.Stack.Account == n.account() {
			assigned = append(assigned, to)
		}
	}
	if len(assigned) == 0 {
		return
	}
	first := func(actions []string) (string, []string) {
		for _, action := range actions {
			if by, allowed := g.mayAny(n, action); allowed {
				return action, by
			}
		}
		return "", nil
	}
	if action, by := first(centres); action != "" {
		for _, id := range slices.Sorted(maps.Keys(g.anybody)) {
			if id != elsewhere && id != n.account() && g.accounts[id] != address.ManagementStage {
				add(g.anybody[id], "changes who gets into the account, and as what ("+action+")", by)
			}
		}
		return
	}
	if action, by := first(joins); action != "" {
		for _, to := range assigned {
			add(to, "joins a group that is let in ("+action+")", by)
		}
	}
}
