package network

import (
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

func TestEveryTypeThatHasSecurityGroupsIsRead(t *testing.T) {
	for _, name := range facts.Types() {
		of, err := facts.Of(name)
		assert.NoError(t, err)
		_, shaped := shapes[name]
		assert.True(t, of.Network.Kind != facts.InGroups || shaped || parts[name], "%s: add it to shapes", name)
	}
}

func TestATypeIsReadInOneWay(t *testing.T) {
	for name := range shapes {
		assert.False(t, parts[name] || inert[name] != "", name)
	}
	for name := range parts {
		assert.Empty(t, inert[name], name)
	}
}
