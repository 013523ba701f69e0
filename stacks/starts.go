package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/lambda"
	"bulkhead/constructs/store"
	"bulkhead/constructs/table"
	"bulkhead/internal/address"
	"bulkhead/internal/hash"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// targetsName is what the target group of a function at a load balancer is called, the same on both sides, in at most
// 32 characters. The hash tells apart what hyphens do not.
func (w *workload) targetsName(function, balancer string) string {
	environment := address.PrimaryOf(w.Environment).Name
	begins := address.Short(w.Prefix(environment)+"-"+function, 23)
	return begins + "-" + hash.Of(environment+"/"+function+"/"+balancer)
}

// functionBalancer is the load balancer of the route of the function with that name.
func (w *workload) functionBalancer(name string, route config.Route) lambda.Balancer {
	at := w.balancerName(route.Balancer)
	if w.Functions[name].Image != "" {
		at += "Image" // it is another function, and a target group takes one
	}
	return lambda.Balancer{
		Name:     at,
		Listener: *w.platform.balancers[route.Balancer].Listener.ListenerArn(),
		Hosts:    w.Hosts(route),
		Targets:  w.targetsName(name, at),
	}
}

// startingStream is a stream as what starts a function. The function's consumer groups are called the same on both
// sides, since a Replicator copies where they are.
func (w *workload) startingStream(function, name string) lambda.Stream {
	full := w.prefix() + "-" + name
	return lambda.Stream{
		ARN:     w.stores[name].Variables[config.ClusterARN],
		Topics:  w.inCluster("topic", full) + "/",
		Groups:  w.inCluster("group", full) + "/",
		Group:   w.Prefix(address.PrimaryOf(w.Environment).Name) + "." + function + "." + name + ".",
		Pollers: w.prefix(),
	}
}

// startingTables are tables as what starts the function of a stack. A standby finds the streams of its replicas, of
// which the primary's stack does not know.
func (w *workload) startingTables(stack awscdk.Stack, triggers map[string]config.TableTrigger) map[string]lambda.Table {
	all := map[string]lambda.Table{}
	for _, name := range slices.Sorted(maps.Keys(triggers)) {
		full := w.FullTableName(name)
		made := lambda.Table{ARN: address.TableARN(w.Environment, full), Changes: w.changes[name]}
		if w.Side == config.Standby {
			made.Changes = table.FindChanges(stack, "Changes-"+name, full, made.ARN)
		}
		made.Key = store.Permission{
			Actions:    []string{"kms:Decrypt"},
			Resources:  []string{*w.base.data.KeyArn()},
			Conditions: w.throughData("dynamodb").Conditions,
		}
		all[name] = made
	}
	if w.Side == config.Standby && len(all) > 0 {
		function.LogAll(stack, w.newLogGroup(stack, "FunctionLogs", ""))
	}
	return all
}
