package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// vaultOf is the name of the vault in a backup vault's ARN, and its region and account.
func vaultOf(arn string) (region, account, name string) {
	parts := strings.Split(arn, ":")
	return parts[3], parts[4], parts[6]
}

// backupRules are the rules of all plans of a stage.
func backupRules(t testing.TB, a *assembly.Assembly, stage string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for _, plan := range maybeIn(a, stage, "AWS::Backup::BackupPlan") {
		for _, rule := range list(plan.Get("BackupPlan", "BackupPlanRule")) {
			all = append(all, rule.(map[string]any))
		}
	}
	return all
}

// everyAssembly are the templates of all configurations of the tests.
func everyAssembly(t testing.TB) map[string]*assembly.Assembly {
	t.Helper()
	all := map[string]*assembly.Assembly{}
	for name := range sharedConfigs {
		all[name] = shared(t, name)
	}
	return all
}

func TestTheSideThatIsActiveIsBackedUpToTheOtherRegionAndToSecurity(t *testing.T) {
	for _, c := range []struct{ active, generation, stage, other, region, orders string }{
		{"primary", "1", "prod", "prod-dr", "eu-west-1", "acme-prod-orders"},
		{"recovery", "2", "prod-dr", "prod", "eu-central-1", "acme-prod-dr-orders"},
		{"primary", "3", "prod", "prod-dr", "eu-west-1", "acme-prod-orders-2"},
	} {
		a := afterFailovers(t, c.active, c.generation)
		assert.Empty(t, backupRules(t, a, c.other), "replicas have nothing of their own")
		rules := backupRules(t, a, c.stage)
		require.Len(t, rules, 3, "one for databases, one for tables and one for buckets")
		there := map[string]string{"prod": "eu-west-1", "prod-dr": "eu-central-1"}[c.other]
		for _, rule := range rules {
			assert.Equal(t, "acme-"+c.stage+"-backups", rule["TargetBackupVault"])
			var copied []string
			for _, copy := range list(rule["CopyActions"]) {
				copied = append(copied, copy.(map[string]any)["DestinationBackupVaultArn"].(string))
			}
			assert.Equal(t, []string{
				"arn:aws:backup:" + there + ":555555555555:backup-vault:acme-" + c.other + "-backups",
				"arn:aws:backup:" + c.region + ":111111111111:backup-vault:acme-backups",
			}, copied)
		}
		var chosen []any
		for _, selection := range in(t, a, c.stage, "AWS::Backup::BackupSelection") {
			chosen = append(chosen, list(selection.Get("BackupSelection", "Resources"))...)
			assert.Nil(t, selection.Get("BackupSelection", "ListOfTags"), "a tag is taken away by mistake")
		}
		bucket := "acme-" + c.stage + "-uploads-555555555555"
		if c.stage == "prod-dr" {
			bucket += "-eu-central-1"
		}
		assert.ElementsMatch(t, []any{
			"arn:aws:rds:" + c.region + ":555555555555:db:" + c.orders,
			"arn:aws:rds:" + c.region + ":555555555555:cluster:acme-" + c.stage + "-catalogue",
			"arn:aws:dynamodb:" + c.region + ":555555555555:table/acme-prod-issued",
			"arn:aws:s3:::" + bucket,
		}, chosen)
	}
}

// TestWhereBackupsGoThereIsAVaultBefore: copies to a vault that is not there fail later, in silence.
func TestWhereBackupsGoThereIsAVaultBefore(t *testing.T) {
	seen := 0
	for name, a := range everyAssembly(t) {
		stage := map[string]int{} // when a stage is deployed
		for i, stack := range a.Stacks {
			if _, known := stage[stack.Stage]; !known {
				stage[stack.Stage] = i
			}
		}
		vaults := map[string]*assembly.Resource{}
		for _, vault := range a.OfType("AWS::Backup::BackupVault") {
			vaults[vault.Stack.Region+" "+vault.Stack.Account+" "+text(vault.Get("BackupVaultName"))] = vault
		}
		for _, plan := range a.OfType("AWS::Backup::BackupPlan") {
			for _, rule := range list(plan.Get("BackupPlan", "BackupPlanRule")) {
				rule := rule.(map[string]any)
				own := vaults[plan.Stack.Region+" "+plan.Stack.Account+" "+text(rule["TargetBackupVault"])]
				require.NotNil(t, own, "%s: %s", name, plan)
				for _, copy := range list(rule["CopyActions"]) {
					region, account, vault := vaultOf(copy.(map[string]any)["DestinationBackupVaultArn"].(string))
					to := vaults[region+" "+account+" "+text(vault)]
					require.NotNil(t, to, "%s: %s copies to %s in %s", name, plan, vault, region)
					seen++
				}
			}
		}
	}
	assert.Greater(t, seen, 5)
}

