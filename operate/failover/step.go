package failover

import (
	"context"
	"time"
)

// Step is one thing that a failover changes.
type Step struct {
	Name    string        // "promote-catalogue"
	Wave    string        // steps of one wave go on side by side; the next one begins when all are done
	Changes string        // what it changes, for people
	Takes   string        // how long it takes, and where that is from
	Timeout time.Duration // when it has failed
	Try     bool          // it is tried, and when that fails left for another run: the side that is left may be gone
	Hand    []string      // how to do it by hand, in commands of the AWS CLI

	// State reads what there is, and changes nothing.
	State func(context.Context) (State, error)
	// Do begins the change, when it is due. Steps that only wait have none.
	Do func(context.Context) error
}

// State is how far a step is.
type State struct {
	Status Status `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// Status is how far a step is, in a word.
type Status string

// The statuses.
const (
	Done       Status = "done"
	InProgress Status = "in-progress" // it is under way, or what it waits for is not there
	Due        Status = "due"         // it has to be done
	Later      Status = "later"       // it cannot be done now, and need not be: another run does it
	Failed     Status = "failed"      // it cannot be done
)

func done(detail string) (State, error)    { return State{Done, detail}, nil }
func due(detail string) (State, error)     { return State{Due, detail}, nil }
func waiting(detail string) (State, error) { return State{InProgress, detail}, nil }
func later(detail string) (State, error)   { return State{Later, detail}, nil }
func failed(detail string) (State, error)  { return State{Failed, detail}, nil }
