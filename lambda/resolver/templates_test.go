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
		"Custom::DNSFirewall": templates.Decodes[firewall],
	})
}
