package failover

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPlannedMoveEndsWithEverythingAtTheOtherSide(t *testing.T) {
	for _, traffic := range []Traffic{AcceleratorAndDNS, DNS} {
		w := newWorld(traffic)
		o := w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one"))
		for _, e := range o.told {
			t.Log(e.Time.Format("15:04:05"), e.Step, e.Status, e.Detail)
		}
		require.NoError(t, o.err)
		assert.Empty(t, w.faults)
		t.Log(o.calls)
	}
}
