package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/share"
)

func (d dataStack) newSecret(name string, _ config.Secret) share.Store {
	return share.Store{Name: name}
}
