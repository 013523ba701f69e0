package test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// afterFailovers is the example's production alone, with its standby, after a number of failovers.
func afterFailovers(t testing.TB, active string, generation string) *assembly.Assembly {
	t.Helper()
	return once("example, "+active+" in generation "+generation, func() *assembly.Assembly {
		dir := t.TempDir()
		require.NoError(t, os.CopyFS(dir, os.DirFS("../config/example")))
		file := filepath.Join(dir, "environments", "prod.yaml")
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(
			t,
			os.WriteFile(file, append(content, "  active: "+active+"\n  generation: "+generation+"\n"...), 0o600),
		)
		c, err := config.Load(dir)
		require.NoError(t, err)
		c.Organization.Pipeline = nil
		c.Environments = slices.DeleteFunc(
			c.Environments,
			func(e config.Environment) bool { return e.Name != "prod" },
		)
		return synthesizeEnvironments(t, c)
	})
}

// stores are the resources of the stacks with data, by stack and logical id.
func stores(a *assembly.Assembly) map[string]*assembly.Resource {
	all := map[string]*assembly.Resource{}
	for _, r := range resourcesOf(a) {
		if strings.Contains(r.Stack.ID, "/data-") || strings.Contains(r.Stack.ID, "/replication-") {
			all[r.Stack.ID+" "+r.LogicalID] = r
		}
	}
	return all
}

// TestTheSideThatIsActiveDecidesNothingAboutReplication: CloudFormation would undo a failover, or promote what is none.
func TestTheSideThatIsActiveDecidesNothingAboutReplication(t *testing.T) {
	before, after := stores(afterFailovers(t, "primary", "1")), stores(afterFailovers(t, "recovery", "1"))
	require.Greater(t, len(before), 100)
	for id, r := range before {
		if rotates(r) && r.Stack.Stage == "prod" {
			assert.NotContains(
				t,
				after,
				id,
				"a password that changed on the side that was left would not be the active one's",
			)
			continue
		}
		if assert.Contains(t, after, id) {
			assert.Equal(t, r.Properties, after[id].Properties, id)
		}
		delete(after, id)
	}
	for id := range after {
		assert.Contains(t, before, id)
	}
}

func TestAuroraIsAGlobalDatabaseThatTheStandbyJoins(t *testing.T) {
	global := one(t, example(t), "prod", "AWS::RDS::GlobalCluster")
	assert.Equal(t, "acme-prod-catalogue", global.Get("GlobalClusterIdentifier"))
	assert.Equal(
		t,
		one(t, example(t), "prod", "AWS::RDS::DBCluster"),
		denotes(t, example(t), global, global.Get("SourceDBClusterIdentifier")),
	)
	for _, absent := range []string{"Engine", "EngineVersion", "StorageEncrypted"} {
		assert.Nil(t, global.Get(absent), "it has that of its source")
	}
	standby := one(t, example(t), "prod-dr", "AWS::RDS::DBCluster")
	assert.Equal(t, "acme-prod-catalogue", standby.Get("GlobalClusterIdentifier"))
	for _, absent := range []string{"MasterUsername", "MasterUserPassword", "ManageMasterUserPassword", "DatabaseName"} {
		assert.Nil(t, standby.Get(absent), "it has that of the primary")
	}
	assert.NotNil(t, standby.Get("KmsKeyId"), "a key of its own region")
	assert.Empty(t, maybeIn(example(t), "prod-dr", "AWS::RDS::GlobalCluster"))
}

func TestADatabaseOnRDSIsCopiedToTheStandby(t *testing.T) {
	replica := copiesOf(example(t), "prod-dr")["acme-prod-dr-orders"]
	require.NotNil(t, replica)
	assert.Equal(
		t,
		"arn:aws:rds:eu-west-1:555555555555:db:acme-prod-orders",
		replica.Get("SourceDBInstanceIdentifier"),
	)
	assert.Equal(t, "eu-west-1", replica.Get("SourceRegion"))
	assert.NotNil(t, replica.Get("KmsKeyId"))
	for _, absent := range []string{"DBName", "MasterUsername", "MasterUserPassword", "BackupRetentionPeriod", "PreferredBackupWindow"} {
		assert.Nil(t, replica.Get(absent), "RDS refuses it of a replica")
	}
	assert.Empty(t, copiesOf(example(t), "prod"))
}

