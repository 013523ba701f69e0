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
	at.Demand(bucketPattern.MatchString(x.TakesOver), fmt.Sprintf("%q is not the name of a bucket", x.TakesOver),
		"write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots")
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
	for _, other := range slices.Sorted(maps.Keys(e.Tables)) {
		at.Demand(other == name || e.FullTableName(other) != t.TakesOver, "it is the table "+other+" already", "name another one")
	}
	e.checkAlone(at)
}

// checkAlone demands that the environment is in one region: CloudFormation takes over what there is in the region of a
// stack, and makes no copy of it elsewhere in the same deployment.
func (e Environment) checkAlone(at document.Path) {
	at.Demand(!e.recovers(), "the recovery region would need the same data, and nothing brings it there",
		"leave recovery out, or have a new one made here and copy what the other one has")
}
