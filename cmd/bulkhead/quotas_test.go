package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bulkhead/analysis/quota"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuotasAreListedWithTheCommandThatRaisesThem(t *testing.T) {
	dir := t.TempDir()
	addresses := func(n int) {
		var resources []string
		for i := range n {
			resources = append(resources, `"Address`+string(rune('A'+i))+`": {"Type": "AWS::EC2::EIP"}`)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "network.json"), []byte(`{"Resources": {`+strings.Join(resources, ",")+`}}`), 0o644))
	}
	addresses(6)
	status, stdout, stderr := command(t, "quotas", dir)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `EC2-VPC Elastic IPs +6 +5`, stdout)
	assert.Contains(t, stdout, "--service-code ec2 --quota-code L-0263D0A3 --desired-value 6")

	_, stdout, _ = command(t, "quotas", dir, "--json")
	var listed struct{ Quotas []quota.Need }
	require.NoError(t, json.Unmarshal([]byte(stdout), &listed))
	assert.Len(t, listed.Quotas, 1)

	addresses(5)
	_, stdout, _ = command(t, "quotas", dir)
	assert.Equal(t, "nothing has to be raised\n", stdout)
	_, stdout, _ = command(t, "quotas", dir, "--json")
	assert.JSONEq(t, `{"formatVersion": "1.0", "quotas": []}`, stdout)
	_, stdout, _ = command(t, "quotas", dir, "--all")
	assert.Regexp(t, `EC2-VPC Elastic IPs +5 +5`, stdout)

	status, _, stderr = command(t, "quotas", filepath.Join(dir, "missing"))
	assert.Equal(t, 1, status)
	assert.Regexp(t, `^error: `, stderr)
}

func TestQuotasListWhatEachSubnetHasLeft(t *testing.T) {
	status, stdout, stderr := command(t, "quotas", "--addresses", "--config", exampleConfig)
	assert.Zero(t, status, stderr)
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	assert.Len(t, lines, 1+3*len(c.Sides()))
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		number := func(i int) int {
			n, err := strconv.Atoi(fields[i])
			require.NoError(t, err)
			return n
		}
		assert.Equal(t, number(3)-number(4), number(5), line)
		assert.GreaterOrEqual(t, number(5), 0, line)
	}
	assert.Contains(t, stdout, "prod-dr", "a standby has the demand of its primary")
	_, stdout, _ = command(t, "quotas", "--addresses", "--config", exampleConfig, "--json")
	assert.Contains(t, stdout, `"tier": "private"`)
}
