package main

import (
	"maps"
	"slices"
	"testing"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/templates"

	"github.com/stretchr/testify/assert"
)

func TestTemplatesSayWhatTheFunctionUnderstands(t *testing.T) {
	understands := map[string]func(map[string]any) error{
		"Custom::AcceleratorListener": decodes[listener],
		"Custom::PublicZone":          decodes[zone],
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(function{}.types())), slices.Collect(maps.Keys(understands)))
	for resourceType, decode := range understands {
		for _, properties := range templates.Properties(t, resourceType) {
			assert.NoError(t, decode(properties), resourceType)
		}
	}
}

func decodes[P any](properties map[string]any) error {
	_, err := custom.Decode[P](properties)
	return err
}
