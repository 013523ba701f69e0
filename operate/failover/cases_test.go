package failover

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"mvdan.cc/sh/v3/syntax"
)

var every = flag.Bool("every", false, "end runs after every single call, those that only read among them")

// scenario is a move that is gone through in many ways.
type scenario struct {
	name    string
	traffic Traffic
	to      SideName
	mode    Mode
	before  func(*world) // brings the world to where the move begins
}

var scenarios = []scenario{
	{"planned", AcceleratorAndDNS, Standby, Planned, func(*world) {}},
	{"planned by DNS", DNS, Standby, Planned, func(*world) {}},
	{"disaster", AcceleratorAndDNS, Standby, Disaster, dies},
	{"disaster by DNS", DNS, Standby, Disaster, dies},
	{"silence", AcceleratorAndDNS, Standby, Disaster, func(w *world) { w.sides[Primary].deaf = true }},
	{"disaster that is none", AcceleratorAndDNS, Standby, Disaster, func(*world) {}},
	{"failback", AcceleratorAndDNS, Primary, Planned, hasMoved},
	{"failback by DNS", DNS, Primary, Planned, hasMoved},
}

func dies(w *world) {
	w.sides[Primary].deaf, w.sides[Primary].dead = true, true
	w.served = w.traffic()
}

// hasMoved is a world after a planned move to the standby, and a deployment that knows.
func hasMoved(w *world) {
	w.planned = true
	o := w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "first"))
	if o.err != nil {
		panic(o.err)
	}
	w.env.Active, w.env.Generation = Standby, 2
	w.sides[Primary].topic.replicator = "RUNNING"
	for i, s := range w.env.Stores {
		if s.Kind == RDS {
			at := map[SideName]string{Primary: s.At[Primary] + "-2", Standby: s.At[Standby]}
			w.env.Stores[i].At = at
			w.sides[Primary].instances[at[Primary]] = &instance{status: "available", source: at[Standby]}
		}
	}
	w.calls = 0
}

func (s scenario) world() *world {
	w := newWorld(s.traffic)
	s.before(w)
	w.planned = s.mode == Planned
	return w
}

func (s scenario) runner(w *world, owner string) *Runner {
	return New(Move{w.env, s.to, s.mode}, w.cloud(), owner)
}

// where is what a world has come to, but for who holds the lock, and when.
func (w *world) where() string {
	var b strings.Builder
	for _, side := range []SideName{Primary, Standby} {
		p := w.sides[side]
		fmt.Fprintf(&b, "%s: open %t", side, p.open)
		for _, s := range w.env.Services {
			c := p.services[s.Name]
			fmt.Fprintf(&b, ", %s %d-%d (%d) %t %d", s.Name, c.min, c.max, c.desired, c.suspended, c.generation)
		}
		for _, s := range w.env.Stores {
			if i := p.instances[s.At[side]]; i != nil {
				fmt.Fprintf(&b, ", %s of %q", s.At[side], i.source)
			}
		}
		for _, name := range []string{"Active", "Generation", "Promoted orders", "Promoted products"} {
			v := p.table[name]
			fmt.Fprintf(&b, ", %s", name)
			if v.S != nil {
				b.WriteString(" " + *v.S)
			}
			if v.N != nil {
				b.WriteString(" " + *v.N)
			}
		}
		for _, s := range w.env.Stores {
			if r := p.rotation[s.SecretTag]; r != nil {
				fmt.Fprintf(&b, ", rotates %s %t", s.Name, r.enabled)
			}
		}
		b.WriteString(fmt.Sprint(", kept ", len(p.snapshots), "\n"))
	}
	for _, groups := range w.listener {
		fmt.Fprint(&b, *groups[Primary], *groups[Standby], "\n")
	}
	fmt.Fprint(&b, w.writer)
	return b.String()
}

// book counts cases, and reports what is wrong with them.
type book struct {
	t     *testing.T
	cases int
	ends  map[string]string // of a scenario that nothing interrupts
}

// judge is the end of a case that has to end well.
func (b *book) judge(name string, s scenario, w *world, err error) {
	b.t.Helper()
	b.cases++
	if err != nil {
		b.t.Errorf("%s: %s", name, err)
	}
	b.unharmed(name, w)
	if where := w.where(); where != b.ends[s.name] {
		b.t.Errorf("%s: it ends elsewhere:\n%s\nnot\n%s", name, where, b.ends[s.name])
	}
	b.moved(name, s, w)
}

// unharmed tells whether the invariants held.
func (b *book) unharmed(name string, w *world) {
	b.t.Helper()
	for _, fault := range w.faults {
		b.t.Errorf("%s: %s", name, fault)
	}
}

// moved tells whether clients reach the side that was moved to, and no other, and it can do everything.
func (b *book) moved(name string, s scenario, w *world) {
	b.t.Helper()
	_, all := w.writable(s.to)
	_, enough := w.runs(s.to)
	if traffic := w.traffic(); len(traffic) != 1 || !traffic[s.to] || !all || !enough {
		b.t.Errorf("%s: traffic %v, all stores %t, all services %t", name, traffic, all, enough)
	}
}

