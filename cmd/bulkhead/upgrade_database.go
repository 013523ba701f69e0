package main

import (
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/upgrade"
	"bulkhead/stacks"
)

// describeUpgrade returns what an upgrade has to know of a database, such as prod/orders, by the configuration.
func describeUpgrade(c *config.Config, what, to string) (u upgrade.Upgrade, err error) {
	stage, name, _ := strings.Cut(what, "/")
	e, err := sideOf(c, stage)
	if err != nil {
		return u, err
	}
	d, known := e.Databases[name]
	if !known {
		return u, fmt.Errorf("%s has no database %q", stage, name)
	}
	if d.Hosting == config.OnInstances {
		return u, fmt.Errorf(
			"%s runs on instances: write the version and its image into the configuration, and deploy",
			what,
		)
	}
	if e.Other != nil && d.Standby == config.Replica && !e.Active {
		return u, fmt.Errorf("%s is not active: its database follows that of %s", stage, e.Other.Name)
	}
	if d.UpgradeTo != "" && d.UpgradeTo != to {
		return u, fmt.Errorf("the configuration prepares %s for %s, not for %s", what, d.UpgradeTo, to)
	}
	if d.UpgradesInPlace() {
		return u, fmt.Errorf("the configuration upgrades %s in place: version and upgradeTo are the same", what)
	}
	if !d.Engine.Offers(to) {
		return u, fmt.Errorf("%s %s is not offered with standard support", d.Engine, to)
	}
	book := address.Of(c)
	prefixed := book.Prefix(e.Name) + "-" + name
	u = upgrade.Upgrade{
		Database: upgrade.Database{
			Name:       name,
			Region:     string(e.Region),
			Account:    string(e.AccountID),
			Engine:     awsEngines[d.Engine],
			Aurora:     d.Aurora(),
			Identifier: stacks.DatabaseIdentifier(c, e, name),
			Secret:     "master user of database " + prefixed,
		},
		To:        to,
		Target:    awsVersion(d, to),
		Group:     "parameters of " + prefixed + " for " + d.Engine.Major(to),
		Parameter: "rds.logical_replication",
		Value:     "1",
		Committed: d.Version == to,
		Prepares:  d.UpgradeTo == to,
	}
	if d.MySQL() {
		u.Parameter, u.Value = "binlog_format", "ROW"
	}
	if e.Other != nil && d.Standby == config.Replica && d.Aurora() {
		u.Global = book.GlobalStore(e, name)
	}
	if e.Other != nil && d.Standby != config.Replica {
		u.Twin, u.TwinRegion = stacks.DatabaseIdentifier(c, *e.Other, name), string(e.Other.Region)
	}
	return u, nil
}

// sideOf is the environment, or the side of one, that has this stage.
func sideOf(c *config.Config, stage string) (e config.Environment, err error) {
	for _, e := range c.Sides() {
		if e.Name == stage {
			return e, nil
		}
	}
	return e, noSuch("environment", stage, stageNames(c))
}

// awsEngines are what AWS calls engines.
var awsEngines = map[config.Engine]string{
	config.Postgres: "postgres", config.MySQL: "mysql",
	config.AuroraPostgres: "aurora-postgresql", config.AuroraMySQL: "aurora-mysql",
}

// awsVersion is what AWS calls a version: it names the version of MySQL that Aurora is compatible with first.
func awsVersion(d config.Database, version string) string {
	if d.Engine == config.AuroraMySQL {
		return d.Engine.Major(version) + ".mysql_aurora." + version
	}
	return version
}
