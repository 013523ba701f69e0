package test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withPeople are the configurations that say who gets in, through Identity Center and as IAM users.
var withPeople = []string{"example", "choices"}

// models are those of the shared configurations, each read once.
var models = map[string]*iam.Model{}

func modelOf(t testing.TB, name string) *iam.Model {
	t.Helper()
	if models[name] == nil {
		m, err := iam.New(shared(t, name))
		require.NoError(t, err)
		models[name] = m
	}
	return models[name]
}

// decide is whether a request is allowed, and why.
func decide(t testing.TB, m *iam.Model, r iam.Request) iam.Decision {
	t.Helper()
	d, err := m.Decide(r)
	require.NoError(t, err)
	return d
}

// refused demands that nobody of these may do any of this, in whatever context.
func refused(t testing.TB, m *iam.Model, principals, actions, resources []string) {
	t.Helper()
	none(t, m, principals, actions, resources, func(d iam.Decision) bool { return d.Allowed })
}

// forbidden demands that a policy denies it by name, so that nothing which a resource's own policy says could allow it.
func forbidden(t testing.TB, m *iam.Model, principals, actions, resources []string) {
	t.Helper()
	none(t, m, principals, actions, resources, func(d iam.Decision) bool { return !strings.HasPrefix(d.Because, "denied by ") })
}

// none demands that no decision is wrong.
func none(t testing.TB, m *iam.Model, principals, actions, resources []string, wrong func(iam.Decision) bool) {
	t.Helper()
	require.NotEmpty(t, principals)
	require.NotEmpty(t, actions)
	require.NotEmpty(t, resources)
	for _, who := range principals {
		for _, action := range actions {
			for _, resource := range resources {
				if d := decide(
					t,
					m,
					iam.Request{Principal: who, Action: action, Resource: resource, Open: true},
				); wrong(
					d,
				) {
					assert.Fail(t, "may, or might", "%s %s %s: %s", who, action, resource, d.Because)
				}
			}
		}
	}
}

// person finds the role of people in an ARN: a role of ours, or one that Identity Center makes.
var person = regexp.MustCompile(`^arn:aws:iam::(\d+):role/(?:aws-reserved/sso\.amazonaws\.com/AWSReservedSSO_)?(?:acme|choices|private)-(read-only|developer|admin|auditor|break-glass)(?:-prod)?(?:_[0-9a-f]+)?$`)

// people are the roles of people, by what they may do, in accounts for which in says so.
func people(t testing.TB, m *iam.Model, in func(account string) bool, roles ...string) []string {
	t.Helper()
	var all []string
	for _, arn := range slices.Sorted(maps.Keys(m.Principals())) {
		if match := person.FindStringSubmatch(arn); match != nil && slices.Contains(roles, match[2]) && in(match[1]) {
			all = append(all, arn)
		}
	}
	require.NotEmpty(t, all, roles)
	return all
}

// arns are the ARNs of resources of types in stages for which in says so.
func arns(t testing.TB, name string, in func(*assembly.Stack) bool, types ...string) []string {
	t.Helper()
	var all []string
	for _, r := range resourcesOf(shared(t, name)) {
		if slices.Contains(types, r.Type) && in(r.Stack) {
			arn, err := modelOf(t, name).ARN(r)
			require.NoError(t, err)
			all = append(all, arn)
		}
	}
	require.NotEmpty(t, all, types)
	return all
}

// accountsOf are the accounts of a configuration by what they are for.
func accountsOf(t testing.TB, name string) (security string, production, development []string) {
	t.Helper()
	c, err := config.Load(sharedConfigs[name].dir)
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Production() {
			production = append(production, string(e.AccountID))
		} else {
			development = append(development, string(e.AccountID))
		}
	}
	return string(c.Organization.Accounts[config.Security]), production, development
}

func among(accounts ...string) func(string) bool {
	return func(account string) bool { return slices.Contains(accounts, account) }
}

func anywhere(string) bool { return true }

