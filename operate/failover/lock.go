package failover

import (
	"context"
	"fmt"
	"time"

	"bulkhead/internal/aws/dynamodb"
)

// Lease is how long the lock is held without being renewed: longer than any step looks or calls, and as long as a run
// that was killed keeps the next one waiting.
const Lease = 2 * time.Minute

// longestLease is what another machine's clock can make of a lease. Nothing that this program takes is held for longer.
const longestLease = Lease + 3*time.Minute

// Lock keeps two runs from moving an environment at once. It is an attribute in the state table of the region that is
// moved to, and of the other one, too, whenever that answers. When the regions do not reach each other, two people who
// move in opposite directions, each in its own region, are not kept apart: no lock can do that.
type Lock struct {
	Owner string

	f     *failover
	every map[SideName]bool // tables that it holds
	away  time.Time         // when the other region did not answer
}

// lockKey is the key of the lock in contexts.
type lockKey struct{}

// withLock is ctx for who holds l.
func withLock(ctx context.Context, l *Lock) context.Context {
	return context.WithValue(ctx, lockKey{}, l)
}

// HeldError says that somebody else moves the environment.
type HeldError struct {
	Record
	Environment string
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s is being moved to its %s side by %s, until %s unless that goes on",
		e.Environment, e.To, e.Owner, e.Until.UTC().Format(time.TimeOnly))
}

// Hold takes the lock, or renews it. Its error is a [HeldError] where somebody else has it.
func (l *Lock) Hold(ctx context.Context) error {
	now := l.f.cloud.Now()
	for _, side := range []SideName{l.f.To, l.f.To.Other()} {
		other := side != l.f.To
		if other && now.Sub(l.away) < time.Minute {
			continue // it was asked just now
		}
		err := l.f.change(ctx, side, map[string]*dynamodb.Value{
			"Owner": text(l.Owner), "Until": number(now.Add(Lease).Unix()), "To": text(string(l.f.To)),
		}, "attribute_not_exists(#owner) OR #owner = :owner OR #until < :now OR #until > :latest", dynamodb.Item{
			":owner": {S: &l.Owner}, ":now": *number(now.Unix()), ":latest": *number(now.Add(longestLease).Unix()),
		})
		switch {
		case isLost(err):
			record, unknown := l.f.read(ctx, side)
			if unknown != nil {
				return unknown
			}
			if len(l.every) < 2 {
				l.Release(ctx, true) // nobody waits for a lock that is half held
			}
			return &HeldError{record, l.f.Environment.Name}
		case err != nil && other && l.f.Mode == Disaster:
			l.away = now
		case err != nil:
			return err
		default:
			l.every[side] = true
		}
	}
	return nil
}

// Release gives the lock back, where it is held. What fails expires by itself. Unless the move has ended, the record
// says on that it has not.
func (l *Lock) Release(ctx context.Context, ended bool) {
	values := map[string]*dynamodb.Value{"Owner": nil, "Until": nil}
	if ended {
		values["To"] = nil
	}
	for _, side := range []SideName{Primary, Standby} {
		if l.every[side] {
			l.f.change(ctx, side, values, isOurs, owned(l.Owner))
			delete(l.every, side)
		}
	}
}
