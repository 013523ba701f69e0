package plan

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/facts"
	"bulkhead/internal/spec"
)

// isStateful tells whether data or identity would be lost with a copy of a resource.
func isStateful(i *instance) bool {
	is, err := facts.Of(i.Type)
	if err != nil {
		kind, _ := spec.Of(i.Type)
		return kind.Stateful
	}
	for _, property := range is.State.Unless {
		if i.properties[property] != nil {
			return false
		}
	}
	return is.State.Kind == facts.Stateful || is.State.Kind == facts.MadeAgain
}

// takesSnapshots are the types of which the policy Snapshot means one; elsewhere it means Delete. Source:
// CloudFormation User Guide, DeletionPolicy.
var takesSnapshots = []string{
	"AWS::EC2::Volume", "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::Neptune::DBCluster",
	"AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster", "AWS::DocDB::DBCluster",
}

// remains says what is left of a copy under a policy.
func remains(old *instance, policy string) string {
	isCopy := old.properties["SourceDBInstanceIdentifier"] != nil || old.properties["DBClusterIdentifier"] != nil
	byDefault := old.Type == "AWS::RDS::DBCluster" || old.Type == "AWS::RDS::DBInstance" && !isCopy
	if policy == "" && byDefault {
		policy = "Snapshot"
	}
	switch {
	case strings.HasPrefix(policy, "Retain"):
		return "it stays, outside of CloudFormation"
	case policy == "Snapshot" && slices.Contains(takesSnapshots, old.Type) && !(isCopy && old.Type == "AWS::RDS::DBInstance"):
		return "it is deleted; a final snapshot stays"
	}
	return "it is deleted, and nothing stays"
}

// checkState finds data and identity that a change takes away.
func checkState(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.old == nil || !isStateful(f.old) {
			continue
		}
		switch f.action {
		case Replace:
			policy := f.new.UpdateReplacePolicy
			if policy == "" {
				policy = "Delete" // the default of replacing, whatever the type
			}
			all = append(all, u.finding(State, KindState, id,
				fmt.Sprintf("%s replaces it by an empty one; of the old one: %s%s",
					paths(f.causes), remains(f.old, policy), because(f)),
				"make another one beside it, move the data, and then remove this one"))
		case Perhaps:
			all = append(all, u.finding(State, KindState, id,
				fmt.Sprintf("%s may replace it by an empty one%s", paths(f.causes), because(f)),
				"ask AWS with a change set before you deploy, and allow it by name when it says no"))
		case Delete:
			all = append(all, u.finding(State, KindState, id,
				"it goes from the template: "+remains(f.old, f.old.DeletionPolicy),
				"copy what is needed first, and allow it by name"))
		case Keep:
			if other := u.another(f); other != "" {
				all = append(all, u.finding(State, KindState, id,
					"it goes from the template, and the store begins empty with "+other+"; of this one: "+
						remains(f.old, f.old.DeletionPolicy),
					"make another store beside it, with as where the name is to stay, move the data, and then remove this one"))
				continue
			}
			all = append(all, u.finding(Note, KindState, id,
				"it goes from the template: "+remains(f.old, f.old.DeletionPolicy),
				"delete it by hand when nobody needs it; its name is taken until then"))
		}
	}
	return all
}

// another returns a resource of another type that holds what a store has from now on, where one that is kept held it.
func (u *update) another(kept *fate) string {
	held := func(i *instance) bool {
		return isStateful(i) && i.Type != "AWS::SecretsManager::Secret" && i.Type != "AWS::KMS::Key" && i.Type != "AWS::Logs::LogGroup"
	}
	_, name, _ := strings.Cut(u.next.ID, "/")
	if !strings.HasPrefix(name, "data-") || !held(kept.old) {
		return ""
	}
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action == Add && f.new.Type != kept.old.Type && held(f.new) {
			return id + " (" + f.new.Type + ")"
		}
	}
	return ""
}

func because(f *fate) string {
	if len(f.rules) == 0 {
		return ""
	}
	return " (" + strings.Join(f.rules, "; ") + ")"
}
