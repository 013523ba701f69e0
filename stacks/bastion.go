package stacks

import (
	"bulkhead/constructs/bastion"
	"bulkhead/constructs/network"
	"bulkhead/internal/address"
)

// newBastion is the stack of an environment's bastion.
func (w *workload) newBastion() {
	props := bastion.Props{
		Bastion:  *w.Bastion,
		Vpc:      w.vpc,
		Subnets:  network.Subnets(network.Private),
		Key:      w.base.data,
		Sessions: w.sessions(address.Watcher(w.Environment)),
		Alerts:   w.base.alerts,
	}
	for _, name := range w.Bastion.Uses {
		props.Stores = append(props.Stores, w.stores[name])
	}
	bastion.New(w.newStack("bastion", stateless, "An instance that people forward ports through"), "Bastion", props)
}
