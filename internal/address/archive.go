package address

import (
	"strings"

	"bulkhead/config"
)

// ArchiveBucket is the name of a region's log archive in the security account.
func (b Book) ArchiveBucket(region config.Region) string { return b.securityBucket("archive", region) }

// AccessLogsBucket is the name of a region's bucket for access logs in the security account.
func (b Book) AccessLogsBucket(region config.Region) string {
	return b.securityBucket("access-logs", region)
}

// FirewallLogsBucket is the name of a region's bucket for firewalls' logs in the security account. AWS WAF wants the
// beginning.
func (b Book) FirewallLogsBucket(region config.Region) string {
	return "aws-waf-logs-" + b.Organization.Name + "-" + string(b.security()) + "-" + string(region)
}

// TrailsBucket is the name of the bucket for CloudTrail's log files, in the primary region of the security account.
func (b Book) TrailsBucket() string { return b.securityBucket("trails", b.home()) }

// RecorderBucket is the name of the bucket for what AWS Config records, in the primary region of the security account.
func (b Book) RecorderBucket() string { return b.securityBucket("recorder", b.home()) }

// AnswersBucket is the name of a region's bucket for what questions about the archive are answered.
func (b Book) AnswersBucket(region config.Region) string { return b.securityBucket("answers", region) }

// ArchiveDatabase is the name of the tables of a region's archive. Questions need no quotes around it.
func (b Book) ArchiveDatabase() string {
	return strings.ReplaceAll(b.Organization.Name, "-", "_") + "_archive"
}

// ArchiveWorkgroup is the name of what questions about a region's archive are asked in.
func (b Book) ArchiveWorkgroup() string { return b.Organization.Name + "-archive" }

// Answers begins the names of the buckets for answers, in every region.
func (b Book) Answers() string { return b.AnswersBucket("") }

// Askable begins the names of the buckets that can be asked about, in every region.
func (b Book) Askable() []string {
	return []string{
		b.ArchiveBucket(""),
		b.AccessLogsBucket(""),
		b.FirewallLogsBucket(""),
		b.securityBucket("trails", ""),
	}
}

// Evidence begins the names of the buckets of the archive that hold what was recorded, in every region: all but those
// for answers.
func (b Book) Evidence() []string { return append(b.Askable(), b.securityBucket("recorder", "")) }

// ArchiveBuckets begins the names of all buckets of the archive, in every region.
func (b Book) ArchiveBuckets() []string {
	return append(b.Evidence(), b.Answers())
}

func (b Book) securityBucket(purpose string, region config.Region) string {
	return b.Organization.Name + "-" + purpose + "-" + string(b.security()) + "-" + string(region)
}

// ArchiveKey is the alias of the key that encrypts a region's archive, without "alias/".
func (b Book) ArchiveKey() string { return b.Organization.Name + "-archive" }

// ArchiveKeyARN is the ARN of that alias in a region.
func (b Book) ArchiveKeyARN(region config.Region) string {
	return arn("kms", region, b.security(), "alias/"+b.ArchiveKey())
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

// CloudFrontLogs is the name of what CloudFront's access logs are delivered to in the security account.
func (b Book) CloudFrontLogs() string { return b.Organization.Name + "-cloudfront" }

// CloudFrontLogsARN is the ARN of that destination.
func (b Book) CloudFrontLogsARN() string {
	return arn("logs", config.SitesRegion, b.security(), "delivery-destination:"+b.CloudFrontLogs())
}
