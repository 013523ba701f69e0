package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// heldBySnapshots are the types that a last snapshot goes on using. Source: the RDS user guide, "Deleting an option
// group"; ElastiCache's and the other groups of RDS are free as soon as the store is gone.
var heldBySnapshots = []string{"AWS::RDS::OptionGroup", "AWS::KMS::Key", "AWS::SecretsManager::Secret"}

func isKept(r *assembly.Resource) bool { return strings.HasPrefix(r.DeletionPolicy, "Retain") }

// orphaned finds what goes with its stack although something that stays still uses it: its deletion fails, or what
// stays does not work any more. What another stack makes stays as long as that stack.
func orphaned(a *assembly.Assembly) []string {
	var faults []string
	for _, r := range resourcesOf(a) {
		for _, id := range assembly.References(r.Properties) {
			used := r.Stack.Resource(id)
			if used != nil && used.Type == "Custom::ReplicatedSecret" {
				continue // it looks for what another region has
			}
			if used == nil || isKept(used) || used.DeletionPolicy == "Snapshot" || strings.HasPrefix(r.Stack.ID, madeByCDK) {
				continue
			}
			if isKept(r) || r.DeletionPolicy == "Snapshot" && slices.Contains(heldBySnapshots, used.Type) {
				faults = append(faults, fmt.Sprintf("%s stays when its stack goes, and %s does not, which it uses", r, used))
			}
		}
	}
	return faults
}

func TestWhatSomethingKeptOrItsSnapshotUsesIsKeptToo(t *testing.T) {
	holds(t, orphaned)
	kept, snapshots := 0, 0
	for _, r := range resources(t) {
		if isKept(r) {
			kept++
		} else if r.DeletionPolicy == "Snapshot" {
			snapshots++
		}
	}
	assert.Greater(t, kept, 500)
	assert.Greater(t, snapshots, 5)
}

func TestWhatIsMissedWhenAStackGoesIsFound(t *testing.T) {
	made := func(policy string) *assembly.Assembly {
		return templateOf(t, map[string]any{
			"Database": map[string]any{
				"Type": "AWS::RDS::DBInstance", "DeletionPolicy": policy,
				"Properties": map[string]any{
					"OptionGroupName": map[string]any{"Ref": "Options"}, "DBParameterGroupName": map[string]any{"Ref": "Parameters"},
				},
			},
			"Options":    map[string]any{"Type": "AWS::RDS::OptionGroup"},
			"Parameters": map[string]any{"Type": "AWS::RDS::DBParameterGroup"},
		})
	}
	assert.Len(t, orphaned(made("RetainExceptOnCreate")), 2)
	assert.Len(t, orphaned(made("Snapshot")), 1, "the option group")
	assert.Empty(t, orphaned(made("Delete")))
}

// TestAStoreCanBeTriedAgain: what Retain alone would leave behind after a failed first deployment keeps its name from
// the next try.
func TestAStoreCanBeTriedAgain(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		for _, service := range []string{"AWS::RDS::", "AWS::ElastiCache::", "AWS::MSK::", "AWS::OpenSearchService::", "AWS::SecretsManager::"} {
			if strings.HasPrefix(r.Type, service) && isKept(r) {
				seen++
				assert.Equal(t, []string{"RetainExceptOnCreate", "Retain"}, []string{r.DeletionPolicy, r.UpdateReplacePolicy}, r)
			}
		}
	}
	assert.Greater(t, seen, 100)
}
