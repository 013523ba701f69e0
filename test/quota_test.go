package test

import (
	"testing"

	"bulkhead/analysis/quota"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// needed is how much of a quota an account needs.
func needed(a *assembly.Assembly, account, region, code string) int {
	for _, need := range quota.Needs(a) {
		if need.Account == account && need.Region == region && need.Code == code {
			return need.Needed
		}
	}
	return 0
}

func TestQuotasAreCountedAtTheGreatestScale(t *testing.T) {
	const fargate, instances, addresses, endpoints, roles = "L-3032A538", "L-1216C47A", "L-0263D0A3", "L-29B6F2EB", "L-FE177D64"
	assert.Equal(t, 10+6+8, needed(example(t), "555555555555", "eu-west-1", fargate), "half a vCPU for each of three services' most tasks, twice during a deployment")
	assert.Equal(t, 3, needed(example(t), "555555555555", "eu-west-1", addresses), "a NAT gateway in each zone")
	assert.Equal(t, 9, needed(example(t), "555555555555", "eu-west-1", endpoints))
	assert.Equal(t, 2*2, needed(choices(t), "303030303032", "us-east-1", instances), "two of the larger class")
	assert.Zero(t, needed(choices(t), "303030303032", "us-east-1", fargate), "its tasks run on instances")
	assert.Positive(t, needed(example(t), "555555555555", "", roles), "of all regions together")
	raised := 0
	for _, need := range quota.Needs(example(t)) {
		if need.Raise() {
			raised++
			assert.Equal(t, fargate, need.Code)
		}
	}
	assert.Equal(t, 3, raised, "stage, prod and its standby")
}
