package stacks

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// task is what a template says before it is patched.
var task = map[string]resource{"Task1": {"AWS::ECS::TaskDefinition", map[string]any{
	"Memory":  "512",
	"Role":    map[string]any{"Fn::ImportValue": "role"},
	"Volumes": []any{},
	"ContainerDefinitions": []any{
		map[string]any{"Name": "log", "Cpu": 64.0},
		map[string]any{"Name": "web", "Cpu": 128.0},
	},
}}}

func TestAPatchFindsWhatItChanges(t *testing.T) {
	for property, want := range map[string]string{
		"Memory":                             "Memory",
		"EphemeralStorage":                   "EphemeralStorage",
		"ContainerDefinitions[Name=web].Cpu": "ContainerDefinitions.1.Cpu",
		"ContainerDefinitions[Cpu=64].User":  "ContainerDefinitions.0.User",
		"ContainerDefinitions[Name=log]":     "ContainerDefinitions.0",
	} {
		p := config.Patch{Resource: "Task1", Type: "AWS::ECS::TaskDefinition", Property: property, Value: 256}
		path, err := pathOf(p, task)
		require.NoError(t, err, property)
		assert.Equal(t, want, path)
	}
}

func TestAPatchThatChangesNothingIsAFault(t *testing.T) {
	for problem, p := range map[string]config.Patch{
		"there is no Task2":                                {Resource: "Task2"},
		"is of type AWS::ECS::TaskDefinition":              {Type: "AWS::ECS::Service"},
		"there is no Placement":                            {Property: "Placement.Size", Value: 1},
		"there is no Memory":                               {Property: "Memory.Size", Value: 1},
		"no element of ContainerDefinitions has Name api":  {Property: "ContainerDefinitions[Name=api].Cpu", Value: 1},
		"no element of Volumes has Name data":              {Property: "Volumes[Name=data].Host", Value: 1},
		"Memory is so already":                             {Property: "Memory", Value: "512"},
		"[Name=web].Cpu is so already":                     {Property: "ContainerDefinitions[Name=web].Cpu", Value: 128},
		"EphemeralStorage is not there":                    {Property: "EphemeralStorage"},
		"Role imports a value of another stack":            {Property: "Role", Value: "other"},
		"no element of ContainerDefinitions has Image web": {Property: "ContainerDefinitions[Image=web].Cpu", Value: 1},
	} {
		if p.Resource == "" {
			p.Resource = "Task1"
		}
		if p.Type == "" {
			p.Type = "AWS::ECS::TaskDefinition"
		}
		_, err := pathOf(p, task)
		assert.ErrorContains(t, err, problem)
	}
}
