package plan

import (
	"fmt"
	"slices"
)

// checkLocks finds locks that nobody can lift: those that are to be lifted, which AWS refuses, and those that begin.
func checkLocks(u *update) []Finding {
	var all []Finding
	begins := func(id, what, source string) {
		all = append(all, u.finding(Note, KindOneWay, id, fmt.Sprintf("%s, AWS included (%s)", what, source),
			"be sure of it before you deploy: there is no way back"))
	}
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.action != Change && f.action != Add {
			continue
		}
		before := map[string]any{}
		if f.old != nil {
			before = f.old.properties
		}
		switch f.new.Type {
		case "AWS::Backup::BackupVault":
			const source = "AWS Backup Developer Guide, Vault Lock"
			had := at(before, "LockConfiguration.ChangeableForDays") != nil
			changes := slices.ContainsFunc(f.differences, func(d Difference) bool { return under(d.Path, "LockConfiguration") })
			switch has := at(f.new.properties, "LockConfiguration.ChangeableForDays"); {
			case had && changes:
				all = append(all, u.finding(Refused, KindOneWay, id,
					"the vault is locked for good: from the third day on, its lock is neither changed nor lifted ("+source+")",
					"leave the lock; within three days of the deployment that brought it, allow this by name"))
			case !had && has != nil:
				begins(id, fmt.Sprintf("nobody lifts the lock of the vault after %s days, or deletes a backup in it before its time",
					text(has)), source)
			}
		case bucketType:
			const source = "Amazon S3 User Guide, Object Lock"
			const mode = "ObjectLockConfiguration.Rule.DefaultRetention.Mode"
			if was, is := text(at(before, mode)), text(at(f.new.properties, mode)); was != is && is == "COMPLIANCE" {
				begins(id, "nobody deletes what is written from now on before its time", source)
			}
			if f.old != nil && text(at(before, "ObjectLockEnabled")) != "true" && text(at(f.new.properties, "ObjectLockEnabled")) == "true" {
				begins(id, "nobody turns object lock of the bucket off again", source)
			}
		}
	}
	return all
}
