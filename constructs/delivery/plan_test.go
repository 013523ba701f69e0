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
"s3api list-objects-v2")
  [ "$4" = the-bucket ] || exit 254
  cd "$STATE"; keys=$(find . -path "./$6*" -type f | sed 's,^./,,' | sort | paste -s -); echo "${keys:-None}" ;;
"s3 cp")
  case "$4" in
  -) cat "$STATE/${3#s3://the-bucket/}" ;;
  *) to="$STATE/${4#s3://the-bucket/}"; mkdir -p "${to%/*}"; cat "${3/#-/\/dev\/stdin}" >"$to"; echo "upload: $3" >&2 ;;
  esac ;;
*) echo "unexpected: $*" >&2; exit 64 ;;
esac
`

// fakeProgram says what it was started with, and ends as $STATUS says.
const fakeProgram = `#!/bin/bash
case "$1" in
plan) ls "$2" ;;
prune) echo "not looked into: 333333333333 in ap-east-1: not enabled" ;;
esac
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
	b.write("bin/bulkhead", fakeProgram)
	b.write("program/bulkhead", fakeProgram)
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
		"BUCKET=the-bucket", "KEY=" + deployedKey, "LEFT_OVER=" + leftOverKey, "PLAN=plans/1.md", "BULKHEAD_CONFIG=config",
	}, settings...)
	out, err := command.CombinedOutput()
	return string(out), err
}

// object is what is in the bucket.
func (b build) object(key string) string {
	b.t.Helper()
	content, err := os.ReadFile(filepath.Join(b.state, key))
	require.NoError(b.t, err)
	return string(content)
}

// linked is what whoever approves is shown.
func (b build) linked() string {
	b.t.Helper()
	return b.object("plans/1.md")
}

func TestTheFirstDeploymentHasNoPlanAndSaysSo(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Contains(t, output, "there is no plan")
	assert.Equal(t, "nothing was deployed by this pipeline yet, so there is no plan\n", b.linked())
}

func TestThePlanIsThatOfTheTemplatesThatWereDeployedLast(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(keepScript, "cdk.out")
	require.NoError(t, err, output)
	output, err = b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Contains(t, output, b.linked())
	assert.Equal(t, "assembly-dev\nmanifest.json\nplan deployed cdk.out --markdown\n", b.linked(),
		"templates, and no assets")
	shown, err := os.ReadFile(filepath.Join(b.dir, "cdk.out/plan.md"))
	require.NoError(t, err)
	assert.Equal(t, b.linked(), string(shown), "an artifact, too")
}

func TestThePlanShowsTheStacksThatWereLeftOverUntilTheyAreGone(t *testing.T) {
	b := newBuild(t)
	for _, text := range []string{keepScript, leftOverScript} {
		output, err := b.run(text, map[string]string{keepScript: "cdk.out", leftOverScript: "."}[text])
		require.NoError(t, err, output)
	}
	output, err := b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Contains(t, b.linked(), "## Left over after the last deployment\n\n```text\nprune --list --assembly cdk.out\n```\n")
	assert.NotContains(t, b.linked(), "ap-east-1")

	b.write("program/bulkhead", "#!/bin/bash\necho no stack is left over")
	output, err = b.run(leftOverScript, ".")
	require.NoError(t, err, output)
	output, err = b.run(planScript, ".")
	require.NoError(t, err, output)
	assert.Contains(t, b.linked(), "```text\nno stack is left over\n```\n")
}

func TestAccountsThatDoNotLetThePipelineInAreNotLookedIntoAndNamed(t *testing.T) {
	b := newBuild(t)
	output, err := b.run(leftOverScript, ".", "CLOSED=security archive")
	require.NoError(t, err, output)
	assert.Equal(t, "prune --list --assembly cdk.out --except security --except archive\n"+
		"security does not let the pipeline in: look with bulkhead prune --list --account security\n"+
		"archive does not let the pipeline in: look with bulkhead prune --list --account archive\n", b.object(leftOverKey))
}

func TestAListOfWhatIsLeftOverThatFailsSaysSo(t *testing.T) {
	b := newBuild(t)
	b.write("program/bulkhead", "#!/bin/bash\necho error: the account cannot be entered >&2; exit 1")
	output, err := b.run(leftOverScript, ".")
	require.NoError(t, err, output)
	assert.Equal(t, "nobody knows what is left over:\nerror: the account cannot be entered\n", b.object(leftOverKey))
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
	assert.Contains(t, b.linked(), "--allow dev/old", "it is shown all the same")
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
		for _, key := range []string{deployedKey, leftOverKey} {
			assert.False(t, strings.HasPrefix(key, prefix))
			assert.False(t, strings.HasPrefix(key, plansPrefix))
		}
	}
}
