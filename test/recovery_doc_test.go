package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"
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

func TestTheLogOfAMoveHasWhatARehearsalReadsInIt(t *testing.T) {
	event, err := json.Marshal(failover.Event{Step: "open-gate", State: failover.State{Status: failover.Done}})
	require.NoError(t, err)
	for _, field := range []string{`"time":`, `"step":"open-gate"`, `"status":"done"`} {
		assert.Contains(t, string(event), field)
	}
}

// inRegion is the configuration of a cloud that is not asked.
func inRegion(region string) aws.Config { return aws.Config{Region: region} }

func recoveryDocument(t testing.TB, e failover.Environment) string {
	t.Helper()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Both sides of %s\n", e.Name)
	line("This page is made from the example, as `make accept` finds it. [Moving to the other region](failover.md) says")
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
		if s.Global != "" {
			row(string(s.Kind)+" "+s.Name+", of both", s.Global, s.Global)
		}
	}
	line("\nClients ask for `%s`. `https://%s%s` leads to the load balancer of the active side.", e.Domain, e.Gate,
		failover.GatePath)
	addresses(t, e, line)
	line("\n## What is lost, and how long it takes\n")
	line("What AWS publishes no number of is measured in rehearsals. None of AWS's numbers is a promise for your data.\n")
	budgetTable(t, e, line)
	line("\nA move is as long as its longest way through the steps below. Those of one wave go on side by side.")
	handbook(e, recoveringAs(t, config.ActiveRecovery, 2), line)
	rehearsal(e, line)
	return b.String()
}

// endpoint are the ends of the names of attributes that are addresses.
var endpoint = []string{"DNSName", "DnsName", "Address", "DomainEndpoint"}

// addresses is what has an address of AWS's at each side, by the exports of the templates.
func addresses(t testing.TB, e failover.Environment, line func(string, ...any)) {
	t.Helper()
	line("\n## Endpoints\n\nAWS chooses the addresses of load balancers and stores. Stacks export them:\n")
	line("| address | primary | standby |\n|---|---|---|")
	all := map[string]map[failover.SideName]string{}
	for _, side := range []failover.SideName{failover.Primary, failover.Standby} {
		stage := e.Side(side).Stage
		for _, stack := range example(t).Stage(stage) {
			for _, output := range stack.Outputs {
				value, _ := output.Value.(map[string]any)
				attribute, _ := value["Fn::GetAtt"].([]any)
				if len(attribute) != 2 || output.Export == "" || !slices.ContainsFunc(endpoint, func(end string) bool {
					return strings.HasSuffix(attribute[1].(string), end)
				}) {
					continue
				}
				what := strings.TrimPrefix(strings.TrimPrefix(stack.ID, stage), "/") + ", " + attribute[1].(string)
				if all[what] == nil {
					all[what] = map[failover.SideName]string{}
				}
				all[what][side] = stack.Name
				plain := strings.NewReplacer(".", "").Replace(attribute[1].(string))
				require.Contains(t, output.Export, plain, "the query below finds it by its name")
			}
		}
	}
	require.NotEmpty(t, all)
	for _, what := range slices.Sorted(maps.Keys(all)) {
		cells := []string{}
		for _, side := range []failover.SideName{failover.Primary, failover.Standby} {
			cell := "–"
			if stack := all[what][side]; stack != "" {
				cell = "`" + stack + "`"
			}
			cells = append(cells, cell)
		}
		line("| %s | %s |", what, strings.Join(cells, " | "))
	}
	line("\n```sh")
	var wanted []string
	for _, end := range endpoint {
		wanted = append(wanted, "contains(Name, '"+end+"')")
	}
	for _, side := range []failover.SideName{failover.Primary, failover.Standby} {
		line("aws cloudformation list-exports --region %s --output table \\", e.Side(side).Region)
		line("  --query \"Exports[?%s].[Name, Value]\"", strings.Join(wanted, " || "))
	}
	line("```")
}

// rehearsal is what is done in a quarter.
func rehearsal(e failover.Environment, line func(string, ...any)) {
	line("\n## A rehearsal in each quarter\n")
	line("**In the first month**, nothing is changed. Mend what is not ready:\n\n```sh")
	line("bin/bulkhead parity")
	line("bin/bulkhead active %s", e.Name)
	for _, mode := range []failover.Mode{failover.Planned, failover.Disaster} {
		line("bin/bulkhead failover --to %s --%s --dry-run", e.Standby.Stage, mode)
	}
	line("```\n\n**In the second month**, move to the standby, and deploy with the two values that the command prints:\n\n```sh")
	line("bin/bulkhead failover --to %s --planned", e.Standby.Stage)
	line("```\n\n**In the third month**, move back, and deploy again:\n\n```sh")
	line("bin/bulkhead failback --to %s --dry-run", e.Primary.Stage)
	line("bin/bulkhead failback --to %s", e.Primary.Stage)
	line("```\n\nHow long each step took is in the log of the run. Compare it with the last quarter's, and with what you can bear:")
	line("\n```sh\njq -r '[.time, .step, .status] | @tsv' failover-%s.log\n```\n", e.Standby.Stage)
	line("Each quarter, one of the moves is made by somebody else than before, and one step of it by hand. Once a year, the")
	line("state machine makes it, from the console of the region that is moved to.")
}