// copiesOf are the replicas of instances in the other region, by their identifiers.
func copiesOf(a *assembly.Assembly, stage string) map[string]*assembly.Resource {
	all := map[string]*assembly.Resource{}
	for _, r := range maybeIn(a, stage, "AWS::RDS::DBInstance") {
		if r.Get("SourceRegion") != nil {
			all[r.Get("DBInstanceIdentifier").(string)] = r
		}
	}
	return all
}

// TestEveryFailoverIsFollowedByAFreshCopy: what was promoted follows nobody any more, and cannot be made to.
func TestEveryFailoverIsFollowedByAFreshCopy(t *testing.T) {
	first := copiesOf(example(t), "prod-dr")["acme-prod-dr-orders"]
	left := afterFailovers(t, "recovery", "2")
	require.Equal(t, []string{"acme-prod-orders-2"}, slices.Collect(maps.Keys(copiesOf(left, "prod"))))
	fresh := copiesOf(left, "prod")["acme-prod-orders-2"]
	assert.Equal(
		t,
		"arn:aws:rds:eu-central-1:555555555555:db:acme-prod-dr-orders",
		fresh.Get("SourceDBInstanceIdentifier"),
	)
	assert.Equal(
		t,
		first.Properties["SourceDBInstanceIdentifier"],
		copiesOf(left, "prod-dr")["acme-prod-dr-orders"].Get(
			"SourceDBInstanceIdentifier",
		),
		"without it CloudFormation would promote, and with another replace",
	)

	back := afterFailovers(t, "primary", "3")
	assert.ElementsMatch(
		t,
		[]string{"acme-prod-dr-orders", "acme-prod-dr-orders-3"},
		slices.Collect(maps.Keys(copiesOf(back, "prod-dr"))),
	)
	assert.Equal(t, "arn:aws:rds:eu-west-1:555555555555:db:acme-prod-orders-2",
		copiesOf(back, "prod-dr")["acme-prod-dr-orders-3"].Get("SourceDBInstanceIdentifier"))
	writer := copiesOf(back, "prod")["acme-prod-orders-2"]
	for _, attachment := range in(t, back, "prod", "AWS::SecretsManager::SecretTargetAttachment") {
		if attachment.Stack == writer.Stack {
			assert.Equal(
				t,
				writer,
				denotes(t, back, attachment, attachment.Get("TargetId")),
				"whose password is changed",
			)
		}
	}
}

// TestWhatServicesReachedBeforeAFailoverIsExportedAfterIt: CloudFormation takes no export away that is in use.
func TestWhatServicesReachedBeforeAFailoverIsExportedAfterIt(t *testing.T) {
	exported := func(a *assembly.Assembly) (names []string) {
		for _, s := range append(a.Stage("prod"), a.Stage("prod-dr")...) {
			if outputs, _ := s.Template["Outputs"].(map[string]any); strings.Contains(s.ID, "/data-") {
				names = append(names, slices.Collect(maps.Keys(outputs))...)
			}
		}
		return names
	}
	before := exported(afterFailovers(t, "primary", "1"))
	require.NotEmpty(t, before)
	assert.Subset(t, exported(afterFailovers(t, "recovery", "2")), before)
	assert.Subset(t, exported(afterFailovers(t, "primary", "3")), exported(afterFailovers(t, "recovery", "2")))
}

func TestACacheIsInAGlobalDatastoreThatTheStandbyJoins(t *testing.T) {
	global := one(t, example(t), "prod", "AWS::ElastiCache::GlobalReplicationGroup")
	assert.Equal(t, "acme-prod-sessions", global.Get("GlobalReplicationGroupIdSuffix"))
	require.Len(t, list(global.Get("Members")), 1, "CloudFormation takes no more when it makes one")
	assert.Equal(t, one(t, example(t), "prod", "AWS::ElastiCache::ReplicationGroup"),
		denotes(t, example(t), global, global.Get("Members", "0", "ReplicationGroupId")))
	standby := one(t, example(t), "prod-dr", "AWS::ElastiCache::ReplicationGroup")
	assert.Equal(
		t,
		"gxeiz-acme-prod-sessions",
		standby.Get("GlobalReplicationGroupId"),
		"with the prefix of the primary's region",
	)
	for _, absent := range []string{"Engine", "EngineVersion", "CacheNodeType", "NumNodeGroups", "AtRestEncryptionEnabled"} {
		assert.Nil(t, standby.Get(absent), "ElastiCache refuses it of a secondary")
	}
}

