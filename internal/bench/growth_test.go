package main

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGrownConfigurationsHaveNoFaults(t *testing.T) {
	for _, n := range []int{1, 10, 40, 400} {
		dir := t.TempDir()
		require.NoError(t, grow("../../config/example", dir, n))
		c, err := config.Load(dir)
		require.NoError(t, err)
		assert.Len(t, c.Environments, n)
	}
}
