package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
	"bulkhead/internal/guardrail"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guarded is a shared configuration with every guardrail on every account, and what that leaves of its templates.
type guarded struct {
	*iam.Model
	guardrail.Book
	templates *assembly.Assembly
}

func guardedBy(t testing.TB, name string) guarded {
	t.Helper()
	c, err := config.Load(sharedConfigs[name].dir)
	require.NoError(t, err)
	c.Organization.AWSOrganization = &config.AWSOrganization{ID: "o-a1b2c3d4e5"}
	c.Organization.Management = &config.Management{
		Account: "919191919191", Deployers: []string{"OrganizationAccountAccessRole"},
	}
	for _, guard := range config.Guardrail("").Values() {
		c.Organization.Management.Guardrails = append(c.Organization.Management.Guardrails, config.Guardrail(guard))
	}
	g := guarded{Book: guardrail.Of(c), templates: shared(t, name)}
	g.Model, err = iam.New(g.templates)
	require.NoError(t, err)
	for _, p := range g.Policies() {
		var content any
		require.NoError(t, json.Unmarshal([]byte(p.Text()), &content))
		require.NoError(t, g.Limit(string(c.Organization.Management.Account), p.Type, content, g.Targets()...))
	}
	return g
}

func everyGuarded(t *testing.T, promise func(g guarded)) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		promise(guardedBy(t, name))
	}
}

// leaves tells whether the guardrails leave somebody an action.
func (g guarded) leaves(
	t testing.TB, principal, action, resource, region string, context map[string][]string,
) iam.Decision {
	t.Helper()
	all := map[string][]string{"aws:RequestedRegion": {region}}
	maps.Copy(all, context)
	d, err := g.Limited(iam.Request{Principal: principal, Action: action, Resource: resource, Context: all})
	require.NoError(t, err)
	return d
}

// admin is somebody who may do everything in an account.
func admin(account string) string { return "arn:aws:iam::" + account + ":role/an-admin" }

// taggedAs are the tags of a resource, as conditions know them.
func taggedAs(tags map[string]string) map[string][]string {
	all := map[string][]string{}
	for key, value := range tags {
		all["aws:ResourceTag/"+key] = []string{value}
	}
	return all
}

// watcherOf is what policies call the services of CloudFormation that do nothing but watch.
var watcherOf = map[string]string{
	"AccessAnalyzer": "access-analyzer", "CloudTrail": "cloudtrail", "Config": "config", "GuardDuty": "guardduty",
	"InspectorV2": "inspector2", "Oam": "oam", "SecurityHub": "securityhub",
}

// others are the types of services in which something watches that do not, or that are changed by actions on another
// type here.
var others = map[string]string{
	"AWS::CloudWatch::AlarmMuteRule":                              "it silences alarms, which is for people on call: see uses",
	"AWS::CloudWatch::Dashboard":                                  "people look at it, and nobody is told by it",
	"AWS::Events::Archive":                                        "what a bus keeps for a day, to be asked again",
	"AWS::KMS::Alias":                                             "to change it takes the key's permission, too",
	"AWS::Logs::Delivery":                                         "CloudFront's logs, not what watches",
	"AWS::Logs::DeliveryDestination":                              "CloudFront's logs, not what watches",
	"AWS::Logs::DeliverySource":                                   "CloudFront's logs, not what watches",
	"AWS::Logs::MetricFilter":                                     "a part of a log group, and changed as it",
	"AWS::Logs::ResourcePolicy":                                   "state machines add to it themselves",
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": "a part of the configuration, and changed as it",
	"AWS::SNS::Subscription":                                      "a part of a topic, and changed as it",
	"AWS::SNS::TopicPolicy":                                       "a part of a topic, and changed as it",
	"AWS::WAFv2::WebACL":                                          "people answer an attack with it",
	"AWS::WAFv2::WebACLAssociation":                               "what it is in front of is not tagged as ours by all services",
}

func TestEveryTypeOfAServiceInWhichSomethingWatchesIsKeptOrSaysWhyNot(t *testing.T) {
	services := map[string]bool{}
	for _, kind := range guardrail.Kept() {
		services[strings.Split(kind, "::")[1]] = true
	}
	delete(services, "EC2") // whose flow logs alone watch
	for _, service := range guardrail.Watchers() {
		assert.Contains(t, slices.Collect(maps.Values(watcherOf)), service)
	}
	used := map[string]bool{}
	for _, kind := range facts.Types() {
		service := strings.Split(kind, "::")[1]
		kept := slices.Contains(guardrail.Kept(), kind)
		watches := services[service] || facts.Watching(kind) != nil && watcherOf[service] == ""
		if strings.HasPrefix(kind, "Custom::") && !kept {
			continue // functions, which deployments make
		}
		if _, not := others[kind]; not {
			used[kind] = true
			assert.False(t, kept, "%s is kept, and others says that it is not", kind)
		} else if watches {
			assert.True(t, kept, "%s: add it to kept in internal/guardrail, or say in others why not", kind)
		}
	}
	assert.Len(t, used, len(others), "what others says is of types that we have")
}

