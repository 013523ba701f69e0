package prune

import (
	"cmp"
	"time"
)

// Stack is one that bulkhead made, and that can go.
type Stack struct {
	Stage     string    `json:"stage"`
	Name      string    `json:"name"`
	Account   string    `json:"account"` // its id
	Region    string    `json:"region"`
	Status    string    `json:"status"`
	Reason    Reason    `json:"reason"`
	Protected bool      `json:"protected"` // by termination protection, which is taken away when it is deleted
	Created   time.Time `json:"created"`
	Importers []string  `json:"importers"` // stacks of its account and region that use what it exports
	Snapshots []string  `json:"snapshots"` // what is deleted after a last snapshot
	Lost      []string  `json:"lost"`      // what holds state, and is deleted with it
	HeldBy    []string  `json:"heldBy"`    // those of the importers that stay
	Blocks    []Block   `json:"blocks"`    // what else AWS would refuse the deletion for
	Warnings  []Block   `json:"warnings"`  // why it might

	id    string
	rank  int
	cloud Cloud
	kept  []Kept
}

// Free tells whether the stack can be deleted, as far as can be told before.
func (s *Stack) Free() bool { return len(s.HeldBy) == 0 && len(s.Blocks) == 0 }

// Reason is why a stack can go.
type Reason string

// Why stacks can go.
const (
	Gone   Reason = "gone"   // the configuration does not name it any more
	Failed Reason = "failed" // its first deployment failed, and it has to be deleted before the next try
	Asked  Reason = "asked"  // all of its stage is to be deleted
)

// Block is what AWS would refuse a deletion for, and what to do about it.
type Block struct {
	What string `json:"what"`
	Way  string `json:"way"`
}

// Kept is what stays when its stack is deleted. A new one cannot have its name.
type Kept struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Account string `json:"account"`
	Region  string `json:"region"`
}

// Key tells one stack from all others.
type Key struct{ Name, Account, Region string }

func (s *Stack) key() Key { return Key{s.Name, s.Account, s.Region} }

// before puts what uses others before them, as far as the places and ages of stacks tell: environments before what they
// share, and what was made last first.
func before(a, b *Stack) int {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		cmp.Compare(a.Account, b.Account),
		b.Created.Compare(a.Created),
		cmp.Compare(a.Region, b.Region),
		cmp.Compare(b.Name, a.Name),
	)
}
