package cloudformation

import "slices"

// datastoreDecides is what all caches of a global datastore have in common, and ModifyGlobalReplicationGroup or
// IncreaseNodeGroupsInGlobalReplicationGroup changes.
var datastoreDecides = []string{"CacheNodeType", "Engine", "EngineVersion", "NumNodeGroups", "AutomaticFailoverEnabled"}

// changedAsAWhole compares with what the cache has: where somebody has changed the datastore, nothing is refused.
var changedAsAWhole = Block{
	Says: "the cache is in a global datastore, and its class, engine, version, shards or failover are not what it has",
	Source: "cloudformation-coverage-roadmap#1965, terraform-provider-aws#22528 and #19929, terraform-aws-elasticache#7; " +
		"that what it has already is taken is believed",
	Holds: func(w *World, p *Physical) bool {
		was := w.Stack(p.Stack).resources[p.LogicalID]
		if was == nil || was.ID != p.ID || !was.inDatastore(w) {
			return false
		}
		return slices.ContainsFunc(datastoreDecides, func(name string) bool {
			return !same(was.real(name), p.Properties[name])
		})
	},
}

// inDatastore tells whether a cache is in a global datastore, as the first one or as one that follows.
func (p *Physical) inDatastore(w *World) bool {
	if p.Properties["GlobalReplicationGroupId"] != nil {
		return true
	}
	for _, s := range w.sorted() {
		for _, other := range s.resources {
			members, _ := other.Properties["Members"].([]any)
			if other.Type == "AWS::ElastiCache::GlobalReplicationGroup" && s.Place == p.Place &&
				slices.ContainsFunc(members, func(m any) bool { return text(asMap(m)["ReplicationGroupId"]) == p.ID }) {
				return true
			}
		}
	}
	return false
}
