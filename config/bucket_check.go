package config

import (
	"cmp"
	"fmt"
	"regexp"

	"bulkhead/internal/document"
)

// What S3 demands of lifecycle rules. Source: Amazon S3 user guide, lifecycle
// transitions, 2026-11.
const (
	leastInfrequentDays = 30 // before an object may move to Infrequent Access, and there before it moves on
	longestBucketName   = 63
)

var webOrigin = regexp.MustCompile(`^(https://(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+|http://localhost)(:[0-9]{1,5})?$`)

// check runs the rules of one bucket.
func (x Bucket) check(at document.Path, name string, e Environment) {
	longest := e
	if e.Other != nil {
		longest = *e.Other
	}
	full := longest.FullBucketName(name)
	at.Demand(len(full) <= longestBucketName,
		fmt.Sprintf("the name %s has %d characters, and S3 allows %d", full, len(full), longestBucketName),
		fmt.Sprintf("shorten it by %d", len(full)-longestBucketName))

	x.checkTakeover(at.Key("takesOver"), name, e)
	e.checkCopy(at.Key("standby"))
	infrequent, archive, expire := at.Key("infrequentAccessDays"), at.Key("archiveDays"), at.Key("expireDays")
	infrequent.Demand(
		x.InfrequentAccessDays == 0 || x.InfrequentAccessDays >= leastInfrequentDays,
		fmt.Sprintf(
			"S3 moves nothing to Infrequent Access after %d days",
			x.InfrequentAccessDays,
		),
		"choose 30 or more, or 0 for never",
	)
	archive.Demand(
		x.ArchiveDays == 0 || x.InfrequentAccessDays == 0 ||
			x.ArchiveDays >= x.InfrequentAccessDays+leastInfrequentDays,
		fmt.Sprintf(
			"objects stay in Infrequent Access for 30 days at least, and get there after %d",
			x.InfrequentAccessDays,
		),
		fmt.Sprintf("choose %d or more, or leave infrequentAccessDays out", x.InfrequentAccessDays+leastInfrequentDays),
	)
	last := max(x.InfrequentAccessDays, x.ArchiveDays)
	expire.Demand(x.ExpireDays == 0 || x.ExpireDays > last,
		fmt.Sprintf("objects would be deleted after %d days, before they move after %d", x.ExpireDays, last), "raise it, or leave the other out")
	at.Key("previousDays").Demand(x.PreviousDays >= 1, "what is overwritten would be lost at once", "choose 1 or more")

	for i, origin := range x.Origins {
		here := at.Key("origins").Index(i)
		here.Demand(webOrigin.MatchString(origin), fmt.Sprintf("%q is not a web origin", origin), "write scheme and host, such as https://app.example.com, with nothing behind")
	}
	checkOnce(at.Key("origins"), x.Origins)
}

// FullBucketName is the physical name of one of the environment's buckets: of one that it takes over, or else that of
// OwnBucketName.
func (e Environment) FullBucketName(name string) string {
	return cmp.Or(e.Buckets[name].TakesOver, e.OwnBucketName(name))
}

// OwnBucketName is the physical name of a bucket that is made here. The account makes it ours: names are global, and
// anybody could have taken it. A standby's has its region, since it may move to another while the buckets stay.
func (e Environment) OwnBucketName(name string) string {
	full := e.organization + "-" + e.Name + "-" + name + "-" + string(e.AccountID)
	if e.Side == Standby {
		full += "-" + string(e.Region)
	}
	return full
}
