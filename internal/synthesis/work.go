package synthesis

import (
	"encoding/json"
	"errors"
	"io"
	"slices"

	"bulkhead/config"
	"bulkhead/stacks"
)

// WorkerCommand is the name of the command that calls Work.
const WorkerCommand = "build-stages"

// Work builds stages as another process of this program asks for them, until it
// asks for no more.
func Work(orders io.Reader, answers io.Writer) error {
	decoder, encoder := json.NewDecoder(orders), json.NewEncoder(answers)
	w := work{}
	for {
		var o order
		err := decoder.Decode(&o)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var a answer
		if err := w.build(o); err != nil {
			a.Error = err.Error()
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
}

// work is what a worker knows from its first order on.
type work struct {
	c  *config.Config
	in inputs
}

// build builds a stage, unless anything that decides it has changed since it was ordered.
func (w *work) build(o order) (err error) {
	if w.c == nil {
		if w.c, err = config.Load(o.Config); err != nil {
			return err
		}
		if w.in, err = inputsOf(w.c, o.Functions, o.Nag); err != nil {
			return err
		}
	}
	stages := stacks.Stages(w.c)
	i := slices.IndexFunc(stages, func(s stacks.Stage) bool { return s.Name == o.Stage })
	if i < 0 {
		return errChanged
	}
	key, err := w.in.stage(stages[i])
	if err != nil {
		return err
	}
	if key.String() != o.Key {
		return errChanged
	}
	return build(w.c, stages[i], o.Dir, o.Functions, o.Nag)
}

var errChanged = errors.New("the configuration, or this program, was changed meanwhile; run it again")
