package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guards are all rules that have to know resource types, by what they see to.
func guards(t testing.TB) map[string]guard {
	return map[string]guard{
		"ARNs":         nameless,
		"alarms":       unwatched,
		"kept names":   inTheWay,
		"names":        tooLong,
		"once":         twice,
		"once, named":  taken,
		"quotas":       uncounted,
		"reachability": reachable,
		"state":        lost,
		"tags":         wrongTags(plainConfig(t)),
		"verifiers":    unseenByVerifiers,
	}
}

// with is a copy of an assembly with another resource in one of its stacks, and that resource.
func with(
	t testing.TB,
	a *assembly.Assembly,
	stackID string,
	r assembly.Resource,
) (*assembly.Assembly, *assembly.Resource) {
	t.Helper()
	doctored := &assembly.Assembly{Dir: a.Dir}
	var added *assembly.Resource
	for _, stack := range a.Stacks {
		copied := *stack
		copied.Resources = nil
		for _, original := range stack.Resources {
			resource := *original
			resource.Stack = &copied
			copied.Resources = append(copied.Resources, &resource)
		}
		if stack.ID == stackID {
			added = &r
			added.Stack = &copied
			copied.Resources = append(copied.Resources, added)
			slices.SortFunc(
				copied.Resources,
				func(a, b *assembly.Resource) int { return strings.Compare(a.LogicalID, b.LogicalID) },
			)
		}
		doctored.Stacks = append(doctored.Stacks, &copied)
	}
	require.NotNil(t, added)
	return doctored, added
}

// about are the faults that name a resource.
func about(faults []string, r *assembly.Resource) []string {
	return slices.DeleteFunc(faults, func(fault string) bool { return !strings.Contains(fault, r.String()) })
}

func TestEveryGuardFailsForATypeThatNobodyClassified(t *testing.T) {
	a, table := with(t, plain(t), "prod/data-orders", assembly.Resource{LogicalID: "Table", Type: "AWS::DocDB::DBCluster"})
	for name, find := range guards(t) {
		assert.Empty(t, find(plain(t)), "%s: fails for the new resource only", name)
		faults := about(find(a), table)
		if assert.NotEmpty(t, faults, name) {
			assert.Contains(t, faults[0], `"AWS::DocDB::DBCluster": {`, "%s: shows the entry to write", name)
		}
	}
}

func TestEveryGuardFailsForAStoreThatLacksWhatItIsAbout(t *testing.T) {
	bare := func(id, resourceType string) assembly.Resource {
		return assembly.Resource{LogicalID: id, Type: resourceType, Properties: map[string]any{}}
	}
	store := bare("Stream", "AWS::MSK::Cluster")
	long := bare("Stream", "AWS::MSK::Cluster")
	long.Properties["ClusterName"] = strings.Repeat("n", 65)
	unnamed := bare("Stream", "AWS::MSK::Cluster")
	unnamed.DeletionPolicy = "Retain"
	attachment := bare("Attached", "AWS::SecretsManager::SecretTargetAttachment")
	for name, r := range map[string]assembly.Resource{
		"alarms":       store,
		"state":        store,
		"tags":         store,
		"reachability": store,
		"names":        long,
		"kept names":   unnamed,
		"ARNs":         attachment,
	} {
		a, added := with(t, plain(t), "prod/data-orders", r)
		assert.NotEmpty(t, about(guards(t)[name](a), added), "%s passes %s", name, added)
	}

	public := bare("Orders2", "AWS::RDS::DBInstance")
	public.Properties["PubliclyAccessible"] = true
	public.Properties["VPCSecurityGroups"] = one(t, plain(t), "prod", "AWS::RDS::DBInstance").Get("VPCSecurityGroups")
	a, added := with(t, plain(t), "prod/data-orders", public)
	assert.Contains(t, strings.Join(about(reachable(a), added), "\n"), "may be public: PubliclyAccessible is true")

	detector := in(t, plain(t), "dev", "AWS::GuardDuty::Detector")[0]
	again := *detector
	again.LogicalID += "Again"
	a, added = with(t, plain(t), detector.Stack.ID, again)
	assert.NotEmpty(t, about(twice(a), added))

	role := bare("Aagain", "AWS::IAM::Role") // which has no region
	role.Properties["RoleName"] = "acme-join-prod"
	a, _ = with(t, plain(t), "prod-dr/data-orders", role)
	assert.NotEmpty(t, taken(a))
}
