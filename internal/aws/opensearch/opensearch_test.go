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
