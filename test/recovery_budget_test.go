package test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkhead/operate/failover"

	"github.com/stretchr/testify/require"
)

// budget is what a move may lose of a store, how long it takes to be written to at the other side, and who says so.
type budget struct {
	planned, disaster, takes, source string
	metric, unit                     string // of the alarm that warns before a disaster loses more
}

// measured is what AWS publishes nothing of: a rehearsal tells.
const measured = "measured"

var budgets = map[failover.Kind]budget{
	failover.Aurora: {
		"nothing", "typically seconds", "minutes",
		"Aurora User Guide, \"Using switchover or failover in Amazon Aurora Global Database\"",
		"AuroraGlobalDBReplicationLag", "ms",
	},
	failover.RDS: {"nothing", measured, measured, measured, "ReplicaLag", "s"},
	failover.Cache: {
		"up to a second", "typically less than a second", "about a minute",
		"AWS's workshop on disaster recovery", "GlobalDatastoreReplicationLag", "s",
	},
	failover.Search: {"nothing", measured, measured, measured, "", ""},
	failover.Stream: {"nothing", measured, "nothing is promoted", measured, "ReplicationLatency", "ms"},
	failover.Bucket: {
		"what is under way", "99.99% of objects are copied within 15 minutes", "nothing is promoted",
		"Amazon S3 User Guide, \"S3 Replication Time Control\"", "ReplicationLatency", "s",
	},
	failover.Table: {
		"what is under way", "typically less than a second", "nothing is promoted",
		"Amazon DynamoDB Developer Guide, \"Global tables\"", "ReplicationLatency", "ms",
	},
	failover.Secret: {"nothing", measured, "nothing is promoted", measured, "", ""},
}

// warns is what the alarm on a metric in the standby's templates says of a store.
func (b budget) warns(t testing.TB, e failover.Environment, s failover.Store) string {
	t.Helper()
	if b.metric == "" {
		return "no metric"
	}
	for _, alarm := range example(t).OfType("AWS::CloudWatch::Alarm") {
		in := alarm.Stack.ID // the standby's, or its foundation's
		if !strings.HasPrefix(in, e.Standby.Stage) || !strings.HasSuffix(in, "-"+s.Name) {
			continue
		}
		properties, err := json.Marshal(alarm.Properties)
		require.NoError(t, err)
		if strings.Contains(string(properties), `"MetricName":"`+b.metric+`"`) {
			return fmt.Sprintf("`%s` above %v %s", b.metric, alarm.Get("Threshold"), b.unit)
		}
	}
	require.Fail(t, "no alarm warns", "%s %s: %s", s.Kind, s.Name, b.metric)
	return ""
}

// budgetTable is how much may be lost of each component, and how long each takes.
func budgetTable(t testing.TB, e failover.Environment, line func(string, ...any)) {
	t.Helper()
	line("| component | lost when planned | lost in a disaster | an alarm warns | until it is written to | source |")
	line("|---|---|---|---|---|---|")
	for _, s := range e.Stores {
		b, known := budgets[s.Kind]
		require.True(t, known, "nobody says how much of a store of kind %s may be lost", s.Kind)
		line("| %s %s | %s | %s | %s | %s | %s |", s.Kind, s.Name, b.planned, b.disaster, b.warns(t, e, s), b.takes, b.source)
	}
	for _, name := range e.Alone {
		line("| %s | everything | everything | – | – | the configuration: nothing copies it |", name)
	}
	line("| images | nothing | what was pushed last | – | – | %s |", measured)
	for _, s := range e.Services {
		line("| service %s | – | – | – | as long as its tasks take to start | %s |", s.Name, measured)
	}
	line("| accelerator | – | – | – | seconds to minutes | %s |", measured)
	line("| DNS | – | – | – | 30 s of failed checks, and 60 s that resolvers keep an answer | arithmetic |")
}
