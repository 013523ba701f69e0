package plan

import (
	"strings"

	"bulkhead/assembly"
)

// place is where a stack is: account/region/name. It stays the same when the stack's template changes.
type place string

func newPlace(account, region, name string) place {
	return place(account + "/" + region + "/" + name)
}

func placeOf(stack *assembly.Stack) place { return newPlace(stack.Account, stack.Region, stack.Name) }

// account returns the account of a place, and region its region with the account.
func (p place) account() string { return strings.SplitN(string(p), "/", 2)[0] }
func (p place) region() string  { return string(p)[:strings.LastIndex(string(p), "/")] }
