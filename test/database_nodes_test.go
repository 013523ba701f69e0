package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// databasesOnInstances are the stacks of databases that run on instances, and which of their nodes takes writes.
var databasesOnInstances = map[string]int{
	"stores/data-invoices": 2, "lab/data-invoices-b": 1, "lab-dr/data-invoices-b": 1,
}

func TestTheNodeThatTakesWritesChangesLast(t *testing.T) {
	for stack, primary := range databasesOnInstances {
		groups := ofType(t, choices(t), stack, "AWS::AutoScaling::AutoScalingGroup")
		require.Len(t, groups, 2, stack)
		other := groups[2-primary]
		assert.Contains(t, groups[primary-1].DependsOn, other.LogicalID, stack)
		assert.NotContains(t, other.DependsOn, groups[primary-1].LogicalID, stack)
		update := other.UpdatePolicy["AutoScalingRollingUpdate"].(map[string]any)
		assert.Equal(t, true, update["WaitOnResourceSignals"], "it goes on when the node has all that the primary has")
	}
}

func TestTheAddressOfThePrimaryLeadsWhereConfigurationSays(t *testing.T) {
	for stack, primary := range databasesOnInstances {
		var record *assembly.Resource
		for _, r := range ofType(t, choices(t), stack, "AWS::Route53::RecordSet") {
			if strings.Contains(text(r.Get("Name")), "-primary.internal.") {
				record = r
			}
		}
		require.NotNil(t, record, stack)
		assert.Equal(t, "5", record.Get("TTL"), "clients look it up again")
		interfaces := ofType(t, choices(t), stack, "AWS::EC2::NetworkInterface")
		assert.Contains(t, text(record.Get("ResourceRecords")), interfaces[primary-1].LogicalID)
		for _, group := range ofType(t, choices(t), stack, "AWS::AutoScaling::AutoScalingGroup") {
			assert.Contains(t, group.DependsOn, record.LogicalID, "nobody asks for it before it is there")
		}
		names := text(ofType(t, choices(t), stack, "AWS::CertificateManager::Certificate")[0].Properties)
		assert.Contains(t, names, "-primary.internal.", "clients look at the name that they were given")
	}
}

func TestANodeLeadsTheAddressOfThePrimaryAndNoOtherNameElsewhere(t *testing.T) {
	for stack := range databasesOnInstances {
		seen := 0
		for _, r := range ofType(t, choices(t), stack, "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(r) {
				if !slices.ContainsFunc(s.Actions, func(a string) bool { return strings.HasPrefix(a, "route53:") }) {
					continue
				}
				seen++
				assert.Equal(t, []string{"route53:ChangeResourceRecordSets"}, s.Actions)
				conditions := text(s.Condition)
				assert.Regexp(t, `"route53:ChangeResourceRecordSetsNormalizedRecordNames":\["invoices(-b)?-primary\.internal\.[a-z.-]+"\]`, conditions)
				assert.Contains(t, conditions, `"route53:ChangeResourceRecordSetsRecordTypes":["A"]`)
				assert.Contains(t, conditions, `"route53:ChangeResourceRecordSetsActions":["UPSERT"]`)
				assert.NotContains(t, text(s.Resources), "*")
			}
		}
		assert.Equal(t, 2, seen, "each of its nodes: %s", stack)
	}
}

func TestBothNodesOfARestoredDatabaseAreMadeOfItsSnapshot(t *testing.T) {
	for stack := range databasesOnInstances {
		volumes := ofType(t, choices(t), stack, "AWS::EC2::Volume")
		require.Len(t, volumes, 2, stack)
		assert.NotEqual(t, text(volumes[0].Get("AvailabilityZone")), text(volumes[1].Get("AvailabilityZone")), "two zones")
		for _, volume := range volumes {
			assert.Equal(t, true, volume.Get("Encrypted"))
			if strings.HasPrefix(stack, "lab/") {
				assert.Equal(t, "snap-0123456789abcdef1", volume.Get("SnapshotId"))
			} else {
				assert.Nil(t, volume.Get("SnapshotId"), stack)
			}
		}
		for _, template := range ofType(t, choices(t), stack, "AWS::EC2::LaunchTemplate") {
			data := template.Get("LaunchTemplateData").(map[string]any)
			written := text(data["UserData"])
			assert.Less(t, len(written), 16*1024, "AWS takes no more, and ids are longer than what stands for them")
			assert.NotContains(t, written, "resolve:secretsmanager")
		}
	}
}

func TestWhoUsesADatabaseOnInstancesReachesItAndHasItsLoginAlone(t *testing.T) {
	nodes := group(t, choices(t), "stores/data-invoices", "nodes of")
	ports := map[string]int{}
	for _, f := range flows(t, choices(t), "stores", "Ingress") {
		if f.to == nodes {
			ports[f.port]++
		}
	}
	assert.Equal(t, map[string]int{"tcp 3306-3306": 3}, ports, "its one service, what makes its user, and nodes")
	secrets := ofType(t, choices(t), "stores/data-invoices", "AWS::SecretsManager::Secret")
	require.Len(t, secrets, 3)
	service := choices(t).Stack("stores/service-shop")
	for _, secret := range secrets {
		assert.Equal(t, "RetainExceptOnCreate", secret.DeletionPolicy, "kept volumes have the passwords")
		for _, r := range service.Resources {
			assert.NotContains(t, text(r.Properties), secret.LogicalID, r)
		}
	}
	user := ofType(t, choices(t), "stores/user-invoices--shop", "Custom::DatabaseUser")
	require.Len(t, user, 1)
	assert.Equal(t, "shop", user[0].Get("User"))
	assert.Contains(t, text(service.Template), "stores-user-invoices--shop:")
}
