package test

import (
	"testing"

	"bulkhead/analysis/quota"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// needed is how much of a quota an account needs.
func needed(t testing.TB, a *assembly.Assembly, account, region, code string) int {
	t.Helper()
	needs, err := quota.Needs(a)
	require.NoError(t, err)
	for _, need := range needs {
		if need.Account == account && need.Region == region && need.Code == code {
			return need.Needed
		}
	}
	return 0
}

func TestQuotasAreCountedAtTheGreatestScale(t *testing.T) {
	const fargate, instances, addresses, endpoints, roles = "L-3032A538", "L-1216C47A", "L-0263D0A3", "L-29B6F2EB", "L-FE177D64"
	assert.Equal(t, 10+6+8+10, needed(t, example(t), "555555555555", "eu-west-1", fargate), "half a vCPU for each of four services' most tasks, twice during a deployment")
	assert.Equal(t, 3, needed(t, example(t), "555555555555", "eu-west-1", addresses), "a NAT gateway in each zone")
	assert.Equal(t, 9, needed(t, example(t), "555555555555", "eu-west-1", endpoints))
	assert.Equal(t, 2*2+16, needed(t, choices(t), "303030303032", "us-east-1", instances), "two of the larger class, and nodes of a cluster")
	assert.Zero(t, needed(t, choices(t), "303030303032", "us-east-1", fargate), "its tasks run on instances")
	assert.Positive(t, needed(t, example(t), "555555555555", "", roles), "of all regions together")
	raised := 0
	needs, err := quota.Needs(example(t))
	require.NoError(t, err)
	for _, need := range needs {
		if need.Raise() {
			raised++
			assert.Equal(t, fargate, need.Code)
		}
	}
	assert.Equal(t, 3, raised, "stage, prod and its standby")
}

// uncounted finds resources whose quotas nobody can count.
func uncounted(a *assembly.Assembly) []string {
	_, err := quota.Needs(a)
	if err == nil {
		return nil
	}
	return []string{err.Error()}
}

func TestQuotasOfEveryResourceAreCounted(t *testing.T) { holds(t, uncounted) }
