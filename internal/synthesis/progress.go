package synthesis

import (
	"fmt"
	"io"
	"sync/atomic"

	"bulkhead/internal/waiting"
)

// counter counts the stages that are done, and tells of it.
type counter struct {
	*waiting.Wait
	built atomic.Int64
}

// newCounter counts stages of so many; with logs it tells also what is no terminal.
func newCounter(stderr io.Writer, logs bool, all int) *counter {
	c := &counter{}
	c.Wait = waiting.Start(stderr, logs, func() string {
		if built := int(c.built.Load()); built < all {
			return fmt.Sprintf("stages      %d of %d", built, all)
		}
		return fmt.Sprintf("stages      all %d, and what joins them", all)
	})
	return c
}

// done counts a stage.
func (c *counter) done() { c.built.Add(1) }
