package config

import (
	"cmp"
	"strings"
)

// Database is a relational database that services name in uses.
type Database struct {
	// Engine is postgres.
	Engine Engine `yaml:"engine" jsonschema:"required"`
	// Version is the engine's version, such as "17.7"; quote it in YAML.
	Version string `yaml:"version" jsonschema:"required"`
	// Class is the instance class without "db.", such as m7g.large (default m7g.large in production, t4g.small in development).
	Class string `yaml:"class"`
	// Name is the name of the first database (default: the key under databases, with underscores for hyphens).
	Name string `yaml:"name"`
	// StorageGiB is the gp3 volume's size in GiB (default 100 in production, 20 in development).
	StorageGiB int `yaml:"storageGiB" jsonschema:"minimum=20,maximum=65536"`
	// MaxStorageGiB is how far the volume may grow by itself, in GiB, at least a tenth above StorageGiB (default: four times StorageGiB).
	MaxStorageGiB int `yaml:"maxStorageGiB" jsonschema:"minimum=22,maximum=65536"`
	// MultiAZ keeps a synchronous standby in a second zone: enabled (default in production) or disabled.
	MultiAZ Switch `yaml:"multiAZ"`
	// BackupDays is how far back point-in-time recovery reaches, 1 to 35 days (default 35 in production, 7 in development).
	BackupDays int `yaml:"backupDays" jsonschema:"minimum=1,maximum=35"`
	// BackupWindow is the daily backup window in UTC, hh:mm-hh:mm, at least 30 minutes (default 01:00-02:00).
	BackupWindow string `yaml:"backupWindow"`
	// MaintenanceWindow is the weekly maintenance window in UTC, ddd:hh:mm-ddd:hh:mm (default sun:03:00-sun:04:00).
	MaintenanceWindow string `yaml:"maintenanceWindow"`
	// Parameters are added to the parameter group. TLS is forced whatever they say.
	Parameters map[string]string `yaml:"parameters"`
}

// complete fills in the defaults of the database with this name.
func (d *Database) complete(name string, e Environment) {
	tier := e.Tier
	d.Class = cmp.Or(d.Class, byTier(tier, "m7g.large", "t4g.small"))
	d.Name = cmp.Or(d.Name, strings.ReplaceAll(name, "-", "_"))
	d.StorageGiB = cmp.Or(d.StorageGiB, byTier(tier, 100, 20))
	d.MaxStorageGiB = cmp.Or(d.MaxStorageGiB, min(4*min(d.StorageGiB, maxStorageGiB), maxStorageGiB))
	d.MultiAZ = cmp.Or(d.MultiAZ, byTier(tier, Enabled, Disabled))
	d.BackupDays = cmp.Or(d.BackupDays, byTier(tier, 35, 7))
	d.BackupWindow = cmp.Or(d.BackupWindow, "01:00-02:00")
	d.MaintenanceWindow = cmp.Or(d.MaintenanceWindow, "sun:03:00-sun:04:00")
}

// maxStorageGiB is the largest gp3 volume of RDS for PostgreSQL.
const maxStorageGiB = 65536

// Port is where the database listens.
func (d Database) Port() int { return 5432 }

func (Database) kind() string { return "database" }

func (Database) variables() []string {
	return []string{Host, Port, Name, SecretARN, Username, Password}
}

// addresses are the instance's and its standby's, and as many for their copy during a blue/green upgrade.
func (d Database) addresses() int {
	if d.MultiAZ == Enabled {
		return 2 * upgradeCopies
	}
	return upgradeCopies
}
