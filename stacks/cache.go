package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/share"
)

func (d dataStack) newCache(name string, _ config.Cache) share.Store {
	return share.Store{Name: name}
}
