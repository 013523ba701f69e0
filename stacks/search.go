package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/share"
)

func (d dataStack) newSearch(name string, _ config.Search) share.Store {
	return share.Store{Name: name}
}
