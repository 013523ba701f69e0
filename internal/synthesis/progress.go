package synthesis

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// patience is how long nobody wonders what is going on.
const patience = 2 * time.Second

// progress tells on a terminal how many stages are done, when it takes long.
type progress struct {
	terminal io.Writer // nil when there is none
	start    time.Time

	counting   sync.Mutex
	built, all int
	shown      bool
}

func newProgress(stderr io.Writer, all int) *progress {
	p := &progress{start: time.Now(), all: all}
	if file, ok := stderr.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.terminal = file
		}
	}
	return p
}

// done counts a stage.
func (p *progress) done() {
	p.counting.Lock()
	defer p.counting.Unlock()
	p.built++
	if p.terminal != nil && time.Since(p.start) > patience {
		fmt.Fprintf(p.terminal, "\rstages      %d of %d", p.built, p.all)
		p.shown = true
	}
}

// end leaves the line to what comes next.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.terminal, "\r\033[K")
	}
}
