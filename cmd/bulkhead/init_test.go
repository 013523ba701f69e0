package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// enough are the flags that say all that has to be said: these, and of others what has to be said besides.
func enough(dir string, these ...string) []string {
	line := append([]string{"init", dir}, these...)
	besides := []string{
		"--name", "acme", "--domain", "example.com", "--region", "eu-west-1", "--security", "111111111111",
		"--shared-services", "222222222222", "--account", "333333333333", "--owner", "platform", "--cost-centre", "cc-1000",
	}
	for i := 0; i < len(besides); i += 2 {
		if !slices.Contains(these, besides[i]) {
			line = append(line, besides[i:i+2]...)
		}
	}
	return line
}

func TestWhatInitWritesIsAConfigurationWhateverIsSaid(t *testing.T) {
	for _, more := range [][]string{
		nil,
		{"--environment", "prod", "--tier", "production", "--alerts", "ops@example.com", "--cidr", "172.20.0.0/18"},
		{"--name", "x1", "--domain", "cloud.xn--bcher-kva.example", "--region", "ap-southeast-2"},
		{"--owner", "Team: Größe 1", "--cost-centre", "1234", "--data-class", "restricted"},
		{"--owner", "no", "--cost-centre", "null", "--environment", "on"},
		{"--name", "true", "--environment", "yes"},
		{"--region", "us-east-1", "--cidr", "100.64.0.0/21", "--environment", "team-a"},
	} {
		dir := filepath.Join(t.TempDir(), "new", "myorg")
		status, stdout, stderr := command(t, enough(dir, more...)...)
		require.Equal(t, 0, status, stderr)
		assert.Contains(t, stdout, filepath.Join(dir, "organization.yaml")+"\n")
		c, err := config.Load(dir)
		require.NoError(t, err, more)
		require.Len(t, c.Environments, 1)
		said := map[string]string{"--environment": "dev", "--name": "acme", "--owner": "platform"}
		for i := 0; i+1 < len(more); i += 2 {
			said[more[i]] = more[i+1]
		}
		assert.Equal(t, said["--environment"], c.Environments[0].Name)
		assert.Equal(t, said["--name"], c.Organization.Name)
		assert.Equal(t, said["--owner"], c.Organization.Tags.Owner)
		assert.Len(t, treeOf(t, filepath.Dir(dir)), 4, "nothing is left beside it")
		status, _, stderr = command(t, "check", "--config", dir)
		assert.Equal(t, 0, status, stderr)
	}
}

func TestInitSaysWhichAnswerIsNotTakenAndWritesNothing(t *testing.T) {
	for flags, want := range map[string]string{
		"--name Acme!":                 `--name: "Acme!" cannot begin the names of resources`,
		"--region us-gov-west-1":       `--region: "us-gov-west-1" is a region of AWS GovCloud (US)`,
		"--security 111":               `--security: "111" is not an AWS account id`,
		"--account 222222222222":       `--shared-services: 222222222222 is the account of`,
		"--cidr 8.8.0.0/16":            `--cidr: 8.8.0.0/16 is not a private range`,
		"--tier stage":                 `--tier: "stage" is not offered`,
		"--tier production":            `--alerts: nobody hears of this production environment's alarms`,
		"--environment security":       `--environment: security is the name of a stage already`,
		"--environment ../dev":         `--environment: "../dev" cannot be the name of a file`,
		"--domain example":             `--domain: "example" is not a domain name`,
		"--alerts nobody":              `--alerts: "nobody" is not an e-mail address`,
		"--owner ${OWNER}":             `--owner: holds ${OWNER}, in whose place nothing puts a value`,
		"--name Acme! --security 1234": "\n--security: ",
	} {
		parent := t.TempDir()
		status, stdout, stderr := command(t, enough(filepath.Join(parent, "myorg"), strings.Fields(flags)...)...)
		assert.Equal(t, 1, status, flags)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, want, flags)
		assert.NotContains(t, stderr, parent, "no file that is not there is named")
		assert.Empty(t, treeOf(t, parent), flags)
	}
}

func TestInitWritesOverNothing(t *testing.T) {
	parent := t.TempDir()
	full, file := filepath.Join(parent, "full"), filepath.Join(parent, "file")
	link, empty := filepath.Join(parent, "link"), filepath.Join(parent, "empty")
	require.NoError(t, os.MkdirAll(filepath.Join(full, ".git"), 0o755))
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o644))
	require.NoError(t, os.Symlink("nowhere", link))
	require.NoError(t, os.Mkdir(empty, 0o755))
	before := treeOf(t, parent)
	for _, dir := range []string{full, file, link} {
		status, _, stderr := command(t, enough(dir)...)
		assert.Equal(t, 1, status)
		assert.Regexp(t, "name (a|one)", stderr, dir)
	}
	assert.Equal(t, before, treeOf(t, parent))
	status, _, stderr := command(t, enough(empty)...)
	assert.Equal(t, 0, status, stderr)
	assert.FileExists(t, filepath.Join(empty, "organization.yaml"))
}

func TestInitSaysWhatIsMissingWhereNobodyCanBeAsked(t *testing.T) {
	parent := t.TempDir()
	status, _, stderr := command(t, "init", filepath.Join(parent, "myorg"), "--name", "acme")
	assert.Equal(t, 2, status)
	assert.Equal(t, "error: nobody is here to be asked: add --domain, --region, --security, --shared-services, --account, --owner, "+
		"--cost-centre; see bulkhead init --help\n", stderr)
	assert.Empty(t, treeOf(t, parent))
}

func TestInitAsksUntilAnAnswerIsTaken(t *testing.T) {
	i := initialization{dir: filepath.Join(t.TempDir(), "myorg"), say: answers{"name": "acme"}, asking: true}
	typed := strings.Join([]string{
		"example.com", "eu-wst-1", "eu-west-1", "111111111111", "222222222222", "", "1", "333333333333", "production", "10.0.0.0/8", "",
		"platform", "cc-1000", "", "", "ops@example.com",
	}, "\n") + "\n"
	var stdout, stderr bytes.Buffer
	require.NoError(t, i.run(strings.NewReader(typed), &stdout, &stderr))
	for _, want := range []string{
		"did you mean eu-west-1?", `--account: "1" is not an AWS account id`, "--cidr: /8 is larger", "nobody hears", "cidr: its range of addresses [10.0.0.0/16]: ",
	} {
		assert.Contains(t, stderr.String(), want)
	}
	assert.NotContains(t, stderr.String(), "name: prefix", "what was said is not asked")
	c, err := config.Load(i.dir)
	require.NoError(t, err)
	assert.True(t, c.Environments[0].Production())

	i = initialization{say: answers{"name": "Acme!"}, asking: true}
	assert.ErrorContains(t, i.ask(bufio.NewReader(strings.NewReader("")), &stderr), "--name: ")
	i = initialization{say: answers{}, asking: true}
	assert.EqualError(t, i.ask(bufio.NewReader(strings.NewReader("acme")), &stderr), "there is no answer: nothing is written")
}

func TestInitSaysWhatToWriteAndNotWhichFileToRename(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	status, _, stderr := command(t, "init", dir, "--name", "acme", "--domain", "example.com", "--region", "eu-west-1",
		"--security", "111111111111", "--shared-services", "222222222222", "--environment", "Dev", "--account", "333333333333",
		"--owner", "me", "--cost-centre", "me", "--data-class", "internal")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, `--environment: "Dev" has capital letters, and an environment's name has none; write dev`)
	assert.NotContains(t, stderr, "rename")
}
