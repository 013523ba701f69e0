package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/alarm/runbook"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeByCDK are keys that CDK Pipelines makes for artifacts in other regions.
const madeByCDK = "cross-region-stack-"

func TestEveryKeyRotatesIsKeptAndServesOnePurpose(t *testing.T) {
	purposes := map[string]bool{}
	for _, key := range plain(t).OfType("AWS::KMS::Key") {
		if key.Get("KeyUsage") != "SIGN_VERIFY" { // KMS rotates none of those
			assert.Equal(t, true, key.Get("EnableKeyRotation"), key)
		}
		if strings.HasPrefix(key.Stack.ID, madeByCDK) {
			continue
		}
		assert.Equal(t, 30.0, key.Get("PendingWindowInDays"), key)
		assert.Equal(t, "RetainExceptOnCreate", key.DeletionPolicy, key)
		assert.Equal(t, "Retain", key.UpdateReplacePolicy, key)
		purpose := strings.Replace(key.Stack.ID, "-foundation/", "/", 1) + " " + key.Get("Description").(string)
		assert.False(t, purposes[purpose], "%s: a key per purpose", purpose)
		purposes[purpose] = true
		assert.True(t, slices.ContainsFunc(assembly.Statements(key), func(s assembly.Statement) bool {
			return s.Effect == "Deny" && slices.Equal(s.Actions, []string{"kms:CreateGrant"})
		}), "%s: only services make grants", key)
	}
	for _, stage := range workloads {
		for _, purpose := range []string{
			"encrypts log groups and recorded sessions", "encrypts data stores and their backups",
			"encrypts secrets", "encrypts alarms on their way to people",
		} {
			assert.True(t, purposes[stage+"/baseline "+purpose], "%s: %s", stage, purpose)
		}
	}
}

func TestKeysOfAnEnvironmentAnswerToItsOwnAccountOnly(t *testing.T) {
	seen, records := 0, 0
	for _, stage := range workloads {
		for _, key := range in(t, plain(t), stage, "AWS::KMS::Key") {
			for _, s := range assembly.Statements(key) {
				for _, principal := range s.Principals {
					if s.Effect == "Allow" && principal.Kind == "AWS" {
						seen++
						if s.Sid == "Record" { // of which side is active, for the pipeline: its own test says what that may do
							records++
							assert.Equal(t, "arn:aws:iam::222222222222:root", principal.ID, key)
							continue
						}
						assert.Equal(t, "arn:aws:iam::"+key.Stack.Account+":root", principal.ID, key)
					}
				}
			}
		}
	}
	assert.Equal(t, 2, records, "one on each side of production")
	assert.Equal(t, 4*len(workloads)+7+3+records, seen, "and one in each region of an account, and for each vault")
}

func TestServicesUseKeysForTheirOwnAccountOnly(t *testing.T) {
	seen := 0
	for _, key := range plain(t).OfType("AWS::KMS::Key") {
		for _, s := range assembly.Statements(key) {
			if len(s.Principals) != 1 || s.Principals[0].Kind != "Service" {
				continue
			}
			seen++
			if s.Principals[0].ID == "events.amazonaws.com" {
				continue // AWS supports no condition there
			}
			assert.NotEmpty(t, s.Condition, "%s %s", key, s.Sid)
		}
	}
	assert.Greater(t, seen, 8, "logs and alarms in each environment")
}

func TestLogGroupsFollowTheNamingConvention(t *testing.T) {
	seen := 0
	for _, group := range plain(t).OfType("AWS::Logs::LogGroup") {
		seen++
		stage := sideOf(group.Stack.Stage)
		if stage == "" {
			stage = "pipeline"
		}
		name, chosen := group.Get("LogGroupName").(string)
		if !chosen {
			continue // CloudFormation makes one of the stack's
		}
		ours := name == "/acme/"+stage || strings.HasPrefix(name, "/acme/"+stage+"/")
		rds := strings.HasPrefix(name, "/aws/rds/instance/acme-"+stage+"-")         // RDS insists
		insights := name == "/aws/ecs/containerinsights/acme-"+stage+"/performance" // and ECS
		rotation := name == "/aws/lambda/acme-"+stage+"-orders-rotation"            // and Lambda
		moves := name == "/aws/vendedlogs/states/acme-"+stage+"-failover"
		assert.True(t, ours || rds || insights || rotation || moves, name)
	}
	assert.Greater(t, seen, 25)
}