func newBook(t *testing.T) *book {
	b := &book{t: t, ends: map[string]string{}}
	for _, s := range scenarios {
		w := s.world()
		o := w.alone(s.runner(w, "one"))
		require.NoError(t, o.err, s.name)
		b.ends[s.name] = w.where()
		b.judge(s.name, s, w, o.err)
	}
	return b
}

// trace are the calls of a scenario that nothing interrupts, and which of them change something.
func (s scenario) trace() (all []string, changes []int) {
	w := s.world()
	w.before = func(region, call string) error {
		all = append(all, region+" "+call)
		if !reads(call) {
			changes = append(changes, len(all))
		}
		return nil
	}
	w.alone(s.runner(w, "one"))
	return all, changes
}

func reads(call string) bool {
	return strings.HasPrefix(call, "Describe") || strings.HasPrefix(call, "List") || strings.HasPrefix(call, "Get")
}

// later has w forget whoever held the lock: he is dead.
func (w *world) later() { w.until(w.now.Add(Lease + time.Second)) }

func TestAMoveThatIsKilledAnywhereGoesOnAndEndsTheSame(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		w := s.world()
		total := w.alone(s.runner(w, "one")).calls
		points := slices.Collect(kills(s, total))
		for _, at := range points {
			w := s.world()
			first := w.begin(s.runner(w, "first"))
			first.killAt = at
			w.run(nil, first)
			second := w.alone(s.runner(w, "second"))
			b.judge(fmt.Sprintf("%s, killed after call %d", s.name, at), s, w, second.err)
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 200)
}

// kills are the calls after which a run is ended: those that change the world, and the first of what follows, or all.
func kills(s scenario, total int) func(func(int) bool) {
	return func(yield func(int) bool) {
		w := s.world()
		o := w.begin(s.runner(w, "one"))
		before, last := "", 0
		var points []int
		w.before = func(string, string) error {
			if where := w.where(); *every || where != before || o.calls-last > 60 {
				before, last = where, o.calls
				points = append(points, o.calls)
			}
			return nil
		}
		w.run(nil, o)
		for _, at := range append(points, total) {
			if at > 0 && !yield(at) {
				return
			}
		}
	}
}

var errInternal = errors.New("InternalFailure")

func TestACallThatFailsOnceIsMadeAgainAndOneThatFailsForGoodEndsTheMoveUntilItIsMended(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		all, _ := s.trace()
		slices.Sort(all)
		for _, call := range slices.Compact(all) {
			w := s.world()
			times := 0
			w.before = func(region, name string) error {
				if region+" "+name == call {
					if times++; times == 1 {
						return errInternal
					}
				}
				return nil
			}
			o := w.alone(s.runner(w, "one"))
			if s.mode == Planned { // a disaster leaves to another run what fails at the side that is left
				b.judge(s.name+", once not "+call, s, w, o.err)
			} else {
				b.again(s.name+", once not "+call, s, w, o.err)
			}

			w = s.world()
			w.before = func(region, name string) error {
				if region+" "+name == call {
					return errInternal
				}
				return nil
			}
			o = w.alone(s.runner(w, "one"))
			if s.mode == Planned &&
				o.err == nil { // it was not needed: Application Auto Scaling changes services, too
				w.before = nil
				b.again(s.name+", without "+call, s, w, nil)
			}
			b.unharmed(s.name+", never "+call, w)
			w.before = nil
			w.later()
			b.again(s.name+", never "+call, s, w, nil)
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 200)
}

// again judges a case after one more run, which does what the first has left.
func (b *book) again(name string, s scenario, w *world, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Errorf("%s: %s", name, err)
	}
	o := w.alone(s.runner(w, "again"))
	b.judge(name, s, w, o.err)
}

func TestARoleThatDoesNotChangeInTimeEndsTheMoveAndAnotherGoesOn(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		for _, store := range []string{"catalogue", "sessions", "products"} {
			w := s.world()
			w.before = func(_, call string) error {
				if c, changing := w.changing[store]; changing && c.until.Before(w.now.Add(24*time.Hour)) {
					w.changing[store] = change{c.to, w.now.Add(48 * time.Hour)}
				}
				return nil
			}
			o := w.alone(s.runner(w, "one"))
			var stopped *StepError
			if assert.ErrorAs(t, o.err, &stopped, "%s, %s", s.name, store) {
				assert.Equal(t, "promote-"+store, stopped.Step.Name)
			}
			b.unharmed(s.name, w)
			w.before = nil
			w.until(w.now.Add(49 * time.Hour))
			b.again(s.name+", "+store+" late", s, w, nil)
		}
		for _, service := range []string{"web", "worker", "packer"} {
			w := s.world()
			w.before = func(string, string) error { // no capacity
				w.sides[s.to].services[service].settles = w.now.Add(time.Hour * 24)
				return nil
			}
			o := w.alone(s.runner(w, "one"))
			assert.Error(t, o.err)
			b.unharmed(s.name, w)
			w.before = nil
			w.until(w.now.Add(25 * time.Hour))
			b.again(s.name+", "+service+" late", s, w, nil)
		}
	}
	t.Logf("%d cases", b.cases)
}

