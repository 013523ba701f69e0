// Package waiting tells that something goes on, when it takes longer than people wait without wondering.
package waiting

import (
	"fmt"
	"io"
	"os"
	"time"
)

const (
	patience   = 2 * time.Second  // how long nobody wonders what is going on
	onTerminal = time.Second      // between two looks at a terminal, where one line is written over
	inLog      = 10 * time.Second // between two lines of a log
)

// Wait is for something that goes on.
type Wait struct {
	stop, stopped chan struct{} // nil where nobody is told
}

// Start begins to tell, after two seconds, what text returns and how long it has been. A terminal has one line of it,
// which goes when it ends; others get a line every ten seconds, with logs, or nothing. The caller ends it.
func Start(w io.Writer, logs bool, text func() string) *Wait {
	if w == nil {
		return &Wait{}
	}
	terminal := Terminal(w)
	if !terminal && !logs {
		return &Wait{}
	}
	every := inLog
	if terminal {
		every = onTerminal
	}
	return start(w, terminal, patience, every, text)
}

// Terminal tells whether somebody sees what is written there, as it is written.
func Terminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device, too, where nobody sees anything
	return err != nil || !os.SameFile(info, null)
}

func start(w io.Writer, terminal bool, first, every time.Duration, text func() string) *Wait {
	p := &Wait{make(chan struct{}), make(chan struct{})}
	begun := time.Now()
	go func() {
		defer close(p.stopped)
		wait, shown := time.NewTimer(first), false
		defer wait.Stop()
		for {
			select {
			case <-p.stop:
				if shown && terminal {
					fmt.Fprint(w, "\r\033[K")
				}
				return
			case <-wait.C:
				line := fmt.Sprintf("%s, %d s", text(), int(time.Since(begun).Seconds()))
				if terminal {
					fmt.Fprintf(w, "\r%s\033[K", line)
				} else {
					fmt.Fprintln(w, line)
				}
				shown = true
				wait.Reset(every)
			}
		}
	}()
	return p
}

// End tells no more.
func (p *Wait) End() {
	if p.stop == nil {
		return
	}
	close(p.stop)
	<-p.stopped
	p.stop = nil
}
