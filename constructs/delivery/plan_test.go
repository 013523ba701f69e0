package delivery

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeBucket answers what the scripts ask of S3: an object is a file below $STATE.
const fakeBucket = `#!/bin/bash
set -euo pipefail
case "$1 $2" in
"s3api list-objects-v2") [ "$4" = the-bucket ] || exit 254; [ -e "$STATE/$6" ] && echo "$6" || echo None ;;
"s3 cp")
  if [ "$3" = - ]; then mkdir -p "$STATE/deployed"; cat >"$STATE/${4#s3://the-bucket/}"; else cat "$STATE/${3#s3://the-bucket/}"; fi ;;
*) echo "unexpected: $*" >&2; exit 64 ;;
esac
`

// fakePlan says what it was started with, and ends as $STATUS says.
const fakePlan = `#!/bin/bash
ls "$2"
echo "$*"
exit "${STATUS:-0}"
`

// build is a build in a directory of its own.
type build struct {
	t          *testing.T
	dir, state string
}

func newBuild(t *testing.T) build {
	t.Helper()
	b := build{t, t.TempDir(), t.TempDir()}
	b.write("fake/aws", fakeBucket)
	b.write("bin/bulkhead", fakePlan)
	b.write("cdk.out/manifest.json", "{}")
	b.write("cdk.out/assembly-dev/dev-network.template.json", "{}")
	b.write("cdk.out/asset.1/index.json", "{}")
	b.write("config/organization.yaml", "")
	return b
}

func (b build) write(name, text string) {
	b.t.Helper()
	file := filepath.Join(b.dir, name)
	require.NoError(b.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(b.t, os.WriteFile(file, []byte(text), 0o755))
}

// run runs a script in a directory below the build's.
func (b build) run(text, in string, settings ...string) (output string, err error) {
	command := exec.Command("sh", "-c", script(text))
	command.Dir = filepath.Join(b.dir, in)
	command.Env = append([]string{
		"PATH=" + filepath.Join(b.dir, "fake") + ":" + os.Getenv("PATH"), "STATE=" + b.state,
		"BUCKET=the-bucket", "KEY=" + deployedKey, "BULKHEAD_CONFIG=config",
	}, settings...)
	out, err := command.CombinedOutput()
	return string(out), err
}

func TestTheFirstDeploymentHasNoPlanAndSaysSo(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Contains(t, output, "there is no plan")
}

func TestThePlanIsThatOfTheTemplatesThatWereDeployedLast(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(keepScript, "cdk.out")
	require.NoError(t, err, output)
	output, err = b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Equal(t, "assembly-dev\nmanifest.json\nplan deployed cdk.out --markdown\n", output, "templates, and no assets")
	shown, err := os.ReadFile(filepath.Join(b.dir, "cdk.out/plan.md"))
	require.NoError(t, err)
	assert.Equal(t, output, string(shown), "an artifact, too")
}

func TestWhatAWSWouldRefuseEndsTheBuildUnlessItIsAllowed(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(keepScript, "cdk.out")
	require.NoError(t, err, output)
	b.write("config/allowed.txt", "# moved by hand\ndev/data-orders/Orders1\n\ndev/old")
	output, err = b.run(planScript, ".", "STATUS=2")
	assert.Error(t, err)
	assert.Contains(t, output, "--allow dev/data-orders/Orders1")
	assert.Contains(t, output, "--allow dev/old")
	assert.NotContains(t, output, "moved by hand")
}

func TestABucketThatCannotBeReadEndsTheBuild(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(planScript, ".", "BUCKET=another")
	assert.Error(t, err, output)
}

func TestWhatExpiresIsOfThePipelineAlone(t *testing.T) {
	for _, name := range []string{"acme-infrastructure", "a-b"} {
		prefix := artifactsPrefix(name)
		assert.True(t, strings.HasPrefix(name[:min(len(name), 20)], prefix))
		assert.False(t, strings.HasPrefix(deployedKey, prefix))
	}
}
