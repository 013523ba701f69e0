package main

import (
	"maps"
	"slices"
	"testing"

	"bulkhead/lambda/internal/templates"
)

func TestTemplatesSayWhatTheFunctionUnderstands(t *testing.T) {
	types := slices.Collect(maps.Keys(function{}.types()))
	templates.Understood(t, types, map[string]func(map[string]any) error{
		"Custom::TransitGatewayDefaults":    templates.Decodes[defaults],
		"Custom::SharedTransitGateway":      templates.Decodes[shared],
		"Custom::TransitGateway":            templates.Decodes[named],
		"Custom::TransitGatewayPeering":     templates.Decodes[peering],
		"Custom::TransitGatewayPeered":      templates.Decodes[peered],
		"Custom::TransitGatewayRoutes":      templates.Decodes[routes],
		"Custom::TransitGatewayAssociation": templates.Decodes[association],
		"Custom::PrivateZone":               templates.Decodes[privateZone],
	})
}
