package test

import (
	"fmt"
	"slices"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyDomain is every search domain, in all configurations.
func everyDomain(t testing.TB, promise func(a *assembly.Assembly, domain *assembly.Resource)) {
	t.Helper()
	seen := 0
	for name := range sharedConfigs {
		for _, domain := range shared(t, name).OfType("AWS::OpenSearchService::Domain") {
			seen++
			promise(shared(t, name), domain)
		}
	}
	require.GreaterOrEqual(t, seen, 3)
}

func products(t testing.TB) *assembly.Resource {
	t.Helper()
	return named(t, choices(t), "stores", "AWS::OpenSearchService::Domain", "DomainName", "choices-stores-products")
}

func TestSearchDomainIsEncryptedEverywhere(t *testing.T) {
	everyDomain(t, func(a *assembly.Assembly, domain *assembly.Resource) {
		assert.Equal(t, true, domain.Get("DomainEndpointOptions", "EnforceHTTPS"), domain)
		assert.Equal(t, "Policy-Min-TLS-1-2-PFS-2023-10", domain.Get("DomainEndpointOptions", "TLSSecurityPolicy"), domain)
		assert.Equal(t, true, domain.Get("NodeToNodeEncryptionOptions", "Enabled"), domain)
		assert.Equal(t, true, domain.Get("EncryptionAtRestOptions", "Enabled"), domain)
		assert.Equal(t, "encrypts data stores and their backups", denotes(t, a, domain, domain.Get("EncryptionAtRestOptions", "KmsKeyId")).Get("Description"))
	})
}

func TestSearchDomainIsInIsolatedSubnetsAndAsksForAPassword(t *testing.T) {
	everyDomain(t, func(a *assembly.Assembly, domain *assembly.Resource) {
		for _, subnet := range list(domain.Get("VPCOptions", "SubnetIds")) {
			assert.Equal(t, "data", tier(denotes(t, a, domain, subnet)), domain)
		}
		assert.Equal(t, true, domain.Get("AdvancedSecurityOptions", "Enabled"), "else whoever reaches it may do anything")
		assert.Nil(t, domain.Get("AdvancedSecurityOptions", "AnonymousAuthEnabled"))
		assert.Contains(t, text(domain.Get("AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword")), "{{resolve:secretsmanager:", "a reference")
		name := domain.Get("DomainName").(string)
		assert.LessOrEqual(t, len(name), 28)
		assert.Contains(t, text(domain.Get("AccessPolicies")), ":"+domain.Stack.Account+":domain/"+name+"/*", "the policy is about this domain")
	})
}

func TestSearchDomainSurvivesTheLossOfAZone(t *testing.T) {
	domain := products(t)
	assert.Len(t, list(domain.Get("VPCOptions", "SubnetIds")), 3)
	cluster := domain.Get("ClusterConfig").(map[string]any)
	assert.Equal(t, map[string]any{
		"InstanceType": "r7g.xlarge.search", "InstanceCount": 6.0,
		"DedicatedMasterEnabled": true, "DedicatedMasterType": "m7g.large.search", "DedicatedMasterCount": 3.0,
		"ZoneAwarenessEnabled": true, "ZoneAwarenessConfig": map[string]any{"AvailabilityZoneCount": 3.0},
		"MultiAZWithStandbyEnabled": true,
	}, cluster)
	alone := one(t, choices(t), "dev-stores", "AWS::OpenSearchService::Domain")
	assert.Equal(t, map[string]any{
		"InstanceType": "t3.small.search", "InstanceCount": 1.0, "DedicatedMasterEnabled": false,
		"ZoneAwarenessEnabled": false, "MultiAZWithStandbyEnabled": false,
	}, alone.Get("ClusterConfig"))
	assert.Len(t, list(alone.Get("VPCOptions", "SubnetIds")), 1)
}

func TestSearchDomainLogsWhereItMay(t *testing.T) {
	everyDomain(t, func(a *assembly.Assembly, domain *assembly.Resource) {
		options := domain.Get("LogPublishingOptions").(map[string]any)
		assert.Len(t, options, 4, domain)
		for kind, option := range options {
			group := denotes(t, a, domain, option.(map[string]any)["CloudWatchLogsLogGroupArn"])
			assert.NotNil(t, group.Get("RetentionInDays"), "%s %s", domain, kind)
			assert.Regexp(t, `^/[a-z-]+/[a-z-]+/search/`, group.Get("LogGroupName"), "which the resource policy admits")
		}
		policy := only(t, a, domain.Stack.Stage+"/search-logs", "AWS::Logs::ResourcePolicy")
		assert.Contains(t, policy.Get("PolicyDocument"), `"aws:SourceAccount":"`+domain.Stack.Account+`"`)
		assert.True(t, before(a, domain.Stack, policy.Stack.ID), "OpenSearch refuses a group that it may not write to")
	})
}

func TestServiceLinkedRolesAreMadeOncePerAccount(t *testing.T) {
	made := map[string]int{}
	for name := range sharedConfigs {
		for _, role := range shared(t, name).OfType("AWS::IAM::ServiceLinkedRole") {
			made[fmt.Sprint(name, "/", role.Stack.Account, " ", role.Get("AWSServiceName"))]++
			assert.Equal(t, "RetainExceptOnCreate", role.DeletionPolicy)
		}
	}
	for where, count := range made {
		assert.Equal(t, 1, count, where)
	}
	for _, service := range []string{"ecs", "opensearchservice"} {
		assert.Equal(t, 1, made["choices/404040404040 "+service+".amazonaws.com"])
		assert.Zero(t, made["choices/606060606060 "+service+".amazonaws.com"], "which has it")
	}
}

func TestSearchDomainIsUpdatedInPlaceAtItsHour(t *testing.T) {
	domain := products(t)
	assert.Equal(t, map[string]any{"WindowStartTime": map[string]any{"Hours": 22.0, "Minutes": 30.0}}, domain.Get("OffPeakWindowOptions", "OffPeakWindow"))
	everyDomain(t, func(_ *assembly.Assembly, domain *assembly.Resource) {
		assert.Equal(t, true, domain.Get("OffPeakWindowOptions", "Enabled"))
		assert.Equal(t, true, domain.Get("SoftwareUpdateOptions", "AutoSoftwareUpdateEnabled"))
		raw := domain.Stack.Template["Resources"].(map[string]any)[domain.LogicalID].(map[string]any)
		assert.Equal(t, map[string]any{"EnableVersionUpgrade": true}, raw["UpdatePolicy"], "else CloudFormation replaces it by an empty one")
	})
}

func TestAlarmsWarnBeforeASearchDomainLosesDocuments(t *testing.T) {
	metrics := []string{ // of one node, on which replicas are never assigned: it is yellow for ever
		"AutomatedSnapshotFailure", "CPUUtilization", "ClusterIndexWritesBlocked", "ClusterStatus.red",
		"FreeStorageSpace", "JVMMemoryPressure", "KMSKeyError", "KMSKeyInaccessible", "Nodes",
	}
	managed := append([]string{"ClusterStatus.yellow", "MasterCPUUtilization", "MasterJVMMemoryPressure", "MasterReachableFromNode"}, metrics...)
	for stage, want := range map[string][]string{"stores": managed, "dev-stores": metrics} {
		slices.Sort(want)
		for _, domain := range in(t, choices(t), stage, "AWS::OpenSearchService::Domain") {
			var got []string
			for _, alarm := range in(t, choices(t), stage, "AWS::CloudWatch::Alarm") {
				of := attributesNamed("Name", alarm.Get("Dimensions"))
				if alarm.Get("Namespace") == "AWS/ES" && of["DomainName"] == domain.Get("DomainName") {
					got = append(got, alarm.Get("MetricName").(string))
					assert.Equal(t, domain.Stack.Account, of["ClientId"], "OpenSearch's metrics have the account")
					assert.Len(t, list(alarm.Get("AlarmActions")), 1, alarm)
				}
			}
			slices.Sort(got)
			assert.Equal(t, want, got, domain)
		}
	}
}

func TestSearchDomainIsKeptInProduction(t *testing.T) {
	for stage, policy := range map[string]string{"stores": "RetainExceptOnCreate", "dev-stores": ""} {
		for _, domain := range in(t, choices(t), stage, "AWS::OpenSearchService::Domain") {
			group := denotes(t, choices(t), domain, domain.Get("VPCOptions", "SecurityGroupIds", "0"))
			assert.Equal(t, []string{policy, policy}, []string{domain.DeletionPolicy, group.DeletionPolicy}, domain)
		}
	}
}