func TestAnAdminOfAnAccountChangesNothingThatWatches(t *testing.T) {
	seen := map[string]bool{}
	everyGuarded(t, func(g guarded) {
		asked := map[string]bool{}
		for _, r := range resourcesOf(g.templates) {
			// Policies tell no more of it than this.
			like := r.Type + r.Stack.Account + r.Stack.Region + tagsOf(r)[address.ManagedByTag]
			if asked[like] {
				continue
			}
			asked[like] = true
			var actions []facts.Action
			resource := "*"
			if slices.Contains(guardrail.Kept(), r.Type) {
				actions = guardrail.ChangesOf(r.Type)
			} else if service := watcherOf[strings.Split(r.Type, "::")[1]]; service != "" {
				actions = guardrail.Changes(service)
			}
			if len(actions) == 0 || r.Stack.Stage == "management" {
				continue
			}
			tags := tagsOf(r)
			switch r.Type {
			case "AWS::WAFv2::LoggingConfiguration": // of the web ACL beside it, which has the tags
				tags = map[string]string{address.ManagedByTag: address.ManagedBy}
			case "AWS::EC2::FlowLog":
				resource = "arn:aws:ec2:" + r.Stack.Region + ":" + r.Stack.Account + ":vpc-flow-log/fl-0"
			default:
				if arn, err := g.ARN(r); err == nil {
					resource = arn
				}
			}
			for _, action := range actions {
				seen[r.Type] = true
				d := g.leaves(t, admin(r.Stack.Account), action.String(), resource, r.Stack.Region, taggedAs(tags))
				assert.False(t, d.Allowed, "%s of %s", action, r)
				deploys := address.ExecutionRoleARN(r.Stack.Account, r.Stack.Region)
				d = g.leaves(t, deploys, action.String(), resource, r.Stack.Region, taggedAs(tags))
				assert.True(t, d.Allowed, "%s of %s, by CloudFormation: %s", action, r, d.Because)
			}
		}
	})
	for _, kind := range guardrail.Kept() {
		assert.True(t, seen[kind], "no template has %s", kind)
	}
	assert.Greater(t, len(seen), 15)
}

func TestWhatSwitchesOffAndWasForgottenBeforeIsAmongTheChanges(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["prod"])
	ours := taggedAs(map[string]string{address.ManagedByTag: address.ManagedBy})
	for _, action := range strings.Fields(`
		access-analyzer:CreateArchiveRule access-analyzer:DeleteAnalyzer cloudtrail:DeleteTrail
		cloudtrail:PutEventConfiguration cloudtrail:PutEventSelectors cloudtrail:StopLogging cloudtrail:UpdateTrail
		cloudwatch:DeleteAlarms cloudwatch:DisableAlarmActions cloudwatch:PutMetricAlarm cloudwatch:SetAlarmState
		config:DeleteConfigRule config:DeleteConfigurationRecorder config:DeleteDeliveryChannel
		config:PutConfigurationRecorder config:StopConfigurationRecorder events:PutPermission events:DeleteRule events:DisableRule
		events:PutRule events:RemoveTargets guardduty:CreateFilter guardduty:CreateTrustedEntitySet
		guardduty:DeleteDetector guardduty:StopMonitoringMembers guardduty:UpdateDetector
		guardduty:UpdateMalwareScanSettings inspector2:Disable kms:DisableKey kms:PutKeyPolicy
		kms:ScheduleKeyDeletion kms:UntagResource logs:DeleteLogGroup logs:DeleteLogStream logs:DeleteSubscriptionFilter
		logs:PutLogGroupDeletionProtection logs:PutRetentionPolicy oam:DeleteLink
		route53resolver:AssociateFirewallRuleGroup route53resolver:DisassociateFirewallRuleGroup
		route53resolver:DisassociateResolverQueryLogConfig route53resolver:ImportFirewallDomains
		route53resolver:UpdateFirewallRule ec2:AssociateDhcpOptions route53profiles:AssociateProfile
		route53profiles:AssociateResourceToProfile route53profiles:DisassociateProfile
		route53profiles:UpdateProfileResourceAssociation securityhub:CreateAutomationRuleV2
		securityhub:DisableSecurityHub securityhub:DisableSecurityHubV2 sns:DeleteTopic sns:SetTopicAttributes
		wafv2:DeleteLoggingConfiguration application-signals:DeleteServiceLevelObjective budgets:ModifyBudget
		synthetics:StopCanary synthetics:DeleteCanary`) {
		assert.False(t, g.leaves(t, admin(account), action, "*", "eu-west-1", ours).Allowed, action)
	}
	assert.False(t, g.leaves(t, admin(account), "logs:DeleteLogStream", "*", "eu-west-1", nil).Allowed, "AWS knows no tag of a stream")
	flow := "arn:aws:ec2:eu-west-1:" + account + ":vpc-flow-log/fl-0"
	for _, action := range []string{"ec2:DeleteFlowLogs", "ec2:DeleteTags"} {
		assert.False(t, g.leaves(t, admin(account), action, flow, "eu-west-1", ours).Allowed, action)
	}
	assert.True(t, g.leaves(t, admin(account), "logs:DeleteLogGroup", "*", "eu-west-1", nil).Allowed, "of somebody's own")
	for _, use := range strings.Fields("kms:Decrypt kms:CreateGrant logs:PutLogEvents sns:Publish events:PutEvents securityhub:BatchUpdateFindings cloudtrail:LookupEvents config:SelectResourceConfig") {
		assert.True(t, g.leaves(t, admin(account), use, "*", "eu-west-1", ours).Allowed, use)
	}
}

