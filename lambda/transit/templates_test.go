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
		"Custom::TransitGatewayDefaults":    decodes[defaults],
		"Custom::SharedTransitGateway":      decodes[shared],
		"Custom::TransitGateway":            decodes[named],
		"Custom::TransitGatewayPeering":     decodes[peering],
		"Custom::TransitGatewayPeered":      decodes[peered],
		"Custom::TransitGatewayAssociation": decodes[association],
		"Custom::PrivateZone":               decodes[privateZone],
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
