package synthesis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"

	"bulkhead/internal/interrupt"
	"bulkhead/stacks"

	"golang.org/x/sync/errgroup"
)

const (
	// mostWorkers bounds the memory of all: a worker takes about half a gigabyte.
	mostWorkers = 8
	// stagesPerWorker bounds the memory of one, because its kernel never forgets what it has made.
	stagesPerWorker = 25
)

// order asks a worker to build a stage in a directory.
type order struct {
	Config, Functions string
	Nag               bool
	Stage, Dir        string
	Key               string // that the worker must find, too
}

// answer says that a stage is built, or why not.
type answer struct{ Error string }

// buildApart builds stages side by side in worker processes, which take the next
// stage whenever they have built one. After a failure none begins another.
func (r *run) buildApart(all []stacks.Stage) error {
	queue := make(chan stacks.Stage, len(all))
	for _, s := range all {
		queue <- s
	}
	close(queue)
	var failed atomic.Bool
	var workers errgroup.Group
	for range min(runtime.GOMAXPROCS(0), mostWorkers, len(all)) {
		workers.Go(func() error {
			w := &worker{}
			defer w.end()
			for s := range queue {
				if failed.Load() {
					return nil
				}
				part := r.part(s)
				err := w.build(order{r.c.Dir, r.Functions, r.Nag, s.Name, part, r.keys[s.Name].String()})
				if err == nil {
					err = r.place(s, part)
				}
				if err != nil {
					failed.Store(true)
					return err
				}
			}
			return nil
		})
	}
	return workers.Wait()
}

// worker is a process of this program, or a place for one.
type worker struct {
	process *exec.Cmd
	orders  io.WriteCloser
	answers *json.Decoder
	built   int // by this process
}

// start starts a process.
func (w *worker) start() error {
	if interrupt.Happened() {
		return context.Canceled
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	process := exec.Command(program, WorkerCommand)
	process.Stderr = os.Stderr
	orders, err := process.StdinPipe()
	if err != nil {
		return err
	}
	answers, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := process.Start(); err != nil {
		return err
	}
	*w = worker{process: process, orders: orders, answers: json.NewDecoder(answers)}
	return nil
}

// end lets the process end, if there is one.
func (w *worker) end() error {
	if w.process == nil {
		return nil
	}
	process := w.process
	w.process = nil
	w.orders.Close()
	return process.Wait()
}

// build has a stage built, by a fresh process after enough of them.
func (w *worker) build(o order) error {
	if w.built == stagesPerWorker {
		if err := w.end(); err != nil {
			return err
		}
	}
	if w.process == nil {
		if err := w.start(); err != nil {
			return err
		}
	}
	w.built++
	var a answer
	err := json.NewEncoder(w.orders).Encode(o)
	if err == nil {
		err = w.answers.Decode(&a)
	}
	if err != nil { // the process is gone
		return fmt.Errorf("the process that built %s ended: %w", o.Stage, errors.Join(w.end(), err))
	}
	if a.Error != "" {
		return errors.New(a.Error)
	}
	return nil
}
