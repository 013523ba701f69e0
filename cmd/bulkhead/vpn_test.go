package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/fake"
	"bulkhead/internal/moto"
	"bulkhead/operate/vpn"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// operatorOf is an operator at an empty directory, who is logged in to moto's account, which is the shared-services one
// of the configuration returned. The VPN's secrets are deployed.
func operatorOf(t *testing.T) (configuration string, secrets *secretsmanager.Client) {
	t.Helper()
	example, err := os.ReadFile("../../config/example/organization.yaml")
	require.NoError(t, err)
	configuration = t.TempDir()
	require.NoError(t, os.CopyFS(configuration, os.DirFS("../../config/example")))
	ours := strings.ReplaceAll(string(example), "222222222222", "123456789012")
	require.NoError(t, os.WriteFile(filepath.Join(configuration, "organization.yaml"), []byte(ours), 0o644))

	c := moto.Start(t, "eu-west-1")
	secrets = secretsmanager.NewFromConfig(c)
	for _, name := range []string{"acme/vpn/authority", "acme/vpn/server"} {
		_, err := secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name})
		require.NoError(t, err)
	}
	t.Setenv("AWS_ENDPOINT_URL", *c.BaseEndpoint)
	t.Setenv("AWS_ENDPOINT_URL_KMS", fake.NewKMS(t, "alias/acme-vpn-authority").URL)
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_PROFILE", "")
	logIn(t, "ASIA")
	t.Chdir(t.TempDir())
	return configuration, secrets
}

// logIn takes credentials of a kind.
func logIn(t *testing.T, prefix string) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", prefix+"IOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "token")
}

func TestACertificateIsIssuedListedAndRevoked(t *testing.T) {
	configuration, _ := operatorOf(t)
	status, stdout, stderr := command(t, "vpn", "list", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Equal(t, "nobody has a certificate\n", stdout)
	_, stdout, _ = command(t, "vpn", "list", "--json", "--config", configuration)
	assert.JSONEq(t, `{"formatVersion": "1.0", "clients": []}`, stdout)

	status, stdout, stderr = command(t, "vpn", "issue", "ann", "--level", "development", "--days", "30", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stderr, "the certificate authority was made, too")
	assert.Contains(t, stderr, "otpauth://")
	assert.Regexp(t, `^ann may connect to development until \d{4}-\d\d-\d\d with ann.ovpn, which is a secret\n$`, stdout)
	profile, err := os.ReadFile("ann.ovpn")
	require.NoError(t, err)
	assert.Contains(t, string(profile), "\nremote vpn.example.com 1194 udp\n")
	info, err := os.Stat("ann.ovpn")
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())
	key := strings.Split(regexp.MustCompile(`(?s)<key>\n.*?\n(.*?)\n`).FindStringSubmatch(string(profile))[1], "\n")[0]

	status, stdout, stderr = command(t, "vpn", "issue", "bob", "--level", "development", "--out", "b", "--json", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `^for the authenticator of bob, .*\notpauth://\S+\n$`, stderr)
	var issued struct {
		vpn.Client
		File string
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &issued))
	assert.Equal(t, "bob", issued.Name)
	assert.Equal(t, "b", issued.File)
	assert.Equal(t, issued.Issued.AddDate(0, 0, 365), issued.Expires)
	assert.FileExists(t, "b")

	status, stdout, stderr = command(t, "vpn", "revoke", "ann", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `^ann is revoked since \d{4}-`, stdout)
	status, _, stderr = command(t, "vpn", "revoke", "cat", "--config", configuration)
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: cat has no valid certificate\n", stderr)

	_, stdout, _ = command(t, "vpn", "list", "--config", configuration)
	assert.Regexp(t, `(?m)^ann +development +\S+ +\S+ +revoked \S+ +[0-9a-f]+$`, stdout)
	assert.Regexp(t, `(?m)^bob +development +\S+ +\S+ +valid +`+issued.Serial+`$`, stdout)
	_, stdout, _ = command(t, "vpn", "list", "--json", "--config", configuration)
	var listed struct{ Clients []vpn.Client }
	require.NoError(t, json.Unmarshal([]byte(stdout), &listed))
	assert.Len(t, listed.Clients, 2)
	assert.NotNil(t, listed.Clients[0].Revoked)

	_, stdout, stderr = command(t, "vpn", "revoke", "bob", "--json", "--config", configuration)
	var revoked struct{ Clients []vpn.Client }
	require.NoError(t, json.Unmarshal([]byte(stdout), &revoked), stderr)
	require.Len(t, revoked.Clients, 1)
	assert.NotNil(t, revoked.Clients[0].Revoked)
	assert.NotContains(t, stdout+stderr, key, "a private key is in its profile only")
}

