package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// dataStack is what every data store of an environment plugs into.
type dataStack struct {
	stage awscdk.Stage
	made  awscdk.Stack
	c     *config.Config
	e     config.Environment
	base  baseline
	vpc   awsec2.Vpc
}

// stack is where data stores are, made for the first of them: CloudFormation refuses a stack without resources.
func (d *dataStack) stack() awscdk.Stack {
	if d.made == nil {
		d.made = newStack(d.stage, "data", stateful, "Data stores")
	}
	return d.made
}

// newData is the stack of an environment's data stores, by the names that services use.
func newData(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.Vpc) map[string]store.Store {
	stores := map[string]store.Store{}
	d := &dataStack{stage: stage, c: c, e: e, base: base, vpc: vpc}
	addEach(stores, e.Databases, d.newDatabase)
	addEach(stores, e.Caches, d.newCache)
	addEach(stores, e.Search, d.newSearch)
	addEach(stores, e.Streams, d.newStream)
	addEach(stores, e.Buckets, d.newBucket)
	addEach(stores, e.Secrets, d.newSecret)
	return stores
}

// addEach builds every store of a section, in the order of their names.
func addEach[T any](stores map[string]store.Store, section map[string]T, build func(name string, settings T) store.Store) {
	for _, name := range slices.Sorted(maps.Keys(section)) {
		stores[name] = build(name, section[name])
	}
}
