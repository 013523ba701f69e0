package variants

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/analysis/parity"
	"bulkhead/analysis/verify"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/cache"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	count = flag.Int(
		"variants",
		1,
		"how many configurations to make, synthesize and verify; each takes half a minute the first time",
	)
	seed  = flag.Uint64("seed", 1, "makes others")
	every = flag.Bool("every", false, "demand that they make every choice that the schemas know")
)

// The configurations whose templates are reviewed: what they choose need not be chosen again.
var reviewed = []string{
	"../../config/example", "../testdata/configs/choices", "../testdata/configs/plain", "../../examples/minimal",
	"../testdata/configs/private",
}

func TestWhateverIsValidIsSynthesizedAndClean(t *testing.T) {
	build := exec.Command("make", "-C", "../..", "build", "node_modules")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	waivers, err := verify.ReadWaivers("../../waivers.yaml")
	require.NoError(t, err)

	g := newGenerator(t)
	for i := range *count {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		require.NoError(t, g.Next(dir))
		fmt.Fprintf(os.Stderr, "variant     %d of %d, seed %d\n", i+1, *count, *seed)
		t.Run(fmt.Sprint(i), func(t *testing.T) { assertClean(t, dir, waivers) })
	}
	if *every {
		assert.Subset(t, impossible, g.Missing(), "no variant makes these choices: make more, or say why none can")
	}
}

// impossible are choices that no configuration can make, or none that is found by chance.
var impossible = []string{
	// An application needs services that releases decide on, in the other file: chance makes few.
	"GitHub.ownerId=the least", "GitHub.ownerId=the most", "GitHub.repositoryId=the least", "GitHub.repositoryId=the most",

	"AutoNodes.maxVCPUs=the most",            // on the smallest nodes, they need 82,500 addresses; a network has 65,536
	"Cache.volumeGiB=the least",              // the log of the smallest node needs 3 GiB
	"DatabaseAlarms.freeStorageGiB=the most", // it is below storageGiB, whose most it is
}

func newGenerator(t *testing.T) *Generator {
	t.Helper()
	g, err := New(*seed, "../../config/example/schema")
	require.NoError(t, err)
	for _, dir := range reviewed {
		require.NoError(t, g.See(dir))
	}
	return g
}

// assertClean demands templates of a configuration in which independent verifiers find nothing that is not waived.
func assertClean(t *testing.T, dir string, waivers *verify.Waivers) {
	out := filepath.Join(t.TempDir(), "out")
	output, err := exec.Command("../../bin/bulkhead", "synth", "--nag", "--config", dir, "--out", out).
		CombinedOutput()
	require.NoError(t, err, "%s\n%s", output, files(t, dir))
	a, err := assembly.Load(out)
	require.NoError(t, err)
	assert.Empty(t, alarms.Faults(a), "alarms that cannot be right")
	for _, stack := range a.Stacks {
		assert.NotEmpty(t, stack.Resources, "%s: CloudFormation refuses a stack without resources", stack.ID)
	}
	report, err := verify.Run(context.Background(), verify.Options{
		Dir: out, Waivers: waivers, RequireCfnLint: os.Getenv("CI") == "true", Cache: cache.Default(),
	})
	require.NoError(t, err, "%s", files(t, dir))
	for _, f := range report.Findings {
		assert.False(t, f.Open(), "%s %s: %s/%s: %s", f.Tool, f.Rule, f.Stack, f.Resource, f.Message)
	}
	lines, err := config.Lines(dir)
	require.NoError(t, err)
	compared := parity.Compare(a, config.Index{Values: lines})
	for _, e := range compared.Environments {
		for _, d := range e.Of(parity.Violation) {
			assert.Fail(t, "the sides differ", e.Line(d))
		}
	}
	if t.Failed() {
		t.Logf("the configuration:\n%s", files(t, dir))
	}
}

// files is what the files of a configuration say.
func files(t *testing.T, dir string) string {
	t.Helper()
	text := ""
	for _, file := range []string{"organization.yaml", "environments/" + environment + ".yaml"} {
		content, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		text += "# " + file + "\n" + string(content)
	}
	return text
}

func TestEveryPropertyHasWordsForVariants(t *testing.T) {
	g := newGenerator(t)
	assert.Empty(t, g.organization.unknown(), "add them to vocabulary, or to sections")
	assert.Empty(t, g.environment.unknown(), "add them to vocabulary, or to sections")
}

// TestWhatBelongsTogetherIsAValidEnvironment: what has to be mended may lose what it is there for.
func TestWhatBelongsTogetherIsAValidEnvironment(t *testing.T) {
	for i, values := range together["environment"] {
		v := Variant{Environments: map[string]map[string]any{environment: {
			"tier": "production", "network": map[string]any{"cidr": "10.10.0.0/16"},
			"alerts": map[string]any{"email": []any{"night@example.net"}},
		}}}
		require.NoError(t, read("../../examples/minimal/organization.yaml", &v.Organization))
		v.Organization["repositories"] = []any{"api", "web"}
		v.Organization["domain"] = map[string]any{"name": "example.net"}
		v.Organization["accounts"] = map[string]any{"security": account(1), "shared-services": account(2), environment: account(3)}
		maps.Copy(v.Environments[environment], values)
		maps.DeleteFunc(v.Environments[environment], func(_ string, value any) bool { return value == nil })
		dir := t.TempDir()
		require.NoError(t, v.write(dir))
		_, err := config.RecordRoutes(dir)
		assert.NoError(t, err, "%d", i)
	}
}

func TestAFaultLeadsToWhatItIsAbout(t *testing.T) {
	assert.Equal(t, []string{"services", "web", "uses", "0"}, keys("services.web.uses[0]"))
}

func TestAnEndOfANumberIsSeenHoweverLargeItIs(t *testing.T) {
	g := newGenerator(t)
	found := map[choice]bool{}
	firewall := map[string]any{"firewall": map[string]any{"requestsPer5Minutes": 2_000_000_000}}
	g.environment.find(firewall, found)
	assert.Contains(t, found, choice{"Firewall.requestsPer5Minutes", greatest})
}
