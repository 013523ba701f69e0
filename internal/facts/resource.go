package facts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Resource is what bulkhead knows of a CloudFormation resource type. Every field is a decision: one that nobody made
// is the zero value, and every guard fails for it.
type Resource struct {
	State     State
	Alarms    Alarms
	Name      Name
	Tags      Tags
	Scope     Scope
	Network   Network
	ARN       ARN
	Quotas    []Take
	Verifiers Verifiers
}

// resources are the types that occur in templates, by group.
var resources = merge(
	dataResources, computeResources, networkResources, accountResources, accessResources, customResources,
)

func merge(groups ...map[string]Resource) map[string]Resource {
	all := map[string]Resource{}
	for _, group := range groups {
		for name, r := range group {
			if _, twice := all[name]; twice {
				panic(name + " is classified twice")
			}
			all[name] = r
		}
	}
	return all
}

// Types returns every classified type, sorted.
func Types() []string {
	var all []string
	for name := range resources {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// Of returns what is known of a type. For a type that nobody has classified, or not in every respect, it fails with
// the entry to write.
func Of(resourceType string) (Resource, error) {
	r, known := resources[resourceType]
	missing := r.unclassified()
	switch {
	case !known:
		return r, fmt.Errorf("nobody has classified %s: add this to internal/facts/resources_*.go, "+
			"and choose in each line:\n%s", resourceType, entry(resourceType))
	case len(missing) > 0:
		return r, fmt.Errorf("%s is not classified in all respects: add %s to its entry in internal/facts/resources_*.go; "+
			"a whole entry is\n%s", resourceType, strings.Join(missing, ", "), entry(resourceType))
	}
	return r, nil
}

// unclassified are the fields that say nothing.
func (r Resource) unclassified() []string {
	var missing []string
	for field, value := range reflect.ValueOf(r).Fields() {
		if value.IsZero() {
			missing = append(missing, field.Name)
		}
	}
	// What keeps a store from the public is a decision of its own.
	store := r.State.Kind == Stateful || r.State.Kind == MadeAgain
	if store && r.Network.Kind != 0 && r.Network.Closed == nil {
		missing = append(missing, "Network: ….closedBy(…) or ….neverPublic()")
	}
	return missing
}

// entry is the line to write, with what there is to choose from.
func entry(resourceType string) string {
	const choices = `	%q: {
		State:     stateless | stateful | madeAgain | record,
		Alarms:    byReference | by("ItsNameProperty") | unwatched("why nobody has to know"),
		Name:      unnamed | named("Name", 64) | ours("Name", 64, "why, though it is kept") | generated("Name", 64),
		Tags:      tagged | taggedIn("TagsOfAnotherName") | untagged,
		Scope:     regional | onePerRegion | global,
		Network:   noAddress | inGroups("SecurityGroups") | noGroups("why"), // a store's: .closedBy("Property", "false") or .neverPublic()
		ARN:       arn("service:R:A:kind/$") | noARN, // R is the region, A the account, $ the name
		Quotas:    noQuota | takes(each(ElasticIPs)),
		Verifiers: bySchema | unseen("who tests it instead"),
	},`
	return fmt.Sprintf(choices, resourceType)
}
