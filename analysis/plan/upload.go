package plan

import (
	"bulkhead/assembly"
)

// checkUploads finds buckets that somebody else has filled so far, and that get files from now on: what is not among
// those is deleted.
func checkUploads(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Add || f.new.Type != "Custom::CDKBucketDeployment" || text(f.new.properties["Prune"]) != "true" {
			continue
		}
		for _, bucket := range assembly.References(f.new.Properties["DestinationBucketName"]) {
			if there := u.fates[bucket]; there != nil && there.old != nil && there.old.Type == bucketType {
				all = append(all, u.finding(State, KindState, id,
					"files are uploaded to a bucket that is there: what somebody else has put into it, and is not among them, is deleted",
					"have all of it among the files, and allow it by name"))
			}
		}
	}
	return all
}
