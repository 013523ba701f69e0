package dial

import (
	"testing"
	"time"
)

// current is the test that runs now: the whole one, or one of its steps. Machines and sessions outlive the step that
// started them, and fail the one that uses them.
type current struct {
	*testing.T
	whole *testing.T
}

// step runs a proof. Those that follow need it, so they do not run when it fails.
func (c *current) step(proof string, f func()) {
	c.Helper()
	start := time.Now()
	passed := c.whole.Run(proof, func(t *testing.T) {
		c.T = t
		f()
	})
	c.T = c.whole
	if !passed {
		c.FailNow()
	}
	c.Logf("proved in %4.1f s: %s", time.Since(start).Seconds(), proof)
}
