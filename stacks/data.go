package stacks

import (
	"maps"
	"slices"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newData makes every data store of an environment that its foundation does not have, each in a stack of its own. One
// that fails takes no other with it, and one that is removed leaves the others as they are.
func (w *workload) newData(network awscdk.Stack) {
	if w.ManagesSearch() {
		w.searchLogs = w.newSearchLogs()
	}
	w.users = map[string]map[string]string{}
	addEach(w.stores, w.Databases, w.newDatabase)
	addEach(w.stores, w.Caches, w.newCache)
	addEach(w.stores, w.Search, w.newSearch)
	addEach(w.stores, w.Streams, w.newStream)
	w.changes = map[string]string{}
	addEach(w.stores, w.Tables, w.newTable)
	w.newExisting(network)
	w.newVolumes()
	w.newMail()
	addEach(w.stores, w.Mail, w.newAddress)
	w.topics, w.queues = map[string]string{}, map[string]string{}
	addEach(w.stores, w.Topics, w.newTopic)
	addEach(w.stores, w.Queues, w.newQueue) // which subscribe to topics
	addEach(w.stores, w.Secrets, w.newSecret)
}

// newDataStack adds the stack of the data store with that name, of which what says what it is.
func (w *workload) newDataStack(what, name string) awscdk.Stack {
	return w.newStack(DataStack(name), stateful, what+" "+name)
}

// DataStack is what the stack of a store is called in its stage.
func DataStack(store string) string { return "data-" + store }

// addEach builds every store of a section, in the order of their names.
func addEach[T any](
	stores map[string]store.Store,
	section map[string]T,
	build func(name string, settings T) store.Store,
) {
	for _, name := range slices.Sorted(maps.Keys(section)) {
		stores[name] = build(name, section[name])
		offerStore(stores[name])
	}
}
