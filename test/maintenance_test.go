package test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func atoi(t testing.TB, text string) float64 {
	t.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return float64(n)
}

func TestProductionWaitsForItsMaintenanceWindow(t *testing.T) {
	seen := map[bool]int{}
	for _, db := range resources(t) {
		if db.Type == "AWS::RDS::DBInstance" {
			seen[inDevelopment(db)]++
			assert.Equal(t, inDevelopment(db), db.Get("ApplyImmediately"), "%s: CloudFormation would apply it at once", db)
		}
	}
	assert.Greater(t, min(seen[true], seen[false]), 3)
}

func TestALongTermReleaseIsNotMovedByItself(t *testing.T) {
	longTerm := []string{"16.8", "17.7", "8.0.mysql_aurora.3.10.4"}
	seen := map[any]int{}
	for _, cluster := range resources(t) {
		if cluster.Type != "AWS::RDS::DBCluster" {
			continue
		}
		want := !slices.Contains(longTerm, textOf(cluster.Get("EngineVersion")))
		assert.Equal(t, want, cluster.Get("AutoMinorVersionUpgrade"), cluster)
		for _, member := range cluster.Stack.Resources {
			if member.Type == "AWS::RDS::DBInstance" && slices.Contains(assembly.References(member.Get("DBClusterIdentifier")), cluster.LogicalID) {
				assert.Equal(t, want, member.Get("AutoMinorVersionUpgrade"), member)
			}
		}
		seen[cluster.Get("EngineVersion")]++
	}
	for _, version := range longTerm {
		assert.Positive(t, seen[version], version)
	}
	for _, db := range resources(t) {
		if db.Type == "AWS::RDS::DBInstance" && db.Get("DBClusterIdentifier") == nil {
			assert.Equal(t, true, db.Get("AutoMinorVersionUpgrade"), "%s: RDS has no long-term releases", db)
		}
	}
}

func TestReadersBehindAProxyAreReachedThroughIt(t *testing.T) {
	proxy := named(t, choices(t), "stores", "AWS::RDS::DBProxy", "DBProxyName", "choices-stores-events")
	readers := one(t, choices(t), "stores", "AWS::RDS::DBProxyEndpoint")
	assert.Equal(t, "READ_ONLY", readers.Get("TargetRole"))
	assert.Equal(t, proxy, denotes(t, choices(t), readers, readers.Get("DBProxyName")))
	assert.Equal(t, proxy.Get("VpcSecurityGroupIds"), readers.Get("VpcSecurityGroupIds"), "services reach this group")
	assert.Equal(t, proxy.Get("VpcSubnetIds"), readers.Get("VpcSubnetIds"))
	told := map[string]*assembly.Resource{}
	for _, variable := range list(container(t, choices(t), "stores/service-reports")["Environment"]) {
		pair := variable.(map[string]any)
		if name := pair["Name"].(string); strings.HasPrefix(name, "EVENTS_") && strings.HasSuffix(name, "HOST") {
			told[name], _ = choices(t).Resolve(choices(t).Stack("stores/service-reports"), pair["Value"])
		}
	}
	assert.Equal(t, map[string]*assembly.Resource{"EVENTS_HOST": proxy, "EVENTS_READER_HOST": readers}, told)
}

// TestAProxyStaysWhereItIsWhenZonesComeAndGo: CloudFormation cannot move a proxy.
func TestAProxyStaysWhereItIsWhenZonesComeAndGo(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		if r.Type == "AWS::RDS::DBProxy" || r.Type == "AWS::RDS::DBProxyEndpoint" {
			seen++
			assert.Len(t, list(r.Get("VpcSubnetIds")), 2, "%s: the two zones that every network has", r)
		}
	}
	assert.GreaterOrEqual(t, seen, 3)
}
