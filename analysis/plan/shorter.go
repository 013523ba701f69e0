package plan

import (
	"fmt"
	"maps"
	"math"
	"slices"
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
			before, after := rule.of(f.old), rule.of(f.new)
			if after < before {
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
func sooner(was, is map[string]float64) []string {
	var all []string
	for _, of := range slices.Sorted(maps.Keys(is)) {
		before, ruled := was[of]
		if !ruled {
			before = forEver
		}
		if is[of] < before {
			all = append(all, fmt.Sprintf("%s from %s to %s days", of, number(before), number(is[of])))
		}
	}
	return all
}

func (r retention) of(i *instance) float64 {
	if value := at(i.properties, r.path); value != nil {
		return assembly.Number(value)
	}
	return r.byDefault
}

func number(n float64) string {
	if math.IsInf(n, 1) {
		return "for ever"
	}
	return fmt.Sprintf("%.0f", n)
}

const bucketType = "AWS::S3::Bucket"

// expiries are after how many days a bucket's objects, and versions that are not the last, go, by what the rules are
// about.
func expiries(i *instance) map[string]float64 {
	all := map[string]float64{}
	for _, rule := range assembly.List(at(i.properties, "LifecycleConfiguration.Rules")) {
		if text(at(rule, "Status")) != "Enabled" {
			continue
		}
		about := text(at(rule, "Prefix")) + text(at(rule, "TagFilters"))
		for _, of := range []struct{ path, what string }{
			{"ExpirationInDays", "objects"},
			{"NoncurrentVersionExpiration.NoncurrentDays", "previous versions"},
			{"NoncurrentVersionExpirationInDays", "previous versions"},
		} {
			if days := at(rule, of.path); days != nil {
				key := strings.TrimSpace(of.what + " " + about)
				if known, ruled := all[key]; !ruled || assembly.Number(days) < known {
					all[key] = assembly.Number(days)
				}
			}
		}
	}
	return all
}
