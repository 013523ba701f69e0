package templates

import (
	"testing"

	"bulkhead/lambda/internal/custom"

	"github.com/stretchr/testify/assert"
)

// Understood demands that a function, which makes resources of these types, decodes all that templates hand to it.
func Understood(t *testing.T, types []string, decoders map[string]func(map[string]any) error) {
	t.Helper()
	known := make([]string, 0, len(decoders))
	for resourceType := range decoders {
		known = append(known, resourceType)
	}
	assert.ElementsMatch(t, types, known)
	for resourceType, decode := range decoders {
		for _, properties := range Properties(t, resourceType) {
			assert.NoError(t, decode(properties), resourceType)
		}
	}
}

// Decodes decodes the properties of a resource, as its function does.
func Decodes[P any](properties map[string]any) error {
	_, err := custom.Decode[P](properties)
	return err
}