// TestEveryBackupIsKeptAsLongAsItsVaultDemands: what a lock does not allow fails jobs, and no deployment.
func TestEveryBackupIsKeptAsLongAsItsVaultDemands(t *testing.T) {
	seen := 0
	for name, a := range everyAssembly(t) {
		for _, vault := range a.OfType("AWS::Backup::BackupVault") {
			assert.Equal(
				t,
				float64(config.LeastKept),
				vault.Get("LockConfiguration", "MinRetentionDays"),
				"%s: %s",
				name,
				vault,
			)
			assert.Nil(t, vault.Get("LockConfiguration", "MaxRetentionDays"), "backups can always be kept longer")
			grace := vault.Get("LockConfiguration", "ChangeableForDays")
			if name == "private" {
				assert.Equal(t, 3.0, grace, "compliance, which nobody lifts afterwards")
			} else {
				assert.Nil(t, grace, "governance")
			}
			assert.Equal(t, "RetainExceptOnCreate", vault.DeletionPolicy)
			key := denotes(t, a, vault, vault.Get("EncryptionKeyArn"))
			assert.Equal(t, "AWS::KMS::Key", key.Type)
		}
		for _, plan := range a.OfType("AWS::Backup::BackupPlan") {
			for _, rule := range list(plan.Get("BackupPlan", "BackupPlanRule")) {
				rule := rule.(map[string]any)
				lives := []any{rule["Lifecycle"]}
				for _, copy := range list(rule["CopyActions"]) {
					lives = append(lives, copy.(map[string]any)["Lifecycle"])
				}
				for _, life := range lives {
					days := life.(map[string]any)["DeleteAfterDays"].(float64)
					assert.GreaterOrEqual(t, days, float64(config.LeastKept), "%s: %s", name, plan)
					seen++
				}
			}
		}
	}
	assert.Greater(t, seen, 10)
}

// TestOnlyBucketsAreBackedUpContinuously: AWS Backup would decide how long RDS keeps backups of its own, and the next
// deployment would be refused.
func TestOnlyBucketsAreBackedUpContinuously(t *testing.T) {
	continuous := 0
	for name, a := range everyAssembly(t) {
		for _, selection := range a.OfType("AWS::Backup::BackupSelection") {
			plan := denotes(t, a, selection, selection.Get("BackupPlanId"))
			rule := list(plan.Get("BackupPlan", "BackupPlanRule"))[0].(map[string]any)
			for _, arn := range list(selection.Get("BackupSelection", "Resources")) {
				bucket := strings.Contains(text(arn), "arn:aws:s3:::") // others may have ids of CloudFormation's
				assert.Equal(t, bucket, rule["EnableContinuousBackup"] == true, "%s: %s", name, arn)
				if bucket {
					continuous++
					assert.LessOrEqual(
						t,
						rule["Lifecycle"].(map[string]any)["DeleteAfterDays"],
						float64(config.MostContinuous),
					)
				}
			}
		}
	}
	assert.Positive(t, continuous)
	for _, bucket := range in(t, example(t), "prod", "AWS::S3::Bucket") {
		if strings.HasPrefix(bucket.Stack.ID, "prod/data-") {
			assert.Equal(
				t,
				true,
				bucket.Get("NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled"),
				"AWS Backup follows the events: %s",
				bucket,
			)
		}
	}
}

