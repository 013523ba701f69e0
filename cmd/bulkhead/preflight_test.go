package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bulkhead/operate/preflight"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accounts is an AWS with two accounts, those of the access keys dev and prod, in which nothing is, and where nobody
// may ask for anything but stacks.
func accounts(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	form, _ := url.ParseQuery(string(body))
	key := regexp.MustCompile(`Credential=([a-z]+)/`).FindStringSubmatch(r.Header.Get("Authorization"))[1]
	switch form.Get("Action") {
	case "GetCallerIdentity":
		id := map[string]string{"dev": "333333333333", "prod": "555555555555"}[key]
		fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, id)
	case "DescribeStacks":
		fmt.Fprint(w, `<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>`)
	case "":
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(http.StatusForbidden)
		json.NewEncoder(w).Encode(map[string]string{"__type": "AccessDeniedException", "message": "no"})
	default:
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>`)
	}
}

// profiles are files of the AWS CLI with these, whose calls go to a stand-in.
func profiles(t *testing.T, names ...string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(accounts))
	t.Cleanup(server.Close)
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "[profile %s]\naws_access_key_id = %s\naws_secret_access_key = x\n", name, strings.TrimPrefix(name, "acme-"))
	}
	file := filepath.Join(t.TempDir(), "config")
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o600))
	for key, value := range map[string]string{
		"AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": file + "-none", "AWS_ENDPOINT_URL": server.URL,
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
	} {
		t.Setenv(key, value)
	}
}

// deaf is an AWS where nothing listens.
func deaf(t *testing.T) {
	t.Helper()
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
}

// preflightOf is the command line, over the tests' cloud assembly.
func preflightOf(args ...string) []string {
	return append([]string{"preflight", "--config", exampleConfig, "--assembly", "../../assembly/testdata/cloud"}, args...)
}

func TestPreflightFindsWhatIsMissingWithTheCommandAndWhatItCannotKnow(t *testing.T) {
	profiles(t, "acme-dev", "acme-prod")
	status, stdout, stderr := command(t, preflightOf("dev", "stage")...)
	assert.Equal(t, 3, status, stderr)
	assert.Contains(t, stdout, "dev (333333333333)\n")
	assert.Contains(t, stdout, "  missing       bootstrap: stack CDKToolkit, eu-west-1\n                the region is not prepared\n"+
		"      bin/bulkhead bootstrap dev --run --profile acme-dev\n")
	assert.Contains(t, stdout, "  not knowable  regions: eu-west-1\n                these credentials may not ec2:DescribeRegions (UnauthorizedOperation)\n")
	assert.Contains(t, stdout, "stage (444444444444)\n  not knowable  credentials: of the account\n                there are no credentials of account "+
		"444444444444: make the profile acme-stage of the AWS CLI: ")
	assert.NotContains(t, stdout, "${", "a name that a deployment makes up is nobody's")
	assert.NotContains(t, stdout, "prod (", "it was not asked for")
	assert.Regexp(t, `\n[0-9]+ done, [1-9][0-9]* missing, [1-9][0-9]* not knowable, [1-9][0-9]* of them for want of an answer\n$`, stdout)

	_, again, _ := command(t, preflightOf("dev", "stage")...)
	assert.Equal(t, stdout, again)
}

// TestWhatAWSAnswersIsOneLineOfPreflightAndActsOnNoTerminal: an attribute of a table may be called anything.
func TestWhatAWSAnswersIsOneLineOfPreflightAndActsOnNoTerminal(t *testing.T) {
	const name = "x\x1b[2J\n1 done"
	var out strings.Builder
	found := preflown{Findings: []preflight.Finding{{
		Check: "taken-over", Account: "dev", What: name, State: preflight.Missing, Why: name, Mend: []string{name},
	}}}
	require.NoError(t, printPreflight(&out, []preflight.Account{{Name: "dev", ID: "333333333333"}}, found, false))
	assert.Equal(t, 3, strings.Count(out.String(), " x�[2J�1 done\n"), out.String())
}

func TestPreflightEntersAnAccountWithTheCredentialsThatAreOfIt(t *testing.T) {
	profiles(t, "prod", "acme-dev")
	_, stdout, _ := command(t, preflightOf("prod", "dev", "--profile", "prod", "--json")...)
	var result struct {
		Findings []struct{ Check, Account, State string }
		Missing  int
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	missing := map[string]bool{}
	for _, f := range result.Findings {
		assert.NotEqual(t, "credentials", f.Check, "%+v", f)
		if f.State == "missing" {
			missing[f.Account] = true
		}
	}
	assert.Equal(t, map[string]bool{"prod": true, "dev": true}, missing)
	assert.Positive(t, result.Missing)

	profiles(t, "acme-dev", "acme-stage") // whose keys are of no account that we have
	_, stdout, _ = command(t, preflightOf("stage")...)
	assert.Contains(t, stdout, "the credentials are of account , and stage is in 444444444444")
}

func TestAPreflightThatHasLookedAtNothingSaysNoAndNotYes(t *testing.T) {
	profiles(t)
	status, stdout, stderr := command(t, preflightOf()...)
	assert.Equal(t, 3, status, stderr)
	for _, account := range []string{"security", "shared-services", "dev", "stage", "prod"} {
		assert.Contains(t, stdout, "make the profile acme-"+account+" of the AWS CLI")
	}
	assert.Contains(t, stdout, "\n0 done, 0 missing, ")

	status, _, stderr = command(t, preflightOf("somewhere")...)
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: the configuration has no account somewhere; choose security, shared-services, dev, stage or prod\n", stderr)

	status, stdout, _ = command(t, "preflight", "--config", exampleConfig, "--policy")
	assert.Equal(t, 0, status)
	assert.Contains(t, stdout, `"iam:GetRole",`)
}

func TestAProfileThatIsAskedForAndCannotBeEnteredEndsPreflight(t *testing.T) {
	profiles(t, "acme-dev", "stranger")
	status, stdout, stderr := command(t, preflightOf("dev", "--profile", "nosuch")...)
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "error: the profile nosuch cannot be entered: ")

	status, _, stderr = command(t, preflightOf("dev", "--profile", "stranger")...)
	assert.Equal(t, 1, status, "its keys are of no account that we have")
	assert.Contains(t, stderr, "which the configuration does not have")
}

func TestANetworkThatIsNotReachedIsNotCalledARefusal(t *testing.T) {
	profiles(t, "acme-dev")
	deaf(t)
	status, stdout, stderr := command(t, preflightOf("dev")...)
	assert.Equal(t, 3, status, stderr)
	assert.Contains(t, stdout, "credentials: of the account\n                STS was not reached: ")
	assert.NotContains(t, stdout, "log in")
	for line := range strings.Lines(stdout) {
		if strings.Contains(line, "STS") {
			assert.LessOrEqual(t, len(line), 121, line)
		}
	}
}

func TestCredentialsThatNobodyCanPlaceAreNotCalledNone(t *testing.T) {
	profiles(t, "acme-dev")
	deaf(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "dev")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	status, stdout, stderr := command(t, preflightOf("stage")...)
	assert.Equal(t, 3, status, stderr)
	assert.NotContains(t, stdout, "there are no credentials")
	assert.Contains(t, stdout, "nobody knows whose the credentials are that the AWS CLI would use: STS was not reached: ")
	assert.Contains(t, stdout, "; nor is there a profile acme-stage")
}

func TestAProfileThatIsMadeFromAnotherOneIsNotCalledMissing(t *testing.T) {
	profiles(t, "acme-dev")
	file := os.Getenv("AWS_CONFIG_FILE")
	text := "[profile acme-stage]\nrole_arn = arn:aws:iam::444444444444:role/look\nsource_profile = base\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	status, stdout, stderr := command(t, preflightOf("stage")...)
	assert.Equal(t, 3, status, stderr)
	assert.Contains(t, stdout, "the profile acme-stage of the AWS CLI is made from the profile base, which there is not")
	assert.NotContains(t, stdout, "make the profile acme-stage")
}
