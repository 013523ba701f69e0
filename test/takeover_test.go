package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/spec"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// takenOver are what stacks of the choices take over, by the name that it has.
func takenOver(t testing.TB) map[string]*assembly.Resource {
	t.Helper()
	all := map[string]*assembly.Resource{}
	for _, r := range resourcesOf(choices(t)) {
		if r.TakesOver {
			known, _ := spec.Of(r.Type)
			require.Len(t, known.Identifier, 1, r)
			all[r.Get(known.Identifier[0]).(string)] = r
		}
	}
	return all
}

func TestWhatIsTakenOverIsCalledAsItWasAndKeptWhateverFails(t *testing.T) {
	all := takenOver(t)
	require.Len(t, all, 2)
	for name, r := range all {
		assert.Contains(t, []string{"attic-of-2014", "Ledger"}, name)
		assert.Equal(t, "Retain", r.DeletionPolicy, "a rollback would delete what it took for new: %s", r)
		assert.Equal(t, "Retain", r.UpdateReplacePolicy, r)
	}
}

// TestWhatIsTakenOverCanBeImportedByItsNameAndChangedInPlace: its name identifies it, and is no attribute that AWS
// makes up; and nothing else that a template says of it is decided when it is made, but for keys and indexes of a
// table, which the preflight compares.
func TestWhatIsTakenOverCanBeImportedByItsNameAndChangedInPlace(t *testing.T) {
	for _, r := range takenOver(t) {
		known, _ := spec.Of(r.Type)
		name := known.Identifier[0]
		assert.True(t, known.Has(name), "%s is no property of %s", name, r)
		assert.False(t, known.HasAttribute(name), "%s of %s is made up by AWS", name, r)
		for property := range r.Properties {
			decided := known.Replaces(property) != spec.No && !slices.Contains([]string{name, "KeySchema", "GlobalSecondaryIndexes"}, property)
			assert.False(t, decided, "%s of %s is decided when it is made", property, r)
		}
	}
}

func TestABucketThatWasTakenOverMayWriteItsLogOfRequests(t *testing.T) {
	policy := ofType(t, choices(t), "dev-stores/access-logs", "AWS::S3::BucketPolicy")
	require.Len(t, policy, 1)
	assert.Contains(t, text(policy[0].Properties), "arn:aws:s3:::attic-of-2014")
	assert.Contains(t, text(policy[0].Properties), "arn:aws:s3:::choices-dev-stores-*-606060606060", "as all others")
}

// TestABucketThatWasTakenOverIsUsedInTheEnvironmentsAccountAlone: its name is without the account, and anybody's once
// it is deleted.
func TestABucketThatWasTakenOverIsUsedInTheEnvironmentsAccountAlone(t *testing.T) {
	bucket := takenOver(t)["attic-of-2014"]
	seen := 0
	for _, policy := range resourcesOf(choices(t)) {
		if policy.Type != "AWS::IAM::Policy" {
			continue
		}
		document := policy.Get("PolicyDocument").(map[string]any)
		for _, s := range list(document["Statement"]) {
			s := s.(map[string]any)
			if strings.Contains(text(s["Action"]), "s3:") && strings.Contains(text(s["Resource"]), bucket.LogicalID) {
				seen++
				assert.JSONEq(t, `{"StringEquals":{"aws:ResourceAccount":"606060606060"}}`, text(s["Condition"]), policy)
			}
		}
	}
	assert.Equal(t, 2, seen, "the bucket and its objects, by the service that uses it")
}
