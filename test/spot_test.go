package test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheLeastTasksOfAServiceAreNotOnSpotAndTheOthersShareIt(t *testing.T) {
	feed := only(t, choices(t), "fleet/service-feed", "AWS::ECS::Service")
	assert.Equal(t, []any{
		map[string]any{"CapacityProvider": "FARGATE", "Base": 2.0, "Weight": 25.0},
		map[string]any{"CapacityProvider": "FARGATE_SPOT", "Weight": 75.0},
	}, feed.Get("CapacityProviderStrategy"))
	assert.Nil(t, feed.Get("LaunchType"), "it could not be taken away again")
}

func TestSpotIsThereBeforeAServiceAsksForIt(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, capacity := range a.OfType("AWS::ECS::ClusterCapacityProviderAssociations") {
			seen++
			assert.Contains(t, list(capacity.Get("CapacityProviders")), "FARGATE_SPOT", capacity)
		}
	}
	assert.Greater(t, seen, 10)
}
