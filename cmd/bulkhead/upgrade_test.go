package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/aws/rds"
	"bulkhead/internal/cli"
	"bulkhead/internal/fake"
	"bulkhead/operate/upgrade"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// instances is an RDS with one instance of this version; other calls are answered by nobody.
func instances(version string) *upgrade.Cloud {
	answers := fake.Answers{
		"DescribeBlueGreenDeployments": func(fake.Call) (any, error) { return &rds.DescribeBlueGreenDeploymentsOutput{}, nil },
		"DescribeDBInstances": func(call fake.Call) (any, error) {
			return &rds.DescribeDBInstancesOutput{DBInstances: []rds.DBInstance{{
				DBInstanceIdentifier: call.Input.(*rds.DescribeDBInstancesInput).DBInstanceIdentifier,
				DBInstanceStatus:     new("available"), EngineVersion: &version,
			}}}, nil
		},
	}
	return &upgrade.Cloud{Now: time.Now, Config: answers.Alone}
}

// typed runs u with what is typed, and returns what it prints and its error.
func (u upgrading) typed(t *testing.T, what, typed string) (said string, err error) {
	t.Helper()
	u.config = exampleConfig
	command := &cobra.Command{}
	command.SetContext(t.Context())
	var out bytes.Buffer
	command.SetIn(strings.NewReader(typed))
	command.SetOut(&out)
	err = u.run(command, what)
	return out.String(), err
}

func TestNothingIsUpgradedUntilItIsTyped(t *testing.T) {
	for _, typed := range []string{"", "\n", "y\n", "orders\n", "prod/catalogue\n"} {
		said, err := upgrading{to: "18.4", cloud: instances("18.4")}.typed(t, "prod/orders", typed)
		require.ErrorIs(t, err, cli.ErrNo, "%q", typed)
		assert.Contains(t, said, "nothing was changed")
	}
	said, err := upgrading{to: "18.4", cloud: instances("18.4")}.typed(t, "prod/orders", "prod/orders\n")
	require.ErrorIs(t, err, cli.ErrReported)
	assert.Contains(t, said, `yours (deploy): write version: "18.4" into the configuration`)
}

func TestAnUpgradeSaysWhatIsWhose(t *testing.T) {
	said, err := upgrading{to: "18.4", cloud: instances("18.4"), dryRun: true, json: true}.typed(t, "prod/orders", "")
	require.NoError(t, err)
	var result struct {
		FormatVersion string             `json:"formatVersion"`
		Major         bool               `json:"major"`
		Ready         bool               `json:"ready"`
		Steps         []shownUpgradeStep `json:"steps"`
	}
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.True(t, result.Ready)
	assert.False(t, result.Major)
	require.Len(t, result.Steps, 4)
	assert.Equal(t, upgrade.Done, result.Steps[0].Status)
	assert.Equal(t, upgrade.Deployment, result.Steps[2].Who)
	assert.Equal(t, upgrade.Yours, result.Steps[2].Status)
	assert.Equal(t, upgrade.Later, result.Steps[3].Status)
	for _, step := range result.Steps {
		assert.NotEmpty(t, step.Hand, step.Name)
		assert.NotEmpty(t, step.Back, step.Name)
	}
}

func TestAWrongUpgradeIsRefused(t *testing.T) {
	for _, args := range [][]string{
		{"upgrade", "prod/orders"},
		{"upgrade", "--to", "18.4"},
		{"upgrade", "prod/orders", "--to", "18.4", "--json"},
		{"upgrade", "prod/orders", "--to", "18.4", "--abandon", "--finish"},
		{"upgrade", "prod/orders", "--to", "18.4", "--test", "true", "--tested", "bgd-1"},
	} {
		root := newRoot()
		root.SetArgs(args)
		root.SetOut(&bytes.Buffer{})
		root.SetErr(&bytes.Buffer{})
		assert.Equal(t, cli.ExitUsage, cli.Execute(t.Context(), root), "%q", args)
	}
	for what, why := range map[string]string{
		"nowhere/orders":    "no environment",
		"prod/sessions":     "is in a global datastore",
		"prod/payments":     "no database",
		"dev/pages":         "is Memcached",
		"prod":              "no database",
		"prod-dr/catalogue": "is not active",
	} {
		_, err := upgrading{to: "18.4", cloud: instances("18.4")}.typed(t, what, "")
		assert.ErrorContains(t, err, why, what)
	}
	_, err := upgrading{to: "12.1", cloud: instances("18.4")}.typed(t, "prod/orders", "")
	assert.ErrorContains(t, err, "not offered")
}

func TestAnUpgradeKnowsTheDatabaseAsTheTemplatesCallIt(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	seen := 0
	for _, e := range c.Sides() {
		files, err := filepath.Glob("../../test/testdata/templates/example/" + e.Name + "-*.json")
		require.NoError(t, err)
		templates := ""
		for _, file := range files {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			templates += string(content)
		}
		for name, d := range e.Databases {
			u, err := describeUpgrade(c, e.Name+"/"+name, d.Version)
			if !e.Active && d.Standby == config.Replica {
				assert.ErrorContains(t, err, "is not active")
				continue
			}
			require.NoError(t, err)
			require.NoError(t, u.Check())
			for _, is := range []string{u.Identifier, u.Secret, u.Group, u.Target} {
				assert.Contains(t, templates, `"`+is+`"`, "%s/%s", e.Name, name)
			}
			assert.Contains(t, templates, `"Engine": "`+u.Engine+`"`)
			if u.Global != "" {
				assert.Contains(t, templates, `"GlobalClusterIdentifier": "`+u.Global+`"`)
			}
			assert.True(t, u.Committed)
			assert.Equal(t, string(e.AccountID), u.Account)
			assert.Equal(t, string(e.Region), u.Region)
			seen++
		}
	}
	assert.Greater(t, seen, 4)
}

func TestWhatTheConfigurationPreparesIsWhatIsUpgraded(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	set := func(version, upgradeTo string) {
		for _, e := range c.Environments {
			if d, has := e.Databases["orders"]; has {
				d.Version, d.UpgradeTo = version, upgradeTo
				e.Databases["orders"] = d
			}
		}
	}
	set("17.7", "18.3")
	u, err := describeUpgrade(c, "prod/orders", "18.3")
	require.NoError(t, err)
	assert.True(t, u.Prepares)
	assert.False(t, u.Committed)
	assert.Equal(t, "parameters of acme-prod-orders for 18", u.Group)
	_, err = describeUpgrade(c, "prod/orders", "18.4")
	assert.ErrorContains(t, err, "prepares prod/orders for 18.3")
	set("18.3", "18.3")
	_, err = describeUpgrade(c, "prod/orders", "18.3")
	assert.ErrorContains(t, err, "in place")
}

func TestTheCommandThatTriesACopyKnowsWhereItIs(t *testing.T) {
	var out bytes.Buffer
	err := runTest(
		context.Background(),
		&out,
		`echo "$BULKHEAD_HOST" && exit 3`,
		[]string{"BULKHEAD_HOST=green.example"},
	)
	assert.ErrorContains(t, err, "exit status 3")
	assert.Equal(t, "green.example\n", out.String())
}
