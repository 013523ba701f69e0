package config

import (
	"cmp"
	"slices"
	"strings"

	"bulkhead/internal/facts"
)

// Database is a relational database, on RDS or on instances of our own, that services name in uses.
type Database struct {
	// Engine is postgres or mysql, both on RDS, or aurora-postgres or aurora-mysql.
	Engine Engine `yaml:"engine" jsonschema:"required"`
	// Hosting is who runs it: managed (default), which is RDS, or instances, which are two EC2 instances of the
	// environment, for what RDS cannot do. It cannot be changed later: add another database, with as, and let services
	// move. Only for mysql.
	Hosting Hosting `yaml:"hosting"`
	// Image is what instances run: an image of the organization's registry, for arm64, with mysqld and mysql, as
	// repository:tag or repository@digest. Only with hosting: instances.
	Image string `yaml:"image"`
	// Primary is the node that takes writes, 1 (default) or 2. Writing the other one promotes it in the next
	// deployment; after bulkhead-store promote it has to be written. Only with hosting: instances.
	Primary int `yaml:"primary" jsonschema:"minimum=1,maximum=2"`
	// Version is the engine's version, such as "17.7", "8.4.10" or, for aurora-mysql, "3.10.4"; quote it in YAML. With
	// hosting: instances it is the one of the image, of 8.4 or 9.7, and nodes do not start with another one.
	Version string `yaml:"version" jsonschema:"required"`
	// RestoreFrom makes the database of what another one was. Decide before the first deployment, and leave it for as
	// long as the database is there: without it, AWS would make another one, empty. With it, the master
	// user and users of services have passwords of their own, and everybody else the one of then.
	RestoreFrom *DatabaseBackup `yaml:"restoreFrom"`
	// As begins the variables of services that use it, written like a name of a database (default: the key under
	// databases): with as: orders, a service of orders-b finds ORDERS_HOST, as it did when it used orders.
	As string `yaml:"as"`
	// UpgradeTo is the newer major version that the database is being moved to, such as "18.4". With it, the groups
	// of parameters and options of that version are there, and the database writes what a blue/green deployment
	// replicates; then version may be set to it, which upgrades in place, at once. Leave it out afterwards.
	UpgradeTo string `yaml:"upgradeTo"`
	// Class is the instance class without "db.", such as m7g.large (default in production m7g.large, for Aurora
	// r7g.large; in development t4g.small, for mysql and Aurora t4g.medium; where the region has none of these, the
	// nearest that it has). Not with serverless. With hosting: instances it is a class of EC2 on AWS's own processors,
	// with 2 GiB or more (default t4g.small in development).
	Class string `yaml:"class"`
	// Name is the name of the first database (default: as, or the key under databases, with underscores for hyphens).
	// A restored database has what the other one had, so this has to be the same.
	Name string `yaml:"name"`
	// StorageGiB is the gp3 volume's size in GiB, with room to grow by a tenth to the largest, of 65,536 (default 100
	// in production, 20 in development). Aurora has none. On instances it is that of each node's volume, which only
	// grows, to 16,384 at most.
	StorageGiB int `yaml:"storageGiB" jsonschema:"minimum=20,maximum=59578"`
	// MaxStorageGiB is how far the volume may grow by itself, in GiB, at least a tenth above StorageGiB (default:
	// four times StorageGiB).
	MaxStorageGiB int `yaml:"maxStorageGiB" jsonschema:"minimum=22,maximum=65536"`
	// MultiAZ keeps a synchronous standby in a second zone: enabled (default in production) or disabled. Aurora has
	// replicas instead.
	MultiAZ Switch `yaml:"multiAZ"`
	// Replicas are how many instances take reads beside the writer, at <NAME>_READER_HOST. Aurora's take over when the
	// writer fails: at most 15 (default 1 with Aurora in production, else 0); without one, the address leads to the
	// writer. RDS's lag a little: at most 5, and none with proxy, which stands before the primary only.
	Replicas *int `yaml:"replicas" jsonschema:"minimum=0,maximum=15"`
	// Serverless sizes Aurora's instances by load; without it they are of Class.
	Serverless *Serverless `yaml:"serverless"`
	// Proxy pools connections before the database: enabled or disabled (default). Services then reach it, and only
	// it, at <NAME>_HOST and, before Aurora's replicas, of which there has to be one, at <NAME>_READER_HOST.
	Proxy Switch `yaml:"proxy"`
	// BackupDays is how far back point-in-time recovery reaches, 1 to 35 days, at least 7 in production (default 35
	// in production, 7 in development).
	BackupDays int `yaml:"backupDays" jsonschema:"minimum=1,maximum=35"`
	// BackupWindow is the daily backup window in UTC, hh:mm-hh:mm, at least 30 minutes (default 01:00-02:00).
	BackupWindow string `yaml:"backupWindow"`
	// MaintenanceWindow is the weekly maintenance window in UTC, ddd:hh:mm-ddd:hh:mm (default sun:03:00-sun:04:00).
	// Replicas have theirs before it, one after the other.
	MaintenanceWindow string `yaml:"maintenanceWindow"`
	// Apply is when RDS applies what interrupts, such as another class: immediately, in the deployment (default in
	// development), or in the maintenance window (window; default in production). What Aurora keeps for the whole
	// cluster, such as its version, it always applies immediately.
	Apply ApplyTime `yaml:"apply"`
	// Alarms are when people hear that the database is in trouble.
	Alarms DatabaseAlarms `yaml:"alarms"`
	// Parameters are added to the parameter group; on instances, to MySQL's configuration. TLS is forced whatever they
	// say. In production PostgreSQL logs no values of parameters, no details of errors and no statements that led to
	// one, unless they say so. max_connections has to be a number.
	Parameters map[string]string `yaml:"parameters"`
	// Standby is what the recovery region has of it: a replica (default), or a database of its own without the data
	// (empty; default in development, where its class cannot be replicated). What a disaster loses: of Aurora,
	// typically less than a second, and never more than the metric AuroraGlobalDBReplicationLag tells; on RDS, what
	// ReplicaLag tells; with empty, everything. Decide before the first deployment of recovery: a store that is there
	// cannot become a replica. Only with recovery.
	Standby Copy `yaml:"standby"`
}

