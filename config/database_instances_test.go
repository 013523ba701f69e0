package config

import (
	"strings"
	"testing"

	"bulkhead/internal/document"

	"github.com/stretchr/testify/assert"
)

const withDatabaseNodes = `tier: production
network:
  cidr: 10.10.0.0/16
databases:
  invoices:
    engine: mysql
    hosting: instances
    image: web:8.4.10
    version: "8.4.10"
    class: m7g.large
    storageGiB: 200
    parameters: {wait_timeout: "600"}
services:
  web:
    image: web:1.0.0
    uses: [invoices]
`

func TestWhatADatabaseOnInstancesDoesNotHaveIsRefused(t *testing.T) {
	const invoices = "databases.invoices."
	none := func(key, value, why string) mistake {
		return mistake{
			"storageGiB: 200", "storageGiB: 200\n    " + key + ": " + value,
			invoices + key + ": a database on instances has no such thing: " + why + "; leave it out",
		}
	}
	findsMistakesIn(t, withDatabaseNodes, []mistake{
		none("upgradeTo", `"9.7.2"`, "write the new version and its image, and nodes are replaced, the primary last"),
		none("maxStorageGiB", "300", "its volumes grow when storageGiB is raised, and not by themselves"),
		none("multiAZ", "enabled", "its nodes are in two zones, and the second follows the first"),
		none("replicas", "1", "it has one, which takes over, and has to be free for it"),
		none("serverless", "{maxACU: 2}", "an instance has the size of its class"),
		none("proxy", "enabled", "RDS Proxy stands before RDS and Aurora alone"),
		none("backupDays", "7", "AWS Backup keeps snapshots, for backups.keepDays"),
		none("backupWindow", "01:00-02:00", "AWS Backup takes snapshots, from backups.start on"),
		none("maintenanceWindow", "sun:03:00-sun:04:00", "instances are patched in settings.patchWindow"),
		none("apply", "window", "a deployment replaces its nodes at once, one after the other"),
		{"storageGiB: 200", "storageGiB: 200\n    alarms: {freeStorageGiB: 9}", invoices + "alarms.freeStorageGiB: nodes tell how full their volumes are, and people hear of it from 70 percent on; leave it out"},
		{"storageGiB: 200", "storageGiB: 20000", invoices + "storageGiB: a node has one volume, of 16384 GiB at most; choose less"},
		{"engine: mysql", "engine: postgres", invoices + "hosting: only MySQL runs on instances; leave it out, or set engine to mysql"},
		{"engine: mysql", "engine: aurora-mysql", invoices + "hosting: only MySQL runs on instances; leave it out, or set engine to mysql"},
		{`version: "8.4.10"`, `version: "9.3.0"`, invoices + `version: "9.3.0" is not a version of a long-term series of MySQL; write the one that the image has, such as "8.4.10" or "9.7.2"`},
		{`version: "8.4.10"`, `version: "8.4"`, invoices + `version: "8.4" is not a version of a long-term series of MySQL; write the one that the image has, such as "8.4.10" or "9.7.2"`},
		{`version: "8.4.10"`, `version: "9.7.2"`, ""},
		{"    image: web:8.4.10\n", "", invoices + "image: instances have to know what they run; write the image of MySQL in the organization's registry, such as mysql:8.4.10"},
		{"image: web:8.4.10", "image: web:latest", invoices + "image: web:latest does not say which build it is; write the tag of one build, such as web:1.0.0"},
		{"image: web:8.4.10", "image: wep:8.4.10", invoices + `image: "wep" is not a repository of the organization; did you mean web?`},
		{"class: m7g.large", "class: m7i.large", invoices + "class: m7i.large is not of AWS's own processors, which the nodes' image is for; choose one such as t4g.small, m7g.large or r7g.large"},
		{"class: m7g.large", "class: t4g.micro", invoices + "class: t4g.micro has too little memory for the system beside the engine; choose t4g.small or larger"},
		{"class: m7g.large", "class: db.m7g.large", invoices + `class: "db.m7g.large" is not a known instance class; choose one such as t4g.small, m7g.large or r7g.large`},
		{"storageGiB: 200", "storageGiB: 200\n    primary: 3", invoices + "primary: 3 is too large; the most is 2"},
		{"storageGiB: 200", "storageGiB: 200\n    primary: 2", ""},
		{"storageGiB: 200", "storageGiB: 200\n    name: bulkhead", invoices + "name: bulkhead is where nodes count which of them was the primary; set name to another, such as bulkhead_db"},
		{"storageGiB: 200", "storageGiB: 200\n    name: order", invoices + "name: order is reserved by MySQL or RDS; set name to another, such as order_db"},
		{"cidr: 10.10.0.0/16", "cidr: 10.10.0.0/16\n  nat: none\n  endpoints: standard", invoices + "hosting: without NAT, nodes reach neither ACM nor packages; choose another network.nat"},
		{"services:", "backups: {keepDays: 0}\nservices:", invoices + "hosting: AWS Backup alone keeps backups of it, and backups.keepDays is 0; leave keepDays out, or raise it"},
		{`wait_timeout: "600"`, `sync_binlog: "0"`, invoices + `parameters.sync_binlog: "sync_binlog" is not a setting that nodes take; ` + "choose " + document.OneOf(databaseSettings)},
		{`wait_timeout: "600"`, `wait_timeout: "600 x"`, invoices + `parameters.wait_timeout: "600 x" is not a word or a number; write one, in MySQL's own spelling`},
		{`wait_timeout: "600"`, `max_connections: many`, invoices + "parameters.max_connections: is not a number up to 65535; write one, or leave it out"},
		{"storageGiB: 200", "storageGiB: 200\n    restoreFrom: {snapshot: rds:a}", invoices + `restoreFrom.snapshot: "rds:a" is not the id of a snapshot of a volume; write one such as snap-0123456789abcdef0`},
		{"storageGiB: 200", "storageGiB: 200\n    restoreFrom: {snapshot: snap-0123456789abcdef0, time: latest}", invoices + "restoreFrom.time: a database on instances is what a snapshot of a volume has; leave it out"},
		{"storageGiB: 200", "storageGiB: 200\n    standby: empty", invoices + "standby: the environment has no recovery region; leave it out, or add recovery"},
	})
}

