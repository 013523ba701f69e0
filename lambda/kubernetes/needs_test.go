package main

import (
	"context"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// checked has the function bring a config map to a cluster that needs something.
func (w *world) checked(kind cfn.RequestType, needs ...any) error {
	now := properties([]string{config})
	now["Needs"] = needs
	event := cfn.Event{
		RequestType: kind, ResourceType: "Custom::KubernetesObjects", RequestID: "b1c2", PhysicalResourceID: "acme-prod/b1c2",
		ResourceProperties: now, OldResourceProperties: properties(nil),
	}
	_, _, err := w.function().types().Handle(context.Background(), event)
	return err
}

const (
	needsKind   = `{"apiVersion":"eks.amazonaws.com/v1","kind":"TargetGroupBinding","remedy":"enable EKS Auto Mode"}`
	needsOther  = `{"apiVersion":"elbv2.k8s.aws/v1beta1","kind":"TargetGroupBinding","remedy":"install the controller"}`
	needsObject = `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},` +
		`"spec":{"containers":[{"name":"aws-node","env":[{"name":"ENABLE_POD_ENI","value":"true"}]}]},"remedy":"set it"}`
)

// TestNothingIsBroughtToAClusterThatLacksSomethingAndAllOfItIsTold: each with what to do.
func TestNothingIsBroughtToAClusterThatLacksSomethingAndAllOfItIsTold(t *testing.T) {
	for _, kind := range []cfn.RequestType{cfn.RequestCreate, cfn.RequestUpdate} {
		w := newWorld(t)
		assert.EqualError(t, w.checked(kind, needsKind, needsOther, needsObject), "cluster acme-prod cannot run services: "+
			"it lacks TargetGroupBinding of elbv2.k8s.aws/v1beta1: install the controller; it lacks Deployment shop/web: set it")
		assert.Empty(t, w.applied)
	}
}

func TestAClusterThatHasWhatItNeedsMayHaveMore(t *testing.T) {
	w := newWorld(t)
	env := map[string]any{"name": "ENABLE_POD_ENI", "value": "true"}
	w.objects[webPath] = map[string]any{
		"metadata":   map[string]any{"name": "web", "namespace": "shop", "labels": map[string]any{"a": "b"}},
		"apiVersion": "apps/v1", "kind": "Deployment",
		"spec": map[string]any{"replicas": 2, "containers": []any{
			map[string]any{"name": "other"},
			map[string]any{"name": "aws-node", "env": []any{map[string]any{"name": "A"}, env}},
		}},
	}
	require.NoError(t, w.checked(cfn.RequestCreate, needsKind, needsObject))
	assert.Equal(t, []string{mapPath + " force"}, w.applied)
	env["value"] = "false"
	assert.ErrorContains(t, w.checked(cfn.RequestCreate, needsObject), "it lacks Deployment shop/web: set it")
}

// TestWhatAClusterLacksKeepsNothingFromBeingDeleted: it may lack it because it is being taken apart.
func TestWhatAClusterLacksKeepsNothingFromBeingDeleted(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.checked(cfn.RequestCreate))
	require.NoError(t, w.checked(cfn.RequestDelete, needsOther))
	assert.Equal(t, []string{mapPath}, w.deleted)
	assert.ErrorContains(t, w.checked(cfn.RequestCreate, "{"), "need 1: unexpected end")
}

// TestNothingMovesToAnotherClusterAndARollbackStays: nobody would delete it from the one before.
func TestNothingMovesToAnotherClusterAndARollbackStays(t *testing.T) {
	w := newWorld(t)
	ask := func(from, to string) error {
		now, old := properties([]string{config}), properties([]string{config})
		old["Cluster"], now["Cluster"] = from, to
		_, _, err := w.function().types().Handle(context.Background(), cfn.Event{
			RequestType: cfn.RequestUpdate, ResourceType: "Custom::KubernetesObjects", RequestID: "c3d4",
			PhysicalResourceID: "acme-prod/b1c2", ResourceProperties: now, OldResourceProperties: old,
		})
		return err
	}
	require.EqualError(t, ask("acme-prod", "other"),
		"what runs in cluster acme-prod does not move to other: take it out of there, deploy, and bring it again")
	assert.Empty(t, w.applied)
	require.NoError(t, ask("other", "acme-prod"))
	assert.Equal(t, []string{mapPath + " force"}, w.applied)
}
