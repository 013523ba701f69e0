package main

import (
	"strings"
	"testing"

	"bulkhead/internal/pods"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// orders is a service of a generation, as a deployment brings it: with no pods where it rests.
func orders(generation, image string, rests bool) []string {
	replicas, bounds := "", `"minReplicas":2,"maxReplicas":6`
	if rests {
		replicas, bounds = `"replicas":0,`, `"minReplicas":1,"maxReplicas":1`
	}
	annotations := ""
	if generation != "" {
		annotations = `,"annotations":{"bulkhead/generation":"` + generation + `"}`
	}
	metadata := `"metadata":{"name":"orders","namespace":"services"` + annotations + `}`
	return []string{
		`{"apiVersion":"apps/v1","kind":"Deployment",` + metadata + `,"spec":{` + replicas + `"image":"` + image + `"}}`,
		`{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",` + metadata + `,"spec":{` + bounds + `}}`,
	}
}

const (
	ordersPath     = "/apis/apps/v1/namespaces/services/deployments/orders"
	autoscalerPath = "/apis/autoscaling/v2/namespaces/services/horizontalpodautoscalers/orders"
)

// scale has a move ask.
func (w *world) scale(s *pods.Scale) (pods.State, error) {
	f := w.function()
	return scaler{f, "acme-prod", "services"}.handle(w.t.Context(), pods.Request{Service: "orders", Scale: s})
}

// is tells how many pods there should be, of how many to how many, by an image.
func (w *world) is(image string, want pods.State) {
	w.t.Helper()
	is, err := w.scale(nil)
	require.NoError(w.t, err)
	is.Running, is.Ready = 0, 0
	assert.Equal(w.t, want, is)
	assert.Equal(w.t, image, of(w.objects[ordersPath], "spec")["image"])
}

func TestAMoveScalesAServiceAndTellsHowItRuns(t *testing.T) {
	w := newWorld(t)
	w.run = func(string, map[string]any) {}
	w.objects[ordersPath] = map[string]any{
		"metadata": map[string]any{"name": "orders", "namespace": "services"},
		"spec":     map[string]any{"replicas": 5, "image": "1"},
		"status":   map[string]any{"replicas": 5, "readyReplicas": 4},
	}
	w.objects[autoscalerPath] = map[string]any{
		"metadata": map[string]any{"name": "orders", "namespace": "services"},
		"spec":     map[string]any{"minReplicas": 2, "maxReplicas": 6},
	}
	is, err := w.scale(nil)
	require.NoError(t, err)
	assert.Equal(t, pods.State{Min: 2, Max: 6, Wanted: 5, Running: 5, Ready: 4}, is)

	_, err = w.scale(&pods.Scale{Exactly: true, Generation: 2})
	require.NoError(t, err)
	w.is("1", pods.State{Min: 1, Max: 1, Wanted: 0, Generation: 2})

	_, err = w.scale(&pods.Scale{Min: 3, Max: 8, Generation: 3})
	require.NoError(t, err)
	w.is("1", pods.State{Min: 3, Max: 8, Wanted: 3, Generation: 3})

	of(w.objects[ordersPath], "spec")["replicas"] = 7
	_, err = w.scale(&pods.Scale{Min: 3, Max: 8, Generation: 3})
	require.NoError(t, err)
	w.is("1", pods.State{Min: 3, Max: 8, Wanted: 7, Generation: 3})
}

func TestAServiceThatNoDeploymentHasBroughtIsNotScaled(t *testing.T) {
	_, err := newWorld(t).scale(&pods.Scale{Min: 1, Max: 1})
	assert.EqualError(t, err,
		"cluster acme-prod has no HorizontalPodAutoscaler services/orders: a deployment brings it")
}

// TestWhatDoesNotKnowOfAMoveLeavesItsScale: a release, or a deployment that goes back. What knows of it does not.
func TestWhatDoesNotKnowOfAMoveLeavesItsScale(t *testing.T) {
	w := newWorld(t)
	ask := func(id string, now, before []string) string {
		t.Helper()
		kind := cfn.RequestUpdate
		if id == "" {
			kind = cfn.RequestCreate
		}
		w.run = func(_ string, o map[string]any) {
			replicas := 1.0
			if n, is := of(o, "spec")["replicas"].(float64); is {
				replicas = n
			}
			o["status"] = map[string]any{
				"observedGeneration": 1, "replicas": replicas, "updatedReplicas": replicas, "availableReplicas": replicas,
			}
		}
		got, err := w.ask(kind, id, now, before)
		require.NoError(t, err)
		return got
	}
	resting := orders("1", "1", true)
	id := ask("", resting, nil)
	w.is("1", pods.State{Min: 1, Max: 1, Generation: 1})

	_, err := w.scale(&pods.Scale{Min: 2, Max: 6, Generation: 2})
	require.NoError(t, err)
	moved := pods.State{Min: 2, Max: 6, Wanted: 2, Generation: 2}
	ask(id, orders("1", "2", true), resting)
	w.is("2", moved)

	active := orders("2", "3", false)
	ask(id, active, resting)
	assert.Equal(t, "2", of(of(w.objects[autoscalerPath], "metadata"), "annotations")[generation])
	assert.NotContains(t, of(w.objects[ordersPath], "spec"), "replicas", "that is the autoscaler's")

	of(w.objects[ordersPath], "spec")["replicas"] = 2 // a real API server keeps it: see tools/kubernetes
	ask(id, resting, active)
	w.is("1", moved)

	ask(id, orders("", "4", false), resting)
	assert.Equal(t, "0", of(of(w.objects[ordersPath], "metadata"), "annotations")[generation], "nothing moves it any more")
	ask(id, orders("1", "5", true), orders("", "4", false))
	w.is("5", pods.State{Min: 1, Max: 1, Generation: 1})
}

// TestAServiceWithoutPodsStartsWithOneWhereTheConfigurationWantsSome: its autoscaler rests as long as there is none.
func TestAServiceWithoutPodsStartsWithOneWhereTheConfigurationWantsSome(t *testing.T) {
	for _, one := range []struct {
		generation, found string
		replicas          any
	}{
		{"2", `"replicas":0,`, 1}, {"2", `"replicas":3,`, nil}, {"1", `"replicas":0,`, nil}, {"", `"replicas":0,`, nil},
	} {
		o, err := decode([]byte(orders(one.generation, "2", false)[0]))
		require.NoError(t, err)
		found, err := decode([]byte(strings.Replace(orders("2", "1", false)[0], `"image"`, one.found+`"image"`, 1)))
		require.NoError(t, err)
		assert.Equal(t, one.replicas, o.scaled(found).field("spec", "replicas"), one)
	}
}

func TestOnlyWhatSaysHowManyPodsRunIsKept(t *testing.T) {
	o, err := decode([]byte(strings.Replace(orders("1", "2", true)[0], `"image"`, `"paused":true,"image"`, 1)))
	require.NoError(t, err)
	found, err := decode([]byte(strings.Replace(orders("2", "1", false)[0], `"image"`, `"paused":false,"replicas":4,"image"`, 1)))
	require.NoError(t, err)
	kept := o.scaled(found)
	assert.Equal(t, map[string]any{"replicas": found.field("spec", "replicas"), "paused": true, "image": "2"},
		kept.field("spec"))
	assert.Equal(t, "2", kept.field("metadata", "annotations", generation))
	assert.Equal(t, "1", o.field("metadata", "annotations", generation), "what was asked for is not changed")
}
