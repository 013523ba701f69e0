// Package synthesis writes the cloud assembly of a configuration. A stage whose
// inputs are those of an earlier run is taken from the cache. The others are
// built, each in an app of its own: by other processes of this program, as many
// as there are cores, when that is worth starting them. Then one app, whose
// stages are there already, adds the pipeline and the list of what there is.
//
// The result is the same bytes as that of one app with everything in it.
package synthesis

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"bulkhead/config"
	"bulkhead/internal/cache"
	"bulkhead/internal/interrupt"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"
)

// Options are what decides a synthesis beside the configuration, and how it runs.
type Options struct {
	Functions string       // what Lambda runs; see stacks.Options
	Nag       bool         // see stacks.Options
	Together  bool         // build everything in one app, without the cache: what the rest is measured and judged by
	Cache     *cache.Cache // of earlier results; nil without
	Stderr    io.Writer    // where progress is shown, when it is a terminal, and notes
	Logs      bool         // show progress also where it is no terminal
}

// Run writes the cloud assembly into a directory, which exists and is empty, and beside it the index of the
// configuration.
func Run(c *config.Config, outdir string, options Options) error {
	if err := synthesize(c, outdir, options); err != nil {
		return err
	}
	return writeIndex(c, outdir)
}

func synthesize(c *config.Config, outdir string, options Options) error {
	if err := stacks.CheckPatches(c); err != nil {
		return err
	}
	if err := stacks.CheckCode(c, options.Functions); err != nil {
		return err
	}
	if options.Together {
		return kernel.Run(func() {
			stacks.Synthesize(c, stacks.Options{Outdir: outdir, Functions: options.Functions, Nag: options.Nag})
		})
	}
	r, err := newRun(c, outdir, options)
	if err != nil {
		return err
	}
	defer r.progress.End()
	missing, err := r.restore()
	if err != nil {
		return err
	}
	if len(missing) <= fewStages {
		err = r.buildHere(missing)
	} else {
		err = r.buildApart(missing)
	}
	if err != nil {
		return err
	}
	if err := os.RemoveAll(r.parts); err != nil {
		return err
	}
	if interrupt.Happened() {
		return context.Canceled
	}
	if found, err := r.Cache.GetTree(r.whole, r.out); found || err != nil {
		return err
	}
	if err := r.join(); err != nil {
		return err
	}
	if err := r.Cache.Trim(); err != nil {
		r.note(err)
	}
	return nil
}

// fewStages are built by this process: the kernels of others would take as much processor time to start and to warm up
// as they save.
const fewStages = 8

// run is a synthesis under way.
type run struct {
	Options
	c        *config.Config
	outdir   string
	parts    string // where stages are built, below outdir
	stages   []stacks.Stage
	keys     map[string]cache.Key // by stage
	stamps   map[string]string    // by stage, from before its key
	whole    cache.Key            // of what is not in a stage
	progress *counter

	placing sync.Mutex
	out     *cache.Directory // outdir
}

func newRun(c *config.Config, outdir string, options Options) (*run, error) {
	stages := stacks.Stages(c)
	r := &run{
		Options:  options,
		c:        c,
		outdir:   outdir,
		parts:    filepath.Join(outdir, ".stages"),
		stages:   stages,
		keys:     map[string]cache.Key{},
		stamps:   map[string]string{},
		progress: newCounter(options.Stderr, options.Logs, len(stages)),
		out:      cache.NewDirectory(outdir),
	}
	for _, s := range stages {
		var err error
		if r.stamps[s.Name], err = stamp(c, s, options.Functions); err != nil {
			return nil, err
		}
	}
	in, err := inputsOf(c, options.Functions, options.Nag)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, s := range stages {
		key, err := in.stage(s)
		if err != nil {
			return nil, err
		}
		r.keys[s.Name] = key
		all = append(all, key.String())
	}
	r.whole = in.whole(all)
	return r, nil
}

