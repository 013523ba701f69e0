package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	pool     = `{"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"bulkhead"}}`
	poolPath = "/apis/karpenter.sh/v1/nodepools/bulkhead"
)

// TestAPoolOfNodesStaysWithItsClusterAndWhatWasRefusedIsRolledBack: pods would have no nodes. CloudFormation asks for
// what there was before, and gets it.
func TestAPoolOfNodesStaysWithItsClusterAndWhatWasRefusedIsRolledBack(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{pool, shop}, nil)
	require.NoError(t, err)
	w.applied = nil
	_, err = w.ask(cfn.RequestUpdate, id, []string{shop}, []string{pool, shop})
	require.EqualError(t, err,
		"NodePool bulkhead stays as long as its cluster, whose pods would have no nodes: make another cluster, and move")
	assert.Empty(t, w.applied)
	_, err = w.ask(cfn.RequestUpdate, id, []string{pool, shop}, []string{shop})
	require.NoError(t, err, "CloudFormation's rollback")
	assert.Empty(t, w.deleted)
	changed := strings.Replace(pool, "{", `{"spec":{},`, 1)
	_, err = w.ask(cfn.RequestUpdate, id, []string{changed, shop}, []string{pool, shop})
	assert.NoError(t, err, "it may change")
	_, err = w.ask(cfn.RequestDelete, id, []string{pool, shop}, nil)
	require.NoError(t, err)
	assert.Contains(t, w.deleted, poolPath, "it goes with its cluster")
}

// TestAPoolComesToNoClusterWithOtherNodesAndWhatWasRefusedIsRolledBack: its nodes of before would go while pods run
// there. The rollback takes out a pool that never came.
func TestAPoolComesToNoClusterWithOtherNodesAndWhatWasRefusedIsRolledBack(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{shop}, nil)
	require.NoError(t, err)
	w.applied = nil
	refused := "NodePool bulkhead comes to no cluster that has other nodes: make another cluster, and move"
	_, err = w.ask(cfn.RequestUpdate, id, []string{pool, shop}, []string{shop})
	require.EqualError(t, err, refused)
	assert.Empty(t, w.applied)
	_, err = w.ask(cfn.RequestUpdate, id, []string{shop}, []string{pool, shop})
	require.NoError(t, err, "CloudFormation's rollback")
	assert.NotContains(t, w.objects, poolPath)

	w.objects[poolPath] = map[string]any{
		"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": map[string]any{"name": "bulkhead", "uid": "u"},
	}
	_, err = w.ask(cfn.RequestUpdate, id, []string{pool, shop}, []string{shop})
	require.EqualError(t, err, refused, "somebody else's of that name")
	_, err = w.ask(cfn.RequestUpdate, id, []string{shop}, []string{pool, shop})
	require.NoError(t, err)
	assert.Contains(t, w.objects, poolPath)
}