func TestNobodyButSecurityEmptiesTheVaultOfCopies(t *testing.T) {
	seen := 0
	for name, a := range everyAssembly(t) {
		for _, vault := range a.OfType("AWS::Backup::BackupVault") {
			policy, _ := vault.Get("AccessPolicy").(map[string]any)
			if policy == nil {
				assert.NotEqual(t, "security", vault.Stack.Stage)
				continue
			}
			statements := list(policy["Statement"])
			require.Len(t, statements, 1)
			statement := statements[0].(map[string]any)
			assert.Equal(t, "backup:CopyIntoBackupVault", statement["Action"], "and nothing else")
			if vault.Stack.Stage != "security" {
				security := a.Stage("security")[0].Account
				assert.Equal(
					t,
					`{"AWS":["arn:aws:iam::`+security+`:root"]}`,
					text(statement["Principal"]),
					"it brings copies back",
				)
				continue
			}
			seen++
			key := text(denotes(t, a, vault, vault.Get("EncryptionKeyArn")).Get("KeyPolicy"))
			assert.Contains(t, key, "AWSServiceRoleForBackup", "whoever brings copies back")
			if name == "private" {
				assert.Equal(t, `{"AWS":"*"}`, text(statement["Principal"]))
				assert.Equal(
					t,
					`{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`,
					text(statement["Condition"]),
				)
			} else {
				assert.NotContains(t, text(statement["Principal"]), `"*"`)
			}
		}
	}
	assert.GreaterOrEqual(t, seen, 4, "in both regions of the example")
}

// TestSecurityMayCopyWhatIsEncryptedAndNobodyElse: a snapshot of RDS is copied under the key of its database.
func TestSecurityMayCopyWhatIsEncryptedAndNobodyElse(t *testing.T) {
	need := []string{"kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"}
	shared := map[string]bool{}
	for _, stage := range []string{"dev", "stage", "prod", "prod-dr"} {
		for _, key := range in(t, example(t), stage, "AWS::KMS::Key") {
			for _, s := range assembly.Statements(key) {
				if s.Effect != "Allow" || len(s.Principals) != 1 ||
					s.Principals[0].ID != "arn:aws:iam::111111111111:root" {
					continue
				}
				assert.ElementsMatch(t, need, s.Actions)
				assert.Contains(
					t,
					text(s.Condition),
					"role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
				)
				shared[stage+" "+key.Get("Description").(string)] = true
			}
		}
	}
	assert.Equal(t, map[string]bool{
		"prod encrypts backups": true, "prod encrypts data stores and their backups": true,
		"prod-dr encrypts backups": true, "prod-dr encrypts data stores and their backups": true,
	}, shared, "stage has no copies")
}

// TestWhatIsRestoredForATestIsReachedByNobody: AWS Backup would take the default VPC, which accounts do not have.
func TestWhatIsRestoredForATestIsReachedByNobody(t *testing.T) {
	a := example(t)
	plan := one(t, a, "prod", "AWS::Backup::RestoreTestingPlan")
	assert.Equal(t, "acme_prod", plan.Get("RestoreTestingPlanName"))
	assert.Equal(t, `["arn:aws:backup:eu-west-1:555555555555:backup-vault:acme-prod-backups"]`,
		text(plan.Get("RecoveryPointSelection", "IncludeVaults")))
	tested := map[string]any{}
	for _, selection := range in(t, a, "prod", "AWS::Backup::RestoreTestingSelection") {
		kind := selection.Get("ProtectedResourceType").(string)
		tested[kind] = selection.Get("ProtectedResourceArns")
		assert.Equal(t, plan, denotes(t, a, selection, selection.Get("RestoreTestingPlanName")))
		if kind == "DynamoDB" {
			continue // a table has no network
		}
		overrides := selection.Get("RestoreMetadataOverrides").(map[string]any)
		if kind == "S3" {
			assert.Equal(t, "SSE-KMS", overrides["encryptionType"])
			continue
		}
		subnets := denotes(t, a, selection, overrides["dbSubnetGroupName"])
		assert.Equal(t, "AWS::RDS::DBSubnetGroup", subnets.Type)
		groups := overrides["vpcSecurityGroupIds"].(map[string]any)["Fn::Join"].([]any)[1].([]any)
		require.Len(t, groups, 3)
		assert.Equal(t, []any{`["`, `"]`}, []any{groups[0], groups[2]}, "a list as JSON")
		group := denotes(t, a, selection, groups[1])
		assert.Equal(t, "AWS::EC2::SecurityGroup", group.Type)
		assert.Nil(t, group.Get("SecurityGroupIngress"))
		for _, rule := range a.OfType("AWS::EC2::SecurityGroupIngress") {
			assert.NotContains(t, text(rule.Get("GroupId")), group.LogicalID)
		}
	}
	assert.Equal(t, map[string]any{
		"RDS":    []any{"arn:aws:rds:eu-west-1:555555555555:db:acme-prod-orders"},
		"Aurora": []any{"arn:aws:rds:eu-west-1:555555555555:cluster:acme-prod-catalogue"},
		"S3":     []any{"arn:aws:s3:::acme-prod-uploads-555555555555"},

		"DynamoDB": []any{"arn:aws:dynamodb:eu-west-1:555555555555:table/acme-prod-issued"},
	}, tested)
}