func TestNobodyChangesTheArchiveOfTheLogs(t *testing.T) {
	everyGuarded(t, func(g guarded) {
		kept := 0
		for _, r := range g.templates.OfType("AWS::S3::Bucket") {
			name, _ := r.Get("BucketName").(string)
			if !slices.ContainsFunc(g.Evidence(), func(begin string) bool { return strings.HasPrefix(name, begin) }) {
				continue
			}
			kept++
			for _, a := range facts.Actions("s3", "bucket", "object") {
				resource := "arn:aws:s3:::" + name
				if slices.Contains(a.On, "object") {
					resource += "/AWSLogs/1"
				}
				_, use := guardrail.IsUse(a)
				d := g.leaves(t, admin(r.Stack.Account), a.String(), resource, r.Stack.Region, nil)
				assert.Equal(t, a.Reads() || use, d.Allowed, "%s of %s: %s", a, name, d.Because)
			}
		}
		assert.GreaterOrEqual(t, kept, 4)
	})
}

func TestNobodyChangesWhatTheArchiveIsAskedBy(t *testing.T) {
	changes := map[string]string{
		"AWS::Athena::WorkGroup": "athena:CreateNamedQuery athena:CreatePreparedStatement athena:DeleteNamedQuery " +
			"athena:DeleteWorkGroup athena:TagResource athena:UpdateNamedQuery athena:UpdateWorkGroup",
		"AWS::Glue::Database": "glue:CreateTable glue:DeleteDatabase glue:UpdateDatabase",
		"AWS::Glue::Table": "glue:BatchCreatePartition glue:BatchDeleteTable glue:BatchUpdatePartition glue:CreatePartition " +
			"glue:CreateTable glue:DeleteTable glue:UpdatePartition glue:UpdateTable",
	}
	uses := map[string]string{
		"AWS::Athena::WorkGroup": "athena:BatchGetNamedQuery athena:GetQueryResults athena:StartQueryExecution athena:StopQueryExecution",
		"AWS::Glue::Database":    "glue:GetDatabase",
		"AWS::Glue::Table":       "glue:BatchGetPartition glue:GetPartitions glue:GetTable",
	}
	seen := map[string]bool{}
	everyGuarded(t, func(g guarded) {
		for _, r := range resourcesOf(g.templates) {
			name, own := "", ""
			switch r.Type {
			case "AWS::Athena::WorkGroup":
				name, own = "athena:%s:%s:workgroup/"+fmt.Sprint(r.Get("Name")), "athena:%s:%s:workgroup/own"
			case "AWS::Glue::Database":
				name, own = "glue:%s:%s:database/"+fmt.Sprint(r.Get("DatabaseInput", "Name")), "glue:%s:%s:database/own"
			case "AWS::Glue::Table":
				name = "glue:%s:%s:table/" + g.ArchiveDatabase() + "/" + fmt.Sprint(r.Get("TableInput", "Name"))
				own = "glue:%s:%s:table/own/x"
			default:
				continue
			}
			seen[r.Type] = true
			may := func(who, action, name string) bool {
				arn := "arn:aws:" + fmt.Sprintf(name, r.Stack.Region, r.Stack.Account)
				return g.leaves(t, who, action, arn, r.Stack.Region, nil).Allowed
			}
			for _, action := range strings.Fields(changes[r.Type]) {
				assert.False(t, may(admin(r.Stack.Account), action, name), "%s of %s", action, r)
				deploys := address.ExecutionRoleARN(r.Stack.Account, r.Stack.Region)
				assert.True(t, may(deploys, action, name), "%s of %s", action, r)
				assert.True(t, may(admin(r.Stack.Account), action, own), "%s of somebody's own", action)
			}
			for _, action := range strings.Fields(uses[r.Type]) {
				assert.True(t, may(admin(r.Stack.Account), action, name), "%s of %s", action, r)
			}
		}
	})
	assert.Len(t, seen, 3)
}

func TestNobodyWhomSecurityLetsIntoTheLogArchiveIsADeployerThere(t *testing.T) {
	g := guardedBy(t, "private")
	g.Organization.Management = applicationConfig(t, "private").Organization.Management
	model, err := iam.New(g.templates)
	require.NoError(t, err)
	g.Model = model
	for _, p := range g.Policies() {
		var content any
		require.NoError(t, json.Unmarshal([]byte(p.Text()), &content))
		require.NoError(t, g.Limit(string(g.Organization.Management.Account), p.Type, content, g.Targets()...))
	}
	platform := func(account string) string {
		return "arn:aws:iam::" + string(g.Organization.Accounts[account]) +
			":role/aws-reserved/sso.amazonaws.com/ap-southeast-1/AWSReservedSSO_Platform_0123456789abcdef"
	}
	trail := "arn:aws:s3:::" + g.TrailsBucket()
	for action, resource := range map[string]string{
		"s3:DeleteObjectVersion": trail + "/AWSLogs/1", "s3:BypassGovernanceRetention": trail + "/AWSLogs/1",
		"s3:PutBucketPolicy": trail, "kms:ScheduleKeyDeletion": "*", "cloudformation:UpdateStack": "*", "iam:PassRole": "*",
		"sts:AssumeRole": address.DeployRoleARN(string(g.Organization.Accounts[config.LogArchive]), "ap-northeast-1"),
	} {
		d := g.leaves(t, platform(config.LogArchive), action, resource, "ap-northeast-1", nil)
		assert.False(t, d.Allowed, action)
		assert.True(t, g.leaves(t, platform("vault"), action, resource, "ap-northeast-1", nil).Allowed, "%s by who deploys elsewhere", action)
	}
	deploys := address.ExecutionRoleARN(string(g.Organization.Accounts[config.LogArchive]), "ap-northeast-1")
	assert.True(t, g.leaves(t, deploys, "s3:PutBucketPolicy", trail, "ap-northeast-1", nil).Allowed)
}