// toldTo is who hears of a topic, by protocol and address.
func toldTo(t testing.TB, a *assembly.Assembly, topic *assembly.Resource) []string {
	t.Helper()
	var all []string
	for _, subscription := range topic.Stack.Resources {
		if subscription.Type == "AWS::SNS::Subscription" && denotes(t, a, subscription, subscription.Get("TopicArn")) == topic {
			all = append(all, fmt.Sprint(subscription.Get("Protocol"), " ", subscription.Get("Endpoint")))
		}
	}
	slices.Sort(all)
	return all
}

func TestAlarmsReachPeopleThroughEncryptedTopicsByTheirUrgency(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			var topic *assembly.Resource
			for _, actions := range []any{alarm.Get("AlarmActions"), alarm.Get("OKActions")} {
				require.Len(t, list(actions), 1, "%s: tells when it starts and when it is over", alarm)
				topic = denotes(t, a, alarm, list(actions)[0])
			}
			key := denotes(t, a, topic, topic.Get("KmsMasterKeyId"))
			assert.Contains(t, text(key.Get("KeyPolicy")), "cloudwatch.amazonaws.com", "else alarms are dropped silently")
			wakes := strings.HasPrefix(topic.LogicalID, "Pages") || strings.HasPrefix(topic.LogicalID, "FindingsUrgent")
			assert.Equal(t, sectionOf(t, alarm).Urgency == runbook.Now, wakes, "%s tells %s", alarm, topic)
		}
	}
	for _, stage := range workloads {
		for _, topic := range in(t, plain(t), stage, "AWS::SNS::Topic") {
			assert.Equal(t, []string{"email platform@example.com"}, toldTo(t, plain(t), topic))
		}
	}
}

// TestAPagerHearsOfPagesOnlyAndNobodyIsWokenForDevelopment: unless its own file names a pager.
func TestAPagerHearsOfPagesOnlyAndNobodyIsWokenForDevelopment(t *testing.T) {
	const at = "https https://pager.example.net/integration/"
	for stage, pager := range map[string]string{"lab": at + "organization", "dev-stores": at + "dev-stores", "dev-fleet": ""} {
		for _, topic := range in(t, choices(t), stage, "AWS::SNS::Topic") {
			want := []string{"email lab@example.net", "email night@example.net"}
			if pager != "" && strings.HasPrefix(topic.LogicalID, "Pages") {
				want = append(want, pager)
			}
			assert.Equal(t, want, toldTo(t, choices(t), topic), topic)
		}
	}
}

// permissions are the statements of a service's two roles: "task" is what its container may do, "execution" what starts
// it.
func permissions(t testing.TB, a *assembly.Assembly, stack string) map[string][]assembly.Statement {
	t.Helper()
	service := serviceOf(t, a, stack)
	task := denotes(t, a, service, service.Get("TaskDefinition"))
	roles := map[*assembly.Resource]string{
		denotes(t, a, task, task.Get("TaskRoleArn")):      "task",
		denotes(t, a, task, task.Get("ExecutionRoleArn")): "execution",
	}
	require.Len(t, roles, 2, "%s: a role each", stack)
	allowed := map[string][]assembly.Statement{}
	for _, r := range service.Stack.Resources {
		switch r.Type {
		case "AWS::IAM::Role":
			if weights := service.Get("LoadBalancers", "0", "AdvancedConfiguration", "RoleArn"); weights != nil && r == denotes(t, a, service, weights) {
				continue // ECS's, to move requests
			}
			require.Contains(t, roles, r)
			require.Nil(t, r.Get("Policies"), "%s: policies are resources", r)
			require.Nil(t, r.Get("ManagedPolicyArns"), "%s has nothing but what follows from its configuration", r)
		case "AWS::IAM::Policy":
			for _, role := range list(r.Get("Roles")) {
				name := roles[denotes(t, a, r, role)]
				allowed[name] = append(allowed[name], assembly.Statements(r)...)
			}
		}
	}
	return allowed
}

