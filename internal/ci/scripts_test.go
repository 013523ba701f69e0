package ci

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeAWS answers what the scripts ask. Below $STATE, images/TAG holds the digest of an image; coverage, findings and
// reports hold an answer a line, of which the last stays; and executions/NAME holds the states of an execution. What
// was asked is in asked, and a command that denied names is denied.
const fakeAWS = `#!/bin/bash
set -euo pipefail
say() { echo "$*" >&2; exit 64; }
echo "aws $1 $2 as ${AWS_SESSION_TOKEN:-nobody}" >>"$STATE/asked"
! grep -qx "$1 $2" "$STATE/denied" 2>/dev/null || { echo "AccessDenied" >&2; exit 254; }
# Prints the first line of a file, and takes it away unless it is the last.
next() {
  head -n 1 "$1"
  if [ "$(wc -l <"$1")" -gt 1 ]; then sed -i 1d "$1"; fi
}
arguments=" $* "
value() { local rest=${arguments#* "$1" }; echo "${rest%% --*}" | sed 's/ *$//'; }
case "$1 $2" in
"ecr batch-get-image") tag=$(value --image-ids); cat "$STATE/images/${tag#imageTag=}" 2>/dev/null || echo None ;;
"ecr get-login-password") echo secret ;;
"sts assume-role-with-web-identity")
  [ "$(value --web-identity-token)" = a-token ] || say "not the token"
  [ "$(value --duration-seconds)" = 21600 ] || say "not the duration"
  printf 'ID\tKEY\t%s\n' "$(value --role-arn)" ;;
"stepfunctions start-execution")
  echo "$(value --region) $(value --state-machine-arn) $(value --input)" >>"$STATE/started"
  n=$(wc -l <"$STATE/started")
  echo "execution-$n" ;;
"stepfunctions describe-execution")
  if [ "$(value --query)" = "[error,cause]" ]; then echo "Rollback the-cause"; exit; fi
  next "$STATE/executions/$(value --execution-arn)" ;;
"inspector2 list-coverage")
  image=arn:aws:ecr:eu-west-1:111111111111:repository/acme/web/sha256:1
  [ "$(value --filter-criteria)" = "resourceId=[{comparison=EQUALS,value=$image}]" ] || say "of another image"
  next "$STATE/coverage" ;;
"inspector2 list-findings")
  want="ecrImageHash=[{comparison=EQUALS,value=sha256:1}],findingStatus=[{comparison=EQUALS,value=ACTIVE}]"
  want+=",fixAvailable=[{comparison=EQUALS,value=YES}]"
  want+=",severity=[{comparison=EQUALS,value=CRITICAL},{comparison=EQUALS,value=HIGH}]"
  [ "$(value --filter-criteria)" = "$want" ] || say "other findings"
  next "$STATE/findings" | sed '/^-$/d' ;;
"inspector2 create-sbom-export")
  want="ecrRepositoryName=[{comparison=EQUALS,value=acme/web}],ecrImageTags=[{comparison=EQUALS,value=c0ffee}]"
  [ "$(value --resource-filter-criteria)" = "$want" ] || say "of another image"
  [[ $(value --s3-destination) == "bucketName=the-bucket,keyPrefix=sbom/"*",kmsKeyArn=the-key" ]] || say "not there"
  next "$STATE/begun" | grep report || { echo "ConflictException" >&2; exit 254; } ;;
"inspector2 get-sbom-export") next "$STATE/reports" ;;
*) say "unexpected: $*" ;;
esac
`

// fakeDocker keeps what was pushed as an image of the registry.
const fakeDocker = `#!/bin/bash
set -euo pipefail
echo "docker $*" >>"$STATE/asked"
case $1 in
login) [ "$(cat)" = secret ] ;;
build) ;;
push) echo "sha256:$(wc -l <"$STATE/asked")" >"$STATE/images/${2##*:}" ;;
*) exit 64 ;;
esac
`

// fakeCurl is GitHub's way to a token, for a job that may have one.
const fakeCurl = `#!/bin/bash
[[ "$*" == *"Authorization: bearer of-the-job"*"https://github.example/token?x=1&audience=sts.amazonaws.com"* ]] || exit 22
echo '{"value": "a-token"}'
`

