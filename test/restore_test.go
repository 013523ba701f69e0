package test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/parity"
	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fromBackup are the properties that make a database of a backup.
var fromBackup = []string{
	"DBSnapshotIdentifier", "SourceDbiResourceId", "RestoreTime", "SnapshotIdentifier", "SourceDbClusterResourceId",
	"RestoreToTime", "UseLatestRestorableTime",
}

// identified is the resource of a type with that value of a property.
func identified(t testing.TB, a *assembly.Assembly, stage, resourceType, property, value string) *assembly.Resource {
	t.Helper()
	all := in(t, a, stage, resourceType)
	i := slices.IndexFunc(all, func(r *assembly.Resource) bool { return r.Get(property) == value })
	require.GreaterOrEqual(t, i, 0, "%s has no %s %s", stage, resourceType, value)
	return all[i]
}

// restoredFrom are the properties that make a database of a backup, with their values.
func restoredFrom(r *assembly.Resource) map[string]any {
	said := map[string]any{}
	for _, property := range fromBackup {
		if value := r.Get(property); value != nil {
			said[property] = value
		}
	}
	return said
}

func TestARestoredDatabaseIsToldWhatItIsMadeOfAndNothingThatItHasFromThere(t *testing.T) {
	const instance, cluster = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"
	for _, c := range []struct {
		stage, kind, id, identifier string
		from                        map[string]any
		without                     []string
	}{
		{
			"dev-stores", instance, "DBInstanceIdentifier", "choices-dev-stores-shop-b",
			map[string]any{"DBSnapshotIdentifier": "arn:aws:rds:us-east-1:606060606060:snapshot:awsbackup:job-1234"},
			[]string{"MasterUsername", "DBName", "StorageEncrypted", "KmsKeyId"},
		},
		{
			"lab", instance, "DBInstanceIdentifier", "choices-lab-ledger-b",
			map[string]any{"SourceDbiResourceId": "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "UseLatestRestorableTime": true},
			[]string{"MasterUsername", "DBName", "StorageEncrypted", "KmsKeyId"},
		},
		{
			"dev-stores", cluster, "DBClusterIdentifier", "choices-dev-stores-ledger-b",
			map[string]any{
				"SourceDbClusterResourceId": "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "RestoreToTime": "2026-11-27T03:00:00Z",
			},
			[]string{"MasterUsername", "DatabaseName"},
		},
	} {
		db := identified(t, choices(t), c.stage, c.kind, c.id, c.identifier)
		assert.Equal(t, c.from, restoredFrom(db))
		for _, property := range c.without {
			assert.Nil(t, db.Get(property), "%s of %s", property, db)
		}
		assert.Nil(t, db.Get("SourceDBInstanceIdentifier"), "RDS would take it for a replica")
		assert.Nil(t, db.Get("SourceDBClusterIdentifier"))
		secret := passwordOf(t, choices(t), db)
		assert.Equal(t, "master user of database "+c.identifier, secret.Get("Description"), "a password of its own")
		assert.NotEmpty(t, db.Get("Engine"), "else CloudFormation asks for the database of before, which may be gone")
	}
	cluster2 := identified(t, choices(t), "dev-stores", cluster, "DBClusterIdentifier", "choices-dev-stores-ledger-b")
	assert.Equal(t, "encrypts data stores and their backups",
		denotes(t, choices(t), cluster2, cluster2.Get("KmsKeyId")).Get("Description"), "whatever the backup is under")
}

func TestOnlyWhatIsToBeRestoredIsMadeOfABackup(t *testing.T) {
	var restored []string
	for name := range sharedConfigs {
		for _, r := range resourcesOf(shared(t, name)) {
			if r.Type == "AWS::RDS::DBInstance" && len(restoredFrom(r)) == 0 && r.Get("DBClusterIdentifier") == nil &&
				r.Get("SourceDBInstanceIdentifier") == nil || r.Type == "AWS::RDS::DBCluster" {
				assert.Equal(t, true, r.Get("StorageEncrypted"), "%s has its encryption from nowhere else", r)
			}
			if len(restoredFrom(r)) > 0 || r.Get("SnapshotName") != nil {
				restored = append(restored, r.Stack.ID+" "+r.Type)
			}
		}
	}
	assert.ElementsMatch(t, []string{
		"dev-stores/data-shop-b AWS::RDS::DBInstance", "dev-stores/data-ledger-b AWS::RDS::DBCluster",
		"dev-stores/data-prices-b AWS::RDS::DBCluster",
		"dev-stores/data-queue-b AWS::ElastiCache::ReplicationGroup", "lab/data-ledger-b AWS::RDS::DBInstance",
	}, restored, "and not the standby of lab")
	cache := one(t, &assembly.Assembly{Stacks: []*assembly.Stack{choices(t).Stack("dev-stores/data-queue-b")}},
		"dev-stores", "AWS::ElastiCache::ReplicationGroup")
	assert.Equal(t, "automatic.queue-2026-11-27-01-00", cache.Get("SnapshotName"))
}

// restoring is the plain configuration's production, both sides of it, with these lines of the file in place of others.
func restoring(t testing.TB, edits ...string) *config.Config {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(plainDir)))
	file := filepath.Join(dir, "environments", "prod.yaml")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	for i := 0; i < len(edits); i += 2 {
		require.Contains(t, string(content), edits[i])
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.NewReplacer(edits...).Replace(string(content))), 0o644))
	c, err := config.Load(dir)
	require.NoError(t, err)
	c.Organization.Pipeline = nil
	c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != "prod" })
	return c
}