func TestEveryUseIsOfAnActionThatThereIs(t *testing.T) {
	var all []string
	for _, service := range strings.Fields("access-analyzer cloudformation cloudtrail cloudwatch config ec2 events guardduty iam inspector2 kms logs oam route53resolver s3 securityhub sns states synthetics wafv2") {
		for _, a := range facts.Actions(service) {
			if _, is := guardrail.IsUse(a); is {
				all = append(all, a.String())
			}
		}
	}
	assert.Empty(t, guardrail.UsesBut(all))
}

func TestNothingIsDoneInOtherRegionsButByDeployments(t *testing.T) {
	everyGuarded(t, func(g guarded) {
		for _, e := range g.Sides() {
			account := string(e.AccountID)
			for _, action := range []string{"ec2:RunInstances", "s3:CreateBucket", "lambda:CreateFunction", "kms:CreateKey", "config:DescribeConfigRules"} {
				assert.False(t, g.leaves(t, admin(account), action, "*", "ap-south-2", nil).Allowed, action)
				if action != "config:DescribeConfigRules" {
					assert.True(t, g.leaves(t, admin(account), action, "*", string(e.Region), nil).Allowed, action)
					assert.True(t, g.leaves(t, admin(account), action, "*", "us-east-1", nil).Allowed, action)
				}
			}
			for _, action := range []string{"iam:GetRole", "sts:GetCallerIdentity", "cloudfront:GetDistribution", "s3:ListAllMyBuckets", "support:CreateCase"} {
				assert.True(t, g.leaves(t, admin(account), action, "*", "ap-south-2", nil).Allowed, "%s has no region", action)
			}
			assert.True(t, g.leaves(t, address.ExecutionRoleARN(account, "ap-south-2"), "ec2:DeleteVpc", "*", "ap-south-2", nil).Allowed, "what is left there goes")
		}
	})
}

func TestAccountsStayInTheOrganizationAndNobodyIsRoot(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["prod"])
	for _, action := range []string{"organizations:LeaveOrganization", "account:CloseAccount", "account:EnableRegion", "sso:CreateInstance"} {
		for _, who := range []string{admin(account), address.ExecutionRoleARN(account, "eu-west-1")} {
			assert.False(t, g.leaves(t, who, action, "*", "us-east-1", nil).Allowed, "%s by %s", action, who)
		}
	}
	root := "arn:aws:iam::" + account + ":root"
	assert.False(t, g.leaves(t, root, "s3:DeleteBucketPolicy", "arn:aws:s3:::x", "eu-west-1", nil).Allowed)
	assert.True(t, g.leaves(t, root, "s3:DeleteBucketPolicy", "arn:aws:s3:::x", "eu-west-1", map[string][]string{"aws:AssumedRoot": {"true"}}).Allowed, "a task of the management account")
}

func TestNobodyButDeploymentsChangesOurStacks(t *testing.T) {
	seen := 0
	everyGuarded(t, func(g guarded) {
		for _, stack := range g.templates.Stacks {
			if !slices.Contains(g.Targets(), stack.Account) {
				continue
			}
			arn := "arn:aws:cloudformation:" + stack.Region + ":" + stack.Account + ":stack/" + stack.Name + "/id"
			ours := taggedAs(map[string]string{address.ManagedByTag: address.ManagedBy})
			may := func(who, action, arn string, tags map[string][]string) bool {
				return g.leaves(t, who, "cloudformation:"+action, arn, stack.Region, tags).Allowed
			}
			for _, action := range []string{
				"UpdateStack", "DeleteStack", "CreateChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "RollbackStack",
				"ContinueUpdateRollback", "CancelUpdateStack", "SetStackPolicy", "TagResource", "UntagResource",
				"CreateStackRefactor", "ExecuteStackRefactor",
			} {
				seen++
				assert.False(t, may(admin(stack.Account), action, arn, ours), "%s of %s", action, stack.ID)
				deploys := address.DeployRoleARN(stack.Account, stack.Region)
				assert.True(t, may(deploys, action, arn, ours), "%s of %s", action, stack.ID)
				bootstrap := "arn:aws:cloudformation:" + stack.Region + ":" + stack.Account + ":stack/CDKToolkit/id"
				assert.False(t, may(admin(stack.Account), action, bootstrap, nil), "%s of the bootstrap", action)
			}
			assert.True(t, may(admin(stack.Account), "DescribeStacks", arn, ours))
			assert.True(t, may(admin(stack.Account), "UpdateStack", strings.Replace(arn, stack.Name, "own", 1), nil), "of somebody's own")
		}
	})
	assert.Greater(t, seen, 1000)
}

