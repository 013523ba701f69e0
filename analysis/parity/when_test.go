package parity

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

func TestAClassThatARegionLacksIsJudgedByTheServiceOfTheDatabase(t *testing.T) {
	compared := func(kinds ...string) bool {
		resources := map[string]any{}
		for _, kind := range kinds {
			resources[kind] = map[string]any{"Type": kind}
		}
		stack := &assembly.Stack{ID: "prod/data-orders", Stage: "prod", Template: map[string]any{"Resources": resources}}
		return lackedThere(subject{
			comparison: &comparison{
				primary: side{name: "prod", region: "eu-west-1", stages: []string{"prod"}, stacks: []*assembly.Stack{stack}},
				standby: side{name: "prod-dr", region: "il-central-1"},
			},
			stack: "data-orders", kind: instanceOfRDS, primary: "db.r6g.large", standby: "db.r7g.large",
		})
	}
	assert.False(t, compared(instanceOfRDS), "RDS has r6g in il-central-1")
	assert.True(t, compared(instanceOfRDS, "AWS::RDS::DBCluster"), "and Aurora has not")
}

func TestATypeThatARegionLacksIsMissingThereOnly(t *testing.T) {
	const snapshots = "AWS::EC2::SnapshotBlockPublicAccess"
	c := &comparison{primary: side{region: "ap-east-2"}, standby: side{region: "eu-west-1"}}
	assert.True(t, typeLackedThere(subject{comparison: c, kind: snapshots, standby: "there"}), "the primary cannot have it")
	assert.False(t, typeLackedThere(subject{comparison: c, kind: snapshots, primary: "there"}), "the standby could")
	assert.False(t, typeLackedThere(subject{comparison: c, kind: "AWS::EC2::VPC", standby: "there"}))
}
