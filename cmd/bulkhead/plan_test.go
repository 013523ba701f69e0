package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/analysis/plan"
	"bulkhead/analysis/price"
	"bulkhead/internal/cli"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// somePlan has something of everything.
func somePlan() *pricedPlan {
	const before, after = "10.10.0.0/16", "10.60.0.0/16"
	cause := []plan.Cause{{File: "environments/dev.yaml", Line: 12, Path: "network.cidr", Before: before, After: after}}
	addresses := []plan.Difference{{Path: "CidrBlock", Before: before, After: after}}
	tags := []plan.Difference{{Path: "Tags.owner.Value", Before: "a", After: "b"}}
	return &pricedPlan{&plan.Plan{
		Base: "v1.0.0", Head: "config", Specification: "0.1.0",
		Stacks: []plan.Stack{
			{
				ID: "dev/network", Account: "333333333333", Region: "eu-west-1", Wave: "wave-1",
				Resources: []plan.Resource{
					{ID: "Vpc", Type: "AWS::EC2::VPC", Action: plan.Replace, Causes: cause, Differences: addresses},
					{ID: "Log", Type: "AWS::Logs::LogGroup", Action: plan.Change, Causes: cause, Differences: tags},
					{ID: "Key", Type: "AWS::KMS::Key", Action: plan.Change, Differences: tags},
					{ID: "Old", Type: "AWS::SQS::Queue", Action: plan.Delete},
				},
			},
			{
				ID: "dev/service-web", Account: "333333333333", Region: "eu-west-1", Wave: "wave-1", New: true,
				Resources: []plan.Resource{{ID: "Service", Type: "AWS::ECS::Service", Action: plan.Add}},
			},
		},
		Gone: []plan.Stack{{ID: "prod/old", Account: "444444444444", Region: "eu-west-1"}},
		Findings: []plan.Finding{
			{
				Name: "dev/network/Vpc", Kind: plan.KindExport, Severity: plan.Refused, Account: "333333333333",
				Stack: "dev/network", Resource: "Vpc", Reason: "it is imported", Way: "undo it",
			},
			{
				Name: "dev/data/Db", Kind: plan.KindState, Severity: plan.State, Account: "333333333333",
				Stack: "dev/data", Resource: "Db", Reason: "it is replaced", Way: "copy it", Allowed: true,
			},
			{
				Name: "dev/data/Db", Kind: plan.KindInterruption, Severity: plan.Note, Account: "333333333333",
				Stack: "dev/data", Resource: "Db", Reason: "it restarts", Way: "wait",
			},
			{
				Name: "dev/data/Group", Kind: plan.KindBlocked, Severity: plan.Note, Account: "333333333333",
				Stack: "dev/data", Resource: "Group", Reason: "it may stay", Way: "delete it by hand",
			},
			{
				Name: "prod/old", Kind: plan.KindGone, Severity: plan.Note, Account: "444444444444",
				Stack: "prod/old", Reason: "it is gone", Way: "prune it",
			},
		},
		Limits:  []string{"drift is not seen"},
		Unknown: []string{"dev/data/Database"},
	}, planPrice{Environments: []price.Difference{{
		Environment: "dev",
		Before:      price.Range{Least: 100_000_000, Most: 150_000_000},
		After:       price.Range{Least: 90_000_000, Most: 150_000_000},
		Components: []price.Range{
			{Name: "databases", Least: -30_000_000, Most: -20_000_000},
			{Name: "caches", Least: 17_000_000, Most: 17_000_000},
			{Name: "search", Least: 1_000_000, Most: 1_000_000},
			{Name: "streams", Least: 1_000_000, Most: 1_000_000},
			{Name: "keys", Least: 1_000_000, Most: 1_000_000},
		},
	}}}}
}

func TestAPlanIsShownAsReviewed(t *testing.T) {
	var json bytes.Buffer
	require.NoError(t, cli.PrintJSON(&json, somePlan()))
	for name, text := range map[string]string{
		"plan.txt":  planText(somePlan()),
		"plan.md":   planMarkdown(somePlan()),
		"plan.json": json.String(),
	} {
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), text, name)
	}
}

