package upgrade

import (
	"context"
	"time"
)

// Who does a step.
type Who string

// Whose steps there are.
const (
	Command    Who = "command"    // bulkhead upgrade does it
	Deployment Who = "deployment" // a deployment of the configuration does it
	Person     Who = "person"
)

// Step is one thing that an upgrade needs.
type Step struct {
	Name    string
	Who     Who
	Changes string        // what it changes, for people
	Takes   string        // how long it takes, and where that is from
	Back    string        // the way back, once it is done
	Timeout time.Duration // when it has failed
	Hand    []string      // how to do it by hand, in commands of the AWS CLI

	// State reads what there is, and changes nothing.
	State func(context.Context) (State, error)
	// Do begins the change, when it is due. Steps of others have none.
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
	InProgress Status = "in-progress" // AWS works on it
	Due        Status = "due"         // the command has to do it
	Yours      Status = "yours"       // a deployment or a person has to do it
	Failed     Status = "failed"      // it cannot be done
	Later      Status = "later"       // it waits for what is before it, and nobody has looked
)

func done(detail string) (State, error)    { return State{Done, detail}, nil }
func due(detail string) (State, error)     { return State{Due, detail}, nil }
func waiting(detail string) (State, error) { return State{InProgress, detail}, nil }
func yours(detail string) (State, error)   { return State{Yours, detail}, nil }
func failed(detail string) (State, error)  { return State{Failed, detail}, nil }

func hand(region, command string) []string { return []string{"aws " + command + " --region " + region} }
