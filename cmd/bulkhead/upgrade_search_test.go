package main

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/fake"
	"bulkhead/operate/upgrade"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// domains is an OpenSearch Service whose domains have that version, and replicate; other calls are answered by nobody.
func domains(version string) *upgrade.Cloud {
	answers := fake.Answers{
		"DescribeDomain": func(fake.Call) (any, error) {
			return &opensearch.DescribeDomainOutput{
				DomainStatus: &opensearch.DomainStatus{EngineVersion: new("OpenSearch_" + version)},
			}, nil
		},
		"DescribeDomainHealth": func(fake.Call) (any, error) {
			return &opensearch.DescribeDomainHealthOutput{ClusterHealth: new(opensearch.HealthGreen)}, nil
		},
		"DescribeDomainReplication": func(fake.Call) (any, error) {
			follower := new("arn:aws:es:eu-central-1:555555555555:domain/acme-prod-dr-products")
			return &opensearch.DescribeDomainReplicationOutput{
				Role:  new(opensearch.RolePrimary),
				Peers: []opensearch.ReplicationPeer{{PeerDomainArn: follower, Status: new(opensearch.StatusActive)}},
			}, nil
		},
	}
	return &upgrade.Cloud{Now: time.Now, Config: answers.Alone}
}

func TestAnUpgradeOfASearchDomainSaysWhatIsWhose(t *testing.T) {
	said, err := upgrading{to: "3.3", cloud: domains("3.3"), dryRun: true, json: true}.typed(t, "prod/products", "")
	require.NoError(t, err, said)
	var result shownUpgrade
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.Equal(t, "prod/products", result.Store)
	assert.Equal(t, kindSearch, result.Kind)
	require.Len(t, result.Steps, 5)
	assert.Equal(t, "follower", result.Steps[2].Name)
	assert.Equal(t, upgrade.Deployment, result.Steps[2].Who)
	for _, step := range result.Steps {
		assert.Equal(t, upgrade.Done, step.Status, step.Detail)
	}
}

func TestAWrongUpgradeOfASearchDomainIsRefused(t *testing.T) {
	_, err := upgrading{to: "3.3", cloud: domains("3.3"), abandon: true}.typed(t, "prod/products", "")
	assert.ErrorContains(t, err, "are of databases")
	_, err = upgrading{to: "1.3", cloud: domains("3.3")}.typed(t, "prod/products", "")
	assert.ErrorContains(t, err, "OpenSearch 1.3 is not offered")
}

func TestAnUpgradeKnowsTheSearchDomainsAsTheTemplatesCallThem(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	for stage, wants := range map[string][]string{
		"prod": {"prod", "prod-dr"}, "prod-dr": {"prod", "prod-dr"}, "stage": {"stage"},
	} {
		e, err := sideOf(c, stage)
		require.NoError(t, err)
		one, err := describeSearchUpgrade(c, e, "products", "3.3")
		require.NoError(t, err)
		require.NoError(t, one.Check())
		assert.True(t, one.Committed)
		assert.Equal(t, len(wants) == 2, one.Replicates, stage)
		require.Len(t, one.Domains, len(wants))
		for i, of := range wants {
			d := one.Domains[i]
			assert.Equal(t, of+"/data-products", d.Stack)
			template, err := os.ReadFile("../../test/testdata/templates/example/" + of + "-data-products.json")
			require.NoError(t, err)
			assert.Contains(t, string(template), `"DomainName": "`+d.Name+`"`)
			assert.Contains(t, string(template), `"EngineVersion": "OpenSearch_`+one.To+`"`)
			assert.Contains(t, string(template), "domain/"+d.Name)
		}
	}
}

func TestTheDomainThatFollowsIsThatOfTheSideThatIsNotActive(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	e, err := sideOf(c, "prod")
	require.NoError(t, err)
	e.Active, e.Other.Active = false, true
	one, err := describeSearchUpgrade(c, e, "products", "3.3")
	require.NoError(t, err)
	assert.Equal(t, "prod-dr/data-products", one.Domains[0].Stack)
	assert.Equal(t, "prod/data-products", one.Domains[1].Stack)
}
