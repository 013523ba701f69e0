package failover

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"time"
)

// operator is somebody who runs a move: one line of execution among others.
type operator struct {
	w      *world
	stop   context.CancelFunc
	pause  func()
	resume func() bool
	wakes  time.Time
	ended  bool
	err    error
	calls  int
	killAt int // after that many calls; 0: never
	killed bool
	told   []Event
}

// begin has somebody run r at his next turn.
func (w *world) begin(r *Runner) *operator {
	ctx, stop := context.WithCancel(context.Background())
	o := &operator{w: w, stop: stop}
	r.Every = 10 * time.Second
	r.Tell = func(e Event) { o.told = append(o.told, e) }
	r.Sleep = func(_ context.Context, d time.Duration) error {
		if o.killed {
			return errKilled()
		}
		o.wakes = w.now.Add(d)
		o.pause()
		if o.killed {
			return errKilled()
		}
		return nil
	}
	next, _ := iter.Pull(func(yield func(struct{}) bool) {
		o.pause = func() { yield(struct{}{}) }
		o.pause()
		o.err = r.Run(ctx)
		o.ended = true
	})
	o.resume = func() bool { _, more := next(); return more }
	o.resume()
	return o
}

// yield gives others their turn before a call.
func (o *operator) yield() {
	if !o.killed {
		o.pause()
	}
}

// called counts a call, and ends the operator after the one that he does not survive.
func (o *operator) called() {
	if o.calls++; o.calls == o.killAt {
		o.killed = true
		o.stop()
	}
}

// run gives the operators turns, in an order that random decides, until all have ended. Time goes on when all wait.
func (w *world) run(random *rand.Rand, operators ...*operator) {
	for range 1_000_000 {
		operators = slices.DeleteFunc(operators, func(o *operator) bool { return o.ended })
		if len(operators) == 0 {
			return
		}
		awake := slices.DeleteFunc(slices.Clone(operators), func(o *operator) bool { return o.wakes.After(w.now) })
		if len(awake) == 0 {
			w.until(slices.MinFunc(operators, func(a, b *operator) int { return a.wakes.Compare(b.wakes) }).wakes)
			continue
		}
		w.operator = awake[0]
		if len(awake) > 1 {
			w.operator = awake[random.IntN(len(awake))]
		}
		w.operator.resume()
	}
	w.fault("it never ends")
	for _, o := range operators {
		o.killed = true
		o.stop()
	}
}

// alone has one operator run to the end.
func (w *world) alone(r *Runner) *operator {
	o := w.begin(r)
	w.run(nil, o)
	return o
}

// until is the world at a later time.
func (w *world) until(t time.Time) {
	w.flow(w.now, t)
	w.now = t
	for name, c := range w.changing {
		if !c.until.After(t) {
			w.writer[name] = c.to
			delete(w.changing, name)
		}
	}
	for side, p := range w.sides {
		for _, i := range p.instances {
			if i.status != "available" && !i.until.After(t) {
				i.status = "available"
				if i.promoted {
					i.source = ""
				}
			}
		}
		for name, s := range p.services {
			if s.generation > 0 {
				s.scales()
			} else { // Application Auto Scaling
				s.desired = min(max(s.desired, s.min), s.max)
			}
			if s.running != s.desired && !s.settles.After(t) {
				if s.running == 0 {
					w.begun(side, name)
				}
				s.running = s.desired
			}
		}
	}
	w.look("time")
}
