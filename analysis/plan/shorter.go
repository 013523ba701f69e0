package plan

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// retention says for how long a type keeps what is in it, and what goes when that is shorter.
type retention struct {
	path, unit, what string
	byDefault        float64 // where the property is absent
	source           string
}

var forEver = math.Inf(1)

// retentions are by type.
var retentions = map[string]retention{
	"AWS::Logs::LogGroup":                {"RetentionInDays", "days", "events", forEver, "CloudWatch Logs API, PutRetentionPolicy"},
	"AWS::RDS::DBInstance":               {"BackupRetentionPeriod", "days", "automated backups", 1, rdsGuide},
	"AWS::RDS::DBCluster":                {"BackupRetentionPeriod", "days", "automated backups", 1, auroraGuide},
	"AWS::ElastiCache::ReplicationGroup": {"SnapshotRetentionLimit", "days", "automatic snapshots", 0, cacheGuide},
	"AWS::SQS::Queue":                    {"MessageRetentionPeriod", "seconds", "messages", 345600, "Amazon SQS API, SetQueueAttributes"},
}

// checkShorter finds what is kept for less long than before: AWS deletes what is older already.
func checkShorter(u *update) []Finding {
	var all []Finding
	tell := func(id, change, what, source string) {
		all = append(all, u.finding(State, KindState, id, fmt.Sprintf("%s: %s that are older go (%s)", change, what, source),
			"copy what is needed first, and allow it by name"))
	}
	for id, f := range u.changed() {
		if rule, known := retentions[f.new.Type]; known && f.new.properties["SourceDBInstanceIdentifier"] == nil {
			before, known := rule.of(f.old)
			after, knownToo := rule.of(f.new)
			if known && knownToo && after < before {
				tell(id, rule.path+" from "+number(before)+" to "+number(after)+" "+rule.unit, rule.what, rule.source)
			}
		}
		if f.new.Type == bucketType {
			if what := sooner(expiries(f.old), expiries(f.new)); len(what) > 0 {
				tell(id, "LifecycleConfiguration: "+strings.Join(what, "; "), "those",
					"Amazon S3 User Guide, Managing the lifecycle of objects")
			}
		}
	}
	return all
}

// sooner says what a bucket keeps for less long than before.
func sooner(was, is []expiry) []string {
	var all []string
	for _, now := range is {
		before := forEver
		for _, old := range was {
			if old.covers(now) {
				before = min(before, old.days)
			}
		}
		if now.days < before {
			all = append(all, fmt.Sprintf("%s from %s to %s days", now.about(), number(before), number(now.days)))
		}
	}
	return all
}

// of returns for how long something keeps what is in it, unless that is known to AWS alone.
func (r retention) of(i *instance) (long float64, known bool) {
	value := at(i.properties, r.path)
	if value == nil {
		return r.byDefault, true
	}
	return numberOf(value)
}

// numberOf returns a number, or a text that is one.
func numberOf(value any) (n float64, known bool) {
	n, err := strconv.ParseFloat(text(value), 64)
	return n, err == nil
}

func number(n float64) string {
	if math.IsInf(n, 1) {
		return "for ever"
	}
	return fmt.Sprintf("%.0f", n)
}

const bucketType = "AWS::S3::Bucket"

// expiry is after how many days something in a bucket goes.
type expiry struct {
	what, prefix string
	tags         []any
	days         float64
}

// covers tells whether it is about all that another one is about.
func (e expiry) covers(other expiry) bool {
	differs := func(tag any) bool {
		return !slices.ContainsFunc(other.tags, func(has any) bool { return text(has) == text(tag) })
	}
	return e.what == other.what && strings.HasPrefix(other.prefix, e.prefix) && !slices.ContainsFunc(e.tags, differs)
}

func (e expiry) about() string {
	of := e.prefix
	for _, tag := range e.tags {
		of += text(tag)
	}
	if of != "" {
		return e.what + " of " + of
	}
	return e.what
}

// expiries are those of a bucket's rules.
func expiries(i *instance) []expiry {
	var all []expiry
	for _, rule := range assembly.List(at(i.properties, "LifecycleConfiguration.Rules")) {
		if text(at(rule, "Status")) != "Enabled" {
			continue
		}
		for _, of := range []struct{ path, what string }{
			{"ExpirationInDays", "objects"},
			{"NoncurrentVersionExpiration.NoncurrentDays", "previous versions"},
			{"NoncurrentVersionExpirationInDays", "previous versions"},
		} {
			if days, known := numberOf(at(rule, of.path)); known {
				all = append(all, expiry{of.what, text(at(rule, "Prefix")), assembly.List(at(rule, "TagFilters")), days})
			}
		}
	}
	return all
}
