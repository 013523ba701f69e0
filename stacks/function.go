package stacks

import (
	"fmt"
	"os"
	"path/filepath"

	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/lambda"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// CodeDirectory is where make build puts the code of functions, beside what Lambda runs for bulkhead itself.
const CodeDirectory = "code"

// CheckCode returns what is wrong when there is no code of a function among those that were built into a directory.
func CheckCode(c *config.Config, built string) error {
	var missing config.Faults
	for _, e := range c.Environments {
		for name, f := range e.Functions {
			if _, err := os.Stat(codeOf(built, f.Directory)); f.Image == "" && err != nil {
				missing = append(missing, c.Fault(
					e.Name, "functions."+name+".directory",
					fmt.Sprintf("there is no code in functions/%s, or it is not built", f.Directory), "write it, and run make build",
				))
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return missing.Sorted()
}

// codeOf is where the code of a directory of functions/ is built.
func codeOf(built, directory string) string { return filepath.Join(built, CodeDirectory, directory) }

// newFunction is the stack of one function, so that a deployment touches nothing else.
func (w *workload) newFunction(name string) awscdk.Stack {
	stack := w.newStack("function-"+name, stateful, "Function "+name)
	settings := w.Functions[name]
	props := lambda.Props{
		Function:    settings,
		Name:        name,
		Resting:     !w.Active,
		Queues:      w.queues,
		Topics:      w.topics,
		Buckets:     map[string]string{},
		Streams:     map[string]lambda.Stream{},
		Tables:      w.startingTables(stack, settings.On.Tables),
		Key:         w.base.data,
		ThroughSQS:  w.throughData("sqs"),
		Protected:   w.Production(),
		Log:         w.newOwnLogGroup(stack, "Log"),
		Undelivered: w.UndeliveredARN(w.AccountID, w.Region),
		Alerts:      w.base.alerts,
	}
	if settings.Image == "" {
		props.Code = codeOf(stack.Node().GetContext(new(function.DirectoryContext)).(string), settings.Directory)
	} else {
		repository, version := config.ImageVersion(settings.Image)
		props.Repository, props.Version = w.RepositoryARN(w.Region, repository), version
	}
	if w.InNetwork(settings) {
		props.Vpc, props.Subnets = w.vpc, network.Subnets(network.Private)
	}
	for _, used := range settings.Uses {
		props.Stores = append(props.Stores, w.used(used, config.UserOfFunction(name)))
	}
	for bucket := range settings.On.Buckets {
		props.Buckets[bucket] = w.FullBucketName(bucket)
	}
	for stream := range settings.On.Streams {
		props.Streams[stream] = w.startingStream(name, stream)
	}
	if route := settings.On.Route; route != nil {
		props.Balancer = w.functionBalancer(name, route.Route())
	}
	lambda.New(stack, "Function", props)
	return stack
}