// TestSearchDomainsOfBothSidesAreAPairThatTheStandbyMakes: CloudFormation cannot connect domains.
func TestSearchDomainsOfBothSidesAreAPairThatTheStandbyMakes(t *testing.T) {
	assert.Empty(t, maybeIn(example(t), "prod", "Custom::DomainReplication"), "it is there first")
	pair := one(t, example(t), "prod-dr", "Custom::DomainReplication")
	e := recovering(t)
	for side, of := range map[string]struct{ stage, region, table string }{
		"Primary": {"prod", "eu-west-1", e.Primary.Table}, "Standby": {"prod-dr", "eu-central-1", e.Standby.Table},
	} {
		domain := one(t, example(t), of.stage, "AWS::OpenSearchService::Domain")
		arn := "arn:aws:es:" + of.region + ":555555555555:domain/" + textOf(domain.Get("DomainName"))
		assert.Equal(t, arn, pair.Get(side))
		assert.Equal(t, of.table, pair.Get(side+"Table"))
	}
	assert.Equal(t, e.Name, pair.Get("Environment"))
	domain := one(t, example(t), "prod-dr", "AWS::OpenSearchService::Domain")
	assert.Equal(t, domain.Stack, pair.Stack)
	assert.Contains(t, pair.DependsOn, domain.LogicalID, "and it ends before the domain goes")
}

// TestTheUserOfASearchDomainIsTheSameOnBothSides: whether AWS copies users with the indexes is not documented.
func TestTheUserOfASearchDomainIsTheSameOnBothSides(t *testing.T) {
	standby := one(t, example(t), "prod-dr", "AWS::OpenSearchService::Domain")
	password := text(standby.Get("AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword"))
	for _, found := range standby.Stack.Resources {
		if found.Type == "Custom::ReplicatedSecret" {
			assert.Contains(t, password, found.LogicalID)
			return
		}
	}
	t.Error("the standby does not find the primary's secret")
}

func TestWhoPairsSearchDomainsMayDoExactlyWhatItsFunctionDocuments(t *testing.T) {
	pair := one(t, example(t), "prod-dr", "Custom::DomainReplication")
	role := denotes(t, example(t), pair, denotes(t, example(t), pair, pair.Get("ServiceToken")).Get("Role"))
	var allowed []string
	for _, policy := range pair.Stack.Resources {
		if policy.Type != "AWS::IAM::Policy" || denotes(t, example(t), policy, policy.Get("Roles", "0")) != role {
			continue
		}
		for _, statement := range list(policy.Get("PolicyDocument", "Statement")) {
			allowed = append(allowed, actionsOf(t, statement)...)
		}
	}
	assert.ElementsMatch(t, []string{
		"logs:CreateLogStream", "logs:PutLogEvents", "es:DescribeDomainReplication", "es:AddReplicationPeer",
		"es:RemoveReplicationPeer", "dynamodb:GetItem", "kms:Decrypt",
	}, allowed)
}

// TestEverySecretOfAReplicatedStoreHasOneValueInBothRegions: the example's production replicates all its secrets.
func TestEverySecretOfAReplicatedStoreHasOneValueInBothRegions(t *testing.T) {
	var told, looked []string
	for _, secret := range in(t, example(t), "prod", "AWS::SecretsManager::Secret") {
		assert.Equal(t, []any{map[string]any{
			"Region": "eu-central-1", "KmsKeyId": "arn:aws:kms:eu-central-1:555555555555:alias/acme-prod-dr-secrets",
		}}, secret.Get("ReplicaRegions"), secret)
		tag := attributes(secret.Get("Tags"))[address.StoreTag].(string)
		assert.True(t, strings.HasSuffix(tag, "/"), "no other store's begins with it")
		told = append(told, tag)
	}
	for _, found := range in(t, example(t), "prod-dr", "Custom::ReplicatedSecret") {
		for _, tag := range told {
			if strings.Contains(text(found.Get("Create")), `\"`+tag+`\"`) {
				looked = append(looked, tag)
			}
		}
	}
	assert.ElementsMatch(t, told, looked)
	assert.Empty(t, maybeIn(example(t), "prod-dr", "AWS::SecretsManager::Secret"), "the standby makes none of its own")
}