func TestTheListTellsWhomTheServerRefusesForItsLevel(t *testing.T) {
	c, err := config.Load(filepath.Join("..", "..", "config", "example"))
	require.NoError(t, err)
	room := c.Organization.VPN.Room("development")
	day := time.Now().AddDate(0, 0, 1)
	ago := day.AddDate(-1, 0, 0)
	var out strings.Builder
	require.NoError(t, printClients(&out, []vpn.Client{
		{Name: "last", Level: "development", Number: room - 1, Expires: day},
		{Name: "out", Level: "development", Number: room, Expires: day},
		{Name: "gone", Level: "auditors", Expires: day},
		{Name: "revoked", Level: "auditors", Expires: day, Revoked: &ago},
	}, c))
	assert.Regexp(t, `(?m)^last .* valid `, out.String())
	assert.Regexp(t, `(?m)^out .* refused: no address `, out.String())
	assert.Regexp(t, `(?m)^gone .* refused: no such level `, out.String())
	assert.Regexp(t, `(?m)^revoked .* revoked \d`, out.String())
}

func TestRenewingEndsEveryProfileOnRequestOnly(t *testing.T) {
	configuration, _ := operatorOf(t)
	status, _, stderr := command(t, "vpn", "renew", "--everybody-loses-access", "--config", configuration)
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: no certificate has been issued yet\n", stderr)
	for _, name := range []string{"ann", "bob", "cat"} {
		status, _, stderr = command(t, "vpn", "issue", name, "--level", "development", "--config", configuration)
		require.Equal(t, 0, status, stderr)
	}
	status, _, stderr = command(t, "vpn", "revoke", "bob", "nobody", "--config", configuration)
	assert.Equal(t, 1, status, "all of them, or none")
	assert.Equal(t, "error: nobody has no valid certificate\n", stderr)
	command(t, "vpn", "revoke", "bob", "--config", configuration)

	status, stdout, stderr := command(t, "vpn", "renew", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Equal(t, "the server's certificate is new\n", stdout)
	_, stdout, _ = command(t, "vpn", "list", "--config", configuration)
	assert.Equal(t, 2, strings.Count(stdout, " valid "), "nobody has lost access")

	status, stdout, stderr = command(t, "vpn", "renew", "--everybody-loses-access", "--config", configuration)
	assert.Equal(t, 0, status, stderr)
	assert.Equal(t, "the VPN's keys are new, and 2 profiles have ended\nann\ncat\n", stdout)
	_, stdout, _ = command(t, "vpn", "list", "--config", configuration)
	assert.Equal(t, "nobody has a certificate\n", stdout)
	_, stdout, _ = command(t, "vpn", "renew", "--everybody-loses-access", "--json", "--config", configuration)
	assert.JSONEq(t, `{"formatVersion": "1.0", "clients": []}`, stdout)

	_, stdout, _ = command(t, "vpn", "renew", "--help")
	for _, what := range []string{"every profile has ended", "terminate its instance", "revoke the\nsessions of its role", "nobody loses access", "Exit status:"} {
		assert.Contains(t, stdout, what)
	}
}

func TestWithoutAProfileNothingIsIssuedAndWithoutACertificateThereIsNoProfile(t *testing.T) {
	configuration, secrets := operatorOf(t)
	require.NoError(t, os.WriteFile("ann.ovpn", []byte("mine"), 0o644))
	status, _, stderr := command(t, "vpn", "issue", "ann", "--level", "development", "--config", configuration)
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: open ann.ovpn: file exists; name another place with --out\n", stderr)
	kept, err := os.ReadFile("ann.ovpn")
	require.NoError(t, err)
	assert.Equal(t, "mine", string(kept))
	status, _, _ = command(t, "vpn", "issue", "ann", "--level", "development", "--out", "no/such/directory", "--config", configuration)
	assert.Equal(t, 1, status)
	_, stdout, _ := command(t, "vpn", "list", "--config", configuration)
	assert.Equal(t, "nobody has a certificate\n", stdout)

	_, err = secrets.DeleteSecret(
		t.Context(),
		&secretsmanager.DeleteSecretInput{SecretId: new("acme/vpn/authority"), ForceDeleteWithoutRecovery: new(true)},
	)
	require.NoError(t, err)
	for want, args := range map[string][]string{
		"deploy the VPN first": {"bob", "--level", "development", "--config", configuration},
		"is no name":           {"../bob", "--level", "development", "--config", configuration},
		"0 days are too few":   {"bob", "--days", "0", "--level", "development", "--config", configuration},
		`the VPN has no level "dev": known: development, everything`: {"bob", "--level", "dev", "--config", configuration},
		"nowhere": {"bob", "--level", "development", "--config", "nowhere"},
	} {
		status, _, stderr = command(t, append([]string{"vpn", "issue"}, args...)...)
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, want)
	}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Len(t, files, 1, "only the file that was there: %v", files)
}

