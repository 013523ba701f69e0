package cloudformation

import "fmt"

// Finding is the kind of what goes wrong.
type Finding string

// What AWS refuses, and what is lost without a word.
const (
	Export     Finding = "export"      // an export is removed or changed while a deployed stack imports it
	Named      Finding = "named"       // a resource with a name of its own would be replaced
	NameTaken  Finding = "name-taken"  // a name is held by something else, kept or not
	SlotTaken  Finding = "slot-taken"  // something else that only one may have is held
	TypeChange Finding = "type"        // a logical id changes its type
	Never      Finding = "never"       // the service refuses the change
	Shrinks    Finding = "shrinks"     // a size goes down, or up by too little
	Downgrade  Finding = "downgrade"   // a version goes back
	Major      Finding = "major"       // a major version where only minor ones are allowed
	OneAtATime Finding = "one-at-once" // a service takes one of several changes
	Limit      Finding = "limit"       // a limit of a stack
	Invalid    Finding = "invalid"     // the properties contradict each other
	Blocked    Finding = "blocked"     // something cannot be deleted
	Lost       Finding = "lost"        // data, or what cannot be had again, is deleted
	Unseen     Finding = "overwritten" // the old copy's deletion takes the new one's effect away
	Down       Finding = "down"        // requests lead to nothing
	Failed     Finding = "failed"      // the service fails, as the test says
	Stuck      Finding = "stuck"       // the stack can only be deleted
)

// Problem is a finding at its place.
type Problem struct {
	Finding  Finding
	Stack    string
	Resource string // logical id, or the name of an export
	Type     string
	Reason   string
}

func (p Problem) String() string {
	if p.Resource == "" {
		return fmt.Sprintf("%s: %s: %s", p.Stack, p.Finding, p.Reason)
	}
	return fmt.Sprintf("%s %s (%s): %s: %s", p.Stack, p.Resource, p.Type, p.Finding, p.Reason)
}

// Result is what became of a deployment, a stack or several.
type Result struct {
	Refused []Problem // why operations failed
	Losses  []Problem // what is gone, or no longer works, after an operation that succeeded
	Kept    []Problem // what stays behind without a stack
	Done    []string  // the stacks that were created, updated or deleted
	Left    []string  // the stacks whose turn did not come
}

// Fine tells whether all was done and nothing is lost.
func (r Result) Fine() bool { return len(r.Refused) == 0 && len(r.Losses) == 0 }

func (r *Result) add(other Result) {
	r.Refused = append(r.Refused, other.Refused...)
	r.Losses = append(r.Losses, other.Losses...)
	r.Kept = append(r.Kept, other.Kept...)
	r.Done = append(r.Done, other.Done...)
	r.Left = append(r.Left, other.Left...)
}
