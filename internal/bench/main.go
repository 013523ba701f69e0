// Command bench measures what the product promises about time and memory. It
// looks from outside: it copies the tree, builds the copy, runs the commands
// that an operator runs, and compares medians with budgets.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"bulkhead/internal/cli"
)

const usage = `usage: go run ./internal/bench [flags]

Measures synthesis, its growth, and the commands, and compares the medians with
their budgets. It works in a copy of the tree and leaves nothing behind. It
takes some minutes; let the machine do nothing else meanwhile.

Progress goes to standard error, the table to standard output.

Exit status: 0 everything was measured, within its budget or not; 1 something
could not be measured; 2 wrong usage.

`

// options are the flags.
type options struct {
	cold, full, json, write bool
	runs                    int
}

func main() {
	var o options
	flag.BoolVar(&o.cold, "cold", false, "also measure the first run on a fresh machine, with empty caches (slow)")
	flag.BoolVar(&o.full, "full", false, "also measure 400 environments, and make test (slow)")
	flag.BoolVar(&o.json, "json", false, "print the result as JSON")
	flag.BoolVar(&o.write, "write", false, "also write what was measured to docs/performance.md")
	flag.IntVar(&o.runs, "n", 5, "runs of what takes seconds; what takes minutes runs once")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 || o.runs < 1 {
		fmt.Fprintln(os.Stderr, "error: there are no arguments, and -n is at least 1; see go run ./internal/bench --help")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// measurements are all there is to measure, in order.
func measurements(o options) []measurement {
	all := []measurement{
		{"synthesis of the example", (*bench).synthesis},
		{"the jsii kernel alone", (*bench).kernelAlone},
		{"growth", (*bench).growth},
		{"make synth", (*bench).makeSynth},
		{"make synth after a change", (*bench).makeSynthChanged},
		{"bulkhead verify", (*bench).verify},
	}
	if o.full {
		all = append(all, measurement{"400 environments", (*bench).members}, measurement{"make test", (*bench).makeTest})
	}
	if o.cold {
		all = append(all, measurement{"make synth on a fresh machine", (*bench).makeSynthCold})
	}
	return all
}

// measurement is one function that measures, and what to call it.
type measurement struct {
	title string
	rows  func(*bench) ([]row, error)
}

// measure takes all measurements and prints them.
func measure(ctx context.Context, o options) error {
	r := result{Machine: newMachine(ctx)} // before anything adds to its load
	b, err := newBench(ctx, o.runs)
	if err != nil {
		return err
	}
	defer b.close()
	failed := 0
	for _, m := range measurements(o) {
		progress("measure     %s", m.title)
		rows, err := m.rows(b)
		r.Rows = append(r.Rows, rows...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "error: %s could not be measured: %s\n", m.title, err)
		}
	}
	if o.json {
		err = cli.PrintJSON(os.Stdout, &r)
	} else {
		err = r.print(os.Stdout)
	}
	switch {
	case err != nil:
		return err
	case failed > 0:
		return fmt.Errorf("%d of %d measurements failed", failed, len(measurements(o)))
	case o.write:
		return r.write(b.root)
	}
	return nil
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