func TestPeopleHearOfBackupsThatFailOrAreMissing(t *testing.T) {
	a := example(t)
	rules := map[string]string{}
	for _, rule := range in(t, a, "prod", "AWS::Events::Rule") {
		if strings.Contains(text(rule.Get("EventPattern")), "aws.backup") {
			rules[rule.LogicalID] = text(
				rule.Get("EventPattern", "detail-type"),
			) + text(
				rule.Get("EventPattern", "detail"),
			)
		}
	}
	counted, missing := []string{}, map[string]float64{}
	for _, alarm := range in(t, a, "prod", "AWS::CloudWatch::Alarm") {
		if alarm.Stack.ID != "prod/backups" {
			continue
		}
		dimensions := attributesNamed("Name", alarm.Get("Dimensions"))
		if alarm.Get("Namespace") == "AWS/Events" {
			rule := denotes(t, a, alarm, dimensions["RuleName"])
			counted = append(counted, rules[rule.LogicalID])
			assert.Equal(t, "GreaterThanThreshold", alarm.Get("ComparisonOperator"))
			assert.Equal(t, 0.0, alarm.Get("Threshold"))
			continue
		}
		assert.Equal(t, "NumberOfBackupJobsCompleted", alarm.Get("MetricName"))
		assert.Equal(t, "acme-prod-backups", dimensions["BackupVaultName"])
		assert.Equal(
			t,
			"breaching",
			alarm.Get("TreatMissingData"),
			"AWS Backup counts nothing when there is nothing to count",
		)
		assert.Equal(
			t,
			2880.0,
			alarm.Get("WarmUpConfiguration", "WarmUpPeriodDurationInMinutes"),
			"a first backup is not due yet",
		)
		missing[dimensions["ResourceType"].(string)] = alarm.Get("Threshold").(float64)
	}
	slices.Sort(counted)
	assert.Equal(t, []string{
		`["Backup Job State Change"]{"state":["FAILED","ABORTED","EXPIRED","PARTIAL"]}`,
		`["Copy Job State Change"]{"state":["FAILED","PARTIAL"]}`,
		`["Restore Job State Change"]{"status":["FAILED","ABORTED"]}`,
	}, counted)
	assert.Equal(t, map[string]float64{"RDS": 1, "Aurora": 1, "DynamoDB": 1}, missing, "fewer than there are")
}

func TestDevelopmentHasNoBackupsUnlessItAsks(t *testing.T) {
	for _, kind := range []string{"AWS::Backup::BackupVault", "AWS::Backup::BackupPlan"} {
		assert.Empty(t, maybeIn(plain(t), "dev", kind))
		assert.NotEmpty(t, maybeIn(plain(t), "stage", kind), "it is production")
	}
	assert.NotEmpty(t, maybeIn(choices(t), "dev-stores", "AWS::Backup::BackupPlan"))
}
