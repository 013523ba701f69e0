package delivery

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeAWS answers what the script asks, from files: <pipeline>/<execution> holds the release, and <execution>.asks is
// there when its last step has begun. As with AWS, a pipeline is started once for a token.
const fakeAWS = `#!/bin/bash
set -euo pipefail
say() { echo "$*" >&2; exit 64; }
[ "$1" = codepipeline ] || say "unexpected: $*"
shift; command=$1; shift
while [ $# -gt 0 ]; do
  case $1 in
  --no-paginate) shift; continue ;;
  --name | --pipeline-name) pipeline=$2 ;;
  --pipeline-execution-id) id=$2 ;;
  --filter) id=${2#pipelineExecutionId=} ;;
  --client-request-token) token=$2 ;;
  --variables) variables=$2 ;;
  --source-revisions) revisions=$2 ;;
  --output) [ "$2" = text ] || say "unexpected: $2" ;;
  --query) ;;
  *) say "unexpected: $1" ;;
  esac
  shift 2
done
cd "$STATE/$pipeline" || say "no pipeline $pipeline"
case $command in
list-pipeline-executions) ls | grep -v '[.]' | tr '\n' '\t' || true ;;
get-pipeline-execution) cat "$id" ;;
list-action-executions) cat "$id.asks" 2>/dev/null || true ;;
start-pipeline-execution)
  echo "$pipeline $token $revisions" >>"$STATE/started"
  [[ $token =~ ^[a-zA-Z0-9-]{1,128}$ ]] || say "not a token: $token"
  [ -e "$token" ] || { id=$token; echo "${variables#name=RELEASE,value=}" >"$id"; }
  ;;
*) say "unexpected: $command" ;;
esac
`

// fake is two pipelines, and the two that come after them.
type fake struct {
	t     *testing.T
	state string
	path  string
}

func newWave(t *testing.T) fake {
	t.Helper()
	w := fake{t, t.TempDir(), t.TempDir()}
	for _, name := range []string{"one-0", "one-1", "two-0", "two-1"} {
		require.NoError(t, os.Mkdir(filepath.Join(w.state, name), 0o755))
	}
	require.NoError(t, os.WriteFile(filepath.Join(w.path, "aws"), []byte(fakeAWS), 0o755))
	return w
}

// begin begins an execution of a pipeline.
func (w fake) begin(pipeline, execution, release string) {
	require.NoError(w.t, os.WriteFile(filepath.Join(w.state, pipeline, execution), []byte(release+"\n"), 0o644))
}

// asks has an execution come to its last step, which runs later.
func (w fake) asks(pipeline, execution string) {
	require.NoError(w.t, os.WriteFile(filepath.Join(w.state, pipeline, execution+".asks"), []byte("InProgress\n"), 0o644))
}

// run runs the last step of a pipeline of the first wave.
func (w fake) run(release string, settings ...string) {
	w.t.Helper()
	command := exec.Command("sh", "-c", startCommand())
	command.Env = append([]string{
		"PATH=" + w.path + ":" + os.Getenv("PATH"), "STATE=" + w.state,
		"WAVE=one-0 one-1", "NEXT=two-0 two-1", "RELEASE=" + release, "COMMIT=c0ffee",
	}, settings...)
	output, err := command.CombinedOutput()
	require.NoError(w.t, err, string(output))
}

// started are the pipelines that were started.
func (w fake) started() []string {
	data, err := os.ReadFile(filepath.Join(w.state, "started"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(w.t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// both are the starts of the next wave for a release.
func both(release string) []string {
	const revision = "actionName=source,revisionType=COMMIT_ID,revisionValue=c0ffee"
	return []string{"two-0 " + release + "-two-0 " + revision, "two-1 " + release + "-two-1 " + revision}
}

func TestTheLastPipelineOfAWaveStartsTheNextWhicheverItIs(t *testing.T) {
	for _, order := range [][]string{{"one-0", "one-1"}, {"one-1", "one-0"}} {
		w := newWave(t)
		w.begin("one-0", "a", "r1")
		w.begin("one-1", "b", "r1")
		ids := map[string]string{"one-0": "a", "one-1": "b"}
		w.asks(order[0], ids[order[0]])
		w.run("r1")
		assert.Empty(t, w.started(), "%s still deploys", order[1])
		w.asks(order[1], ids[order[1]])
		w.run("r1")
		assert.Equal(t, both("r1"), w.started())
	}
}

func TestTwoPipelinesThatAreLastAtTheSameTimeStartTheNextWaveOnce(t *testing.T) {
	w := newWave(t)
	w.begin("one-0", "a", "r1")
	w.begin("one-1", "b", "r1")
	w.asks("one-0", "a")
	w.asks("one-1", "b")
	var last sync.WaitGroup
	for range 2 {
		last.Go(func() { w.run("r1") })
	}
	last.Wait()
	assert.Subset(t, both("r1"), w.started())
	for _, next := range []string{"two-0", "two-1"} {
		executions, err := os.ReadDir(filepath.Join(w.state, next))
		require.NoError(t, err)
		assert.Len(t, executions, 1, "AWS tells by the token")
	}
}

func TestAFailedPipelineHoldsTheNextWaveUntilItsRetrySucceeds(t *testing.T) {
	w := newWave(t)
	w.begin("one-0", "a", "r1")
	w.begin("one-1", "b", "r1") // and fails, before its last step
	w.asks("one-0", "a")
	w.run("r1")
	assert.Empty(t, w.started())
	w.asks("one-1", "b") // of the same execution
	w.run("r1")
	assert.Equal(t, both("r1"), w.started())
}

func TestAnotherReleaseOfTheSameCommitDoesNotCount(t *testing.T) {
	w := newWave(t)
	w.begin("one-0", "a", "r1")
	w.begin("one-1", "b", "r1")
	w.asks("one-0", "a")
	w.asks("one-1", "b")
	w.begin("one-0", "c", "r2")
	w.begin("one-1", "d", "r2")
	w.asks("one-0", "c")
	w.run("r2")
	assert.Empty(t, w.started(), "one-1 has deployed r1 only")
	w.asks("one-1", "d")
	w.run("r2")
	assert.Equal(t, both("r2"), w.started())
}

func TestAPipelineThatHasNotBegunHoldsTheNextWave(t *testing.T) {
	w := newWave(t)
	w.begin("one-0", "a", "r1")
	w.asks("one-0", "a")
	w.run("r1")
	assert.Empty(t, w.started())
}

func TestTheFirstPipelineWaitsForNoOther(t *testing.T) {
	w := newWave(t)
	w.run("r1", "WAVE=")
	assert.Equal(t, both("r1"), w.started())
}

func TestWhatAWSDeniesFailsTheStep(t *testing.T) {
	for _, setting := range []string{"WAVE=unknown", "NEXT=unknown"} {
		w := newWave(t)
		command := exec.Command("sh", "-c", startCommand())
		command.Env = []string{
			"PATH=" + w.path + ":" + os.Getenv("PATH"), "STATE=" + w.state,
			"WAVE=", "NEXT=two-0", "RELEASE=r1", "COMMIT=c0ffee", setting,
		}
		output, err := command.CombinedOutput()
		assert.Error(t, err, "%s: %s", setting, output)
		assert.Empty(t, w.started(), setting)
	}
}