func TestOnlyShortLivedCredentialsOfTheRightAccountMayIssue(t *testing.T) {
	configuration, _ := operatorOf(t)
	refused := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := command(t, append([]string{"vpn", "issue", "ann", "--level", "development"}, args...)...)
		assert.Equal(t, 1, status)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, want)
		_, err := os.Stat("ann.ovpn")
		assert.True(t, errors.Is(err, os.ErrNotExist))
	}
	logIn(t, "AKIA")
	refused("an IAM user's, and last until they are deleted: log in with IAM Identity Center (aws sso login), or assume a role", "--config", configuration)
	logIn(t, "ASIA")
	refused("nowhere: is not a directory", "--config", "nowhere")

	other := t.TempDir()
	require.NoError(t, os.CopyFS(other, os.DirFS(configuration)))
	organization, err := os.ReadFile(filepath.Join(other, "organization.yaml"))
	require.NoError(t, err)
	organization = []byte(strings.ReplaceAll(string(organization), "123456789012", "222222222222"))
	require.NoError(t, os.WriteFile(filepath.Join(other, "organization.yaml"), organization, 0o644))
	refused("these AWS credentials are for the account 123456789012, and the VPN is in 222222222222 (shared-services)", "--config", other)

	refused("bulkhead-no-such-profile", "--profile", "bulkhead-no-such-profile", "--config", configuration)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	refused("error: there are no AWS credentials: log in with IAM Identity Center (aws sso login), or assume a role\n", "--config", configuration)
}

func TestAWrongCommandLineOfTheVPNEndsWithStatus2(t *testing.T) {
	for _, args := range [][]string{
		{"issue"},
		{"issue", "a"},
		{"issue", "a", "b", "--level", "development"},
		{"revoke"},
		{"list", "a"},
		{"issue", "a", "--level", "development", "--days", "x"},
		{"renew", "a", "--everybody-loses-access"},
	} {
		status, _, stderr := command(t, append([]string{"vpn"}, args...)...)
		assert.Equal(t, 2, status, args)
		assert.Contains(t, stderr, "--help")
	}
	status, stdout, _ := command(t, "vpn", "--help")
	assert.Equal(t, 0, status)
	assert.Contains(t, stdout, "Exit status:")
}

func TestTheAddressForAnAuthenticatorIsShownOnceAndNotInJSON(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		var out, errs bytes.Buffer
		command := newRoot()
		command.SetOut(&out)
		command.SetErr(&errs)
		issued := &vpn.Issued{Client: vpn.Client{Name: "ann"}, Profile: []byte("PROFILE"), Codes: "otpauth://totp/x"}
		require.NoError(t, (&operator{json: asJSON}).report(command, issued, "ann.ovpn"))
		assert.Equal(t, "for the authenticator of ann, as a secret that is shown only now:\notpauth://totp/x\n", errs.String())
		assert.NotContains(t, out.String(), "otpauth")
		assert.NotContains(t, out.String(), "PROFILE")
	}
}

func TestThePageOfTheVPNSaysHowLongProfilesAreGood(t *testing.T) {
	page, err := os.ReadFile("../../docs/vpn.md")
	require.NoError(t, err)
	days := newVPNIssue(nil).Flags().Lookup("days").DefValue
	assert.Contains(t, string(page), "It is good for "+days+" days, or for as many as `--days`")
}
