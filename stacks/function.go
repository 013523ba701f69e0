package stacks

import (
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

// codeOf returns the built directory of a function's code. It panics when there is none.
func codeOf(stack awscdk.Stack, name, directory string) string {
	built := stack.Node().GetContext(new(function.DirectoryContext)).(string)
	dir := filepath.Join(built, CodeDirectory, directory)
	if _, err := os.Stat(dir); err != nil {
		panic(
			"function " + name + ": there is no code in functions/" + directory + ", or it is not built: run make build",
		)
	}
	return dir
}

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
		Key:         w.base.data,
		ThroughSQS:  w.throughData("sqs"),
		Protected:   w.Production(),
		Log:         w.newOwnLogGroup(stack, "Log"),
		Undelivered: w.UndeliveredARN(w.AccountID, w.Region),
		Alerts:      w.base.alerts,
	}
	if settings.Image == "" {
		props.Code = codeOf(stack, name, settings.Directory)
	} else {
		repository, version := config.ImageVersion(settings.Image)
		props.Repository, props.Version = w.RepositoryARN(w.Region, repository), version
	}
	if w.InNetwork(settings) {
		props.Vpc, props.Subnets = w.vpc, network.Subnets(network.Private)
	}
	for _, used := range settings.Uses {
		props.Stores = append(props.Stores, w.stores[used])
	}
	for bucket := range settings.On.Buckets {
		props.Buckets[bucket] = w.FullBucketName(bucket)
	}
	lambda.New(stack, "Function", props)
	return stack
}
