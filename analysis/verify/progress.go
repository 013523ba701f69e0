package verify

import (
	"sync"
	"time"
)

// Progress is told, in one line each, what starts, how far it is, and what is
// done.
type Progress func(format string, args ...any)

// counter tells from time to time how many templates a tool is done with.
type counter struct {
	tool     string
	total    int
	every    time.Duration
	progress Progress

	mutex sync.Mutex
	done  int
	told  time.Time
}

func (c *counter) add() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.done++
	if now := time.Now(); c.done < c.total && now.Sub(c.told) >= c.every {
		c.told = now
		c.progress("%s: %d of %d templates", c.tool, c.done, c.total)
	}
}