func TestNobodyBecomesARoleThatDeploys(t *testing.T) {
	everyGuarded(t, func(g guarded) {
		for _, e := range g.Sides() {
			account, region := string(e.AccountID), string(e.Region)
			for _, role := range []string{
				address.DeployRoleARN(account, region), address.ExecutionRoleARN(account, region),
				address.LookupRoleARN(account, region),
			} {
				for _, action := range []string{"sts:AssumeRole", "iam:PassRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRole", "iam:CreateRole"} {
					assert.False(t, g.leaves(t, admin(account), action, role, region, nil).Allowed, "%s on %s", action, role)
				}
			}
			for _, role := range []string{g.ReleasesRole(e.Name), "OrganizationAccountAccessRole"} {
				for _, action := range []string{"iam:PassRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:CreateRole", "iam:TagRole"} {
					d := g.leaves(t, admin(account), action, address.RoleARN(e.AccountID, role), region, nil)
					assert.False(t, d.Allowed, "%s on %s", action, role)
				}
			}
			releaser := g.ReleaserARN(e)
			for _, action := range []string{"states:UpdateStateMachine", "states:DeleteStateMachine"} {
				assert.False(t, g.leaves(t, admin(account), action, releaser, region, nil).Allowed, action)
			}
			assert.True(t, g.leaves(t, admin(account), "states:StartExecution", releaser, region, nil).Allowed)
			assert.False(t, g.leaves(t, admin(account), "s3:PutObject", "arn:aws:s3:::cdk-hnb659fds-assets-"+account+"-"+region+"/x.zip", region, nil).Allowed, "functions are made from it")
			assert.False(t, g.leaves(t, admin(account), "iam:UpdateSAMLProvider", "arn:aws:iam::"+account+":saml-provider/AWSSSO_0123_DO_NOT_DELETE", region, nil).Allowed, "who signs in would be theirs to say")
			assert.False(t, g.leaves(t, admin(account), "s3:CreateAccessPoint", "*", region, nil).Allowed, "another name for the bucket")
			assert.True(t, g.leaves(t, admin(account), "iam:CreateRole", address.RoleARN(e.AccountID, "own"), region, nil).Allowed, "of somebody's own")
		}
	})
}

func TestAnAdminOfSecurityGivesNobodyARoleThatDeploys(t *testing.T) {
	g := guardedBy(t, "example")
	security := string(g.Organization.Accounts[config.Security])
	for _, action := range []string{"sso:CreateAccountAssignment", "sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet", "sso:ProvisionPermissionSet", "sso:DeletePermissionsBoundaryFromPermissionSet"} {
		assert.False(t, g.leaves(t, admin(security), action, "*", "eu-west-1", nil).Allowed, action)
		assert.True(t, g.leaves(t, address.ExecutionRoleARN(security, "eu-west-1"), action, "*", "eu-west-1", nil).Allowed, action)
	}
	assert.True(t, g.leaves(t, admin(security), "sso:ListPermissionSets", "*", "eu-west-1", nil).Allowed)
}

func TestNobodyButItselfChangesThePipeline(t *testing.T) {
	g := guardedBy(t, "example")
	shared := string(g.Organization.Accounts[config.SharedServices])
	for _, does := range []address.Delivery{address.Deploys, address.Publishes, address.Changes, address.LooksOver} {
		own := address.RoleARN(config.AccountID(shared), g.DeliveryPath(does)[1:]+"own")
		assert.False(t, g.leaves(t, admin(shared), "iam:CreateRole", own, "eu-west-1", nil).Allowed, "in a path that accounts trust")
	}
	buckets := 0
	for _, r := range resourcesOf(g.templates) {
		if r.Stack.Stage != "" {
			continue
		}
		arn, err := g.ARN(r)
		switch r.Type {
		case "AWS::IAM::Role":
			require.NoError(t, err)
			for _, action := range []string{"sts:AssumeRole", "iam:PassRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy"} {
				assert.False(t, g.leaves(t, admin(shared), action, arn, "eu-west-1", nil).Allowed, "%s on %s", action, arn)
			}
		case "AWS::CodePipeline::Pipeline":
			pipeline := "arn:aws:codepipeline:eu-west-1:" + shared + ":" + r.Get("Name").(string)
			for action, want := range map[string]bool{
				"UpdatePipeline": false, "StartPipelineExecution": false, // of any commit
				"RetryStageExecution": true, "PutApprovalResult": true, "StopPipelineExecution": true,
			} {
				d := g.leaves(t, admin(shared), "codepipeline:"+action, pipeline, "eu-west-1", nil)
				assert.Equal(t, want, d.Allowed, "%s of %s", action, pipeline)
			}
		case "AWS::S3::Bucket":
			buckets++
			name, named := r.Get("BucketName").(string)
			if !named { // CloudFormation does
				name = strings.ToLower(r.Stack.Name + "-" + r.LogicalID)
			}
			assert.False(t, g.leaves(t, admin(shared), "s3:PutObject", "arn:aws:s3:::"+name+"/x", "eu-west-1", nil).Allowed, "artifacts in %s", name)
		case "AWS::CodeBuild::Project":
			for _, action := range []string{"codebuild:UpdateProject", "codebuild:StartBuild"} {
				assert.False(t, g.leaves(t, admin(shared), action, "arn:aws:codebuild:eu-west-1:"+shared+":project/"+r.LogicalID, "eu-west-1", nil).Allowed, "%s of %s", action, r)
			}
		}
	}
	assert.Equal(t, 3, buckets, "one in each region")
}

