package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bulkhead/internal/pods"
)

// generation is the annotation that says of which generation of the environment the scale of an object is: a move to
// the other region begins another one.
const generation = "bulkhead/generation"

// scaleFields are the fields that say how many pods run.
var scaleFields = map[string][]string{
	"Deployment":              {"replicas"},
	"HorizontalPodAutoscaler": {"minReplicas", "maxReplicas"},
}

// generationOf is the generation of an object's scale; 0 where none is said.
func (o object) generationOf() int {
	n, _ := strconv.Atoi(o.Metadata.Annotations[generation])
	return n
}

// scaled returns what is applied of an object that is there already. Its scale stays as it is where a move to the other
// region has begun another generation since, which the deployment does not know.
func (o object) scaled(found object) object {
	own, then := o.generationOf(), found.generationOf()
	switch {
	case own == 0 && then > 0: // no move scales it any more
		return o.with(map[string]any{"metadata": map[string]any{"annotations": map[string]any{generation: "0"}}})
	case then > own:
		fields := map[string]any{}
		for _, name := range scaleFields[o.Kind] {
			if o.field("spec", name) != nil { // what is not said stays anyway
				fields[name] = found.field("spec", name)
			}
		}
		log.Printf("%s keeps the scale of generation %d", o, then)
		return o.with(map[string]any{
			"metadata": map[string]any{"annotations": map[string]any{generation: strconv.Itoa(then)}}, "spec": fields,
		})
	case own > 0 && o.Kind == "Deployment" && o.field("spec", "replicas") == nil && found.number(1, "spec", "replicas") == 0:
		return o.with(map[string]any{"spec": map[string]any{"replicas": 1}}) // where none is wanted, the autoscaler rests
	}
	return o
}

// with returns the object with these fields instead of its own.
func (o object) with(fields map[string]any) object {
	o.body = merged(o.body, fields)
	return o
}

// merged returns a with the fields of b, field by field.
func merged(a, b map[string]any) map[string]any {
	all := map[string]any{}
	for name, value := range a {
		all[name] = value
	}
	for name, value := range b {
		if in, is := value.(map[string]any); is {
			value = merged(asMap(all[name]), in)
		}
		all[name] = value
	}
	return all
}

// scaler says how many pods of the services in a namespace of a cluster run.
type scaler struct {
	function
	cluster, namespace string
}

// newScaler returns one that does not wait for long: a move asks again.
func newScaler(f function, cluster, namespace string) scaler {
	f.admit, f.trouble = 20*time.Second, 20*time.Second
	return scaler{f, cluster, namespace}
}

// handle answers a move to the other region. The autoscaler is told first: while no pod is wanted, it does nothing.
func (s scaler) handle(ctx context.Context, r pods.Request) (pods.State, error) {
	c, err := s.connect(ctx, s.cluster)
	if err != nil {
		return pods.State{}, err
	}
	theAutoscaler := s.object("autoscaling/v2", "HorizontalPodAutoscaler", r.Service)
	theDeployment := s.object("apps/v1", "Deployment", r.Service)
	autoscaler, err := c.mustGet(ctx, theAutoscaler)
	if err != nil {
		return pods.State{}, err
	}
	deployment, err := c.mustGet(ctx, theDeployment)
	if err != nil {
		return pods.State{}, err
	}
	if r.Scale != nil {
		least, most := r.Scale.Bounds()
		wanted := max(r.Scale.Min, int32(deployment.number(1, "spec", "replicas")))
		if r.Scale.Exactly {
			wanted = r.Scale.Min
		}
		if autoscaler, err = c.scale(ctx, theAutoscaler, r.Scale.Generation, map[string]any{
			"minReplicas": least, "maxReplicas": most,
		}); err != nil {
			return pods.State{}, err
		}
		if deployment, err = c.scale(ctx, theDeployment, r.Scale.Generation, map[string]any{"replicas": wanted}); err != nil {
			return pods.State{}, err
		}
	}
	return pods.State{
		Min:        int32(autoscaler.number(1, "spec", "minReplicas")),
		Max:        int32(autoscaler.number(0, "spec", "maxReplicas")),
		Generation: min(autoscaler.generationOf(), deployment.generationOf()),
		Wanted:     int32(deployment.number(1, "spec", "replicas")),
		Running:    int32(deployment.number(0, "status", "replicas")),
		Ready:      int32(deployment.number(0, "status", "readyReplicas")),
	}, nil
}

func (s scaler) object(version, kind, name string) object {
	return object{APIVersion: version, Kind: kind, Metadata: metadata{Name: name, Namespace: s.namespace}}
}

// mustGet returns an object as it is in the cluster.
func (c *cluster) mustGet(ctx context.Context, o object) (object, error) {
	found, there, err := c.get(ctx, o)
	if err == nil && !there {
		err = fmt.Errorf("cluster %s has no %s: a deployment brings it", c.name, o)
	}
	return found, err
}

// scale changes how many pods run, and notes of which generation that is.
func (c *cluster) scale(ctx context.Context, o object, of int, fields map[string]any) (object, error) {
	path, err := c.path(ctx, o)
	if err != nil {
		return object{}, err
	}
	text, err := c.call(ctx, request{
		method: http.MethodPatch, path: path, query: url.Values{"fieldManager": {manager + "-scale"}},
		kind: "application/merge-patch+json", body: map[string]any{
			"metadata": map[string]any{"annotations": map[string]any{generation: strconv.Itoa(of)}}, "spec": fields,
		},
	})
	if err != nil {
		return object{}, c.explain(o, err)
	}
	log.Printf("%s is scaled: %v", o, fields)
	return decode(text)
}