func TestTheStandbyOfADatabaseOnInstancesIsEmpty(t *testing.T) {
	recovering := withDatabaseNodes + "recovery: {region: eu-central-1, cidr: 10.11.0.0/16, domain: dr.example.com}\n"
	findsMistakesIn(t, recovering, []mistake{
		{"storageGiB: 200", "storageGiB: 200\n    standby: empty", ""},
		{"storageGiB: 200", "storageGiB: 200\n    standby: replica", "databases.invoices.standby: nothing replicates between regions what runs on instances; set it to empty"},
	})
}

func TestWhatIsForInstancesIsRefusedOfRDS(t *testing.T) {
	managed := strings.NewReplacer("    hosting: instances\n", "", "    image: web:8.4.10\n", "").Replace(withDatabaseNodes)
	findsMistakesIn(t, managed, []mistake{
		{"engine: mysql", "engine: mysql\n    image: web:8.4.10", "databases.invoices.image: is for hosting: instances; leave it out, or set hosting to instances"},
		{"engine: mysql", "engine: mysql\n    primary: 1", "databases.invoices.primary: is for hosting: instances; leave it out, or set hosting to instances"},
	})
}

func TestADatabaseOnInstancesHasHalfTheMemoryForPages(t *testing.T) {
	d := Database{Engine: MySQL, Hosting: OnInstances, Class: "m7g.large", Replicas: new(0)}
	assert.Equal(t, 4096, d.BufferPoolMiB())
	assert.Equal(t, 682, d.MaxConnections())
	d.Parameters = map[string]string{MaxConnections: "90"}
	assert.Equal(t, 90, d.MaxConnections())
	assert.Equal(t, 0, d.addresses())
	assert.Equal(t, []string{Host, Port, Name, SecretARN, Username, Password}, d.variables())
	e := Environment{Network: Network{Zones: 3}}
	without := e.privateDemand()
	e.Databases = map[string]Database{"a": d, "b": d}
	assert.Equal(t, without+6, e.privateDemand(), "and the functions that make users, and none that rotates the master user's password")
	assert.True(t, e.RunsNodes())
	assert.Equal(t, "orders-primary.internal.", Environment{}.PrimaryHost("orders"))
}
