package opensearch

import (
	"testing"

	"bulkhead/internal/wire"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// AWS's SDK does not know these calls yet: what is sent is held against the API's reference.
func TestEveryCallIsWrittenAsTheReferenceHasIt(t *testing.T) {
	const host = "https://es.eu-west-1.amazonaws.com/2021-01-01/opensearch/domain/acme-products/replication"
	name, peer := new("acme-products"), new("arn:aws:es:eu-central-1:111122223333:domain/acme-dr")
	server := &wire.Server{Answer: `{"DomainArn": "arn", "Role": "SECONDARY", "Peers": [{"PeerDomainArn": "arn:peer",
		"PeerRole": "PRIMARY", "Status": "ACTIVE", "StatusMessage": "fine"}]}`}
	out, err := NewFromConfig(
		server.Config(),
	).DescribeDomainReplication(t.Context(), &DescribeDomainReplicationInput{DomainName: name})
	require.NoError(t, err)
	assert.Equal(t, "GET "+host+"\n\n", server.Request)
	assert.Equal(t, "SECONDARY", *out.Role)
	assert.Equal(t, ReplicationPeer{new("arn:peer"), new("PRIMARY"), new("ACTIVE"), new("fine")}, out.Peers[0])

	server = &wire.Server{}
	_, err = NewFromConfig(server.Config()).SwitchoverReplication(t.Context(),
		&SwitchoverReplicationInput{DomainName: name, PeerDomainArn: peer})
	require.NoError(t, err)
	assert.Equal(
		t,
		"POST "+host+"/switchover\nContent-Type: application/json\n\n"+`{"PeerDomainArn":"`+*peer+`"}`,
		server.Request,
	)

	server = &wire.Server{}
	_, err = NewFromConfig(server.Config()).FailoverReplication(t.Context(),
		&FailoverReplicationInput{DomainName: name, PeerDomainArn: peer, AllowDataLoss: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "POST "+host+"/failover\nContent-Type: application/json\n\n"+
		`{"PeerDomainArn":"`+*peer+`","AllowDataLoss":true}`, server.Request)

	server = &wire.Server{Answer: `{"DomainArn": "arn", "Status": "PENDING_SETUP"}`}
	added, err := NewFromConfig(server.Config()).AddReplicationPeer(t.Context(),
		&AddReplicationPeerInput{DomainName: name, PeerDomainArn: peer})
	require.NoError(t, err)
	assert.Equal(
		t,
		"POST "+host+"/addPeer\nContent-Type: application/json\n\n"+`{"PeerDomainArn":"`+*peer+`"}`,
		server.Request,
	)
	assert.Equal(t, AddReplicationPeerOutput{new("arn"), new(StatusPendingSetup)}, *added)

	server = &wire.Server{Answer: `{"DomainArn": "arn", "Status": "PENDING_REMOVAL"}`}
	removed, err := NewFromConfig(server.Config()).RemoveReplicationPeer(t.Context(),
		&RemoveReplicationPeerInput{DomainName: name, PeerDomainArn: peer})
	require.NoError(t, err)
	assert.Equal(
		t,
		"POST "+host+"/removePeer\nContent-Type: application/json\n\n"+`{"PeerDomainArn":"`+*peer+`"}`,
		server.Request,
	)
	assert.Equal(t, RemoveReplicationPeerOutput{new("arn"), new(StatusPendingRemoval)}, *removed)
}

func TestUpgradesAreWrittenAsTheReferenceHasThem(t *testing.T) {
	const root = "https://es.eu-west-1.amazonaws.com/2021-01-01/opensearch/"
	name := new("acme-products")

	server := &wire.Server{Answer: `{"DomainStatus": {"EngineVersion": "OpenSearch_3.3", "Created": true,
		"Deleted": false, "Processing": true, "UpgradeProcessing": false}}`}
	domain, err := NewFromConfig(server.Config()).DescribeDomain(t.Context(), &DescribeDomainInput{name})
	require.NoError(t, err)
	assert.Equal(t, "GET "+root+"domain/acme-products\n\n", server.Request)
	assert.Equal(t, &DomainStatus{new("OpenSearch_3.3"), new(true), new(false), new(true), new(false)}, domain.DomainStatus)

	server = &wire.Server{Answer: `{"ClusterHealth": "Yellow", "DomainState": "Active"}`}
	health, err := NewFromConfig(server.Config()).DescribeDomainHealth(t.Context(), &DescribeDomainHealthInput{name})
	require.NoError(t, err)
	assert.Equal(t, "GET "+root+"domain/acme-products/health\n\n", server.Request)
	assert.Equal(t, HealthYellow, *health.ClusterHealth)

	server = &wire.Server{Answer: `{"CompatibleVersions": [{"SourceVersion": "OpenSearch_3.1",
		"TargetVersions": ["OpenSearch_3.3", "OpenSearch_3.5"]}]}`}
	versions, err := NewFromConfig(server.Config()).
		GetCompatibleVersions(t.Context(), &GetCompatibleVersionsInput{name})
	require.NoError(t, err)
	assert.Equal(t, "GET "+root+"compatibleVersions?domainName=acme-products\n\n", server.Request)
	assert.Equal(t, []CompatibleVersionsMap{
		{new("OpenSearch_3.1"), []string{"OpenSearch_3.3", "OpenSearch_3.5"}},
	}, versions.CompatibleVersions)

	server = &wire.Server{Answer: `{"UpgradeHistories": [{"UpgradeName": "a check", "StartTimestamp": 1.7723592E9,
		"UpgradeStatus": "FAILED", "StepsList": [{"UpgradeStep": "PRE_UPGRADE_CHECK", "UpgradeStepStatus": "FAILED",
		"Issues": ["too many shards"], "ProgressPercent": 0}]}], "NextToken": null}`}
	history, err := NewFromConfig(server.Config()).GetUpgradeHistory(t.Context(), &GetUpgradeHistoryInput{name})
	require.NoError(t, err)
	assert.Equal(t, "GET "+root+"upgradeDomain/acme-products/history\n\n", server.Request)
	assert.Equal(t, []UpgradeHistory{{
		new("a check"), new(1.7723592e9), new(UpgradeFailed),
		[]UpgradeStepItem{{new("PRE_UPGRADE_CHECK"), new(UpgradeFailed), []string{"too many shards"}}},
	}}, history.UpgradeHistories)

	server = &wire.Server{Answer: `{"DomainName": "acme-products"}`}
	_, err = NewFromConfig(server.Config()).UpgradeDomain(t.Context(),
		&UpgradeDomainInput{DomainName: name, TargetVersion: new("OpenSearch_3.5"), PerformCheckOnly: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "POST "+root+"upgradeDomain\nContent-Type: application/json\n\n"+
		`{"DomainName":"acme-products","TargetVersion":"OpenSearch_3.5","PerformCheckOnly":true}`, server.Request)
}
