package plan

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// datastoreDecides are the properties that the caches of a global datastore have in common. Sources: the API reference,
// ModifyGlobalReplicationGroup and IncreaseNodeGroupsInGlobalReplicationGroup; and where ElastiCache refused them of a
// member, or CloudFormation did: hashicorp/terraform-provider-aws#22528 and #19929, terraform-aws-elasticache#7,
// cloudformation-coverage-roadmap#1965.
var datastoreDecides = []string{"CacheNodeType", "Engine", "EngineVersion", "NumNodeGroups", "AutomaticFailoverEnabled"}

// checkDatastores finds changes of a cache that is in a global datastore, which only the datastore may have.
// CloudFormation compares with what the cache has, so what the datastore was given by hand before is not refused; the
// plan is told.
func checkDatastores(u *update) []Finding {
	if u.before == nil {
		return nil
	}
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action == Change && f.new.Type == "AWS::ElastiCache::ParameterGroup" {
			all = append(all, u.withoutEffect(id, f)...)
		}
		if f.action != Change || f.new.Type != "AWS::ElastiCache::ReplicationGroup" || !u.before.inDatastore(f.old) {
			continue
		}
		var changed []string
		for _, d := range f.differences {
			if slices.Contains(datastoreDecides, d.Path) {
				changed = append(changed, fmt.Sprintf("%s from %s to %s", d.Path, settled(d.Before), settled(d.After)))
			}
		}
		if len(changed) == 0 {
			continue
		}
		all = append(all, u.finding(Refused, KindTogether, id,
			strings.Join(changed, " and ")+": the cache is in a global datastore, whose caches change together "+
				"(is a member of Global Replication Group, hence NodeType property cannot be modified, "+
				"cloudformation-coverage-roadmap#1965)",
			"change the global datastore by hand: docs/maintenance.md, \"Other stores\"; once it has what the configuration "+
				"says, allow this"))
	}
	return all
}

// withoutEffect tells of parameters that change in a group which a cache had before it was in a global datastore. There
// it has a copy, whose name begins with global-datastore-, and ElastiCache lets nobody give it another one without
// another major version. Source: hashicorp/terraform-provider-aws#49110.
func (u *update) withoutEffect(id string, f *fate) []Finding {
	for _, cache := range u.before.resources {
		if text(cache.properties["CacheParameterGroupName"]) == text(f.old.value("")) && u.before.inDatastore(cache) {
			return []Finding{u.finding(Note, KindTogether, id,
				cache.LogicalID+" is in a global datastore, and has a copy of these parameters: "+paths(f.differences)+
					" changes nothing there (terraform-provider-aws#49110)",
				"change it in the group that the console shows at the cache, and here as well")}
		}
	}
	return nil
}

// inDatastore tells whether a cache of the stack follows another one in a global datastore, or is the first one of one.
func (d *deployed) inDatastore(cache *instance) bool {
	if cache.properties["GlobalReplicationGroupId"] != nil {
		return true
	}
	for _, r := range d.resources {
		if r.Type != "AWS::ElastiCache::GlobalReplicationGroup" {
			continue
		}
		for _, member := range assembly.List(r.properties["Members"]) {
			if text(at(member, "ReplicationGroupId")) == text(cache.value("")) {
				return true
			}
		}
	}
	return false
}
