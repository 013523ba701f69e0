package test

import (
	"os"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNothingIsInARegionWhereCloudFormationLacksIt(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			for _, r := range stack.Resources {
				assert.True(t, facts.HasType(stack.Region, r.Type), "%s in %s", r, stack.Region)
			}
		}
	}
}

func TestARegionThatLacksBudgetsAndSnapshotsIsSetUpWithoutThem(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/minimal")))
	organization, err := os.ReadFile(dir + "/organization.yaml")
	require.NoError(t, err)
	there := strings.Replace(string(organization), "eu-west-1", "ap-east-2", 1) +
		"budgets: {email: [money@example.org], monthly: {security: 10, dev: 20}}\n"
	require.NoError(t, os.WriteFile(dir+"/organization.yaml", []byte(there), 0o644))
	c, err := config.Load(dir)
	require.NoError(t, err)
	a := synthesize(t, c)

	var budgets, snapshots []string
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			assert.True(t, facts.HasType(stack.Region, r.Type), "%s in %s", r, stack.Region)
		}
	}
	for _, r := range a.OfType("AWS::Budgets::Budget") {
		budgets = append(budgets, r.Stack.Account+" "+r.Stack.Region)
	}
	for _, r := range a.OfType("AWS::EC2::SnapshotBlockPublicAccess") {
		snapshots = append(snapshots, r.Stack.Account+" "+r.Stack.Region)
	}
	assert.ElementsMatch(t, []string{"101010101010 us-east-1", "303030303030 us-east-1"}, budgets)
	assert.ElementsMatch(
		t,
		[]string{"101010101010 us-east-1", "202020202020 us-east-1", "303030303030 us-east-1"},
		snapshots,
	)
}
