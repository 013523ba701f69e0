package failover

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bulkhead/internal/client"

	"github.com/aws/smithy-go"
)

// Guard returns what the records say of an environment, and an error where it must not be deployed as its configuration
// is: another side is active than it says, or somebody moves it, or has not ended to. One of the records may be out of
// reach, if the other says so, and the primary's not be made yet.
func Guard(ctx context.Context, e Environment, c Cloud) (Record, error) {
	f := newFailover(Move{Environment: e, To: Primary, Mode: Disaster}, c)
	newest := Record{Active: Primary}
	unknown := map[SideName]error{}
	known := map[SideName]bool{}
	for _, side := range []SideName{Primary, Standby} {
		r, err := f.read(ctx, side)
		if err != nil {
			unknown[side] = err
			continue
		}
		known[side] = true
		if r.held(c.Now()) {
			return r, &HeldError{r, e.Name}
		}
		if r.To != "" {
			return r, fmt.Errorf(
				"a move of %s to its %s side has not ended: go on with it, or move back",
				e.Name,
				r.To,
			)
		}
		if r.Generation > newest.Generation {
			newest = r
		}
	}
	if newest.Active == Primary && !known[Standby] {
		// That nobody has left the primary, only the standby's knows, which a move writes first.
		return newest, unread(unknown)
	}
	if newest.Generation == 0 && (e.Generation > 1 || e.Active != Primary) {
		return newest, fmt.Errorf("environments/%s.yaml says that its %s side is active, in generation %d, and no table has"+
			" a record of a move: write it again as docs/operate/recovery.md does by hand, or leave recovery.active and"+
			" recovery.generation out if nobody has ever moved it", e.Name, e.Active, e.Generation)
	}
	if newest.Generation == 0 || newest.Active == e.Active && newest.Generation == e.Generation {
		return newest, nil // it has never been moved, or the configuration knows
	}
	return newest, fmt.Errorf("its %s side is active: set recovery.active to %s and recovery.generation to %d in"+
		" environments/%s.yaml", newest.Active, Configured(newest.Active), newest.Generation, e.Name)
}

// Configured is how the configuration calls a side that is active.
func Configured(side SideName) string {
	if side == Standby {
		return "recovery"
	}
	return "primary"
}

// unread is why tables could not be read, in one line: each as AWS says it, or that it was not reached.
func unread(why map[SideName]error) error {
	var all []string
	for _, side := range []SideName{Primary, Standby} {
		err := why[side]
		reached, lost := client.Unreached(err)
		refusal, refused := errors.AsType[smithy.APIError](err)
		switch {
		case err == nil:
		case lost:
			all = append(all, fmt.Sprintf("the table of its %s side was not reached: %s", side, reached))
		case refused:
			all = append(all, fmt.Sprintf("the table of its %s side cannot be read (%s): %s",
				side, refusal.ErrorCode(), refusal.ErrorMessage()))
		default:
			all = append(all, fmt.Sprintf("the table of its %s side cannot be read: %v", side, err))
		}
	}
	return fmt.Errorf("nobody knows which side is active: %s", strings.Join(all, "; "))
}