// fake is AWS, a registry and the machine that jobs run on.
type fake struct {
	t           *testing.T
	state, path string
}

func newFake(t *testing.T) fake {
	t.Helper()
	f := fake{t, t.TempDir(), t.TempDir()}
	for name, text := range map[string]string{"aws": fakeAWS, "docker": fakeDocker, "curl": fakeCurl} {
		require.NoError(t, os.WriteFile(filepath.Join(f.path, name), []byte(text), 0o755))
	}
	for _, dir := range []string{"images", "executions"} {
		require.NoError(t, os.Mkdir(filepath.Join(f.state, dir), 0o755))
	}
	return f
}

// has writes a file of the state, of lines.
func (f fake) has(name string, lines ...string) {
	f.t.Helper()
	require.NoError(f.t, os.WriteFile(filepath.Join(f.state, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644))
}

// lines are those of a file of the state.
func (f fake) lines(name string) []string {
	f.t.Helper()
	data, err := os.ReadFile(filepath.Join(f.state, name))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(f.t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// docker is what was asked of Docker.
func (f fake) docker() []string {
	var all []string
	for _, line := range f.lines("asked") {
		if command, is := strings.CutPrefix(line, "docker "); is {
			all = append(all, strings.Fields(command)[0])
		}
	}
	return all
}

// run runs a script with settings, and returns what it says.
func (f fake) run(script string, settings ...string) (string, error) {
	f.t.Helper()
	command := exec.Command("bash", "-c", script)
	command.Env = append([]string{
		"PATH=" + f.path + ":" + os.Getenv("PATH"),
		"STATE=" + f.state,
		"WAIT=0",
		"TRIES=5",
		"REGISTRY=111111111111.dkr.ecr.eu-west-1.amazonaws.com",
		"REPOSITORY=acme/web",
		"REGION=eu-west-1",
		"TAG=c0ffee",
		"IMAGE=111111111111.dkr.ecr.eu-west-1.amazonaws.com/acme/web:c0ffee",
		"PLATFORM=linux/arm64",
		"DOCKERFILE=Dockerfile",
		"CONTEXT=.",
		"BUCKET=the-bucket",
		"KEY=the-key",
	}, settings...)
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestABuildThatIsTriedAgainFindsItsImage(t *testing.T) {
	f := newFake(t)
	output, err := f.run(Push)
	require.NoError(t, err, output)
	assert.Equal(t, []string{"login", "build", "push"}, f.docker())
	pushed := f.lines("images/c0ffee")

	output, err = f.run(Push)
	require.NoError(t, err, output)
	assert.Contains(t, output, "is there: sha256:")
	assert.Equal(t, []string{"login", "build", "push"}, f.docker(), "and builds nothing")
	assert.Equal(t, pushed, f.lines("images/c0ffee"))
}

func TestABuildThatMayNotAskForItsImagePushesNothing(t *testing.T) {
	for _, denied := range []string{"ecr batch-get-image", "ecr get-login-password"} {
		f := newFake(t)
		f.has("denied", denied)
		output, err := f.run(Push)
		assert.Error(t, err, output)
		assert.NotContains(t, f.docker(), "push")
	}
}

func TestABuildOfAPullRequestAsksAWSNothingAndPushesNothing(t *testing.T) {
	f := newFake(t)
	output, err := f.run(Push, "PUSH=no")
	require.NoError(t, err, output)
	assert.Equal(t, []string{"build"}, f.docker())
	assert.Len(t, f.lines("asked"), 1)
}

// scanned is an image that Inspector has scanned, and found nothing in.
func scanned(t *testing.T) fake {
	t.Helper()
	f := newFake(t)
	f.has("images/c0ffee", "sha256:1")
	f.has("coverage", "None", "ACTIVE\tPENDING_INITIAL_SCAN", "ACTIVE\tSUCCESSFUL")
	f.has("findings", "-")
	f.has("begun", "report-1")
	f.has("reports", "IN_PROGRESS", "SUCCEEDED")
	return f
}

func TestAnImageWithoutWeaknessesThatHaveAFixPassesAndHasABillOfMaterials(t *testing.T) {
	f := scanned(t)
	output, err := f.run(Scan)
	require.NoError(t, err, output)
	assert.Contains(t, output, "s3://the-bucket/sbom/c0ffee: SUCCEEDED")
}

func TestABillWaitsWhileInspectorWritesAnother(t *testing.T) {
	f := scanned(t)
	f.has("begun", "busy", "busy", "report-1")
	output, err := f.run(Scan)
	require.NoError(t, err, output)
}

func TestFindingsCountOnlyWhenTheyAreTheSameTwice(t *testing.T) {
	f := scanned(t)
	f.has("findings", "-", "HIGH CVE-2026-1 of openssl")
	output, err := f.run(Scan)
	assert.Error(t, err, "the first answer came before the findings")
	assert.Contains(t, output, "HIGH CVE-2026-1 of openssl")
	assert.NotContains(t, output, "bill of materials")
}

func TestAnImageThatInspectorDoesNotScanOrNeverEndsFails(t *testing.T) {
	for name, break_ := range map[string]func(fake){
		"not scanned":    func(f fake) { f.has("coverage", "INACTIVE\tUNSUPPORTED_OS") },
		"never scanned":  func(f fake) { f.has("coverage", "None") },
		"never settled":  func(f fake) { f.has("findings", "a", "b", "c", "d", "e", "f", "g") },
		"not pushed":     func(f fake) { require.NoError(t, os.Remove(filepath.Join(f.state, "images/c0ffee"))) },
		"no bill":        func(f fake) { f.has("reports", "FAILED") },
		"always busy":    func(f fake) { f.has("begun", "busy") },
		"may not ask":    func(f fake) { f.has("denied", "inspector2 list-coverage") },
		"may not look":   func(f fake) { f.has("denied", "inspector2 list-findings") },
		"may not follow": func(f fake) { f.has("denied", "inspector2 get-sbom-export") },
	} {
		f := scanned(t)
		break_(f)
		output, err := f.run(Scan)
		assert.Error(t, err, "%s: %s", name, output)
	}
}

const machines = "MACHINES=arn:aws:states:eu-west-1:1:stateMachine:acme-prod-releaser arn:aws:states:eu-central-1:1:stateMachine:acme-prod-dr-releaser"

func TestAReleaseGoesToTheNextSideWhenTheOneBeforeHasSucceeded(t *testing.T) {
	f := newFake(t)
	for _, name := range []string{"execution-1", "execution-2", "execution-3", "execution-4"} {
		f.has("executions/"+name, "RUNNING", "RUNNING", "SUCCEEDED")
	}
	output, err := f.run(Release, machines, "SERVICES=web worker")
	require.NoError(t, err, output)
	assert.Equal(t, []string{
		`eu-west-1 arn:aws:states:eu-west-1:1:stateMachine:acme-prod-releaser {"service": "web", "tag": "c0ffee"}`,
		`eu-west-1 arn:aws:states:eu-west-1:1:stateMachine:acme-prod-releaser {"service": "worker", "tag": "c0ffee"}`,
		`eu-central-1 arn:aws:states:eu-central-1:1:stateMachine:acme-prod-dr-releaser {"service": "web", "tag": "c0ffee"}`,
		`eu-central-1 arn:aws:states:eu-central-1:1:stateMachine:acme-prod-dr-releaser {"service": "worker", "tag": "c0ffee"}`,
	}, f.lines("started"))
}

func TestAReleaseThatFailsSaysWhyAndGoesNoFurther(t *testing.T) {
	for _, status := range []string{"FAILED", "TIMED_OUT", "ABORTED"} {
		f := newFake(t)
		f.has("executions/execution-1", "RUNNING", status)
		output, err := f.run(Release, machines, "SERVICES=web worker")
		assert.Error(t, err)
		assert.Contains(t, output, "Rollback the-cause")
		assert.Len(t, f.lines("started"), 1, status)
	}
	for _, denied := range []string{"stepfunctions start-execution", "stepfunctions describe-execution"} {
		f := newFake(t)
		f.has("denied", denied)
		output, err := f.run(Release, machines, "SERVICES=web worker")
		assert.Error(t, err, output)
	}
}

func TestShellCheckFindsNothingInTheScripts(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("ShellCheck is not installed")
	}
	for name, script := range map[string]string{"push": Push, "scan": Scan, "release": Release, "assume": assume} {
		command := exec.Command(path, "-")
		command.Stdin = strings.NewReader(script)
		output, err := command.CombinedOutput()
		assert.NoError(t, err, "%s: %s", name, output)
	}
}

// settingsOf are those of a job of a workflow, as GitHub fills them in.
func settingsOf(j job) []string {
	settings := []string{
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN=of-the-job", "ACTIONS_ID_TOKEN_REQUEST_URL=https://github.example/token?x=1",
	}
	fill := strings.NewReplacer("${{ github.sha }}", "c0ffee", "${{ github.run_id }}", "1")
	for name, value := range j.Env {
		settings = append(settings, name+"="+fill.Replace(value))
	}
	return settings
}

func TestTheJobsOfAWorkflowBuildPushAndReleaseAsTheirRoles(t *testing.T) {
	for name, text := range workflows(t) {
		all, f := jobs(t, text), newFake(t)
		last := func(job string) string {
			steps := all[job].Steps
			return steps[len(steps)-1].Run
		}
		output, err := f.run(last("validate"), settingsOf(all["validate"])...)
		require.NoError(t, err, output)
		assert.Equal(t, []string{"build"}, f.docker())

		output, err = f.run(last("push"), settingsOf(all["push"])...)
		require.NoError(t, err, output)
		assert.Contains(
			t,
			f.lines("asked"),
			"aws ecr batch-get-image as arn:aws:iam::202020202020:role/choices-push-"+name,
		)
		assert.NotEmpty(t, f.lines("images/c0ffee"))
		assert.Error(t, runWithout(f, last("push"), settingsOf(all["push"])), "no token, no role")

		for job, j := range all {
			if environment, is := strings.CutPrefix(job, "release-"); is {
				f.has("executions/execution-1", "SUCCEEDED")
				output, err = f.run(last(job), settingsOf(j)...)
				require.NoError(t, err, output)
				assert.Contains(t, text, "choices-"+environment+"-release-"+name)
				assert.Len(t, f.lines("started"), 1)
			}
		}
	}
}

// runWithout runs a script for which GitHub has no token.
func runWithout(f fake, script string, settings []string) error {
	_, err := f.run(script, append(settings, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=of-another")...)
	return err
}

func TestTheJobsOfCircleCIBuildPushAndReleaseAsTheirRoles(t *testing.T) {
	for name, text := range filesOf(t, func(a config.Application) bool { return a.CircleCI != nil }) {
		var c circle
		require.NoError(t, yaml.Unmarshal([]byte(text), &c))
		f := newFake(t)
		f.has("executions/execution-1", "SUCCEEDED")
		f.has("executions/execution-2", "SUCCEEDED")
		ran := 0
		for _, job := range []string{"validate", "push", "release-portal"} {
			for _, step := range c.Jobs[job].Steps {
				step, runs := step.(map[string]any)
				if !runs {
					assert.Equal(t, "checkout", c.Jobs[job].Steps[0])
					continue
				}
				ran++
				script := step["run"].(map[string]any)["command"].(string)
				settings := []string{"CIRCLE_SHA1=c0ffee", "CIRCLE_BUILD_NUM=1", "CIRCLE_OIDC_TOKEN_V2=a-token"}
				output, err := f.run(script, settings...)
				require.NoError(t, err, "%s: %s", job, output)
				if job != "validate" {
					_, err = f.run(script, append(settings, "CIRCLE_OIDC_TOKEN_V2=another")...)
					assert.Error(t, err, "no token, no role")
				}
			}
		}
		assert.Equal(t, 3, ran)
		assert.Equal(t, []string{"build", "login", "build", "push"}, f.docker())
		asked := strings.Join(f.lines("asked"), "\n")
		assert.Contains(t, asked, "aws ecr batch-get-image as arn:aws:iam::202020202020:role/choices-push-"+name)
		assert.Contains(
			t,
			asked,
			"aws stepfunctions start-execution as arn:aws:iam::505050505050:role/choices-portal-release-"+name,
		)
		assert.Len(t, f.lines("started"), 2, "both sides")
	}
}
