package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stubborn is a tool that checks all templates in one process, and what it does on some of them.
type stubborn struct {
	mutex     sync.Mutex
	processes int
	partial   bool // what was checked before it failed is known, and where it was
	on        map[string]func(context.Context) error
}

func (s *stubborn) tool() tool {
	return tool{name: "stubborn", jobs: func(templates []*template) []job {
		run := func(ctx context.Context, seen func()) (map[*template][]Finding, error) {
			s.mutex.Lock()
			s.processes++
			s.mutex.Unlock()
			found := map[*template][]Finding{}
			for _, one := range templates {
				if fault := s.on[one.stack.ID]; fault != nil {
					if err := fault(ctx); err != nil && s.partial {
						return found, &failure{one, err}
					} else if err != nil {
						return nil, err
					}
				}
				found[one] = []Finding{{Tool: "stubborn", Rule: "R", Stack: one.stack.ID}}
				seen()
			}
			return found, nil
		}
		return []job{{templates: templates, run: run}}
	}}
}

func some(n int) []*template {
	var all []*template
	for i := range n {
		all = append(all, &template{stack: &assembly.Stack{ID: fmt.Sprint(i)}})
	}
	return all
}

func crash(context.Context) error { return errors.New("it crashed") }

func hang(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// try has the tool check templates, and returns why it could not look at some.
func try(t *testing.T, a *attempts, templates []*template) map[string]string {
	t.Helper()
	unseen := map[string]string{}
	for _, j := range a.tool.jobs(templates) {
		findings, err := a.run(t.Context(), j, func() {})
		require.NoError(t, err)
		require.Len(t, findings, len(templates), "each template is told of")
		for one, found := range findings {
			require.Len(t, found, 1)
			if found[0].Rule == notSeen {
				unseen[one.stack.ID] = found[0].Message
			}
		}
	}
	return unseen
}

func TestOneTemplateThatAToolCannotCopeWithLosesNoFindingOnTheOthers(t *testing.T) {
	for _, partial := range []bool{false, true} {
		s := &stubborn{partial: partial, on: map[string]func(context.Context) error{"3": crash, "17": crash}}
		a := &attempts{tool: s.tool(), limits: Limits{}.completed()}
		assert.Equal(t, map[string]string{
			"3": "not seen by stubborn: it crashed", "17": "not seen by stubborn: it crashed",
		}, try(t, a, some(20)))
		assert.False(t, a.broken())
		assert.Less(t, s.processes, 24)
	}
}

func TestAToolIsStoppedWhereItTakesTooLongForATemplate(t *testing.T) {
	s := &stubborn{partial: true, on: map[string]func(context.Context) error{"2": hang}}
	a := &attempts{tool: s.tool(), limits: Limits{Time: 50 * time.Millisecond, Memory: 100}}
	unseen := try(t, a, some(5))
	assert.Len(t, unseen, 1)
	assert.Contains(t, unseen["2"], "it took more than 50ms for a template; simplify it, or give it more with --timeout")
	assert.Equal(t, 2, s.processes, "it is not tried again")
	assert.False(t, a.broken())
}

func TestATemplateIsGivenItsTimeAlthoughThereAreMany(t *testing.T) {
	slow := func(ctx context.Context) error {
		time.Sleep(60 * time.Millisecond)
		return context.Cause(ctx)
	}
	s := &stubborn{partial: true, on: map[string]func(context.Context) error{}}
	for i := range 10 {
		s.on[fmt.Sprint(i)] = slow
	}
	a := &attempts{tool: s.tool(), limits: Limits{Time: 400 * time.Millisecond, Memory: 100}}
	assert.Empty(t, try(t, a, some(10)))
}

func TestAToolThatAlwaysFailsIsNotTriedWithEveryTemplate(t *testing.T) {
	s := &stubborn{on: map[string]func(context.Context) error{}}
	for i := range 300 {
		s.on[fmt.Sprint(i)] = crash
	}
	a := &attempts{tool: s.tool(), limits: Limits{}.completed()}
	assert.Len(t, try(t, a, some(300)), 300)
	assert.True(t, a.broken())
	assert.Less(t, s.processes, 30)
}

func TestWhoeverInterruptsIsObeyed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &stubborn{on: map[string]func(context.Context) error{"0": func(context.Context) error {
		cancel()
		return errors.New("killed")
	}}}
	a := &attempts{tool: s.tool(), limits: Limits{}.completed()}
	_, err := a.run(ctx, a.tool.jobs(some(4))[0], func() {})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, s.processes)
}

func TestAProcessIsStoppedWhereItTakesTooMuchMemory(t *testing.T) {
	limited, _, stop := Limits{Time: time.Minute, Memory: 40}.within(t.Context(), 0)
	defer stop()
	_, _, _, err := run(limited, nil, func([]byte) {}, "sh", "-c", `a=aaaaaaaaaaaaaaaa; while :; do a="$a$a"; done`)
	assert.ErrorContains(t, err, "MiB of memory; simplify the template, or give it more with --memory")
}

func TestAProcessIsStoppedWhereItTakesTooLong(t *testing.T) {
	limited, _, stop := Limits{Time: 100 * time.Millisecond, Memory: 100}.within(t.Context(), 0)
	defer stop()
	start := time.Now()
	stdout, _, _, err := run(limited, nil, func([]byte) {}, "sh", "-c", "echo begun; sleep 60")
	assert.ErrorContains(t, err, "it took more than 100ms")
	assert.Equal(t, "begun\n", string(stdout), "what it said before is not lost")
	assert.Less(t, time.Since(start), 20*time.Second)
}

func TestTheLinterTellsOfATemplateThatItCannotReadAndOfTheOthers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.json", `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`)
	write(t, dir, "b.json", `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`)
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	fake(t, cfnLint, `echo "INFO - Run scan of template `+dir+`/a.json" >&2
		echo '[{"Filename":"`+dir+`/b.json","Level":"Error","Message":"null","Rule":{"Id":"E0000"}}]'; exit 2`)
	found, err := findings(t, a, optionalCfnLint)
	require.NoError(t, err)
	rules := map[string][]string{}
	for one, list := range found {
		rules[one.stack.ID] = []string{}
		for _, f := range list {
			rules[one.stack.ID] = append(rules[one.stack.ID], f.Class+" "+f.Rule)
		}
		slices.Sort(rules[one.stack.ID])
	}
	assert.Equal(t, map[string][]string{"a": {}, "b": {"refused E0000", "unseen not-seen"}}, rules)
}
