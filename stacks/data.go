package stacks

import (
	"maps"
	"slices"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// dataStack is what every data store of an environment plugs into.
type dataStack struct {
	*workload
	made awscdk.Stack
}

// stack is where data stores are, made for the first of them: CloudFormation refuses a stack without resources.
func (d *dataStack) stack() awscdk.Stack {
	if d.made == nil {
		d.made = d.newStack("data", stateful, "Data stores")
	}
	return d.made
}

// newData is the stack of an environment's data stores, by the names that services use.
func (w *workload) newData() map[string]store.Store {
	stores := map[string]store.Store{}
	d := &dataStack{workload: w}
	addEach(stores, w.Databases, d.newDatabase)
	addEach(stores, w.Caches, d.newCache)
	addEach(stores, w.Search, d.newSearch)
	addEach(stores, w.Streams, d.newStream)
	addEach(stores, w.Buckets, d.newBucket)
	addEach(stores, w.Secrets, d.newSecret)
	return stores
}

// addEach builds every store of a section, in the order of their names.
func addEach[T any](
	stores map[string]store.Store,
	section map[string]T,
	build func(name string, settings T) store.Store,
) {
	for _, name := range slices.Sorted(maps.Keys(section)) {
		stores[name] = build(name, section[name])
	}
}