func TestTwoOperatorsInTheSameDirectionEndAsOne(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		for seed := range uint64(6) {
			random := rand.New(rand.NewPCG(seed, 1))
			w := s.world()
			one, two := w.begin(s.runner(w, "one")), w.begin(s.runner(w, "two"))
			if seed%2 == 1 {
				one.killAt = 1 + random.IntN(300)
			}
			w.run(random, one, two)
			name := fmt.Sprintf("%s, two operators, seed %d", s.name, seed)
			if one.err != nil && !one.killed {
				t.Errorf("%s: %s", name, one.err)
			}
			b.judge(name, s, w, two.err)
		}
	}
	t.Logf("%d cases", b.cases)
}

func TestTwoOperatorsInOppositeDirectionsAreKeptApart(t *testing.T) {
	b := newBook(t)
	for _, s := range []scenario{scenarios[0], scenarios[1], scenarios[5]} {
		for seed := range uint64(20) {
			random := rand.New(rand.NewPCG(seed, 2))
			w := s.world()
			w.env.Stores = slices.DeleteFunc(
				w.env.Stores,
				func(one Store) bool { return one.Kind == RDS || one.Kind == Search && s.mode == Disaster },
			) // no way back in place
			w.sides[Primary].topic.replicator = "RUNNING"
			back := s
			back.to = s.to.Other()
			one, two := w.begin(s.runner(w, "one")), w.begin(back.runner(w, "two"))
			if seed%2 == 1 {
				one.killAt = 1 + random.IntN(300)
			}
			two.wakes = w.now.Add(time.Duration(random.IntN(400)) * time.Second)
			w.run(random, one, two)
			name := fmt.Sprintf("%s, opposite directions, seed %d", s.name, seed)
			b.cases++
			b.unharmed(name, w)
			var held *HeldError
			for _, o := range []*operator{one, two} {
				if o.err != nil && !o.killed && !errors.As(o.err, &held) {
					t.Errorf("%s: %s", name, o.err)
				}
			}
			if one.killed || one.err != nil && two.err != nil { // whoever comes next decides
				w.later()
				back.mode = Planned
				b.end(name, back, w)
			}
		}
	}
	t.Logf("%d cases", b.cases)
}

// end moves once more, and looks that it is all there.
func (b *book) end(name string, s scenario, w *world) {
	b.t.Helper()
	o := w.alone(s.runner(w, "last"))
	if o.err != nil {
		b.t.Errorf("%s: %s", name, o.err)
	}
	b.unharmed(name, w)
	b.moved(name, s, w)
}

func TestEveryStepCanBeDoneByHand(t *testing.T) {
	for _, to := range []SideName{Primary, Standby} {
		for _, mode := range []Mode{Planned, Disaster} {
			for _, step := range Steps(Move{example(AcceleratorAndDNS), to, mode}, Cloud{Config: nowhere}) {
				require.NotEmpty(t, step.Hand, step.Name)
				script, err := syntax.NewParser().Parse(strings.NewReader(strings.Join(step.Hand, "\n")), "")
				require.NoError(t, err, step.Name)
				known := map[string]bool{}
				syntax.Walk(script, func(node syntax.Node) bool {
					switch n := node.(type) {
					case *syntax.Assign:
						known[n.Name.Value] = true
					case *syntax.WordIter:
						known[n.Name.Value] = true
					case *syntax.ParamExp:
						assert.True(t, known[n.Param.Value], "%s: nothing sets $%s", step.Name, n.Param.Value)
					case *syntax.CallExpr:
						for _, word := range n.Args {
							assert.NotRegexp(t, "[{}]", word.Lit(), "%s: a shell changes it", step.Name)
							assert.NotRegexp(t, "(^|=)[A-Z]+$", word.Lit(), "%s: nothing says what it is", step.Name)
						}
					}
					return true
				})
			}
		}
	}
}

// TestAPromotionByHandIsWrittenDownAsTheCommandDoes: else a command that goes on takes the instance for one that an
// earlier move left behind.
func TestAPromotionByHandIsWrittenDownAsTheCommandDoes(t *testing.T) {
	for mode, tables := range map[Mode]int{Planned: 2, Disaster: 1} {
		seen := 0
		for _, step := range Steps(Move{example(AcceleratorAndDNS), Standby, mode}, Cloud{Config: nowhere}) {
			if !strings.Contains(step.Hand[len(step.Hand)-1], "promote-read-replica") {
				continue
			}
			seen++
			name := strings.TrimPrefix(step.Name, "promote-")
			require.Len(t, step.Hand, tables+1)
			for _, note := range step.Hand[:tables] {
				assert.Contains(t, note, "dynamodb update-item")
				assert.Contains(t, note, `"`+promotedKey(Store{Name: name})+`"`)
			}
		}
		assert.Positive(t, seen)
	}
}
