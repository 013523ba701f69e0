package failover

import (
	"strings"
	"time"

	"bulkhead/internal/aws/kafka"
)

// topic is how many messages were written to a stream on a side, how many of those of the other side it has, and the
// Replicator that copies them.
type topic struct {
	written, copied int
	replicator      string // its state; empty where there is none
	lags            map[time.Time]float64
}

// backlog is how many messages the standby lacks in the beginning, and copying how long the Replicator takes for one.
const (
	backlog = 12
	copying = 30 * time.Second
)

func newTopic(side SideName) topic {
	t := topic{lags: map[time.Time]float64{}}
	if side == Standby {
		t.replicator = "RUNNING"
	} else {
		t.written = backlog
	}
	return t
}

// lacks is how many messages of the other side are not on this one.
func (w *world) lacks(side SideName) int {
	return w.sides[side.Other()].topic.written - w.sides[side].topic.copied
}

// flow is what happens to the stream between two times: workers write one message a minute, Replicators copy.
func (w *world) flow(from, to time.Time) {
	if recent := to.Add(-2 * time.Hour); from.Before(recent) {
		from = recent
	}
	for t := from.Truncate(copying).Add(copying); !t.After(to); t = t.Add(copying) {
		for side, p := range w.sides {
			if t.Equal(t.Truncate(time.Minute)) && p.services["worker"].running > 0 {
				p.topic.written++
			}
			if p.topic.replicator == "RUNNING" && !w.sides[side.Other()].deaf && w.lacks(side) > 0 {
				p.topic.copied++
			}
			p.topic.lags[t.Truncate(time.Minute)] = float64(w.lacks(side))
		}
	}
}

// begun holds that a planned move loses nothing of the stream: who works on it has all of it.
func (w *world) begun(side SideName, name string) {
	if name == "worker" && w.planned && w.lacks(side) > 0 {
		w.fault("%s starts on the %s side, which lacks %d messages", name, side, w.lacks(side))
	}
}

// streamCalls are those of Replicators.
func (w *world) streamCalls(side SideName, p *place) calls {
	return calls{"ListReplicators": to(func(in *kafka.ListReplicatorsInput) (*kafka.ListReplicatorsOutput, error) {
		out := &kafka.ListReplicatorsOutput{}
		name := w.store("acme-prod-events").At[side]
		if !strings.HasPrefix(name, *in.ReplicatorNameFilter) {
			return out, nil
		}
		if in.NextToken == nil { // one a page
			out.NextToken = new("more")
			out.Replicators = []kafka.ReplicatorSummary{
				{ReplicatorName: new(name + "-old"), ReplicatorState: new("FAILED")},
			}
		} else if p.topic.replicator != "" {
			out.Replicators = []kafka.ReplicatorSummary{{ReplicatorName: &name, ReplicatorState: &p.topic.replicator}}
		}
		return out, nil
	})}
}
