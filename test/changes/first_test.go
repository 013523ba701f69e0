package changes

import (
	"testing"
	"time"

	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheFirstDeploymentSucceeds(t *testing.T) {
	for _, name := range []string{"small", "large"} {
		start := time.Now()
		app, err := synthesize(readFiles(name))
		require.NoError(t, err)
		t.Log(name, "synthesis", time.Since(start))
		start = time.Now()
		world := cloudformation.NewWorld()
		result := world.DeployAll(app)
		t.Log(name, "model", time.Since(start), len(world.Stacks()))
		for _, p := range result.Refused {
			t.Log(p)
		}
		assert.True(t, result.Fine())
	}
}
