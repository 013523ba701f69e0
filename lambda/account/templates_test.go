package main

import (
	"testing"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/templates"

	"github.com/stretchr/testify/assert"
)

func TestTemplatesSayWhatTheFunctionUnderstands(t *testing.T) {
	for _, properties := range templates.Properties(t, "Custom::AccountSettings") {
		_, err := custom.Decode[settings](properties)
		assert.NoError(t, err)
	}
}
