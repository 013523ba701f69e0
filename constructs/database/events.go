package database

import (
	"strconv"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// What RDS tells of instances and clusters, by what it means. RDS knows how large a volume is now, which no metric
// tells. Source: the Amazon RDS and the Aurora user guides, "Amazon RDS event categories and event messages", as of
// 2026-11.
var (
	// failed, incompatible parameters or network, storage exhausted or not to be grown, the key, a failover that
	// failed.
	failures = events("0031", "0035", "0036", "0007", "0223", "0254", "0227", "0418", "0069")
	// failovers, storage that is about to reach its greatest size, backups or monitoring switched off, upgrades and
	// passwords that failed.
	notices = events(
		"0013", "0015", "0049", "0065", "0070", "0071", "0072", "0073",
		"0224", "0225", "0028", "0079", "0080", "0067", "0188", "0270",
	)
	// replication that stopped, was terminated or was stopped by hand.
	breaks = events("0045", "0057", "0062")
)

// events returns the ids of RDS's events with these numbers.
func events(numbers ...string) []string {
	all := make([]string, len(numbers))
	for i, number := range numbers {
		all[i] = "RDS-EVENT-" + number
	}
	return all
}

// newEventAlarms adds what fires when RDS tells something of a database, its replicas or its instances that somebody
// should know.
func newEventAlarms(scope constructs.Construct, props Props) {
	watched := []struct {
		id, runbook, description string
		events                   []string
	}{
		{
			"Failed", "database-failed",
			"has failed, or cannot write any more: read its recent events in the RDS console", failures,
		},
		{
			"Noticed",
			"database-notice",
			"has failed over, or something of it was changed or could not be: read its recent events in the RDS console",
			notices,
		},
		{
			"Replication", "database-replication-stopped",
			"has a replica that does not follow it any more: read the recent events in the RDS console", breaks,
		},
	}
	for _, w := range watched {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Runbook:     w.runbook,
			Description: "Database " + props.Identifier + " " + w.description + ".",
			Metric: alarm.Events(scope, w.id+"Events", "events of database "+props.Identifier, map[string]any{
				"source":      []string{"aws.rds"},
				"detail-type": []string{"RDS DB Instance Event", "RDS DB Cluster Event"},
				"detail":      map[string]any{"SourceIdentifier": props.identifiers(), "EventID": w.events},
			}),
			When:    alarm.Above(0),
			Periods: 1,
			Missing: alarm.MissingIsFine,
			Tell:    props.Alerts,
		})
	}
}

// identifiers matches what RDS calls a database and all that belongs to it: its replicas, its instances and its copies,
// which are numbered. It is the same on both sides, whatever each has of them.
func (p Props) identifiers() []any {
	all := []any{p.Identifier, map[string]any{"prefix": p.Identifier + "-replica-"}}
	for digit := range 9 {
		all = append(all, map[string]any{"prefix": p.Identifier + "-" + strconv.Itoa(digit+1)})
	}
	return all
}