// Engine is a database engine.
type Engine string

// The engines.
const (
	Postgres       Engine = "postgres"
	MySQL          Engine = "mysql"
	AuroraPostgres Engine = "aurora-postgres"
	AuroraMySQL    Engine = "aurora-mysql"
)

// Values returns the database engines.
func (Engine) Values() []string { return texts(Postgres, MySQL, AuroraPostgres, AuroraMySQL) }

// Serverless is how far an Aurora Serverless v2 instance scales, in Aurora capacity units (2 GiB of memory each).
type Serverless struct {
	// MinACU is the least capacity, in steps of 0.5 (default 0.5).
	MinACU float64 `yaml:"minACU"`
	// MaxACU is the greatest capacity, in steps of 0.5, 1 to 256.
	MaxACU float64 `yaml:"maxACU" jsonschema:"required"`
	// Pause stops an idle instance, which then takes some 15 seconds to answer: enabled or disabled (default). Not
	// in production, and not with proxy, which keeps it awake.
	Pause Switch `yaml:"pause"`
}

// Aurora tells whether the database is an Aurora cluster.
func (d Database) Aurora() bool { return d.Engine == AuroraPostgres || d.Engine == AuroraMySQL }

// MySQL tells whether the database speaks MySQL's protocol; else it is PostgreSQL's.
func (d Database) MySQL() bool { return d.Engine == MySQL || d.Engine == AuroraMySQL }