func TestNobodyOfAnotherAccountAltersOrReadsTheArchive(t *testing.T) {
	for _, name := range withPeople {
		m := modelOf(t, name)
		security, _, _ := accountsOf(t, name)
		var strangers []string
		for arn, r := range m.Principals() {
			if !strings.HasPrefix(arn, "arn:aws:iam::"+security+":") && r.Stack.Stage != "" {
				strangers = append(strangers, arn)
			}
		}
		here := func(s *assembly.Stack) bool { return s.Stage == "security" }
		buckets := arns(t, name, here, "AWS::S3::Bucket")
		objects := []string{}
		for _, bucket := range buckets {
			objects = append(objects, bucket+"/AWSLogs/x")
		}
		refused(t, m, strangers, []string{
			"s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketLogging", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketOwnershipControls",
			"s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration",
		}, buckets)
		refused(t, m, strangers, []string{
			"s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutObjectTagging",
		}, objects)
		refused(t, m, strangers, []string{
			"kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DisableKey", "kms:DisableKeyRotation", "kms:PutKeyPolicy", "kms:ReEncryptFrom", "kms:RetireGrant", "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:UpdateAlias",
		}, arns(t, name, here, "AWS::KMS::Key"))
		refused(t, m, strangers, []string{
			"events:DeleteArchive", "events:DeleteEventBus", "events:DeleteRule", "events:DisableRule", "events:PutPermission", "events:PutRule", "events:PutTargets", "events:RemovePermission", "events:RemoveTargets",
		}, arns(t, name, here, "AWS::Events::EventBus", "AWS::Events::Rule", "AWS::Events::Archive"))
		refused(t, m, strangers, []string{"sns:DeleteTopic", "sns:Publish", "sns:SetTopicAttributes", "sns:Subscribe"}, arns(t, name, here, "AWS::SNS::Topic"))

		own := decide(
			t,
			m,
			iam.Request{
				Principal: people(t, m, among(security), "admin")[0],
				Action:    "s3:PutLifecycleConfiguration",
				Resource:  buckets[0],
			},
		)
		assert.True(t, own.Allowed, "an admin of the security account may: %s", own.Because)
	}
}

// injected are the secrets and parameters that ECS reads for tasks in production, by the role that it does so with.
func injected(t testing.TB, name string, production []string) map[string][]string {
	t.Helper()
	m, found := modelOf(t, name), map[string][]string{}
	for _, task := range shared(t, name).OfType("AWS::ECS::TaskDefinition") {
		for _, c := range list(task.Get("ContainerDefinitions")) {
			for _, entry := range list(c.(map[string]any)["Secrets"]) {
				if !slices.Contains(production, task.Stack.Account) {
					continue
				}
				reader, err := m.Text(task.Stack, task.Get("ExecutionRoleArn"))
				require.NoError(t, err)
				from, err := m.Text(task.Stack, entry.(map[string]any)["ValueFrom"])
				require.NoError(t, err)
				if !strings.HasPrefix(from, "arn:") {
					continue // a replica, whose ARN is found when the stack is deployed
				}
				parts := strings.Split(from, ":") // and a key in the secret
				found[reader] = append(found[reader], strings.Join(parts[:min(len(parts), 7)], ":"))
			}
		}
	}
	return found
}

func TestNoDeveloperReadsASecretOfProduction(t *testing.T) {
	read := []string{"secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy", "ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"}
	decrypt := []string{"kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy", "kms:ReEncryptFrom"}
	for _, name := range withPeople {
		m := modelOf(t, name)
		_, production, _ := accountsOf(t, name)
		lookers := people(t, m, anywhere, "developer", "read-only")
		there := func(s *assembly.Stack) bool { return slices.Contains(production, s.Account) }
		forbidden(t, m, lookers, decrypt, arns(t, name, there, "AWS::KMS::Key"))
		forbidden(t, m, lookers, read, arns(t, name, there, "AWS::SecretsManager::Secret"))
		seen := 0
		for reader, secrets := range injected(t, name, production) {
			forbidden(t, m, lookers, read, secrets)
			for _, secret := range secrets {
				seen++
				action := map[bool]string{true: "ssm:GetParameters", false: "secretsmanager:GetSecretValue"}[strings.HasPrefix(secret, "arn:aws:ssm:")]
				d := decide(t, m, iam.Request{Principal: reader, Action: action, Resource: secret})
				assert.True(t, d.Allowed, "the service's own role may: %s %s: %s", reader, secret, d.Because)
			}
		}
		assert.Greater(t, seen, 5)
	}
}