// secretsReadBy are the databases whose secret each role of a service can read.
func secretsReadBy(t testing.TB, a *assembly.Assembly, stack string) map[string][]any {
	t.Helper()
	readable := map[string][]any{}
	for role, statements := range permissions(t, a, stack) {
		for _, s := range statements {
			for _, action := range s.Actions {
				if service, _, _ := strings.Cut(action, ":"); service != "secretsmanager" {
					assert.Contains(t, []string{"kms", "ecr", "logs", "ssmmessages"}, service, "%s allows %s", s.Owner, action)
					continue
				}
				assert.Contains(t, []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}, action, s.Owner)
				require.Len(t, s.Resources, 1, s.Owner)
				if action == "secretsmanager:GetSecretValue" {
					readable[role] = append(readable[role], userOf(t, a, denotes(t, a, s.Owner, s.Resources[0])))
				}
			}
		}
	}
	return readable
}

// userOf is the user, and the stack of the user, that a secret holds the password of.
func userOf(t testing.TB, a *assembly.Assembly, secret *assembly.Resource) any {
	t.Helper()
	for _, user := range secret.Stack.Resources {
		if user.Type == "Custom::DatabaseUser" && denotes(t, a, user, user.Get("Secret")) == secret {
			return user.Get("User").(string) + " in " + secret.Stack.ID
		}
	}
	return nil
}

func TestTaskReadsOnlyItsOwnSecrets(t *testing.T) {
	only := func(stage, database, user string) map[string][]any {
		own := []any{user + " in " + stage + "/user-" + database + "--" + user}
		return map[string][]any{"task": own, "execution": own}
	}
	assert.Equal(t, only("dev", "orders", "web"), secretsReadBy(t, lavish(t), "dev/service-web"))
	assert.Equal(t, only("dev", "customers", "worker"), secretsReadBy(t, lavish(t), "dev/service-worker"))
	assert.Empty(t, secretsReadBy(t, lavish(t), "dev/service-idle"))
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			assert.Equal(t, only(stage, "orders", service), secretsReadBy(t, plain(t), stage+"/service-"+service))
		}
	}
}

func TestTaskDecryptsOnlyThroughSecretsManager(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			roles := permissions(t, plain(t), stage+"/service-"+service)
			require.Len(t, roles, 2)
			for role, statements := range roles {
				uses := 0
				for _, s := range statements {
					if !strings.Contains(strings.Join(s.Actions, " "), "kms:") {
						continue
					}
					uses++
					assert.Equal(t, []string{"kms:Decrypt"}, s.Actions, role)
					key := denotes(t, plain(t), s.Owner, s.Resources[0])
					assert.Equal(t, "encrypts secrets", key.Get("Description"))
					assert.Len(t, s.Resources, 1)
					assert.Equal(t, map[string]any{"StringEquals": map[string]any{
						"kms:ViaService": "secretsmanager." + key.Stack.Region + ".amazonaws.com",
					}}, s.Condition, "%s: the key opens secrets, not data", role)
				}
				assert.Equal(t, 1, uses, "%s of %s/service-%s", role, stage, service)
			}
		}
	}
}

func TestCredentialsAreInjectedByReference(t *testing.T) {
	for _, stage := range workloads {
		for _, service := range []string{"web", "worker"} {
			c := container(t, plain(t), stage+"/service-"+service)
			assert.Equal(t, []string{"ORDERS_PASSWORD", "ORDERS_USERNAME"}, names(c["Secrets"]))
			for _, entry := range list(c["Secrets"]) {
				field := strings.ToLower(strings.TrimPrefix(entry.(map[string]any)["Name"].(string), "ORDERS_"))
				assert.Regexp(t, `(UserSecret|SecretReplica).*":`+field+`::"`, text(entry.(map[string]any)["ValueFrom"]))
			}
			for _, name := range names(c["Environment"]) {
				assert.NotRegexp(t, `PASSWORD|USERNAME|TOKEN`, name, "variables are readable in the template")
			}
		}
	}
}
