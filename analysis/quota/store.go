package quota

import (
	"strings"

	"bulkhead/assembly"
)

// storage is how large the volume of a database may grow. A replica has its source's, where it says nothing itself;
// members of clusters have none of their own.
func storage(a *assembly.Assembly, r *assembly.Resource) int {
	if r.Get("DBClusterIdentifier") != nil {
		return 0
	}
	most := max(assembly.Number(r.Get("AllocatedStorage")), assembly.Number(r.Get("MaxAllocatedStorage")))
	if source, found := a.Resolve(r.Stack, r.Get("SourceDBInstanceIdentifier")); most == 0 && found && source != r {
		return storage(a, source)
	}
	return int(most)
}

// nodes is how many nodes a cache has. One that follows a cache of another region has its shards.
func nodes(a *assembly.Assembly, r *assembly.Resource) int {
	if r.Type == "AWS::ElastiCache::CacheCluster" {
		return int(assembly.Number(r.Get("NumCacheNodes")))
	}
	if clusters := assembly.Number(r.Get("NumCacheClusters")); clusters > 0 {
		return int(clusters)
	}
	shards := assembly.Number(r.Get("NumNodeGroups"))
	if followed, is := r.Get("GlobalReplicationGroupId").(string); is {
		shards = assembly.Number(followedBy(a, followed).Get("NumNodeGroups"))
	}
	return int(shards * (1 + assembly.Number(r.Get("ReplicasPerNodeGroup"))))
}

// followedBy is the cache that others follow in a global datastore of that id, which begins with what AWS makes up. It
// has no properties where the assembly has none.
func followedBy(a *assembly.Assembly, id string) *assembly.Resource {
	for _, global := range a.OfType("AWS::ElastiCache::GlobalReplicationGroup") {
		suffix, _ := global.Get("GlobalReplicationGroupIdSuffix").(string)
		if suffix == "" || !strings.HasSuffix(id, "-"+suffix) {
			continue
		}
		for _, member := range assembly.List(global.Get("Members")) {
			if r, found := a.Resolve(global.Stack, assembly.At(member, "ReplicationGroupId")); found {
				return r
			}
		}
	}
	return &assembly.Resource{}
}