func TestAPlanPrintsHowWhatExistsIsTakenOver(t *testing.T) {
	const way = "npx cdk deploy --exclusively --import-existing-resources dev/data-scans"
	p := somePlan()
	p.Findings = append(p.Findings, plan.Finding{
		Name: "dev/data-scans/Scans", Kind: plan.KindTakeover, Severity: plan.Note, Account: "333333333333",
		Stack: "dev/data-scans", Resource: "Scans", Reason: "scans exists", Way: way,
	})
	assert.Contains(t, planText(p), "dev/data-scans/Scans: scans exists\n      to do: "+way+"\n")
	assert.Contains(t, planMarkdown(p), "to do: "+way)
}

func TestWhatIsGoneCostsUntilItIsPruned(t *testing.T) {
	p := somePlan()
	assert.NotContains(t, planText(p), "once the stacks that are gone are pruned", "it is prod's")
	p.Gone[0].ID = "dev/old"
	assert.Contains(t, planText(p), "and 1 more; once the stacks that are gone are pruned\n")
}

func TestAPlanWhosePriceIsNotKnownSaysSo(t *testing.T) {
	p := somePlan()
	p.Price = planPrice{Unknown: "the table has no price for nat/hour in eu-north-1"}
	assert.Contains(t, planText(p), "what it costs is not known: the table has no price for nat/hour in eu-north-1")
}

func TestAPageStaysAPageHoweverMuchChanges(t *testing.T) {
	p := somePlan()
	for range 100 {
		p.Findings = append(p.Findings, p.Findings[0])
		p.Stacks[0].Resources = append(p.Stacks[0].Resources, p.Stacks[0].Resources[0])
	}
	assert.Less(t, bytes.Count([]byte(planText(p)), []byte("\n")), 70)
	assert.Contains(t, planText(p), "and 97 more")
}

// execute runs a command line, and returns its exit status and what it says.
func execute(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&err)
	status = cli.Execute(context.Background(), root)
	return status, out.String(), err.String()
}

const emptyCloud = "../../assembly/testdata/cloud"

func TestTheBaseCanBeACommitWithItsOwnCode(t *testing.T) {
	repository := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(repository, "cloud"), os.DirFS(emptyCloud)))
	makefile := "synth:\n\tcp -r cloud $(OUT)\n\techo $(CONFIG) >$(OUT)/asked\n"
	require.NoError(t, os.WriteFile(filepath.Join(repository, "Makefile"), []byte(makefile), 0o644))
	t.Chdir(repository)
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"}, {"tag", "v1"},
	} {
		output, err := exec.Command("git", args...).CombinedOutput()
		require.NoError(t, err, string(output))
	}
	require.NoError(t, os.WriteFile("Makefile", []byte("synth:\n\tfalse\n"), 0o644))
	status, out, said := execute("plan", "--base-ref", "v1", "cloud")
	assert.Equal(t, cli.ExitOK, status, said)
	assert.Contains(t, out, "Plan: cloud over v1")
	assert.Contains(t, out, "nothing changes")
	trees, err := exec.Command("git", "worktree", "list").Output()
	require.NoError(t, err)
	assert.Equal(t, 1, bytes.Count(trees, []byte("\n")), "nothing is left behind: %s", trees)
	require.NoError(t, os.Mkdir("later", 0o755))
	status, _, said = execute("plan", "--base-ref", "v1", "later")
	assert.Equal(t, cli.ExitFault, status)
	assert.Contains(t, said, "v1 has no directory later")
	status, _, said = execute("plan", "--base-ref", "v2", "cloud")
	assert.Equal(t, cli.ExitFault, status)
	assert.Contains(t, said, "v2")
}

func TestAPlanSaysByItsExitStatusWhetherSomebodyHasToLook(t *testing.T) {
	status, out, _ := execute("plan", emptyCloud, emptyCloud)
	assert.Equal(t, cli.ExitOK, status)
	assert.Contains(t, out, "nothing changes")
	for _, args := range [][]string{{"plan"}, {"plan", "a", "b", "c"}, {"plan", "--base-ref", "v1", "a", "b"}, {"plan", "a", "--json", "--markdown"}} {
		status, _, said := execute(args...)
		assert.Equal(t, cli.ExitUsage, status, said)
	}
	status, _, said := execute("plan", t.TempDir(), emptyCloud)
	assert.Equal(t, cli.ExitFault, status, said)
	status, _, said = execute("plan", emptyCloud, emptyCloud, "--kept", "nowhere.json")
	assert.Equal(t, cli.ExitFault, status, said)
	status, _, said = execute("plan", "--base-ref", "v0", t.TempDir())
	assert.Equal(t, cli.ExitFault, status)
	assert.Contains(t, said, "not in the repository")
}
