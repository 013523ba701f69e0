package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
)

// Parts are what a side of an environment offers to extensions. Later releases may add to it, and take nothing away.
type Parts struct {
	Environment         config.Environment
	Vpc                 awsec2.IVpc
	Cluster             awsecs.ICluster
	Stores              map[string]store.Store // by the names that services use
	Logs, Data, Secrets awskms.IKey            // one key per purpose
	Alerts              alarm.Topics           // that alarms tell

	stage stage
}

// NewStack adds a stack to the environment, with its tags and its permissions boundary. Its name begins with x-, which
// no stack of bulkhead's does. One that holds state is protected from deletion.
func (p Parts) NewStack(id, description string, holdsState bool) awscdk.Stack {
	return p.stage.newStack("x-"+id, kind(holdsState), description)
}

// extensions are by name.
var extensions = map[string]func(Parts){}

// Extend has a function called for each side of each environment, after what its parts are of. Extensions are called in
// the order of their names.
func Extend(name string, extension func(Parts)) {
	if extensions[name] != nil {
		panic("two extensions are called " + name)
	}
	extensions[name] = extension
}

// extend calls the extensions.
func (w *workload) extend() {
	for _, name := range slices.Sorted(maps.Keys(extensions)) {
		extensions[name](Parts{
			Environment: w.Environment,
			Vpc:         w.vpc,
			Cluster:     w.platform.cluster,
			Stores:      w.stores,
			Logs:        w.base.logs,
			Data:        w.base.data,
			Secrets:     w.base.secrets,
			Alerts:      w.base.alerts,
			stage:       w.stage,
		})
	}
}
