package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/kernel"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patchesShown are those of docs/extend.md.
func patchesShown(t *testing.T) []byte {
	t.Helper()
	page, err := os.ReadFile("../docs/extend.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml patches\n(.*?)```").FindAllSubmatch(page, -1)
	require.Len(t, blocks, 1)
	return blocks[0][1]
}

// buildExtended builds the program with the extensions that the documentation shows.
var buildExtended = sync.OnceValues(func() (string, error) {
	return buildProgram("extended", map[string]string{
		"../extensions/clicks.go": "../examples/extension/clicks.go",
		"../extensions/macie.go":  "../examples/extension/macie.go",
	})
})

// synthesizeExtended synthesizes the minimal configuration with patches, and with what is added to its environment.
func synthesizeExtended(t *testing.T, patches []byte, added string) *assembly.Assembly {
	t.Helper()
	program, err := buildExtended()
	require.NoError(t, err)
	dir := t.TempDir()
	configured, out := filepath.Join(dir, "config"), filepath.Join(dir, "out")
	require.NoError(t, os.CopyFS(configured, os.DirFS("../examples/minimal")))
	require.NoError(t, os.WriteFile(filepath.Join(configured, config.PatchesFile), patches, 0o644))
	environment := filepath.Join(configured, "environments", "dev.yaml")
	was, err := os.ReadFile(environment)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(environment, append(was, added...), 0o644))
	output, err := exec.Command(program, "synth", "--config", configured, "--out", out).CombinedOutput()
	require.NoError(t, err, string(output))
	a, err := assembly.Load(out)
	require.NoError(t, err)
	return a
}

func TestAnExtensionIsOfBothSidesAndAPatchCanBeOfIt(t *testing.T) {
	const patches = `
SIDE/x-clicks:
  - resource: Clicks81B5095A
    type: AWS::Kinesis::Stream
    property: RetentionPeriodHours
    value: 24
    reason: a day is enough
`
	both := strings.ReplaceAll(patches, "SIDE", "dev") + strings.ReplaceAll(patches, "SIDE", "dev-dr")
	a := synthesizeExtended(t, []byte(both), "recovery: {region: eu-central-1, cidr: 10.1.0.0/21}\n")
	for _, side := range []string{"dev", "dev-dr"} {
		stream := only(t, a, side+"/x-clicks", "AWS::Kinesis::Stream")
		assert.EqualValues(t, 24, stream.Get("RetentionPeriodHours"), side)
	}
	for _, stack := range plain(t).Stacks {
		assert.NotContains(t, stack.ID, "/x-")
	}
}

// TestAnOperatorExtendsAndPatchesWhatIsDeployedAsTheDocumentationShows: and nothing else becomes another thing.
func TestAnOperatorExtendsAndPatchesWhatIsDeployedAsTheDocumentationShows(t *testing.T) {
	a := synthesizeExtended(t, patchesShown(t), "")

	stream := only(t, a, "dev/x-clicks", "AWS::Kinesis::Stream")
	assert.Equal(t, "KMS", stream.Get("StreamEncryption", "EncryptionType"))
	assert.Contains(t, text(stream.Get("Tags")), "cost-centre")
	assert.True(t, stream.Stack.TerminationProtection)
	assert.Equal(t, "ENABLED", only(t, a, "dev/x-macie", "AWS::Macie::Session").Get("Status"))

	var differ []string
	minimal, err := sharedConfigs["minimal"].load()
	require.NoError(t, err)
	for _, was := range minimal.Stacks {
		is := a.Stack(was.ID)
		require.NotNil(t, is, was.ID)
		require.Len(t, is.Resources, len(was.Resources), was.ID)
		for i, r := range was.Resources {
			if text(r.Properties) != text(is.Resources[i].Properties) {
				differ = append(differ, r.String())
			}
		}
	}
	require.Len(t, differ, 1)
	patched := only(t, a, "dev/front-load-balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer")
	assert.Equal(t, patched.String(), differ[0])
	for _, attribute := range list(patched.Get("LoadBalancerAttributes")) {
		if attribute.(map[string]any)["Key"] == "idle_timeout.timeout_seconds" {
			assert.Equal(t, "120", attribute.(map[string]any)["Value"])
		}
	}
}

// TestAConstructThatIsRenamedKeepsWhatItStandsFor: if its stack is told the id of before.
func TestAConstructThatIsRenamedKeepsWhatItStandsFor(t *testing.T) {
	id := func(name string, prepare func(awscdk.Stack)) (id string) {
		require.NoError(t, kernel.Run(func() {
			stack := awscdk.NewStack(awscdk.NewApp(nil), new("x-clicks"), nil)
			prepare(stack)
			awskinesis.NewStream(stack, &name, nil)
			for id = range *assertions.Template_FromStack(stack, nil).FindResources(new("AWS::Kinesis::Stream"), nil) {
			}
		}))
		return id
	}
	nothing := func(awscdk.Stack) {}
	before, after := id("Clicks", nothing), id("Visits", nothing)
	require.NotEqual(t, before, after)
	assert.Equal(t, before, id("Visits", func(stack awscdk.Stack) { stack.RenameLogicalId(&after, &before) }))
}
