package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// workload is the account of an environment, or its standby in the recovery
// region: the same stacks from the same configuration.
func workload(scope constructs.Construct, c *config.Config, e config.Environment) awscdk.Stage {
	at := place{e.Name, e.AccountID, e.Region, e.Tags}
	stage := newStage(scope, c, at)

	base := newBaseline(stage, c, e)
	net := newNetwork(stage, c, e, base)
	names := newDNS(stage, c, e, base, net)
	if c.Organization.VPN != nil {
		newSpoke(stage, c, e, base, net, names)
	}
	stores := newData(stage, c, e, base, net)
	platform := newPlatform(stage, c, e, base, net, names)
	if e.Instances != nil {
		newAgents(stage, c, e, base, platform)
	}
	maps.Copy(stores, platform.internal(e))
	for name, kind := range e.StoreKinds() {
		if _, made := stores[name]; !made {
			panic("nothing makes " + kind + " " + name + " of " + e.Name + ": newData has no line for its section")
		}
	}
	if e.Bastion != nil {
		newBastion(stage, c, e, base, net, stores)
	}
	for _, name := range e.OpenToVPN {
		stores[name].Admit(c.Organization.VPN.CIDR.String(), "people, through the VPN")
	}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		newService(stage, c, e, name, base, net, stores, platform)
	}
	newEdge(stage, e, names, platform)
	if len(e.Sites) > 0 {
		newSites(stage, c, e, base, platform)
	}
	newAccount(stage, c, e.Account, at, home(e), watched(e))
	if e.Primary == nil { // roles have no region
		newAccess(stage, c, e.Account, watchedEverywhere(e))
	}
	for _, stack := range *stage.Node().Children() { // what is right in development may be wrong elsewhere: see waivers.yaml
		stack.(awscdk.Stack).AddMetadata(new("Tier"), string(e.Tier))
	}
	return stage
}
