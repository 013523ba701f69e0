package main

import (
	"testing"

	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/aws/opensearch"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	adds    = "AddReplicationPeer acme-prod-products"
	addsTo  = "AddReplicationPeer acme-prod-dr-products"
	removes = "RemoveReplicationPeer acme-prod-products"
	active  = opensearch.StatusActive
	setup   = opensearch.StatusPendingSetup
)

func TestThePrimarysDomainReplicatesToTheStandbysAndASecondTryChangesNothing(t *testing.T) {
	r := newRegions()
	r.then = []string{setup, setup, active}
	id, err := r.ask(cfn.RequestCreate, "")
	require.NoError(t, err)
	assert.Equal(t, primaryARN+" "+standbyARN, id)
	assert.Equal(t, map[string]string{primaryARN: "PRIMARY", standbyARN: "SECONDARY"}, r.roles)
	assert.Equal(t, active, r.status, "it is waited for")
	require.NoError(t, r.create())
	assert.Equal(t, []string{adds}, r.changes())
}

func TestAPairIsBegunOnceThoughTheDomainsDoNotShowItYet(t *testing.T) {
	r := newRegions()
	r.then = []string{setup, setup, setup, active}
	looks := 0
	r.sees = func(_, status string) string {
		if looks++; looks < 5 {
			return opensearch.StatusDetached
		}
		return status
	}
	require.NoError(t, r.create())
	assert.Equal(t, []string{adds}, r.changes())
}

func TestTheSideThatTheTablesSayIsActiveReplicatesToTheOther(t *testing.T) {
	r := newRegions()
	r.then = []string{active}
	r.moved("acme-prod-recovery", "primary", "1")
	r.moved("acme-prod-dr-recovery", "standby", "2")
	require.NoError(t, r.create())
	assert.Equal(t, []string{addsTo}, r.changes())

	r = newRegions() // and back, which the standby's table does not know: its region did not answer then
	r.then = []string{active}
	r.moved("acme-prod-recovery", "primary", "3")
	r.moved("acme-prod-dr-recovery", "standby", "2")
	require.NoError(t, r.create())
	assert.Equal(t, []string{adds}, r.changes())
}

func TestDuringAMoveNoDomainsAreMadeAPair(t *testing.T) {
	r := newRegions()
	r.records["acme-prod-dr-recovery"] = dynamodb.Item{"To": {S: new("standby")}}
	assert.ErrorContains(t, r.create(), "a move of prod to its standby side has not ended")
	assert.Empty(t, r.changes())
}

func TestAPairThatAFailoverHasTurnedRoundIsLeftAsItIs(t *testing.T) {
	for _, status := range []string{active, opensearch.StatusSwitchingOver, opensearch.StatusFailingOver} {
		r := newRegions().paired(standbyARN, primaryARN, status)
		require.NoError(t, r.create(), status)
		assert.Empty(t, r.changes())
	}
}

// TestAnUpdateAsksNothing: a deployment after a failover must not wait for a region that is gone.
func TestAnUpdateAsksNothing(t *testing.T) {
	r := newRegions().paired(primaryARN, standbyARN, opensearch.StatusEjected)
	r.dead = "eu-west-1"
	id, err := r.ask(cfn.RequestUpdate, primaryARN+" "+standbyARN)
	require.NoError(t, err)
	assert.Equal(t, primaryARN+" "+standbyARN, id, "the resource stays")
	assert.Empty(t, r.changes())

	r = newRegions() // of other domains, it makes a pair: CloudFormation removes the old one then
	r.then = []string{active}
	id, err = r.ask(cfn.RequestUpdate, "arn:other arn:ones")
	require.NoError(t, err)
	assert.Equal(t, primaryARN+" "+standbyARN, id)
	assert.Equal(t, []string{adds}, r.changes())
}

func TestWhatTakesLongerThanAFunctionRunsGoesOn(t *testing.T) {
	assert.NoError(t, newRegions().create())
	r := newRegions().paired(primaryARN, standbyARN, opensearch.StatusPendingRemoval)
	assert.ErrorContains(t, r.create(), "they are PENDING_REMOVAL (waited for", "but nothing else does")
}

