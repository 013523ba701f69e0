package config

import (
	"maps"
	"regexp"
	"slices"
	"strconv"

	"bulkhead/internal/document"
)

// What S3 calls a bucket, and what it keeps for itself among such names. Source: Amazon S3 user guide, "General purpose
// bucket naming rules", 2026-11.
var (
	bucketPattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	reservedBucket = regexp.MustCompile(
		`^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$|\.\.|^([0-9]+\.){3}[0-9]+$`)
)

// checkBucketName demands a name that a bucket can have.
func checkBucketName(at document.Path, name string) {
	written := bucketPattern.MatchString(name)
	at.Demand(written, strconv.Quote(name)+" is not the name of a bucket",
		"write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots")
	at.Demand(!written || !reservedBucket.MatchString(name), strconv.Quote(name)+" cannot be the name of a bucket: "+
		"S3 takes no address, no two dots in a row, and keeps some beginnings and ends for itself",
		"write the bucket's own name, and not that of an access point")
}

// checkBuckets demands that no bucket that exists is two environments': names of buckets are global, and each
// environment has an account of its own.
func (c *Config) checkBuckets(environments map[string]*document.Document) {
	owners := map[string]string{}
	for _, e := range c.Environments {
		for name, b := range e.Buckets {
			if b.TakesOver != "" {
				continue
			}
			owners[e.OwnBucketName(name)] = e.Name
			if e.Other != nil {
				owners[e.Other.OwnBucketName(name)] = e.Name
			}
		}
	}
	for _, e := range c.Environments {
		at := environments[e.Name].Root()
		claim := func(at document.Path, bucket string) {
			if bucket == "" {
				return
			}
			owner, taken := owners[bucket]
			for _, other := range c.Environments {
				if !taken && other.Name != e.Name && other.recordsIn(bucket) && !e.recordsIn(bucket) {
					owner, taken = other.Name, true
				}
			}
			at.Demand(!taken || owner == e.Name, bucket+" is in "+owner+"'s account, and buckets have their names once in the world",
				"name a bucket of the environment's account and region")
			owners[bucket] = e.Name
		}
		for _, name := range slices.Sorted(maps.Keys(e.Buckets)) {
			claim(at.Key("buckets").Key(name).Key("takesOver"), e.Buckets[name].TakesOver)
		}
		for _, name := range slices.Sorted(maps.Keys(e.Existing)) {
			claim(at.Key("existing").Key(name).Key("bucket"), e.Existing[name].Bucket)
		}
	}
}
