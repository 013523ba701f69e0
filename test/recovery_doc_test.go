package test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"bulkhead/operate/failover"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recoveryPage says what each side of the example is, and how it is moved by hand.
const recoveryPage = "../docs/operate/recovery.md"

func TestThePageOfBothSidesIsWhatTheTemplatesAndTheStepsSay(t *testing.T) {
	said := recoveryDocument(t, recovering(t))
	if *update {
		require.NoError(t, os.WriteFile(recoveryPage, []byte(said), 0o644))
	}
	want, err := os.ReadFile(recoveryPage)
	require.NoError(t, err)
	assert.Equal(t, string(want), said, "make accept writes it, if it is right")
}

// inRegion is the configuration of a cloud that is not asked.
func inRegion(region string) aws.Config { return aws.Config{Region: region} }

// behind is how far a store may be behind the other side's, by its kind.
var behind = map[failover.Kind]string{
	failover.Aurora: "metric `AuroraGlobalDBReplicationLag`",
	failover.RDS:    "metric `ReplicaLag`",
	failover.Cache:  "metric `GlobalDatastoreReplicationLag`",
	failover.Search: "measured",
	failover.Stream: "metric `MessageLag`",
	failover.Bucket: "measured",
	failover.Secret: "measured",
}

func recoveryDocument(t testing.TB, e failover.Environment) string {
	t.Helper()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Both sides of %s\n", e.Name)
	line(
		"This page is made from the example, as `make accept` finds it. [Moving to the other region](failover.md) says",
	)
	line("what the steps are about.\n")
	line("## What is where\n\n| | primary | standby |\n|---|---|---|")
	row := func(what, primary, standby string) { line("| %s | `%s` | `%s` |", what, primary, standby) }
	row("stage", e.Primary.Stage, e.Standby.Stage)
	row("region", e.Primary.Region, e.Standby.Region)
	row("domain of the load balancer", e.Primary.Domain, e.Standby.Domain)
	row("ECS cluster", e.Primary.Prefix, e.Standby.Prefix)
	row("state table", e.Primary.Table, e.Standby.Table)
	row("state machine", e.Primary.Prefix+"-failover", e.Standby.Prefix+"-failover")
	row("answers when its services work", strings.Join(e.Primary.Probes, " "), strings.Join(e.Standby.Probes, " "))
	for _, s := range e.Stores {
		if len(s.At) > 0 {
			row(string(s.Kind)+" "+s.Name, s.At[failover.Primary], s.At[failover.Standby])
		}
	}
	line(
		"\nClients ask for `%s`. `https://%s%s` leads to the load balancer of the active side.",
		e.Domain,
		e.Gate,
		failover.GatePath,
	)
	line(
		"\n## What replicates\n\nNo number of AWS is a promise for your data: what is not a metric is measured in rehearsals.\n",
	)
	line("| store | of both regions | how far it is behind |\n|---|---|---|")
	for _, s := range e.Stores {
		far, known := behind[s.Kind]
		require.True(t, known, "nobody says how far behind a store of kind %s is", s.Kind)
		global := "two of their own"
		if s.Global != "" {
			global = "`" + s.Global + "`"
		}
		line("| %s %s | %s | %s |", s.Kind, s.Name, global, far)
	}
	for _, move := range []failover.Move{
		{Environment: e, To: failover.Standby, Mode: failover.Planned},
		{Environment: e, To: failover.Standby, Mode: failover.Disaster},
		{Environment: e, To: failover.Primary, Mode: failover.Planned},
	} {
		line("\n## To the %s, %s, by hand\n", move.To, move.Mode)
		line("| step | changes | takes | command |\n|---|---|---|---|")
		for _, s := range failover.Steps(move, failover.Cloud{Config: inRegion}) {
			line("| `%s` | %s | %s | %s |", s.Name, s.Changes, s.Takes, strings.Join(s.Hand, "<br>"))
		}
	}
	line("\n## A rehearsal in each quarter\n")
	line(
		"1. First month: `bin/bulkhead failover --to %s --planned --dry-run`, and mend what is not ready.",
		e.Standby.Stage,
	)
	line(
		"2. Second month: move to the standby, planned, and deploy with what it prints. Note how long each step takes,",
	)
	line("   which is in its log.")
	line("3. Third month: move back, planned, and deploy again. Compare with the last quarter's.")
	return b.String()
}
