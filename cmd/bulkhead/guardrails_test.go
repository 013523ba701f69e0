package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const guardedConfig = "../../test/testdata/configs/private"

func TestGuardrailsAreListedWrittenAndPrinted(t *testing.T) {
	status, stdout, stderr := command(t, "guardrails", "--config", guardedConfig)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `(?m)^private-detection +SERVICE_CONTROL_POLICY +\d+ +10240 +Only deployments`, stdout)
	assert.True(t, strings.HasSuffix(stdout, "\non\n  101010101010\n  202020202020\n  303030303030\n  707070707070\n"), stdout)

	dir := filepath.Join(t.TempDir(), "policies")
	for range 2 { // again, over what it has written
		status, stdout, stderr = command(t, "guardrails", "--config", guardedConfig, "--out", dir)
		require.Equal(t, 0, status, stderr)
		assert.Contains(t, stdout, filepath.Join(dir, "private-perimeter.json")+": RESOURCE_CONTROL_POLICY, ")
	}
	written, err := filepath.Glob(dir + "/*")
	require.NoError(t, err)
	assert.Len(t, written, 7)

	_, stdout, _ = command(t, "guardrails", "--config", guardedConfig, "--json")
	var all struct {
		Policies []struct {
			Name    string
			Content json.RawMessage
		}
		Accounts []string
		Commands []struct{ Args []string }
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &all))
	require.Len(t, all.Policies, 7)
	assert.Len(t, all.Accounts, 4)
	assert.NotEmpty(t, all.Commands)
	for _, p := range all.Policies {
		text, err := os.ReadFile(filepath.Join(dir, p.Name+".json"))
		require.NoError(t, err)
		assert.JSONEq(t, string(p.Content), string(text), p.Name)
		assert.NotContains(t, string(text), "\n", "AWS counts white space")
	}
}

func TestGuardrailsWantAManagementAccount(t *testing.T) {
	status, _, stderr := command(t, "guardrails", "--config", "../../config/example")
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: ../../config/example: organization.yaml has no management section: say there which account it is, and what accounts are kept to\n", stderr)
}

// fakeAWS is an AWS CLI that writes down what it is asked, and fails as AWS does when something is on already.
const fakeAWS = `#!/bin/sh
echo "$*" >>"$ASKED"
case "$*" in
*list-roots*) echo r-ab12 ;;
*enable-policy-type*|*register-delegated*|*enable-organization-admin*)
	echo "An error occurred ($FAILS) when calling the operation" >&2
	exit 254 ;;
esac
`

// busyAWS is an AWS CLI whose organization is changed by somebody else, until it was waited for.
const busyAWS = `#!/bin/sh
case "$*" in
*enable-policy-type*)
	if ! test -e "$ASKED"; then
		echo "An error occurred ($FAILS) when calling the operation" >&2
		exit 254
	fi ;;
*list-roots*) echo r-ab12 ;;
esac
`

func TestTheCommandsOfGuardrailsWaitForAnotherChange(t *testing.T) {
	_, script, _ := command(t, "guardrails", "--config", guardedConfig, "--commands")
	run := func(fails string) (waited bool, err error) {
		dir := t.TempDir()
		asked := filepath.Join(dir, "asked")
		require.NoError(t, os.WriteFile(filepath.Join(dir, "aws"), []byte(busyAWS), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "sleep"), []byte("#!/bin/sh\necho \"$*\" >>\"$ASKED\"\n"), 0o755))
		shell := exec.Command("sh")
		shell.Stdin = strings.NewReader(script)
		shell.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "ASKED="+asked, "FAILS="+fails)
		err = shell.Run()
		_, missing := os.Stat(asked)
		return missing == nil, err
	}
	for _, fails := range []string{"ConcurrentModificationException", "PolicyChangesInProgressException"} {
		waited, err := run(fails)
		assert.NoError(t, err, fails)
		assert.True(t, waited, fails)
	}
	waited, err := run("AccessDeniedException")
	assert.Error(t, err)
	assert.False(t, waited, "nothing comes of waiting")
}

func TestTheCommandsOfGuardrailsMayBeRunAgain(t *testing.T) {
	_, script, _ := command(t, "guardrails", "--config", guardedConfig, "--commands")
	dir := t.TempDir()
	asked := filepath.Join(dir, "asked")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "aws"), []byte(fakeAWS), 0o755))
	run := func(fails string) ([]byte, error) {
		shell := exec.Command("sh")
		shell.Stdin = strings.NewReader(script)
		shell.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "ASKED="+asked, "FAILS="+fails)
		return shell.CombinedOutput()
	}
	said, err := run("PolicyTypeAlreadyEnabledException AccountAlreadyRegisteredException ResourceConflictException")
	require.NoError(t, err, string(said))
	assert.Empty(t, string(said))
	text, err := os.ReadFile(asked)
	require.NoError(t, err)
	for _, want := range []string{
		"organizations enable-policy-type --root-id r-ab12 --policy-type SERVICE_CONTROL_POLICY",
		"organizations enable-policy-type --root-id r-ab12 --policy-type RESOURCE_CONTROL_POLICY",
		"organizations enable-policy-type --root-id r-ab12 --policy-type DECLARATIVE_POLICY_EC2",
		"organizations enable-aws-service-access --service-principal iam.amazonaws.com",
		"organizations enable-aws-service-access --service-principal account.amazonaws.com",
		"iam enable-organizations-root-credentials-management",
		"iam enable-organizations-root-sessions",
		"organizations register-delegated-administrator --account-id 101010101010 --service-principal config.amazonaws.com",
		"organizations register-delegated-administrator --account-id 101010101010 --service-principal access-analyzer.amazonaws.com",
		"organizations enable-aws-service-access --service-principal securityhub.amazonaws.com",
		"securityhub enable-organization-admin-account --admin-account-id 101010101010 --region ap-northeast-1",
		"securityhub enable-organization-admin-account --admin-account-id 101010101010 --region us-east-1",
		"organizations register-delegated-administrator --account-id 101010101010 --service-principal sso.amazonaws.com",
		"ram enable-sharing-with-aws-organization",
	} {
		assert.Contains(t, string(text), want+"\n")
	}
	said, err = run("AccessDeniedException")
	assert.Error(t, err, "another error ends it")
	assert.Contains(t, string(said), "AccessDeniedException")
}
