package address

import (
	"strings"

	"bulkhead/config"
)

// ArchiveBucket is the name of a region's log archive in the archive's account.
func (b Book) ArchiveBucket(region config.Region) string { return b.bucketOf("archive", region) }

// AccessLogsBucket is the name of a region's bucket for access logs in the archive's account.
func (b Book) AccessLogsBucket(region config.Region) string {
	return b.bucketOf("access-logs", region)
}

// FirewallLogsBucket is the name of a region's bucket for firewalls' logs in the archive's account.
func (b Book) FirewallLogsBucket(region config.Region) string {
	return b.bucketOf(firewallLogs, region)
}

// TrailsBucket is the name of the bucket for CloudTrail's log files, in the primary region of the archive's account.
func (b Book) TrailsBucket() string { return b.bucketOf("trails", b.home()) }

// RecorderBucket is the name of the bucket for what AWS Config records, in the primary region of the archive's account.
func (b Book) RecorderBucket() string { return b.bucketOf("recorder", b.home()) }

// AnswersBucket is the name of a region's bucket for what questions about the archive are answered.
func (b Book) AnswersBucket(region config.Region) string { return b.bucketOf("answers", region) }

// ArchiveDatabase is the name of the tables of a region's archive. Questions need no quotes around it.
func (b Book) ArchiveDatabase() string {
	return strings.ReplaceAll(b.Organization.Name, "-", "_") + "_archive"
}

// ArchiveWorkgroup is the name of what questions about a region's archive are asked in.
func (b Book) ArchiveWorkgroup() string { return b.Organization.Name + "-archive" }

// Answers begins the names of the buckets for answers, in every region.
func (b Book) Answers() string { return b.AnswersBucket("") }

// Askable begins the names of the buckets that can be asked about, in every region.
func (b Book) Askable() []string { return b.askable(b.archive()) }

func (b Book) askable(account config.AccountID) []string {
	var all []string
	for _, purpose := range []string{"archive", "access-logs", firewallLogs, "trails"} {
		all = append(all, b.bucketIn(account, purpose, ""))
	}
	return all
}

// Evidence begins the names of the buckets of the archive that hold what was recorded, in every region: all but those
// for answers.
func (b Book) Evidence() []string { return b.evidence(b.archive()) }

func (b Book) evidence(account config.AccountID) []string {
	return append(b.askable(account), b.bucketIn(account, "recorder", ""))
}

// EvidenceEver begins the names of those buckets, and of the ones that security has from before the archive had an
// account of its own: what is in them is kept as long.
func (b Book) EvidenceEver() []string {
	if b.Organization.ArchiveApart() {
		return append(b.Evidence(), b.evidence(b.security())...)
	}
	return b.Evidence()
}

// ArchiveBuckets begins the names of all buckets of the archive, in every region, that an account, given by name, has,
// or that security has from before.
func (b Book) ArchiveBuckets(account string) []string {
	if account != b.Organization.ArchiveAccount() && account != config.Security {
		return nil
	}
	id := b.Organization.Accounts[account]
	return append(b.evidence(id), b.bucketIn(id, "answers", ""))
}

// bucketOf is the name of a bucket of the archive.
func (b Book) bucketOf(purpose string, region config.Region) string {
	return b.bucketIn(b.archive(), purpose, region)
}

// bucketIn is its name where that account has the archive.
func (b Book) bucketIn(account config.AccountID, purpose string, region config.Region) string {
	name := b.Organization.Name + "-" + purpose
	if purpose == firewallLogs {
		name = firewallLogs + "-" + b.Organization.Name
	}
	return name + "-" + string(account) + "-" + string(region)
}

// firewallLogs begins the names of buckets for firewalls' logs: AWS WAF wants it there.
const firewallLogs = "aws-waf-logs"

// QueryLog is the name of what logs the DNS queries of a VPC, given by name, to the archive. It tells an archive with
// an account of its own from the one before: a configuration of Route 53 Resolver takes no other destination, so that
// CloudFormation makes a second one first.
func (b Book) QueryLog(vpc string) string {
	if b.Organization.ArchiveApart() {
		return vpc + "-" + config.LogArchive
	}
	return vpc
}

// ArchiveKey is the alias of the key that encrypts a region's archive, without "alias/".
func (b Book) ArchiveKey() string { return b.Organization.Name + "-archive" }

// ArchiveKeyARN is the ARN of that alias in a region.
func (b Book) ArchiveKeyARN(region config.Region) string {
	return arn("kms", region, b.archive(), "alias/"+b.ArchiveKey())
}

// Trail is the name of every account's trail.
func (b Book) Trail() string { return b.Organization.Name + "-trail" }

// TrailARN is the ARN of the trail of an account that begins in a region.
func (b Book) TrailARN(account config.AccountID, home config.Region) string {
	return arn("cloudtrail", home, account, "trail/"+b.Trail())
}

// FindingsBus is the name of the event bus in the primary region of the security account that receives every
// account's findings.
func (b Book) FindingsBus() string { return b.Organization.Name + "-findings" }

// FindingsBusARN is the ARN of that bus.
func (b Book) FindingsBusARN() string {
	return arn("events", b.home(), b.security(), "event-bus/"+b.FindingsBus())
}

// CloudFrontLogs is the name of what CloudFront's access logs are delivered to in the archive's account.
func (b Book) CloudFrontLogs() string { return b.Organization.Name + "-cloudfront" }

// CloudFrontLogsARN is the ARN of that destination.
func (b Book) CloudFrontLogsARN() string {
	return arn("logs", config.SitesRegion, b.archive(), "delivery-destination:"+b.CloudFrontLogs())
}
