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
	"path/filepath"
	"strings"

	"bulkhead/internal/cli"
)

const usage = `usage: go run ./internal/bench [flags]

Measures synthesis, its growth, and the commands, and compares the medians with
their budgets. It works in a copy of the tree, and leaves what was measured in
bin/bench.json, from where later runs on the same machine take what they do not
measure. It takes some minutes; let the machine do nothing else meanwhile.

Progress goes to standard error, the table to standard output.

Exit status: 0 everything was measured, within its budget or not; 1 something
could not be measured; 2 wrong usage.

`

// options are the flags.
type options struct {
	cold, full, json, write bool
	only                    string
	runs                    int
}

func main() {
	var o options
	flag.BoolVar(&o.cold, "cold", false, "also measure the first run on a fresh machine, with empty caches (slow)")
	flag.BoolVar(&o.full, "full", false, "also measure 400 environments, and make test (slow)")
	flag.BoolVar(&o.json, "json", false, "print the result as JSON")
	flag.BoolVar(&o.write, "write", false, "also write what was measured, now and before, to docs/performance.md")
	flag.StringVar(&o.only, "only", "", "measure only what has such a title: "+titles())
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

// measurement is one function that measures, and what to call it.
type measurement struct {
	title string
	slow  func(options) bool // whether it is asked for, of what takes long
	rows  func(*bench) ([]row, error)
}

// measurements are all there is to measure, in order.
var measurements = []measurement{
	{"synthesis of the example", nil, (*bench).synthesis},
	{"the jsii kernel alone", nil, (*bench).kernelAlone},
	{"growth", nil, (*bench).growth},
	{"make synth", nil, (*bench).makeSynth},
	{"make synth after a change", nil, (*bench).makeSynthChanged},
	{"bulkhead verify", nil, (*bench).verify},
	{"400 environments", func(o options) bool { return o.full }, (*bench).members},
	{"make test", func(o options) bool { return o.full }, (*bench).makeTest},
	{"make synth on a fresh machine", func(o options) bool { return o.cold }, (*bench).makeSynthCold},
}

func titles() string {
	var all []string
	for _, m := range measurements {
		all = append(all, m.title)
	}
	return strings.Join(all, ", ")
}

// chosen are the measurements that the options ask for.
func chosen(o options) ([]measurement, error) {
	var all []measurement
	for _, m := range measurements {
		if o.only == m.title || o.only == "" && (m.slow == nil || m.slow(o)) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nothing is called %q; -only takes one of: %s", o.only, titles())
	}
	return all, nil
}

// measure takes the measurements, each of which is kept at once, and prints them.
func measure(ctx context.Context, o options) error {
	all, err := chosen(o)
	if err != nil {
		return err
	}
	if err := useOwnNode(); err != nil {
		return err
	}
	r := result{Machine: newMachine(ctx)} // before anything adds to its load
	b, err := newBench(ctx, o.runs)
	if err != nil {
		return err
	}
	defer b.close()
	failed := 0
	for _, m := range all {
		progress("measure     %s", m.title)
		rows, err := m.rows(b)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "error: %s could not be measured: %s\n", m.title, err)
			continue
		}
		r.Rows = append(r.Rows, rows...)
		if err := keep(b.root, m.title, rows, r.Machine, o.write); err != nil {
			return err
		}
	}
	if o.json {
		err = cli.PrintJSON(os.Stdout, &r)
	} else {
		err = r.print(os.Stdout)
	}
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of %d measurements failed", failed, len(all))
	}
	return err
}

// useOwnNode has everything run with the Node.js that npm installs with the project, as the commands do that are
// measured: go run puts the executable where nothing is found beside it.
func useOwnNode() error {
	own, err := filepath.Abs(filepath.Join("node_modules", ".bin", "node"))
	if err != nil || os.Getenv("JSII_NODE") != "" {
		return err
	}
	if _, err := os.Stat(own); err != nil {
		return nil // that of the machine
	}
	return os.Setenv("JSII_NODE", own)
}

// keep adds the rows of a measurement to those that are kept, and to the page if it is asked for.
func keep(root, title string, rows []row, on machine, page bool) error {
	file := filepath.Join(root, "bin", "bench.json")
	k, err := readKept(file, on)
	if err != nil {
		return err
	}
	k.Measurements[title] = rows
	if err := k.write(file); err != nil {
		return err
	}
	if !page {
		return nil
	}
	return k.result().write(root)
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
