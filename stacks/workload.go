package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/kubernetes"
	"bulkhead/constructs/store"
	"bulkhead/constructs/volume"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
)

// workload is one side of an environment while its stacks are made: what each of them finds made already.
type workload struct {
	stage
	config.Environment
	base        baseline
	vpc         awsec2.IVpc
	names       zones
	stores      map[string]store.Store       // by the names that services use
	users       map[string]map[string]string // ARNs of secrets, by the database and the user of it
	topics      map[string]string            // ARNs, by the same names
	queues      map[string]string            // ARNs, by the same names
	changes     map[string]string            // ARNs of tables' streams, by the same names; a standby finds them
	platform    platform
	cluster     kubernetes.Cluster           // of EKS, if there is one
	mailSet     string                       // the configuration set that mail goes by
	fileSystems map[string]volume.FileSystem // of volumes, by their names
	disks       []disk                       // of nodes on instances

	roles      awscdk.Stack         // of the service-linked roles, if this side has to make any
	releases   awscdk.Stack         // of what decides which images run, if releases decide any
	searchLogs constructs.Construct // lets search domains write logs
	bucketLogs awss3.Bucket         // that buckets log to
	global     *alarm.Register      // of what CloudFront wants in its own region, if there is any
}

// newWorkload is the account of an environment, in the region of one side of it: both sides have the same stacks from
// the same configuration.
func (o organization) newWorkload(scope constructs.Construct, e config.Environment) awscdk.Stage {
	w := o.newSide(scope, e, "")
	if w.Side == config.Primary {
		w.newFoundation()
		w.newRoles()
	}
	network := w.newStack("network", stateful, "VPC, subnets, endpoints and flow logs")
	if w.Side == config.Standby {
		w.findFoundation(network)
	}
	w.vpc = w.newNetwork(network)
	w.names = w.newDNS()
	if w.Organization.VPN != nil {
		w.newSpoke()
	}
	w.newData(network)
	if w.Side == config.Standby {
		for _, name := range slices.Sorted(maps.Keys(w.Buckets)) {
			if w.Buckets[name].Standby == config.Replica {
				w.newReplication(name)
			}
		}
	}
	if w.BacksUp() {
		w.newBackups()
	}
	w.platform = w.newPlatform()
	if w.Instances != nil {
		w.newAgents()
	}
	maps.Copy(w.stores, w.platform.internal(e))
	for name, kind := range w.StoreKinds() {
		if _, made := w.stores[name]; !made {
			panic("nothing makes " + kind + " " + name + " of " + w.Name + ": newData has no line for its section")
		}
	}
	if w.Kubernetes != nil {
		w.stores[config.ClusterName] = w.newKubernetes()
	}
	if w.Bastion != nil {
		w.newBastion()
	}
	for _, name := range w.OpenToVPN {
		w.stores[name].Admit(w.Organization.VPN.CIDR.String(), "people, through the VPN")
	}
	w.releases = w.newReleases()
	var services []awscdk.Stack
	for _, name := range slices.Sorted(maps.Keys(w.Services)) {
		services = append(services, w.newService(name))
	}
	for _, name := range slices.Sorted(maps.Keys(w.Functions)) {
		services = append(services, w.newFunction(name))
	}
	edge := w.newEdge(services)
	for _, name := range replicated(w.Streams, func(s config.Stream) config.Copy { return s.Standby }) {
		w.newReplicator(name, w.Streams[name], edge)
	}
	if w.Recovery != nil {
		w.newFailover()
	}
	public := []awscdk.Stack{edge}
	if len(w.Sites) > 0 {
		public = append(public, w.newSites())
	}
	w.newCanaries(public...)
	w.newAccount(address.Home(e), address.Watched(e), address.WatchedEverywhere(e))
	if w.Side == config.Primary { // roles have no region
		w.newAccess(address.WatchedEverywhere(e))
		w.newReleaseRoles()
	}
	w.extend()
	w.newDashboard()
	return w.complete()
}

// newSide returns a side of an environment, or a part of it, without stacks.
func (o organization) newSide(scope constructs.Construct, e config.Environment, part string) *workload {
	return &workload{
		stage:       o.newStage(scope, place{e.Name, part, e.Account, e.AccountID, e.Region, e.Tags}),
		Environment: e,
	}
}

// complete returns the stage when all its stacks are made.
func (w *workload) complete() awscdk.Stage {
	// What is right in development may be wrong elsewhere: see waivers.yaml.
	for _, stack := range *w.Stage.Node().Children() {
		stack.(awscdk.Stack).AddMetadata(new("Tier"), string(w.Tier))
	}
	return w.Stage
}

// sideNames are the stages of the environment's account.
func (w *workload) sideNames() []string {
	if w.Other == nil {
		return []string{w.Name}
	}
	return []string{w.Name, w.Other.Name}
}
