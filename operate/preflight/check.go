package preflight

import (
	"context"

	"bulkhead/analysis/quota"
	"bulkhead/assembly"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"
)

// State is how something is.
type State string

// The states.
const (
	Done    State = "done"
	Missing State = "missing"
	Unknown State = "not knowable"
)

// Finding is how one thing is.
type Finding struct {
	Check   string   `json:"check"`
	Account string   `json:"account"`
	Region  string   `json:"region"` // empty where it has none
	What    string   `json:"what"`
	State   State    `json:"state"`
	Why     string   `json:"why"`  // of what is not done
	Mend    []string `json:"mend"` // commands, or what to do, of what is missing
	// Unanswered is that it can be known, and no answer came: nobody was asked, or AWS refused or was not reached.
	Unanswered bool `json:"unanswered"`
}

// Needs is what is looked for.
type Needs struct {
	address.Book
	Assembly *assembly.Assembly // of the same configuration

	quotas []quota.Need // of the assembly
}

// Check is a line of the table.
type Check struct {
	Name string
	What string   // that it looks for, for the documentation
	Rows []string // the lines of docs/by-hand.md that it is about, by their first column
	Why  string   // it cannot be known, if so
	Asks []look.Description
	find func(Needs) []item   // of a check that can be known
	when func(Needs) []string // of one that cannot: the accounts that it is in
}

// item is one thing that a check looks for.
type item struct {
	account, region, what string
	ask                   func(context.Context, *visit) (answer, error)
}

// answer is how it is.
type answer struct {
	state      State
	why        string
	mend       []string
	unanswered bool
}

var done = answer{state: Done}

func missing(why string, mend ...string) answer { return answer{state: Missing, why: why, mend: mend} }

func unknown(why string) answer { return answer{state: Unknown, why: why} }

// unanswered is what is not known because no answer came.
func unanswered(why string) answer { return answer{state: Unknown, why: why, unanswered: true} }

// demand is done, or missing for that reason.
func demand(is bool, why string, mend ...string) answer {
	if is {
		return done
	}
	return missing(why, mend...)
}

// Management is what the management account is called.
const Management = "management"

// Profile is the profile of the AWS CLI that an account is entered with.
func (n Needs) Profile(account string) string { return n.Organization.Name + "-" + account }

// with ends a command of the AWS CLI, or of others, with the profile of an account.
func (n Needs) with(command, account string) string {
	return command + " --profile " + n.Profile(account)
}

// in ends it with the region, too.
func (n Needs) in(command, account, region string) string {
	return n.with(command+" --region "+region, account)
}
