package price

import (
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestABudgetBelowWhatItsAccountCostsAtLeastIsFound(t *testing.T) {
	a, index := reviewedOf(t, "example", "../../config/example")
	for _, of := range a.OfType("AWS::Budgets::Budget") {
		if of.Stack.Account == "555555555555" {
			of.Properties["Budget"].(map[string]any)["BudgetLimit"].(map[string]any)["Amount"] = 6000.0
		}
	}
	r, err := Of(a, index, Bundled(), nil)
	require.NoError(t, err)
	assert.False(t, r.Clean())
	for _, b := range r.Budgets {
		assert.Equal(t, b.Account != "555555555555", b.Enough, b.Account)
		if !b.Enough {
			assert.Regexp(t, `^organization.yaml:\d+ budgets.monthly.prod: 8000$`, b.Cause.String())
			both := r.environment(t, "prod").Least + r.environment(t, "prod-dr").Least
			assert.Equal(t, both, b.Least, "the standby is in the same account")
		}
	}
}

func TestTheExamplesBudgetsAreEnough(t *testing.T) {
	assert.Len(t, example(t).Budgets, 5)
	assert.True(t, example(t).Clean())
}

func TestAChoiceTellsWhatItsOtherValueCosts(t *testing.T) {
	var all []string
	for _, c := range example(t).Choices {
		all = append(all, strings.Join([]string{c.Environment, c.Key, c.Is, c.Other, c.More.String()}, " "))
	}
	standby := example(t).environment(t, "prod-dr").Least
	assert.Equal(t, "prod recovery prod-dr none "+(-standby).String(), all[0], "the greatest first")
	for _, want := range []string{
		"prod network.nat per-zone single -160.60", // of both sides, two gateways with an address each
		"dev network.nat single per-zone 77.38",
		"prod network.endpoints standard none -453.33",
		"dev network.endpoints none standard 216.81",
	} {
		assert.Contains(t, all, want)
	}
}

// TestAChoiceIsOneThatTheConfigurationAdmits: what production has to have is no choice there.
func TestAChoiceIsOneThatTheConfigurationAdmits(t *testing.T) {
	index := config.Index{Values: []config.Line{
		{File: "environments/prod.yaml", Line: 1, Path: "databases.orders.engine", Value: "postgres"},
	}}
	for _, c := range []struct {
		tier, resource, want string
	}{
		{"development", one("D", "RDS::DBInstance", `"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "MultiAZ": true`), "multiAZ enabled disabled -12.41"},
		{"production", one("D", "RDS::DBInstance", `"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "MultiAZ": true`), ""},
		{"development", one("C", "ElastiCache::ReplicationGroup", `"Engine": "valkey", "CacheNodeType": "cache.t4g.micro", "ReplicasPerNodeGroup": 2`), "replicas 2 0 -19.86"},
		{"production", one("C", "ElastiCache::ReplicationGroup", `"Engine": "valkey", "CacheNodeType": "cache.t4g.micro", "ReplicasPerNodeGroup": 2`), "replicas 2 1 -9.93"},
		{"production", one("C", "ElastiCache::ReplicationGroup", `"Engine": "valkey", "CacheNodeType": "cache.t4g.micro", "ReplicasPerNodeGroup": 1`), ""},
	} {
		a := templates(t, c.resource)
		a.Stacks[0].ID = "prod/data-orders"
		a.Stacks[0].Template["Metadata"] = map[string]any{"Tier": c.tier}
		r, err := Of(a, index, Bundled(), nil)
		require.NoError(t, err)
		got := ""
		for _, choice := range r.Choices {
			key := strings.TrimPrefix(choice.Key, "databases.orders.")
			got += strings.Join([]string{key, choice.Is, choice.Other, choice.More.String()}, " ")
		}
		assert.Equal(t, c.want, got, "%s %s", c.tier, c.resource)
	}
}

func TestAChoiceIsWorthWhatTemplatesOfTheOtherValueDiffer(t *testing.T) {
	zonal := func(gateways int) *Report {
		resources := []string{}
		for i := range 3 {
			resources = append(resources, one("publicSubnet"+text(float64(i)), "EC2::Subnet", ``))
		}
		for i := range gateways {
			n := text(float64(i))
			resources = append(resources, one("N"+n, "EC2::NatGateway", ``), one("E"+n, "EC2::EIP", ``))
		}
		a := templates(t, strings.Join(resources, ","))
		a.Stacks[0].ID = "prod/network"
		r, err := Of(a, config.Index{}, Bundled(), nil)
		require.NoError(t, err)
		return r
	}
	single, perZone := zonal(1), zonal(3)
	for _, c := range single.Choices {
		if c.Key == "network.nat" {
			assert.Equal(t, perZone.Least-single.Least, c.More)
		}
	}
	for _, c := range perZone.Choices {
		if c.Key == "network.nat" {
			assert.Equal(t, single.Least-perZone.Least, c.More)
		}
	}
	assert.Len(t, perZone.Choices, 2)
}