// denied are what guardrails take from our own roles, by role and action, and why that is meant.
var denied = map[string]string{}

// peoples are the names of roles of people, who are kept to the guardrails.
var peoples = regexp.MustCompile(`role/[a-z0-9-]+-(read-only|developer|admin|auditor)(-prod)?$|role/aws-reserved/|:user/`)

// concrete is an action or a resource that a pattern matches.
func concrete(pattern string) string {
	return regexp.MustCompile(`\$\{[^}]+\}|[*?]`).ReplaceAllString(pattern, "x")
}

// standsFor are the actions that a pattern of a policy stands for, as far as facts know any.
func standsFor(pattern string) []string {
	service, name, _ := strings.Cut(pattern, ":")
	before, _, wild := strings.Cut(name, "*")
	var all []string
	for _, a := range facts.Actions(service) {
		if known := strings.ToLower(a.Name); known == name || wild && strings.HasPrefix(known, before) {
			all = append(all, a.String())
		}
	}
	if wild || len(all) == 0 {
		all = append(all, concrete(pattern))
	}
	return all
}

func TestGuardrailsLeaveOurRolesAllThatTheirPoliciesAllow(t *testing.T) {
	seen, used := 0, map[string]bool{}
	everyGuarded(t, func(g guarded) {
		ours := taggedAs(map[string]string{address.ManagedByTag: address.ManagedBy}) // as if all that they act on were
		for who, from := range g.Principals() {
			if peoples.MatchString(who) || !slices.Contains(g.Targets(), from.Stack.Account) {
				continue
			}
			for _, p := range g.Permissions(who) {
				tags := ours
				if strings.HasPrefix(p.Where, "aws ") { // those of AWS are for what AWS's services make
					tags = taggedAs(map[string]string{"aws:backup:source-resource": "x"})
				}
				for _, action := range standsFor(p.Action) {
					seen++
					d := g.leaves(t, who, action, concrete(p.Resource), from.Stack.Region, tags)
					key := fmt.Sprintf("%s %s", from.LogicalID, action)
					if _, meant := denied[key]; meant && !d.Allowed {
						used[key] = true
						continue
					}
					assert.True(t, d.Allowed, "%s: %s on %s, which %s allows, is %s", who, action, p.Resource, p.Where, d.Because)
				}
			}
		}
	})
	assert.Len(t, used, len(denied), "each of denied is denied")
	assert.Greater(t, seen, 5000)
}

func TestGuardrailsLetInWhomOurResourcesAdmit(t *testing.T) {
	seen := 0
	everyGuarded(t, func(g guarded) {
		for _, r := range resourcesOf(g.templates) {
			if r.Stack.Stage == "management" || !slices.Contains(g.Targets(), r.Stack.Account) {
				continue
			}
			for _, s := range assembly.Statements(r) {
				if s.Effect != "Allow" || r.Type == "AWS::EC2::VPCEndpoint" {
					continue
				}
				for _, principal := range s.Principals {
					id, err := g.Text(r.Stack, principal.ID)
					require.NoError(t, err)
					if principal.Kind == "Federated" || id == "*" {
						continue // who shows a token, and members by condition
					}
					for _, pattern := range s.Actions {
						action := concrete(pattern)
						resource := "arn:aws:service:" + r.Stack.Region + ":" + r.Stack.Account + ":x"
						seen++
						if len(id) == 12 {
							id = "arn:aws:iam::" + id + ":root"
						}
						who := strings.Replace(id, ":root", ":role/x", 1)
						for _, source := range [][]string{nil, {r.Stack.Account}} {
							d := g.leaves(t, who, action, resource, r.Stack.Region, map[string][]string{"aws:SourceAccount": source})
							if strings.Contains(d.Because, "SERVICE_CONTROL_POLICY") && strings.HasSuffix(who, ":role/x") {
								continue // that any role of an account is admitted is not meant for deployments
							}
							assert.True(t, d.Allowed, "%s: %s, whom %s admits for %s, is %s", r.Stack.ID, who, r, action, d.Because)
						}
					}
				}
			}
		}
	})
	assert.Greater(t, seen, 500)
}

func TestNobodyOutsideTheOrganizationUsesItsData(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["prod"])
	for _, action := range []string{"s3:GetObject", "sqs:SendMessage", "kms:Decrypt", "secretsmanager:GetSecretValue", "sts:AssumeRole", "dynamodb:GetItem", "ecr:BatchGetImage"} {
		resource := "arn:aws:service:eu-west-1:" + account + ":x"
		for who, want := range map[string]bool{
			"": false, "arn:aws:iam::999999999999:role/x": false, admin(account): true, admin("919191919191"): true,
			"arn:aws:iam::999999999999:root": false,
		} {
			assert.Equal(t, want, g.leaves(t, who, action, resource, "eu-west-1", nil).Allowed, "%s by %q", action, who)
		}
		for source, want := range map[string]bool{account: true, "999999999999": false, "919191919191": true} {
			d := g.leaves(t, "events.amazonaws.com", action, resource, "eu-west-1", map[string][]string{"aws:SourceAccount": {source}})
			assert.Equal(t, want, d.Allowed, "%s by a service for %s", action, source)
		}
		assert.True(t, g.leaves(t, "logdelivery.elasticloadbalancing.amazonaws.com", action, resource, "eu-west-1", nil).Allowed, "it does not say whom it acts for")
		assert.False(t, g.leaves(t, admin(account), action, resource, "eu-west-1", map[string][]string{"aws:SecureTransport": {"false"}}).Allowed)
	}
	for _, action := range []string{"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"} {
		assert.True(t, g.leaves(t, "", action, "arn:aws:iam::"+account+":role/x", "eu-west-1", nil).Allowed, "people sign in by %s", action)
	}
}

