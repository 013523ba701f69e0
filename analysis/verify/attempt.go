package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// failure is an error of a tool that says which template it was at.
type failure struct {
	suspect *template // nil when that cannot be told
	err     error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// hopeless is how many templates in a row a tool may fail on before it is not tried with others.
const hopeless = 3

// attempts has a tool check templates, in smaller and smaller jobs where it fails, so that a template that it cannot
// cope with is alone in the end, and nothing is lost of what it finds on the others.
type attempts struct {
	tool   tool
	limits Limits

	mutex    sync.Mutex
	failed   int   // templates in a row
	worked   bool  // it has checked a template
	hopeless error // why it is not tried any more
}

// run runs a job. The error it returns is that of a context that is done.
func (a *attempts) run(ctx context.Context, j job, seen func()) (map[*template][]Finding, error) {
	if err := a.given(); err != nil {
		return a.nothing(j.templates, err), nil
	}
	limited, tick, stop := a.limits.within(ctx, j.milliseconds)
	findings, err := j.run(limited, func() {
		tick()
		seen()
	})
	stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	all := map[*template][]Finding{}
	maps.Copy(all, findings)
	rest := slices.DeleteFunc(slices.Clone(j.templates), func(t *template) bool {
		_, done := all[t]
		return done
	})
	if len(all) > 0 {
		a.note(nil)
	}
	if len(rest) == 0 {
		return all, nil
	}
	if err == nil {
		err = fmt.Errorf("it checked %d of %d templates", len(findings), len(j.templates))
	}
	for _, part := range a.parts(rest, err) {
		if len(part) == 1 && (len(rest) == 1 || a.certain(part[0], err)) {
			a.note(err)
			maps.Copy(all, a.nothing(part, err))
			continue
		}
		for _, smaller := range a.tool.jobs(part) {
			more, err := a.run(ctx, smaller, seen)
			if err != nil {
				return nil, err
			}
			maps.Copy(all, more)
		}
	}
	return all, nil
}

// parts divides templates that a tool failed on: the one that it was at from the others, or in halves.
func (a *attempts) parts(rest []*template, err error) [][]*template {
	if len(rest) == 1 {
		return [][]*template{rest}
	}
	var fault *failure
	if errors.As(err, &fault) && slices.Contains(rest, fault.suspect) {
		others := slices.DeleteFunc(slices.Clone(rest), func(t *template) bool { return t == fault.suspect })
		return [][]*template{{fault.suspect}, others}
	}
	return [][]*template{rest[:len(rest)/2], rest[len(rest)/2:]}
}

// certain tells whether a template alone has used its time up, so that it is not tried again.
func (a *attempts) certain(t *template, err error) bool {
	var fault *failure
	var stopped exceeded
	return errors.As(err, &fault) && fault.suspect == t && errors.As(err, &stopped) && stopped.time
}

// note remembers that the tool checked a template, or why it failed on one. A limit is the template's fault.
func (a *attempts) note(err error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var stopped exceeded
	switch {
	case err == nil:
		a.failed, a.worked = 0, true
	case errors.As(err, &stopped):
	default:
		if a.failed++; a.failed >= hopeless && !a.worked {
			a.hopeless = err
		}
	}
}

// given returns why the tool is not tried any more.
func (a *attempts) given() error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.hopeless
}

// broken returns the fault of a tool that has checked nothing at all, though nothing but itself stood in its way.
func (a *attempts) broken() bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.failed > 0 && !a.worked
}

// nothing says of templates that the tool could not check them, and why.
func (a *attempts) nothing(templates []*template, err error) map[*template][]Finding {
	findings := map[*template][]Finding{}
	for _, t := range templates {
		findings[t] = []Finding{unseen(a.tool.name, err.Error())}
	}
	return findings
}