// waysIn are calls with which one gets to run something in an account, or to be somebody else there, and on what.
var waysIn = map[string][]string{
	"cloudformation": {"cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:ExecuteChangeSet", "cloudformation:UpdateStack"},
	"codebuild":      {"codebuild:StartBuild", "codebuild:UpdateProject"},
	"ec2":            {"ec2:AssociateIamInstanceProfile", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateSnapshot", "ec2:GetPasswordData", "ec2:ModifyInstanceAttribute", "ec2:ModifySnapshotAttribute", "ec2:RunInstances"},
	"ecs":            {"ecs:CreateService", "ecs:ExecuteCommand", "ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:StartTask", "ecs:UpdateService"},
	"events":         {"events:PutRule", "events:PutTargets"},
	"iam":            {"iam:AttachRolePolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:CreateUser", "iam:PassRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"},
	"lambda":         {"lambda:AddPermission", "lambda:CreateFunction", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"},
	"rds":            {"rds:CopyDBSnapshot", "rds:CreateDBSnapshot", "rds:ModifyDBInstance", "rds:ModifyDBSnapshotAttribute", "rds:RestoreDBInstanceFromDBSnapshot", "rds:StartExportTask"},
	"rds-db":         {"rds-db:connect"},
	"scheduler":      {"scheduler:CreateSchedule"},
	"sns":            {"sns:Subscribe"},
	"sqs":            {"sqs:ReceiveMessage"},
	"ssm":            {"ssm:CreateAssociation", "ssm:ResumeSession", "ssm:SendCommand", "ssm:StartAutomationExecution", "ssm:StartSession"},
	"states":         {"states:StartExecution"},
}

func TestProductionHasNoWayInForDevelopers(t *testing.T) {
	for _, name := range withPeople {
		m := modelOf(t, name)
		_, production, development := accountsOf(t, name)
		all := people(t, m, anywhere, "developer", "read-only")
		for service, actions := range waysIn {
			for _, account := range production {
				forbidden(t, m, all, actions, []string{"arn:aws:" + service + ":eu-west-1:" + account + ":anything"})
			}
		}
		there := func(s *assembly.Stack) bool { return slices.Contains(production, s.Account) }
		forbidden(t, m, all, []string{"sts:AssumeRole", "iam:PassRole"}, arns(t, name, there, "AWS::IAM::Role"))
		forbidden(t, m, all, []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy"}, arns(t, name, there, "AWS::S3::Bucket"))
		for _, developer := range people(t, m, among(development...), "developer") {
			account := strings.Split(developer, ":")[4]
			for _, action := range []string{"ecs:ExecuteCommand", "ssm:StartSession", "s3:PutObject"} {
				service, _, _ := strings.Cut(action, ":")
				resource := "arn:aws:" + service + ":eu-west-1:" + account + ":anything"
				assert.True(
					t,
					decide(t, m, iam.Request{Principal: developer, Action: action, Resource: resource}).Allowed,
					"%s may %s in development",
					developer,
					action,
				)
			}
		}
		for _, looker := range people(t, m, among(production...), "developer", "read-only") {
			account := strings.Split(looker, ":")[4]
			assert.True(
				t,
				decide(
					t,
					m,
					iam.Request{
						Principal: looker,
						Action:    "logs:StartQuery",
						Resource:  "arn:aws:logs:eu-west-1:" + account + ":log-group:x",
					},
				).Allowed,
			)
		}
	}
}

func TestNobodySwitchesOffWhatWatchesAnAccount(t *testing.T) {
	off := []string{
		"access-analyzer:DeleteAnalyzer", "account:CloseAccount", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail",
		"config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel", "config:PutConfigurationRecorder", "config:StopConfigurationRecorder",
		"guardduty:DeleteDetector", "guardduty:DisassociateFromAdministratorAccount", "guardduty:UpdateDetector", "organizations:LeaveOrganization", "securityhub:BatchDisableStandards", "securityhub:DisableSecurityHub",
	}
	silence := []string{"access-analyzer:CreateArchiveRule", "budgets:ModifyBudget", "guardduty:CreateFilter", "guardduty:CreateIPSet", "securityhub:BatchUpdateFindings"}
	for _, name := range withPeople {
		m := modelOf(t, name)
		security, _, development := accountsOf(t, name)
		breakGlass := shared(t, name).Stack("security/access").Resource("BreakGlass").Get("RoleName").(string)
		for _, who := range people(t, m, anywhere, "admin", "developer", "read-only") {
			account := strings.Split(who, ":")[4]
			refused(t, m, []string{who}, off, []string{"arn:aws:any:eu-west-1:" + account + ":thing"})
			refused(t, m, []string{who}, []string{
				"iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "sts:AssumeRole",
			}, []string{"arn:aws:iam::" + account + ":role/" + breakGlass})
			forwarders := slices.DeleteFunc(
				arns(t, name, func(s *assembly.Stack) bool { return s.Account == account }, "AWS::Events::Rule"),
				func(arn string) bool {
					return !strings.Contains(arn, ":rule/"+strings.TrimSuffix(breakGlass, "break-glass"))
				},
			)
			require.GreaterOrEqual(t, len(forwarders), 3)
			refused(t, m, []string{who}, []string{"events:DeleteRule", "events:DisableRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"}, forwarders)
		}
		for _, who := range people(t, m, anywhere, "break-glass") {
			thing := "arn:aws:any:eu-west-1:" + strings.Split(who, ":")[4] + ":thing"
			assert.True(t, decide(t, m, iam.Request{Principal: who, Action: off[0], Resource: thing}).Allowed, "in an emergency everything is allowed")
		}
		for _, developer := range people(t, m, among(development...), "developer") {
			account := strings.Split(developer, ":")[4]
			refused(t, m, []string{developer}, silence, []string{"arn:aws:any:eu-west-1:" + account + ":thing"})
			organization := strings.TrimSuffix(breakGlass, "-break-glass")
			refused(t, m, []string{developer}, []string{"dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}, []string{
				"arn:aws:dynamodb:eu-west-1:" + account + ":table/" + organization + "-dev-recovery",
			})
			refused(t, m, []string{developer}, []string{"eks:DeleteAddon", "eks:UpdateAddon"}, []string{
				"arn:aws:eks:eu-west-1:" + account + ":addon/dev/aws-guardduty-agent/0a",
			})
			for key, want := range map[string]bool{"GuardDutyManaged": false, "team": true} {
				assert.Equal(t, want, decide(t, m, iam.Request{
					Principal: developer, Action: "eks:TagResource", Resource: "arn:aws:eks:eu-west-1:" + account + ":cluster/own",
					Context: map[string][]string{"aws:TagKeys": {key}},
				}).Allowed, "a tag %s", key)
			}
		}
		refused(t, m, people(t, m, among(security), "admin"), []string{"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:CreateUser", "iam:DeleteUser"}, []string{
			"arn:aws:iam::" + security + ":group/break-glass/" + breakGlass, "arn:aws:iam::" + security + ":policy/break-glass/any", "arn:aws:iam::" + security + ":user/break-glass/any",
		})
	}
}

func TestDevelopersDoNotChangeWhatIsDeployed(t *testing.T) {
	for _, name := range withPeople {
		m := modelOf(t, name)
		_, _, development := accountsOf(t, name)
		for _, developer := range people(t, m, among(development...), "developer") {
			account := strings.Split(developer, ":")[4]
			stack := func(region, name string) string {
				return "arn:aws:cloudformation:" + region + ":" + account + ":stack/" + name + "/0123"
			}
			ours := []string{stack("eu-west-1", "CDKToolkit"), "arn:aws:iam::" + account + ":role/cdk-hnb659fds-deploy-role-" + account + "-eu-west-1", "arn:aws:ssm:eu-west-1:" + account + ":parameter/cdk-bootstrap/hnb659fds/version"}
			for _, s := range shared(t, name).Stacks {
				if s.Account == account {
					ours = append(ours, stack(s.Region, s.Name))
				}
			}
			refused(t, m, []string{developer}, []string{
				"cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:DeleteStack", "cloudformation:ExecuteChangeSet", "cloudformation:SetStackPolicy", "cloudformation:UpdateStack", "cloudformation:UpdateTerminationProtection",
			}, ours)
			refused(
				t,
				m,
				[]string{developer},
				[]string{
					"lambda:AddPermission",
					"lambda:InvokeFunction",
					"lambda:PublishLayerVersion",
					"lambda:UpdateFunctionCode",
					"lambda:UpdateFunctionConfiguration",
				},
				[]string{
					"arn:aws:lambda:eu-west-1:" + account + ":function:" + strings.Split(ours[3], "/")[1] + "-SpokeFunction",
				},
			)
			refused(
				t,
				m,
				[]string{developer},
				[]string{"ec2:CreateTransitGatewayVpcAttachment", "ec2:AssociateVpcCidrBlock"},
				[]string{"arn:aws:ec2:eu-west-1:" + account + ":transit-gateway-attachment/any"},
			)
			refused(t, m, []string{developer}, []string{
				"ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess", "ec2:ModifyInstanceMetadataDefaults",
				"iam:UpdateAccountPasswordPolicy", "inspector2:Disable", "s3:PutAccountPublicAccessBlock",
			}, []string{"arn:aws:any:eu-west-1:" + account + ":settings"})
			refused(t, m, []string{developer}, []string{"ssm:ResetServiceSetting", "ssm:UpdateServiceSetting"}, []string{"arn:aws:ssm:eu-west-1:" + account + ":servicesetting/ssm/documents/console/public-sharing-permission"})
			refused(t, m, []string{developer}, []string{"ssm:DeleteDocument", "ssm:UpdateDocument"}, []string{"arn:aws:ssm:eu-west-1:" + account + ":document/SSM-SessionManagerRunShell"})
			refused(t, m, []string{developer}, []string{"iam:PassRole", "ssm:PutParameter", "sts:AssumeRole"}, ours[1:3])
			refused(t, m, []string{developer}, []string{"iam:CreateAccessKey", "iam:CreateRole", "iam:CreateUser", "iam:PutRolePolicy"}, []string{"arn:aws:iam::" + account + ":role/mine"})
			for action, resource := range map[string]string{"cloudformation:UpdateStack": stack("eu-west-1", "sandbox"), "cloudformation:DescribeStacks": ours[3]} {
				d := decide(t, m, iam.Request{Principal: developer, Action: action, Resource: resource})
				assert.True(t, d.Allowed, "%s %s: %s", action, resource, d.Because)
			}
		}
	}
}