func TestWhatCannotReplicateIsAFaultWithAWSsReasonAndItsRollbackEndsIt(t *testing.T) {
	r := newRegions()
	r.then = []string{setup, opensearch.StatusFailed}
	assert.ErrorContains(t, r.create(), "they cannot replicate: so it is")
	require.NoError(t, r.remove())
	assert.Empty(t, r.peers)
	assert.Equal(t, []string{adds, removes}, r.changes())

	r.then = []string{setup, active}
	require.NoError(t, r.create(), "a second try")
}

func TestWhatAnEarlierTryHasLeftIsEndedFirst(t *testing.T) {
	r := newRegions().paired(primaryARN, standbyARN, opensearch.StatusFailed)
	require.NoError(t, r.create())
	assert.Equal(t, []string{removes, adds}, r.changes())
}

func TestADomainThatAFailoverLeftBehindIsNotPairedAgain(t *testing.T) {
	r := newRegions().paired(standbyARN, primaryARN, opensearch.StatusEjected)
	assert.ErrorContains(t, r.create(), "a failover has left one of the domains behind")
	assert.Empty(t, r.changes(), "what it has written last is not discarded")
}

func TestADomainIsNotTakenFromAnotherPeer(t *testing.T) {
	r := newRegions()
	r.peers, r.roles, r.status = map[string]string{
		standbyARN: anotherARN,
	}, map[string]string{
		standbyARN: "SECONDARY",
	}, active
	assert.ErrorContains(t, r.create(), standbyARN+" replicates with "+anotherARN)
	require.NoError(t, r.remove(), "and its rollback leaves it alone")
	assert.Empty(t, r.changes())
	assert.Equal(t, anotherARN, r.peers[standbyARN])
}

func TestADomainThatIsNotThereIsAFaultAtOnce(t *testing.T) {
	r := newRegions()
	r.lacking[primaryARN] = true
	assert.EqualError(t, r.create(), "there is no domain "+primaryARN+": deploy the side that it is of")
}

func TestWhatAWSIsTooBusyForIsAskedAgain(t *testing.T) {
	r := newRegions()
	r.then = []string{active}
	r.refuse["AddReplicationPeer"] = []string{conflict, conflict}
	require.NoError(t, r.create())
	assert.Equal(t, []string{adds}, r.changes())

	r.then = nil
	r.refuse["RemoveReplicationPeer"] = []string{conflict, conflict}
	require.NoError(t, r.remove())
	assert.Empty(t, r.peers)

	r.refuse["AddReplicationPeer"] = []string{"ValidationException"}
	assert.ErrorContains(t, r.create(), "ValidationException", "another refusal is a fault")
}

func TestBothDomainsAreTheirOwnAfterwards(t *testing.T) {
	for _, status := range []string{
		setup, active, opensearch.StatusEjected, opensearch.StatusFailed, opensearch.StatusPendingRemoval,
	} {
		r := newRegions().paired(primaryARN, standbyARN, status)
		if status == opensearch.StatusPendingRemoval {
			r.then = []string{status, ""}
		}
		require.NoError(t, r.remove(), status)
		assert.Empty(t, r.peers, status)
		require.NoError(t, r.remove(), "a second time")
	}
	r := newRegions().paired(primaryARN, standbyARN, opensearch.StatusDetached)
	require.NoError(t, r.remove())
	assert.Empty(t, r.changes(), "it has ended")
	r = newRegions().paired(primaryARN, standbyARN, active)
	r.lacking[primaryARN] = true
	require.NoError(t, r.remove(), "the primary's domain was deleted before")
	assert.Equal(t, []string{"RemoveReplicationPeer acme-prod-dr-products"}, r.changes())
}

// TestOneSideThatDoesNotKnowYetIsWaitedFor: each region says what it knows.
func TestOneSideThatDoesNotKnowYetIsWaitedFor(t *testing.T) {
	r := newRegions().paired(primaryARN, standbyARN, active)
	looks := 0
	r.sees = func(arn, status string) string {
		if looks++; arn == standbyARN && looks < 8 {
			return setup
		}
		return status
	}
	require.NoError(t, r.create())
	assert.GreaterOrEqual(t, looks, 8)
}

func TestARegionThatDoesNotAnswerFailsADeletion(t *testing.T) {
	r := newRegions().paired(primaryARN, standbyARN, active)
	r.dead = "eu-west-1"
	assert.ErrorContains(t, r.remove(), "ServiceUnavailable")
	r.dead = ""
	assert.NoError(t, r.remove(), "a second try")
}