func TestDataIsNotSharedWithOutsiders(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["prod"])
	may := func(action, resource string, context map[string][]string) bool {
		return g.leaves(t, admin(account), action, resource, "eu-west-1", context).Allowed
	}
	role := "arn:aws:iam::" + account + ":role/acme/backups/prod-backups-Role"
	backup := map[string][]string{"aws:ResourceTag/aws:backup:source-resource": {"arn:aws:ec2:eu-west-1:1:volume/v"}}
	for action, resource := range map[string]string{
		"ec2:ModifyImageAttribute":             "arn:aws:ec2:eu-west-1::image/ami-0",
		"ec2:ModifySnapshotAttribute":          "arn:aws:ec2:eu-west-1::snapshot/snap-0",
		"rds:ModifyDBSnapshotAttribute":        "arn:aws:rds:eu-west-1:1:snapshot:awsbackup:job-1",
		"rds:ModifyDBClusterSnapshotAttribute": "arn:aws:rds:eu-west-1:1:cluster-snapshot:awsbackup:job-1",
	} {
		assert.False(t, may(action, resource, backup), "%s by an admin, who would give it to anybody", action)
		assert.False(t, may(action, resource, nil), action)
		assert.True(t, g.leaves(t, role, action, resource, "eu-west-1", backup).Allowed, "%s by AWS Backup", action)
	}
	for _, action := range []string{"iam:CreateRole", "iam:UpdateAssumeRolePolicy"} {
		assert.False(t, may(action, role, nil), "%s: who could be the role would share as it", action)
		assert.True(t, g.leaves(t, address.ExecutionRoleARN(account, "eu-west-1"), action, role, "eu-west-1", nil).Allowed, action)
	}
	assert.True(t, may("iam:PassRole", role, nil), "people bring backups back")
	assert.False(t, may("ram:CreateResourceShare", "*", map[string][]string{"ram:RequestedAllowsExternalPrincipals": {"true"}}))
	assert.True(t, may("ram:CreateResourceShare", "*", map[string][]string{"ram:RequestedAllowsExternalPrincipals": {"false"}}))
	assert.False(t, may("lambda:CreateFunctionUrlConfig", "*", map[string][]string{"lambda:FunctionUrlAuthType": {"NONE"}}))
	assert.True(t, may("lambda:AddPermission", "*", nil))
	for _, action := range []string{"ec2:CreateVpcPeeringConnection", "ec2:DisableSnapshotBlockPublicAccess", "ec2:EnableSerialConsoleAccess", "ssm:ModifyDocumentPermission"} {
		assert.False(t, may(action, "*", nil), action)
	}
}

func TestOnlyTheFunctionThatSetsAnAccountUndoesItsSettings(t *testing.T) {
	documents := "servicesetting/ssm/documents/console/public-sharing-permission"
	seen := 0
	everyGuarded(t, func(g guarded) {
		for who, from := range g.Principals() {
			if !strings.HasPrefix(from.LogicalID, "SettingsFunctionRole") || !slices.Contains(g.Targets(), from.Stack.Account) {
				continue
			}
			account, region := from.Stack.Account, from.Stack.Region
			of := map[config.Setting]map[string]string{
				config.PublicAccess:     {"s3:PutAccountPublicAccessBlock": "*"},
				config.InstanceMetadata: {"ec2:ModifyInstanceMetadataDefaults": "*"},
				config.Passwords:        {"iam:UpdateAccountPasswordPolicy": "*", "iam:DeleteAccountPasswordPolicy": "*"},
				config.Documents: {
					"ssm:UpdateServiceSetting": "arn:aws:ssm:" + region + ":" + account + ":" + documents,
					"ssm:ResetServiceSetting":  "arn:aws:ssm:" + region + ":" + account + ":" + documents,
				},
			}
			for setting, actions := range of {
				for action, resource := range actions {
					seen++
					applied := slices.Contains(g.Organization.Settings.Apply, setting)
					left := g.leaves(t, admin(account), action, resource, region, nil).Allowed
					assert.Equal(t, !applied, left, "%s in %s", action, g.Organization.Name)
					assert.True(t, g.leaves(t, who, action, resource, region, nil).Allowed, "%s by %s", action, who)
				}
			}
			function := "arn:aws:lambda:" + region + ":" + account + ":function:dev-account-SettingsFunction532B466E-abc"
			for action, resource := range map[string]string{
				"iam:CreateRole": who, "iam:UpdateAssumeRolePolicy": who, "iam:PassRole": who,
				"lambda:UpdateFunctionCode": function, "lambda:UpdateFunctionConfiguration": function,
			} {
				left := g.leaves(t, admin(account), action, resource, region, nil).Allowed
				assert.False(t, left, "%s: who could be the function would undo it", action)
				deploys := address.ExecutionRoleARN(account, region)
				assert.True(t, g.leaves(t, deploys, action, resource, region, nil).Allowed, action)
			}
			others := "arn:aws:ssm:" + region + ":" + account + ":servicesetting/ssm/parameter-store/high-throughput-enabled"
			assert.True(t, g.leaves(t, admin(account), "ssm:UpdateServiceSetting", others, region, nil).Allowed)
			assert.True(t, g.leaves(t, admin(account), "lambda:UpdateFunctionCode", function[:len(function)-36]+"own", region, nil).Allowed)
		}
	})
	assert.Greater(t, seen, 50)
}

