package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"bulkhead/internal/cli"
)

// kept is what was measured on a machine, by the title of the measurement. It is written after each, below bin, so that
// a run that is stopped, or one of a single measurement, loses nothing of the others.
type kept struct {
	Machine      machine          `json:"machine"`
	Measurements map[string][]row `json:"measurements"`
}

// readKept returns what was measured on this machine so far, with the same Go and Node.js.
func readKept(file string, now machine) (kept, error) {
	none := kept{Machine: now, Measurements: map[string][]row{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return kept{}, err
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return kept{}, err
	}
	before := k.Machine
	before.Date, before.Load = now.Date, now.Load
	if before != now {
		return none, nil
	}
	k.Machine = now
	return k, nil
}

func (k kept) write(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(cli.PrintJSON(out, &k), out.Close())
}

// result is all that is kept, in the order of the measurements.
func (k kept) result() result {
	r := result{Machine: k.Machine}
	for _, m := range measurements {
		r.Rows = append(r.Rows, k.Measurements[m.title]...)
	}
	return r
}