// beside are a database, a cluster and a cache as others were.
const beside = `databases:
  orders-b: {engine: postgres, version: "17.7", class: m7g.large, as: orders, restoreFrom: {snapshot: before}}
  people: {engine: postgres, version: "17.7", as: crowd, standby: empty, restoreFrom: {database: db-ABC1, time: latest}}
  books: {engine: aurora-mysql, version: "3.10.4", restoreFrom: {database: cluster-ABC1, time: 2026-11-27T03:00:00Z}}
  shelves: {engine: aurora-mysql, version: "3.10.4", standby: empty, restoreFrom: {snapshot: before}}
caches:
  pages: {restoreFrom: {snapshot: before}}
  visits: {standby: empty, restoreFrom: {snapshot: before}}
`

func TestBothSidesOfWhatIsRestoredDifferOnlyInWhatIsMeant(t *testing.T) {
	c := restoring(t, "databases:\n", beside[:len("databases:\n")]+strings.Split(beside, "caches:")[0][len("databases:\n"):],
		"services:\n  web:", "caches:"+strings.Split(beside, "caches:")[1]+"services:\n  web:")
	lines, err := config.Lines(c.Dir)
	require.NoError(t, err)
	report := parity.Compare(synthesize(t, c), config.Index{Values: lines})
	require.Len(t, report.Environments, 1)
	assert.Empty(t, violations(report.Environments[0]))
	keys := map[string]bool{}
	for _, d := range report.Environments[0].Of(parity.Declared) {
		keys[d.Key] = true
	}
	for _, store := range []string{
		"databases.orders-b", "databases.people", "databases.books", "databases.shelves", "caches.pages", "caches.visits",
	} {
		assert.True(t, keys[store+".restoreFrom"], store)
	}
}

// variablesOf are the variables of a service's container, and what they are, secrets included.
func variablesOf(t testing.TB, a *assembly.Assembly, stack string) map[string]string {
	t.Helper()
	all := map[string]string{}
	c := container(t, a, stack)
	for _, entry := range slices.Concat(list(c["Environment"]), list(c["Secrets"])) {
		variable := entry.(map[string]any)
		all[variable["Name"].(string)] = text(variable)
	}
	return all
}

// TestAServiceThatMovesToARestoredDatabaseKeepsItsVariables is why services need no other code.
func TestAServiceThatMovesToARestoredDatabaseKeepsItsVariables(t *testing.T) {
	const orders = "databases:\n"
	const both = orders + "  orders-b:\n    {engine: postgres, version: \"17.7\", class: m7g.large, as: orders, restoreFrom: {snapshot: before}}\n"
	before := variablesOf(t, synthesize(t, restoring(t, orders, both)), "prod/service-web")
	after := variablesOf(t, synthesize(t, restoring(t, orders, both, "uses: [orders]", "uses: [orders-b]")), "prod/service-web")
	assert.Equal(t, slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	moved := 0
	for name, value := range before {
		assert.NotContains(t, value, "orders-b")
		if strings.Contains(value, "data-orders") || strings.Contains(value, "user-orders") {
			moved++
			assert.Contains(t, after[name], "orders-b")
			continue
		}
		assert.Equal(t, value, after[name], "the port and the name of the database are what they were")
	}
	assert.Equal(t, 4, moved, "address, user, password and where both are")
}

// TestADatabaseOnRDSThatIsAddedAfterAFailoverCanOnlyBeEmptyInTheRecoveryRegion: its replicas would be of generations
// that it was not there in, each of an instance that is made after it.
func TestADatabaseOnRDSThatIsAddedAfterAFailoverCanOnlyBeEmptyInTheRecoveryRegion(t *testing.T) {
	const added = "  orders-b: {engine: postgres, version: \"17.7\", as: orders, restoreFrom: {snapshot: before}, standby: "
	for standby, follows := range map[string]int{"replica": 1, "empty": 0} {
		a := synthesize(t, restoring(t, "databases:\n", "databases:\n"+added+standby+"}\n", "  minTasks: 1", "  minTasks: 1\n  generation: 3"))
		n := 0
		for _, r := range a.Stack("prod/data-orders-b").Resources {
			if source := textOf(r.Get("SourceDBInstanceIdentifier")); source != "" {
				n++
				assert.Contains(t, source, "acme-prod-dr-orders-b", "which is deployed later")
			}
		}
		assert.Equal(t, follows, n, standby)
	}
}
