package test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standIn notes that the page runs a command of somebody else's, and answers nothing.
const standIn = `#!/bin/bash
echo "${0##*/} $*" >>"$NOTES"
`

// insteadOfMake synthesizes what make verify verifies.
const insteadOfMake = `#!/bin/bash
echo "make $*" >>"$NOTES"
[ "$1" != verify ] || bin/bulkhead synth --out cdk.out
`

// insteadOfNpx lists what cdk deploy would deploy, with the real CDK CLI: nobody imitates CloudFormation for all of it.
const insteadOfNpx = `#!/bin/bash
[ "$1 $2" = "cdk deploy" ] || { echo "npx $*: not expected" >&2; exit 1; }
stacks=$(node node_modules/aws-cdk/bin/cdk list --app cdk.out "$3")
[ -n "$stacks" ] || { echo "npx $*: there is no such stack" >&2; exit 1; }
echo "$stacks" | awk '{ print $1 }' >>"$DEPLOYED"
echo "npx $*" >>"$NOTES"
`

// profiles are those that the page asks for: sessions of the role that AWS Organizations makes in each account.
func profiles(t testing.TB, server aws.Config) string {
	t.Helper()
	var text strings.Builder
	for name, account := range map[string]string{
		"security": "111111111111", "shared-services": "222222222222", "dev": "333333333333",
	} {
		session, err := sts.NewFromConfig(server).AssumeRole(context.Background(), &sts.AssumeRoleInput{
			RoleArn: new("arn:aws:iam::" + account + ":role/OrganizationAccountAccessRole"), RoleSessionName: new("first-day"),
		})
		require.NoError(t, err)
		c := session.Credentials
		fmt.Fprintf(&text, "[acme-%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n",
			name, *c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	}
	return text.String()
}

// TestTheFirstDayLeadsToAnEnvironment runs what docs/first-day.md shows, in its order, in an empty directory. Bulkhead
// and the bootstrap by CDK's CLI are the real ones, against accounts of moto's.
func TestTheFirstDayLeadsToAnEnvironment(t *testing.T) {
	server := moto.Start(t, "eu-west-1")
	root, dir, home := absolute(t, ".."), t.TempDir(), t.TempDir()
	binary(t)
	for _, name := range []string{"bin", "node_modules"} {
		require.NoError(t, os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)))
	}
	write := func(file, text string, mode os.FileMode) {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), mode))
	}
	for _, name := range []string{"aws", "curl", "dig", "docker", "npm"} {
		write(filepath.Join(home, "bin", name), standIn, 0o755)
	}
	write(filepath.Join(home, "bin/make"), insteadOfMake, 0o755)
	write(filepath.Join(home, "bin/npx"), insteadOfNpx, 0o755)
	write(filepath.Join(home, ".aws/credentials"), profiles(t, server), 0o600)

	page, err := os.ReadFile("../docs/first-day.md")
	require.NoError(t, err)
	script := "set -euo pipefail\n"
	for _, block := range regexp.MustCompile("(?ms)^```(sh|yaml [a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		switch block[1] {
		case "sh":
			script += block[2]
		case "yaml organization": // at the end of the file, as the page says
			script += "cat >>config/myorg/organization.yaml <<'END'\n" + block[2] + "END\n"
		case "yaml environment":
			script += "cat >>config/myorg/environments/dev.yaml <<'END'\n" + block[2] + "END\n"
		default:
			require.Fail(t, "the page has a block that nobody runs", block[1])
		}
	}
	notes, deployed := filepath.Join(home, "notes"), filepath.Join(home, "deployed")
	status, stdout, stderr := run(t, dir, []string{
		"PATH=" + filepath.Join(home, "bin") + ":" + filepath.Join(root, "node_modules/.bin") + ":" + os.Getenv("PATH"),
		"HOME=" + home, "BULKHEAD_CACHE=" + t.TempDir(), "NOTES=" + notes, "DEPLOYED=" + deployed,
		"AWS_ENDPOINT_URL=" + moto.Mended(t, *server.BaseEndpoint), "AWS_EC2_METADATA_DISABLED=true", "CDK_DISABLE_CLI_TELEMETRY=true",
	}, "bash", "-c", script)
	require.Equal(t, 0, status, stdout+stderr)

	noted, err := os.ReadFile(notes)
	require.NoError(t, err)
	ran := strings.Split(strings.TrimSpace(string(noted)), "\n")
	order := []string{
		"npm ci", "make verify", "npx cdk deploy security", "npx cdk deploy shared-services", "dig ", "docker buildx",
		"npx cdk deploy dev", "curl ",
	}
	at := 0
	for _, line := range ran {
		if at < len(order) && strings.HasPrefix(line, order[at]) {
			at++
		}
	}
	assert.Equal(t, len(order), at, "the page runs all of this, in this order: %q", ran)
	for _, account := range []string{"111111111111", "222222222222", "333333333333"} {
		for _, region := range []string{"eu-west-1", "us-east-1"} {
			assert.Contains(t, stderr, "Environment aws://"+account+"/"+region+" bootstrapped.", "says CDK's CLI")
		}
	}

	a, err := assembly.Load(filepath.Join(dir, "cdk.out"))
	require.NoError(t, err)
	var all []string
	for _, s := range a.Stacks {
		all = append(all, s.ID)
	}
	listed, err := os.ReadFile(deployed)
	require.NoError(t, err)
	got := strings.Fields(string(listed))
	slices.Sort(got)
	assert.Equal(t, all, got, "the page deploys every stack, and each once")
	assert.Contains(t, all, "dev/service-web")
}
