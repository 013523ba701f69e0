package plan

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

func TestAPlanListsEveryPatchWithItsReason(t *testing.T) {
	line := func(n int, path, value string) config.Line {
		return config.Line{File: config.PatchesFile, Line: n, Path: `["prod/service-web"]` + path, Value: value}
	}
	patches := patchesOf(index(
		config.Line{File: "environments/prod.yaml", Line: 3, Path: "network.nat", Value: "single"},
		line(2, "[0].resource", "Service1"),
		line(3, "[0].type", "AWS::ECS::Service"),
		line(4, "[0].property", "DesiredCount"),
		line(5, "[0].value", "3"),
		line(6, "[0].reason", "no more fit"),
		line(7, "[1].resource", "Task2"),
		line(8, "[1].property", "ContainerDefinitions[Name=web].Ulimits"),
		line(9, "[1].value[0].reason", "not its own"),
		line(9, "[1].value.reason", "not its own"),
		line(10, "[1].reason", "it wants none"),
	))
	var text []string
	for _, p := range patches {
		text = append(text, p.String())
	}
	assert.Equal(t, []string{
		"`prod/service-web/Service1` `DesiredCount`: no more fit (`patches.yaml:2`)",
		"`prod/service-web/Task2` `ContainerDefinitions[Name=web].Ulimits`: it wants none (`patches.yaml:7`)",
	}, text)
}
