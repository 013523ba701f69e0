package upgrade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inPlace is a store that is upgraded where it is, in an AWS as strict as the real one.
type inPlace interface {
	steps(c Cloud) []Step        // for one run
	answers(region string) calls // what AWS answers
	pass(to time.Time)           // what becomes of it when time goes on
	others(step, says string)    // what a deployment or a person does at a step that is theirs
	where() string               // everything that an upgrade leaves
	upgraded() bool              // all of it has the version, and what is the way back is there
	past() *course
}

// course is what has happened to a store.
type course struct {
	now    time.Time
	calls  int
	faults []string
	before func(call string) error
	after  func()
}

func newCourse() course { return course{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *course) past() *course { return c }

func (c *course) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// cloudOf is AWS as a run reaches it, until the run is killed after so many calls; 0: never.
func cloudOf(w inPlace, killAt int) Cloud {
	p, made, dead := w.past(), 0, false
	return Cloud{
		Now: func() time.Time { return p.now },
		Config: func(region string) aws.Config {
			return inMemory(region, w.answers(region), func(_, call string) error {
				if dead {
					return errKilled
				}
				p.calls++
				if p.before != nil {
					return p.before(call)
				}
				return nil
			}, func() {
				made++
				dead = dead || made == killAt
				if p.after != nil {
					p.after()
				}
			})
		},
	}
}

// runOf is one run, with its steps changed.
func runOf(w inPlace, killAt int, change func([]Step) []Step) *Runner {
	c := cloudOf(w, killAt)
	steps := w.steps(c)
	if change != nil {
		steps = change(steps)
	}
	r := NewRunner(steps, c)
	r.Sleep = func(context.Context, time.Duration) error {
		p := w.past()
		p.now = p.now.Add(13 * time.Minute)
		w.pass(p.now)
		return nil
	}
	return r
}

// life is an upgrade with what it asks others for. The run that makes the call is killed after it.
func life(w inPlace, killAt int, change func([]Step) []Step) (err error) {
	last := ""
	for range 40 {
		err = runOf(w, max(0, killAt-w.past().calls), change).Run(context.Background())
		var asked *YoursError
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errKilled):
		case errors.As(err, &asked):
			w.others(asked.Step.Name, asked.Detail)
		case err.Error() == last:
			return err
		default:
			last = err.Error()
			w.others("", last)
		}
	}
	return fmt.Errorf("it never ends: %w", err)
}

// inPlaceScenarios are stores before an upgrade.
type inPlaceScenarios map[string]func() inPlace

// inPlaceBook counts cases that have to end well.
type inPlaceBook struct {
	t     *testing.T
	cases int
	ends  map[string]string
	calls map[string]int
}

func newInPlaceBook(t *testing.T, all inPlaceScenarios) *inPlaceBook {
	b := &inPlaceBook{t: t, ends: map[string]string{}, calls: map[string]int{}}
	for name, world := range all {
		w := world()
		err := life(w, 0, nil)
		b.ends[name], b.calls[name] = w.where(), w.past().calls
		b.judge(name, name, w, err)
	}
	return b
}

func (b *inPlaceBook) judge(says, name string, w inPlace, err error) {
	b.t.Helper()
	b.cases++
	require.NoError(b.t, err, says)
	require.Empty(b.t, w.past().faults, says)
	require.Equal(b.t, b.ends[name], w.where(), says)
	require.True(b.t, w.upgraded(), says)
}

// atLeast demands so many cases.
func (b *inPlaceBook) atLeast(n int) {
	b.t.Helper()
	b.t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(b.t, b.cases, n)
}

// killed kills a run after every call.
func (b *inPlaceBook) killed(all inPlaceScenarios) {
	for name, world := range all {
		for at := 1; at <= b.calls[name]; at++ {
			w := world()
			b.judge(fmt.Sprintf("%s, killed after call %d", name, at), name, w, life(w, at, nil))
		}
	}
}

// fails has each call fail once, a few times, and longer than a run tries.
func (b *inPlaceBook) fails(all inPlaceScenarios) {
	for name, world := range all {
		for _, call := range slices.Sorted(maps.Keys(world().answers(here))) {
			for _, often := range []int{1, 3, 12} {
				w, times := world(), 0
				w.past().before = func(made string) error {
					if made == call {
						if times++; times <= often {
							return errInternal
						}
					}
					return nil
				}
				var err error
				for range 10 {
					if err = life(w, 0, nil); err == nil || !strings.Contains(err.Error(), errInternal.Error()) {
						break
					}
				}
				b.judge(fmt.Sprintf("%s, %d times not %s", name, often, call), name, w, err)
			}
		}
	}
}

// twice has another operator run the same in between.
func (b *inPlaceBook) twice(all inPlaceScenarios) {
	for name, world := range all {
		for at := 1; at <= b.calls[name]; at += 3 {
			w, within := world(), false
			w.past().after = func() {
				if w.past().calls == at && !within {
					within = true
					_ = runOf(w, 0, nil).Run(context.Background())
				}
			}
			b.judge(fmt.Sprintf("%s, another at call %d", name, at), name, w, life(w, 0, nil))
		}
	}
}

// wrong tells whether upgrades with changed steps do harm, or do not end as they should.
func (all inPlaceScenarios) wrong(change func([]Step) []Step) bool {
	for _, world := range all {
		right, w := world(), world()
		if life(right, 0, nil) != nil || life(w, 0, change) != nil || len(w.past().faults) > 0 || !w.upgraded() ||
			w.where() != right.where() {
			return true
		}
	}
	return false
}

// without leaves the step of that name out.
func without(name string) func([]Step) []Step {
	return func(steps []Step) []Step {
		return slices.DeleteFunc(steps, func(s Step) bool { return s.Name == name })
	}
}

// impatient does not wait at the step of that name.
func impatient(name string) func([]Step) []Step {
	return only(name, func(step *Step) {
		state := step.State
		step.State = func(ctx context.Context) (State, error) {
			s, err := state(ctx)
			if s.Status == InProgress {
				s.Status = Done
			}
			return s, err
		}
	})
}

// refused demands that the check says why, and that nothing was asked for before.
func refused(t *testing.T, why string, w inPlace) {
	t.Helper()
	w.past().before = func(call string) error {
		assert.Regexp(t, "^(Describe|Get|List)", call, why)
		return nil
	}
	var stopped *StepError
	err := runOf(w, 0, nil).Run(t.Context())
	if assert.ErrorAs(t, err, &stopped, why) {
		assert.Equal(t, "check", stopped.Step.Name)
		assert.ErrorContains(t, err, why)
	}
}

// sayWhose demands what each step says.
func sayWhose(t *testing.T, steps []Step) {
	t.Helper()
	for _, step := range steps {
		assert.NotEmpty(t, step.Changes, step.Name)
		assert.NotEmpty(t, step.Takes, step.Name)
		assert.NotEmpty(t, step.Back, step.Name)
		assert.Positive(t, step.Timeout, step.Name)
		assert.NotEmpty(t, step.Hand, step.Name)
		assert.True(t, step.Who == Command || step.Do == nil, step.Name)
	}
}
