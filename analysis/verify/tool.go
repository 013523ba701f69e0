package verify

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// tool is a verifier that judges each template by itself.
type tool struct {
	name    string
	skipped string // why it does not run

	// What its findings on a template depend on.
	version     func() (string, error)   // tells its program and its data from any other
	environment []string                 // the variables that it reads
	flags       func(*template) []string // what it is told
	rules       func(*template) string   // those it is given, as a digest; nil when they are its own

	// jobs divides the work on templates.
	jobs func([]*template) []job
}

// job is one process of a tool.
type job struct {
	templates    []*template
	milliseconds int // of a processor, about: the longest job begins first
	// run returns what was found on each template; on a clean one, no findings. It calls seen when it is done with a
	// template, as long as that can be told.
	run func(ctx context.Context, seen func()) (map[*template][]Finding, error)
}

// assignment is a job, whose it is, and how its results are received.
type assignment struct {
	job
	tool string
	seen func()
	done func(map[*template][]Finding)
}

// work runs all jobs, as many at a time as there are processors: more only get
// into each other's way, and take memory. The longest begin, so that none is
// left alone at the end. The first fault stops the others: attempts make findings of those of tools.
func work(ctx context.Context, assignments []assignment) error {
	slices.SortStableFunc(assignments, func(a, b assignment) int { return cmp.Compare(b.milliseconds, a.milliseconds) })
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for _, a := range assignments {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			findings, err := a.run(ctx, a.seen)
			if err == nil && len(findings) != len(a.templates) {
				err = fmt.Errorf("it checked %d of %d templates", len(findings), len(a.templates))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", a.tool, err)
			}
			a.done(findings)
			return nil
		})
	}
	return group.Wait()
}