func TestBucketsOfBothSidesSendEachOtherWhatIsWritten(t *testing.T) {
	const here, there = "arn:aws:s3:::acme-prod-uploads-555555555555", "arn:aws:s3:::acme-prod-dr-uploads-555555555555-eu-central-1"
	source := example(t).Stack("prod/data-uploads")
	var rule map[string]any
	for _, r := range source.Resources {
		if r.Type == "AWS::S3::Bucket" {
			rule = r.Get("ReplicationConfiguration", "Rules", "0").(map[string]any)
		}
	}
	destination := rule["Destination"].(map[string]any)
	assert.Equal(t, there, destination["Bucket"])
	assert.Equal(
		t,
		"arn:aws:kms:eu-central-1:555555555555:alias/acme-prod-dr-data",
		destination["EncryptionConfiguration"].(map[string]any)["ReplicaKmsKeyID"],
	)
	enabled := map[string]any{"Status": "Enabled"}
	assert.Equal(t, enabled, rule["DeleteMarkerReplication"])
	assert.Equal(
		t,
		map[string]any{
			"SseKmsEncryptedObjects": enabled,
			"ReplicaModifications":   map[string]any{"Status": "Disabled"},
		},
		rule["SourceSelectionCriteria"],
	)
	back := one(t, example(t), "prod-dr", "Custom::BucketReplication")
	assert.Contains(t, text(back.Get("Create")), here)
	assert.Equal(t, back.Get("Create"), back.Get("Update"))
	assert.Contains(
		t,
		text(back.Get("Delete")),
		"deleteBucketReplication",
		"without the other bucket it sends nothing",
	)
}

// TestNothingThatABucketRefusesIsWhatReplicationDoes: what is denied is denied to the role that replicates, too.
func TestNothingThatABucketRefusesIsWhatReplicationDoes(t *testing.T) {
	for _, stack := range []string{"prod/data-uploads", "prod-dr-foundation/data-uploads"} {
		for _, r := range example(t).Stack(stack).Resources {
			if r.Type == "AWS::S3::BucketPolicy" {
				assert.NotContains(t, text(r.Get("PolicyDocument")), "s3:Replicate", r)
			}
		}
	}
}

// TestSomebodyHearsOfACopyThatFallsBehind: by the metric, in the region that measures it.
func TestSomebodyHearsOfACopyThatFallsBehind(t *testing.T) {
	watched := func(stages ...string) map[string]bool {
		all := map[string]bool{}
		for _, stage := range stages {
			for _, alarm := range in(t, example(t), stage, "AWS::CloudWatch::Alarm") {
				for _, m := range alarms.Measurements(alarm) {
					all[m.Name+" "+textOf(m.Dimensions["SourceRegion"])+textOf(m.Dimensions["SourceBucket"])] = true
				}
			}
		}
		return all
	}
	primary, standby := watched("prod"), watched("prod-dr-foundation", "prod-dr")
	for _, here := range []string{
		"AuroraGlobalDBReplicationLag eu-central-1", "GlobalDatastoreReplicationLag ",
		"ReplicationLatency acme-prod-dr-uploads-555555555555-eu-central-1", "OperationsFailedReplication acme-prod-uploads-555555555555",
	} {
		assert.Contains(t, primary, here)
	}
	for _, there := range []string{
		"AuroraGlobalDBReplicationLag eu-west-1", "GlobalDatastoreReplicationLag ", "ReplicaLag ",
		"ReplicationLatency acme-prod-uploads-555555555555", "OperationsFailedReplication acme-prod-dr-uploads-555555555555-eu-central-1",
	} {
		assert.Contains(t, standby, there)
	}
}

// TestWhatReadsAtReplicasReadsAtTheCopyInTheOtherRegion: a copy has none of its own, and those of the primary follow
// its first instance.
func TestWhatReadsAtReplicasReadsAtTheCopyInTheOtherRegion(t *testing.T) {
	a := synthesizeEnvironments(t, restoring(
		t,
		"    backupDays: 35", "    backupDays: 35\n    replicas: 2",
		"  minTasks: 1", "  minTasks: 1\n  generation: 2",
	))
	for stage, copied := range map[string]string{"prod": "Copy2", "prod-dr": ""} {
		told := variablesOf(t, a, stage+"/service-web")
		reads, writes := told["ORDERS_READER_HOST"], told["ORDERS_HOST"]
		require.Contains(t, reads, copied, stage)
		assert.Equal(t, strings.ReplaceAll(reads, "READER_HOST", "HOST"), writes, stage)
	}
}