// restore takes what it can from the cache, and returns the stages that have to be built.
func (r *run) restore() (missing []stacks.Stage, err error) {
	for _, s := range r.stages {
		found, err := r.Cache.GetTree(r.keys[s.Name], r.out)
		if err != nil {
			return nil, err
		}
		if !found {
			missing = append(missing, s)
			continue
		}
		r.progress.done()
	}
	return missing, nil
}

// buildHere builds stages with the kernel of this process, which joins them later.
func (r *run) buildHere(stages []stacks.Stage) error {
	for _, s := range stages {
		if interrupt.Happened() {
			return context.Canceled
		}
		part := r.part(s)
		if err := build(r.c, s, part, r.Functions, r.Nag); err != nil {
			return err
		}
		if err := r.place(s, part); err != nil {
			return err
		}
	}
	return nil
}

// part is the directory that a stage is built in.
func (r *run) part(s stacks.Stage) string { return filepath.Join(r.parts, s.Name) }

// build synthesizes a stage alone, from no more of the configuration than its key is made of.
func build(c *config.Config, s stacks.Stage, dir, functions string, nag bool) error {
	return kernel.Run(func() {
		stacks.SynthesizeStage(
			c.OfStage(s.Environment, s.Name),
			s,
			stacks.Options{Outdir: dir, Functions: functions, Nag: nag},
		)
	})
}

// notOfStage is what an app writes about itself.
var notOfStage = []string{"manifest.json", "cdk.out"}

// place moves what a stage consists of to the others, and keeps it in the cache.
func (r *run) place(s stacks.Stage, part string) error {
	r.placing.Lock()
	defer r.placing.Unlock()
	entries, err := os.ReadDir(part)
	if err != nil {
		return err
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if slices.Contains(notOfStage, name) {
			continue
		}
		names = append(names, name)
		to := filepath.Join(r.outdir, name)
		if _, err := os.Lstat(to); err == nil { // an asset that another stage has, too: its name is its hash
			continue
		}
		if err := os.Rename(filepath.Join(part, name), to); err != nil {
			return err
		}
	}
	r.progress.done()
	if r.unchanged(s) {
		r.keep(r.keys[s.Name], names)
	}
	return os.RemoveAll(part)
}

// unchanged tells whether the files that a stage was built of are those that its key is made of.
func (r *run) unchanged(stages ...stacks.Stage) bool {
	for _, s := range stages {
		if now, err := stamp(r.c, s, r.Functions); err != nil || now != r.stamps[s.Name] {
			return false
		}
	}
	return true
}

// join adds what is not in a stage, and keeps that, too: also what the pipeline puts beside the stages' templates.
func (r *run) join() error {
	before, err := filesIn(r.outdir)
	if err != nil {
		return err
	}
	err = kernel.Run(func() {
		stacks.Join(r.c, stacks.Options{Outdir: r.outdir, Functions: r.Functions, Nag: r.Nag})
	})
	if err != nil {
		return err
	}
	after, err := filesIn(r.outdir)
	if err != nil {
		return err
	}
	names := slices.DeleteFunc(after, func(name string) bool {
		_, known := slices.BinarySearch(before, name)
		return known
	})
	if r.unchanged(r.stages...) {
		r.keep(r.whole, names)
	}
	return nil
}

// filesIn returns the files anywhere below a directory, sorted.
func filesIn(dir string) ([]string, error) {
	var all []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all = append(all, name)
		return err
	})
	slices.Sort(all)
	return all, err
}

// keep puts files of the output directory into the cache. A cache that cannot be
// written costs time later, and nothing now.
func (r *run) keep(key cache.Key, names []string) {
	if err := r.Cache.PutTree(key, r.out, names); err != nil {
		r.note(err)
		r.Cache = nil
	}
}

func (r *run) note(err error) {
	fmt.Fprintln(r.Stderr, "note        the cache cannot be written:", err)
}
