package test

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// TestNoSecurityGroupHasARuleTwiceOrMoreThanAWSGives: 60 in each direction; and a network ACL 20. Sources: the Amazon
// VPC user guide, quotas, and the API reference of Amazon EC2, InvalidPermission.Duplicate.
func TestNoSecurityGroupHasARuleTwiceOrMoreThanAWSGives(t *testing.T) {
	rules, entries := 0, 0
	for _, a := range assemblies(t) {
		stages := map[string]bool{}
		for _, stack := range a.Stacks {
			stages[stack.Stage] = true
		}
		for stage := range stages {
			if len(maybeIn(a, stage, "AWS::EC2::SecurityGroup")) == 0 {
				continue
			}
			for _, direction := range []string{"Ingress", "Egress"} {
				seen, of := map[flow]bool{}, map[string]int{}
				for _, f := range flows(t, a, stage, direction) {
					rules++
					assert.False(t, seen[f], "%s: %s %v twice", stage, direction, f)
					seen[f] = true
					if direction == "Ingress" {
						of[f.to]++
					} else {
						of[f.from]++
					}
				}
				for group, n := range of {
					assert.LessOrEqual(t, n, 60, "%s: %s", group, direction)
				}
			}
		}
		perACL := map[*assembly.Resource]map[any]int{}
		for _, entry := range a.OfType("AWS::EC2::NetworkAclEntry") {
			entries++
			acl := denotes(t, a, entry, entry.Get("NetworkAclId"))
			if perACL[acl] == nil {
				perACL[acl] = map[any]int{}
			}
			perACL[acl][entry.Get("Egress")]++
			assert.LessOrEqual(t, perACL[acl][entry.Get("Egress")], 20, acl)
		}
	}
	assert.Greater(t, rules, 200)
	assert.Greater(t, entries, 500)
}
