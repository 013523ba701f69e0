package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// searchNodes are the stacks of OpenSearch on instances.
var searchNodes = []string{"stores/data-manuals", "lab/data-manuals-b", "lab-dr/data-manuals-b"}

func TestWhoUsesOpenSearchOnInstancesIsToldWhatADomainTells(t *testing.T) {
	api := text(only(t, choices(t), "lab/service-api", "AWS::ECS::TaskDefinition").Get("ContainerDefinitions"))
	for _, suffix := range []string{"HOST", "PORT", "URL", "USERNAME", "PASSWORD", "SECRET_ARN"} {
		assert.Contains(t, api, `"Name":"MANUALS_`+suffix+`"`, "by the name that as gives")
	}
	assert.NotContains(t, api, "MANUALS_B_")
	shop := variablesOf(t, choices(t), "stores/service-shop")
	assert.Equal(t, `{"Name":"MANUALS_HOST","Value":"manuals.internal.stores.example.net"}`, shop["MANUALS_HOST"])
	assert.Equal(t, `{"Name":"MANUALS_PORT","Value":"9200"}`, shop["MANUALS_PORT"])
	assert.Equal(t, `{"Name":"MANUALS_URL","Value":"https://manuals.internal.stores.example.net:9200"}`, shop["MANUALS_URL"])
}

func TestTheNameOfOpenSearchLeadsToAllNodesAndIsInTheirCertificate(t *testing.T) {
	for _, stack := range searchNodes {
		addresses := map[int]int{}
		name := ""
		for _, record := range ofType(t, choices(t), stack, "AWS::Route53::RecordSet") {
			n := len(list(record.Get("ResourceRecords")))
			addresses[n]++
			if n == 3 {
				name = strings.TrimSuffix(record.Get("Name").(string), ".")
			}
		}
		assert.Equal(t, map[int]int{1: 3, 3: 1}, addresses, "each node, and all together: %s", stack)
		certificate := only(t, choices(t), stack, "AWS::CertificateManager::Certificate")
		assert.Contains(t, list(certificate.Get("SubjectAlternativeNames")), name)
	}
}

func TestWhoUsesOpenSearchOnInstancesReachesItsPortAndNotThatOfNodes(t *testing.T) {
	nodes := group(t, choices(t), "stores/data-manuals", "nodes of")
	ports := map[string]int{}
	for _, f := range flows(t, choices(t), "stores", "Ingress") {
		if f.to == nodes {
			ports[f.port]++
		}
	}
	assert.Equal(t, map[string]int{"tcp 9200-9200": 2, "tcp 9300-9300": 1}, ports, "its one service, and nodes")
}

func TestSnapshotsOfOpenSearchAreTheBusinessOfOneRole(t *testing.T) {
	for _, stack := range searchNodes {
		bucket := only(t, choices(t), stack, "AWS::S3::Bucket")
		assert.Equal(t, []string{"Retain", "Retain"}, []string{bucket.DeletionPolicy, bucket.UpdateReplacePolicy},
			"what is in it would keep a stack from being rolled back")
		assert.Equal(t, "Enabled", bucket.Get("VersioningConfiguration", "Status"), "what is deleted can be had back")
		assert.Nil(t, bucket.Get("BucketName"), "a kept one is in nobody's way")
		var snapshots *assembly.Resource
		for _, role := range ofType(t, choices(t), stack, "AWS::IAM::Role") {
			if strings.HasPrefix(role.Get("Description").(string), "snapshots of ") {
				require.Nil(t, snapshots)
				snapshots = role
			}
		}
		require.NotNil(t, snapshots)
		trusted := map[string]bool{}
		for _, s := range list(snapshots.Get("AssumeRolePolicyDocument", "Statement")) {
			for _, node := range list(s.(map[string]any)["Principal"].(map[string]any)["AWS"]) {
				trusted[denotes(t, choices(t), snapshots, node).Get("Description").(string)] = true
			}
		}
		assert.Equal(t, map[string]bool{"a node of " + onInstances[stack]: true}, trusted)
		for _, policy := range ofType(t, choices(t), stack, "AWS::IAM::Policy") {
			its := slices.ContainsFunc(list(policy.Get("Roles")), func(role any) bool {
				return denotes(t, choices(t), policy, role).String() == snapshots.String()
			})
			for _, s := range assembly.Statements(policy) {
				for _, action := range s.Actions {
					ofBucket := strings.HasPrefix(action, "s3:") && !strings.Contains(text(s.Resources), "sessions")
					assert.False(t, ofBucket && !its && strings.Contains(text(s.Resources), bucket.LogicalID), policy)
					if its {
						assert.NotContains(t, s.Resources, "*")
						assert.Contains(t, []string{"s3", "kms"}, strings.Split(action, ":")[0], "and nothing else")
					}
				}
			}
		}
	}
}

func TestOpenSearchIsRestoredFromAnotherBucketThatItOnlyReads(t *testing.T) {
	seen := 0
	for _, policy := range ofType(t, choices(t), "lab/data-manuals-b", "AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			if !strings.Contains(text(s.Resources), "choices-lab-manuals-snapshots") {
				continue
			}
			seen++
			for _, action := range s.Actions {
				assert.Contains(t, []string{"s3:ListBucket", "s3:GetBucketLocation", "s3:GetObject"}, action)
			}
			assert.Contains(t, text(s.Condition), "aws:ResourceAccount", "a bucket of somebody else has any name")
		}
	}
	assert.Equal(t, 2, seen)
	for _, r := range choices(t).Stack("lab-dr/data-manuals-b").Resources {
		assert.NotContains(t, text(r.Properties), "choices-lab-manuals-snapshots", "the standby begins empty")
	}
}

func TestTheAuthorityOfNodesFollowsFromASecretThatNobodyMakes(t *testing.T) {
	for _, stack := range searchNodes {
		secrets := ofType(t, choices(t), stack, "AWS::SecretsManager::Secret")
		require.Len(t, secrets, 2, "services' user, and the authority")
		for _, secret := range secrets {
			assert.NotNil(t, secret.Get("GenerateSecretString"))
			if strings.HasPrefix(secret.Get("Description").(string), "authority") {
				made := secret.Get("GenerateSecretString").(map[string]any)
				assert.Equal(t, 64.0, made["PasswordLength"], "256 bits")
				assert.Equal(t, "ghijklmnopqrstuvwxyz", made["ExcludeCharacters"])
				assert.Equal(t, []any{true, true}, []any{made["ExcludeUppercase"], made["ExcludePunctuation"]})
			}
		}
	}
}

func TestPeopleHearWhatBecomesOfOpenSearchOnInstances(t *testing.T) {
	for _, stack := range searchNodes {
		var all strings.Builder
		for _, alarm := range ofType(t, choices(t), stack, "AWS::CloudWatch::Alarm") {
			all.WriteString(text(alarm.Get("Metrics")))
		}
		for _, name := range []string{
			"Up", "Nodes", "Red", "Yellow", "HeapPercent", "SnapshotTaken", "DiskPercent", "MemoryPercent", "CertificateDays",
			"CPUUtilization", "GroupInServiceInstances",
		} {
			assert.Contains(t, all.String(), `"MetricName":"`+name+`"`, stack)
		}
	}
}
