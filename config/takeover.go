package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// checkTakeover runs the rules of a bucket that exists and becomes one of ours.
func (x Bucket) checkTakeover(at document.Path, name string, e Environment) {
	if !at.Given() {
		return
	}
	checkBucketName(at, x.TakesOver)
	at.Demand(!e.recordsIn(x.TakesOver), x.TakesOver+" is made by another stack, or by the CDK",
		"name a bucket that no stack has")
	for _, other := range slices.Sorted(maps.Keys(e.Buckets)) {
		at.Demand(other == name || e.FullBucketName(other) != x.TakesOver, "it is the bucket "+other+" already", "name another one")
	}
	e.checkAlone(at)
}

// checkTakeover runs the rules of a table that exists and becomes one of ours.
func (t Table) checkTakeover(at document.Path, name string, e Environment) {
	if !at.Given() {
		return
	}
	at.Demand(tableName.MatchString(t.TakesOver), fmt.Sprintf("%q is not the name of a table", t.TakesOver),
		"write the name alone: 3 to 255 letters, digits, dots, hyphens and underscores")
	at.Demand(!e.recordTable(t.TakesOver), t.TakesOver+" says which side of an environment is active, and another stack makes it",
		"name a table that no stack has")
	for _, other := range slices.Sorted(maps.Keys(e.Tables)) {
		at.Demand(other == name || e.FullTableName(other) != t.TakesOver, "it is the table "+other+" already", "name another one")
	}
	e.checkAlone(at)
}

// recordTable tells whether a table is one that stacks with recovery make beside those of the configuration. Their
// names are those of internal/address.
func (e Environment) recordTable(table string) bool {
	own := e.organization + "-" + e.Name
	return table == own+"-recovery" || table == own+"-dr-recovery"
}

// checkTakenTables demands that no table is taken over that another environment makes: it is in another account.
func (c *Config) checkTakenTables(environments map[string]*document.Document) {
	for _, e := range c.Environments {
		for _, name := range slices.Sorted(maps.Keys(e.Tables)) {
			taken := e.Tables[name].TakesOver
			if taken == "" {
				continue
			}
			at := environments[e.Name].Root().Key("tables").Key(name).Key("takesOver")
			for _, other := range c.Environments {
				at.Demand(other.Name == e.Name || !other.makesTable(taken), taken+" is made by "+other.Name+", in another account",
					"name a table of the environment's account and region")
			}
		}
	}
}

// makesTable tells whether stacks of the environment make a table.
func (e Environment) makesTable(table string) bool {
	for name, t := range e.Tables {
		if t.TakesOver == "" && e.FullTableName(name) == table {
			return true
		}
	}
	return e.recordTable(table)
}

// checkAlone demands that the environment is in one region: CloudFormation takes over what there is in the region of a
// stack, and makes no copy of it elsewhere in the same deployment.
func (e Environment) checkAlone(at document.Path) {
	at.Demand(!e.recovers(), "the recovery region would need the same data, and nothing brings it there",
		"leave recovery out, or have a new one made here and copy what the other one has")
}
