package test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// examples are the configurations to begin with, by name, and what each has of what costs most or is open: as many as
// its README says.
var examples = map[string]map[string]int{
	"minimal": {"AWS::EC2::NatGateway": 1, "AWS::RDS::DBInstance": 0, "AWS::ECS::Service": 0, "AWS::SecurityHub::Hub": 6},
	"startup": {"AWS::EC2::NatGateway": 2, "AWS::RDS::DBInstance": 2, "AWS::ECS::Service": 4, "AWS::SecurityHub::Hub": 0},
	"private": {"AWS::EC2::NatGateway": 0, "AWS::RDS::DBInstance": 1, "AWS::ECS::Service": 1, "AWS::SecurityHub::Hub": 6},
}

// quotaCode is that of one, in a command that asks for more, and raised is what each example has to ask for.
var (
	quotaCode = regexp.MustCompile(`L-[0-9A-F]{8}`)
	raised    = map[string][]string{"private": {"L-3032A538"}} // vCPUs on Fargate
)

func TestEveryExampleIsOneToBeginWith(t *testing.T) {
	found, err := filepath.Glob("../examples/*/organization.yaml")
	require.NoError(t, err)
	var names []string
	index, err := os.ReadFile("../examples/README.md")
	require.NoError(t, err)
	for _, file := range found {
		name := filepath.Base(filepath.Dir(file))
		names = append(names, name)
		assert.FileExists(t, filepath.Join(filepath.Dir(file), "README.md"), "what it is, for whom, and what it leaves out")
		assert.Contains(t, string(index), "]("+name+"/README.md)")
	}
	for name := range examples {
		assert.Contains(t, names, name)
	}
	assert.Len(t, names, len(examples))
}

// synthesizedExample is the directory of an example's cloud assembly. That of a configuration that other tests read is
// theirs; of the others, it is that of a copy elsewhere.
func synthesizedExample(t testing.TB, name string) string {
	t.Helper()
	if c, is := sharedConfigs[map[string]string{"full": "example", "minimal": "minimal"}[name]]; is {
		out, err := c.synthesize()
		require.NoError(t, err)
		return out
	}
	dir, out := filepath.Join(scratch, "myorg-"+name), filepath.Join(scratch, "example-"+name)
	if _, err := os.Stat(out); err == nil {
		return out
	}
	require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/"+name)))
	status, _, stderr := run(t, t.TempDir(), cached(t, t.TempDir()), binary(t), "synth", "--config", dir, "--out", out)
	require.Equal(t, 0, status, stderr)
	return out
}

// TestACopyOfAnExampleSynthesizesAndIsWhatItsREADMESays: make verify shows in the gate that verifiers find nothing.
func TestACopyOfAnExampleSynthesizesAndIsWhatItsREADMESays(t *testing.T) {
	for name, want := range examples {
		t.Run(name, func(t *testing.T) {
			dir, out := filepath.Join(t.TempDir(), "myorg"), synthesizedExample(t, name)
			require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/"+name)))
			said := map[string]string{}
			for _, arguments := range [][]string{
				{"check", "--config", dir},
				{"routes", "--config", dir},
				{"promises", out, "--config", dir},
				{"lifecycle", out},
				{"quotas", out},
			} {
				status, stdout, stderr := run(t, t.TempDir(), cached(t, t.TempDir()), binary(t), arguments...)
				require.Equal(t, 0, status, "%s: %s%s", arguments[0], stdout, stderr)
				said[arguments[0]] = stdout
			}
			assert.Equal(t, raised[name], quotaCode.FindAllString(said["quotas"], -1), "what AWS has to raise, as README says")
			recorded, err := os.ReadFile(filepath.Join(dir, "routes.yaml"))
			if name != "minimal" { // it has no routes
				require.NoError(t, err)
				was, err := os.ReadFile("../examples/" + name + "/routes.yaml")
				require.NoError(t, err)
				assert.Equal(t, string(was), string(recorded), "bulkhead routes has nothing to add")
			}
			a, err := assembly.Load(out)
			require.NoError(t, err)
			for kind, n := range want {
				assert.Len(t, a.OfType(kind), n, kind)
			}
			for _, s := range a.Stacks {
				assert.NotContains(t, s.Stage, "-dr", "no standby")
			}
		})
	}
}
