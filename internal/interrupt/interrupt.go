// Package interrupt ends the program in order when somebody presses Ctrl-C, or a runner sends SIGTERM: what it
// has started ends, what is half made is removed, and nothing is written afterwards.
//
// A command ends by itself where it goes by its context. What cannot, such as a construct that is being made, fails
// once the processes that it talks to are gone. What ends in neither way is left after a while.
package interrupt

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// grace is how long a command may take to end by itself.
const grace = 10 * time.Second

// By is what ended a run.
type By struct{ Signal syscall.Signal }

// Error returns the name of the signal, as people know it.
func (b By) Error() string {
	return "interrupted by " + map[syscall.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM"}[b.Signal]
}

// Status is the exit status that shells expect after it.
func (b By) Status() int { return 128 + int(b.Signal) }

var (
	happened atomic.Bool
	ended    = make(chan By, 1) // by what, once what this process has started is gone
	moving   sync.Mutex         // held while what is whole takes its place
	half     sync.Map           // directories that are half made
	scratch  string             // of this process
	asking   atomic.Int32
)

// Happened tells whether the run is to end: nothing begins any more.
func Happened() bool { return happened.Load() }

// Cause returns what interrupted the run, if anything did, once all that this process has started has ended.
func Cause() (By, bool) {
	if !Happened() {
		return By{}, false
	}
	by := <-ended
	ended <- by
	return by, true
}

// Watch returns a context that ends with a signal. Where the command does not end within a while
// after that, or at a second signal, leave is told, and the process exits.
func Watch(parent context.Context, leave func(By)) context.Context {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		by := By{(<-signals).(syscall.Signal)}
		happened.Store(true)
		os.Stderr = silence() // where CDK's runtime complains that its process is gone
		end(descendants)
		ended <- by
		cancel()
		wait := grace
		if asking.Load() > 0 {
			wait = 0 // nobody is going to answer
		}
		select {
		case <-signals:
		case <-time.After(wait):
		}
		moving.Lock() // until what is whole is in its place
		end(descendants)
		Clean()
		leave(by)
		os.Exit(by.Status())
	}()
	return ctx
}

// Answers reads what somebody types. Whoever waits for that has nothing to end.
func Answers(in io.Reader) io.Reader { return answers{in} }

type answers struct{ io.Reader }

func (a answers) Read(into []byte) (int, error) {
	asking.Add(1)
	defer asking.Add(-1)
	return a.Reader.Read(into)
}

// silence is a file that nobody reads.
func silence() *os.File {
	file, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil // writing to it fails, and nobody looks
	}
	return file
}

// Half says that a directory is half made, until the returned function is called, and is to be removed if the run ends
// before.
func Half(dir string) (whole func()) {
	half.Store(dir, nil)
	return func() { half.Delete(dir) }
}

// Whole calls what puts something that is whole in its place, and must not be left in the middle. It does not once the
// run is to end.
func Whole(place func() error) error {
	moving.Lock()
	defer moving.Unlock()
	if Happened() {
		return context.Canceled
	}
	return place()
}

// Scratch makes a directory for temporary files of this process and of all that it starts, and says so to them in
// TMPDIR. Clean removes it. Tests have their own.
func Scratch() {
	executable, err := os.Executable()
	if err != nil || strings.HasSuffix(filepath.Base(executable), ".test") {
		return
	}
	if scratch, err = os.MkdirTemp("", "bulkhead-"); err == nil {
		os.Setenv("TMPDIR", scratch)
	}
}

// Clean removes what is half made, and temporary files.
func Clean() {
	half.Range(func(dir, _ any) bool {
		remove(dir.(string))
		return true
	})
	if scratch != "" {
		remove(scratch)
	}
}

// remove removes a directory that somebody who is about to end may still write to.
func remove(dir string) {
	for range 10 {
		if err := os.RemoveAll(dir); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "left:", dir)
}