// complete fills in the defaults of the database with this name.
func (d *Database) complete(name string, e Environment) {
	d.Name = cmp.Or(d.Name, strings.ReplaceAll(cmp.Or(d.As, name), "-", "_"))
	if e.Side == Standby {
		d.RestoreFrom = nil // it has what the primary has, or nothing: backups are of a region
	}
	d.Hosting = cmp.Or(d.Hosting, Managed)
	if d.onInstances() {
		d.completeInstances(e)
		return
	}
	d.Proxy = cmp.Or(d.Proxy, Disabled)
	d.Apply = cmp.Or(d.Apply, byTier(e.Tier, ApplyInWindow, ApplyImmediately))
	d.BackupDays = cmp.Or(d.BackupDays, byTier(e.Tier, 35, 7))
	d.BackupWindow = cmp.Or(d.BackupWindow, "01:00-02:00")
	d.MaintenanceWindow = cmp.Or(d.MaintenanceWindow, "sun:03:00-sun:04:00")
	if d.Aurora() {
		classes := byTier(e.Tier, []string{"r7g.large", "r6g.large"}, []string{"t4g.medium", "r7g.large"})
		replicates := true // the classes of both sides decide it for both
		if d.Serverless == nil {
			written := d.Class
			for _, region := range e.regions() {
				d.Class = cmp.Or(written, firstIn(region, facts.AuroraLacks, classes...))
				replicates = replicates && d.takesReplicas()
			}
			d.Class = cmp.Or(written, firstIn(e.Region, facts.AuroraLacks, classes...))
		} else {
			d.Serverless.MinACU = cmp.Or(d.Serverless.MinACU, 0.5)
			d.Serverless.Pause = cmp.Or(d.Serverless.Pause, Disabled)
		}
		d.Replicas = cmp.Or(d.Replicas, new(byTier(e.Tier, 1, 0)))
		d.Standby = e.copyOf(d.Standby, e.Production() || replicates)
		d.Alarms.complete(*d)
		return
	}
	d.Replicas = cmp.Or(d.Replicas, new(0))
	small := []string{"t4g.small", "t3.small"}
	if d.MySQL() {
		small = []string{"t4g.medium", "t3.medium"} // smaller ones have no insights
	}
	d.Class = cmp.Or(
		d.Class,
		firstIn(e.Region, facts.DatabaseLacks, byTier(e.Tier, []string{"m7g.large", "m6g.large"}, small)...),
	)
	d.StorageGiB = cmp.Or(d.StorageGiB, byTier(e.Tier, 100, 20))
	d.MaxStorageGiB = cmp.Or(d.MaxStorageGiB, min(4*min(d.StorageGiB, maxStorageGiB), maxStorageGiB))
	d.MultiAZ = cmp.Or(d.MultiAZ, byTier(e.Tier, Enabled, Disabled))
	d.Standby = e.copyOf(d.Standby, true)
	d.Alarms.complete(*d)
}

// takesReplicas tells whether AWS replicates a database of that class to another region.
func (d Database) takesReplicas() bool {
	family, _, _ := strings.Cut(d.Class, ".")
	return !d.Aurora() || !slices.Contains(facts.NotGlobalAurora, family)
}

// maxStorageGiB is the largest gp3 volume of RDS.
const maxStorageGiB = 65536

// Port is where the database listens.
func (d Database) Port() int {
	if d.MySQL() {
		return 3306
	}
	return 5432
}

// FollowerWindow is the maintenance window of a replica, counted from
// 0: before the primary's and before those of the followers before it, so that
// no two are maintained at a time, and the primary last.
func (d Database) FollowerWindow(i int) string {
	w, ok := parseWeekly(d.MaintenanceWindow)
	if !ok {
		return d.MaintenanceWindow // reported already
	}
	return w.shifted(-(i + 1) * w.minutes).String()
}

func (Database) kind() string     { return "database" }
func (Database) endpoint() string { return "" }
func (Database) ports() int       { return 1 }
func (d Database) alias() string  { return d.As }

func (d Database) variables() []string {
	all := []string{Host, Port, Name, SecretARN, Username, Password}
	if d.Aurora() || *d.Replicas > 0 {
		all = append(all, ReaderHost)
	}
	return all
}

// addresses are every instance's and standby's, and as many for their copies during a blue/green upgrade, and a
// proxy's.
func (d Database) addresses() int {
	if d.onInstances() {
		return 0 // they are not in the data subnets
	}
	instances := 1 + *d.Replicas
	if d.MultiAZ == Enabled {
		instances++
	}
	n := instances * upgradeCopies
	if d.Proxy == Enabled {
		n += proxyAddresses
	}
	return n
}

// proxyAddresses is what AWS advises to keep free for a proxy. Source: the RDS
// user guide, "Planning for IP address capacity": 10 to 110 by class; the middle sizes need up to 45.
const proxyAddresses = 45
