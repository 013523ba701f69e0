package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/share"
)

func (d dataStack) newBucket(name string, _ config.Bucket) share.Store {
	return share.Store{Name: name}
}
