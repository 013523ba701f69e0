package plan

import (
	"slices"

	"bulkhead/assembly"
)

const uploadType = "Custom::CDKBucketDeployment"

// checkUploads finds buckets that somebody else has filled so far, and that get files from now on: what is not among
// those is deleted.
func checkUploads(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.action == "" || f.new.Type != uploadType || !prunes(f.new) {
			continue
		}
		for _, bucket := range assembly.References(f.new.Properties["DestinationBucketName"]) {
			there := u.fates[bucket]
			stays := there != nil && there.old != nil && there.old.Type == bucketType && there.action != Replace
			if !stays || u.pruned(bucket) {
				continue
			}
			all = append(all, u.finding(State, KindState, id,
				"files are uploaded to a bucket that is there: what somebody else has put into it, and is not among them, is deleted",
				"have all of it among the files, and allow it by name"))
		}
	}
	return all
}

// prunes tells whether an upload deletes what is not among its files.
func prunes(upload *instance) bool { return text(upload.properties["Prune"]) == "true" }

// pruned tells whether an upload to a bucket has deleted what is not among its files before.
func (u *update) pruned(bucket string) bool {
	for _, f := range u.fates {
		if f.old != nil && f.old.Type == uploadType && prunes(f.old) &&
			slices.Contains(assembly.References(f.old.Properties["DestinationBucketName"]), bucket) {
			return true
		}
	}
	return false
}
