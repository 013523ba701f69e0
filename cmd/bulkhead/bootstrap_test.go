package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bulkhead/internal/moto"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBootstrapPrintsWhomEachAccountLetsInAndTheCommandsAndRunsNothing(t *testing.T) {
	const example = "../../config/example"
	dir := t.TempDir()
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9") // where nobody is
	status, stdout, stderr := command(t, "bootstrap", "--config", example, "--out", dir)
	require.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, `security (111111111111)
  deploy changes every stack, as an administrator; it lets in
    arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_acme-admin_*
    arn:aws:iam::111111111111:role/acme-break-glass
  file-publishing writes the code that functions run; it lets in
`)
	assert.Contains(t, stdout, `dev (333333333333)
  deploy changes every stack, as an administrator; it lets in
    arn:aws:iam::333333333333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_acme-admin_*
    arn:aws:iam::333333333333:role/acme-break-glass
    arn:aws:iam::222222222222:role/acme/pipeline/deploy/*
`)
	assert.Contains(t, stdout, "  npx cdk bootstrap aws://333333333333/us-east-1 --template "+dir+"/dev.json"+
		" --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess --termination-protection"+
		" --untrust 222222222222\n")
	assert.Len(t, regexp.MustCompile(`(?m)^  npx cdk bootstrap aws://`).FindAllString(stdout, -1), 13)
	files, err := filepath.Glob(dir + "/*.json")
	require.NoError(t, err)
	assert.Len(t, files, 5)

	status, stdout, stderr = command(t, "bootstrap", "dev", "--json", "--out", dir, "--config", example)
	require.Equal(t, 0, status, stderr)
	var result bootstrapped
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	require.Len(t, result.Accounts, 1)
	assert.Equal(t, dir+"/dev.json", result.Accounts[0].Template)
	assert.Equal(t, []string{"eu-west-1", "us-east-1"}, result.Accounts[0].Regions)
	assert.False(t, result.Accounts[0].Done)
	assert.FileExists(t, result.Accounts[0].Template)

	status, _, _ = command(t, "bootstrap", "--force", "--config", example, "--out", dir)
	assert.Equal(t, 2, status, "nothing is forced without --run")

	status, _, stderr = command(t, "bootstrap", "nobody", "--config", example)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "the configuration has no account nobody")
}

func TestBootstrapRunsForTheAccountThatTheCredentialsAreOfAndForNoOther(t *testing.T) {
	here, err := os.Getwd() // where CDK is
	require.NoError(t, err)
	configuration, _ := operatorOf(t)
	t.Chdir(here)
	t.Setenv("AWS_ENDPOINT_URL", moto.Mended(t, os.Getenv("AWS_ENDPOINT_URL")))
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	status, _, stderr := command(t, "bootstrap", "dev", "--run", "--config", configuration)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "the credentials are of account 123456789012, which is none of those to prepare")

	status, stdout, stderr := command(t, "bootstrap", "--run", "--json", "--config", configuration, "--out", t.TempDir())
	require.Equal(t, 0, status, stderr)
	var result bootstrapped
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	require.Len(t, result.Accounts, 1)
	assert.Equal(t, "shared-services", result.Accounts[0].Name)
	assert.True(t, result.Accounts[0].Done)
	text, err := os.ReadFile(result.Accounts[0].Template)
	require.NoError(t, err)
	assert.Contains(t, string(text), "123456789012:role/acme/pipeline/change/*")
}