func TestNobodyTakesNodesFromGuardDuty(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["prod"])
	cluster := "arn:aws:eks:eu-west-1:" + account + ":cluster/acme-prod"
	agent := "arn:aws:eks:eu-west-1:" + account + ":addon/acme-prod/aws-guardduty-agent/0a"
	deploys := address.ExecutionRoleARN(account, "eu-west-1")
	tags := func(keys ...string) map[string][]string { return map[string][]string{"aws:TagKeys": keys} }
	for _, action := range strings.Fields("eks:CreateCluster eks:TagResource eks:UntagResource ecs:TagResource ec2:CreateTags ec2:RunInstances") {
		assert.False(t, g.leaves(t, admin(account), action, cluster, "eu-west-1", tags("team", "GuardDutyManaged")).Allowed, action)
		assert.True(t, g.leaves(t, admin(account), action, cluster, "eu-west-1", tags("team")).Allowed, action)
		assert.True(t, g.leaves(t, admin(account), action, cluster, "eu-west-1", nil).Allowed, action)
		for _, who := range []string{deploys, "arn:aws:iam::" + account + ":role/acme-break-glass"} {
			assert.True(t, g.leaves(t, who, action, cluster, "eu-west-1", tags("GuardDutyManaged")).Allowed, "%s: %s", who, action)
		}
	}
	for _, action := range []string{"eks:DeleteAddon", "eks:UpdateAddon"} {
		assert.False(t, g.leaves(t, admin(account), action, agent, "eu-west-1", nil).Allowed, action)
		assert.True(t, g.leaves(t, admin(account), action, strings.Replace(agent, "aws-guardduty-agent", "vpc-cni", 1), "eu-west-1", nil).Allowed, action)
		assert.True(t, g.leaves(t, deploys, action, agent, "eu-west-1", nil).Allowed, action)
	}
}

func TestGuardrailsFitWhateverTheConfigurationLists(t *testing.T) {
	everyGuarded(t, func(g guarded) {
		m := g.Organization.Management
		m.Deployers, m.Regions = nil, nil
		for i := range 5 {
			m.Deployers = append(m.Deployers, fmt.Sprintf("aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Platform%d_*", i))
		}
		for _, region := range config.Region("").Values()[:20] {
			m.Regions = append(m.Regions, config.Region(region))
		}
		counts := map[string]int{}
		for _, p := range g.Policies() {
			counts[p.Type]++
			assert.LessOrEqual(t, len(p.Text()), p.Most(), "%s: %s", g.Organization.Name, p.Name)
		}
		for kind, n := range counts {
			assert.LessOrEqual(t, n, facts.OrganizationPolicies[kind].Count, kind)
		}
	})
}

func TestGuardrailsNameNoAccountButTheOrganizationsOwn(t *testing.T) {
	everyGuarded(t, func(g guarded) {
		for _, p := range g.Policies() {
			for _, id := range regexp.MustCompile(`[0-9]{12}`).FindAllString(p.Text(), -1) {
				own := []string{config.SharedServices, config.Security, config.LogArchive}
				known := slices.ContainsFunc(own, func(name string) bool {
					return string(g.Organization.Accounts[name]) == id
				})
				assert.True(t, known, "%s names %s, and so grows with accounts", p.Name, id)
			}
		}
	})
}

func TestTheManagementStackPutsPoliciesOnAccountsOneAfterTheOther(t *testing.T) {
	a := shared(t, "private")
	var before string
	book := guardrail.Of(applicationConfig(t, "private"))
	var made []*assembly.Resource
	for _, p := range book.Policies() {
		for _, r := range a.OfType("AWS::Organizations::Policy") {
			if r.Get("Name") == p.Name {
				made = append(made, r)
				assert.JSONEq(t, p.Text(), text(r.Get("Content")), p.Name)
				assert.Equal(t, p.Type, r.Get("Type"))
			}
		}
	}
	require.Len(t, made, 7)
	for _, r := range made {
		assert.Equal(t, "management/guardrails", r.Stack.ID)
		assert.Equal(t, "909090909090", r.Stack.Account)
		assert.Equal(t, list([]any{"101010101010", "202020202020", "303030303030", "707070707070"}), r.Get("TargetIds"))
		if before != "" {
			assert.Equal(t, []string{before}, r.DependsOn)
		}
		before = r.LogicalID
	}
	assert.Len(t, a.Stage("management"), 1)
}
