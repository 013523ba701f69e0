// Package manifest finds the Kubernetes objects in synthesized templates, and fills in what only AWS knows.
package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"bulkhead/assembly"
)

// Type is the custom resource that brings objects to a cluster.
const Type = "Custom::KubernetesObjects"

// Stack is what a stack brings to clusters.
type Stack struct {
	ID      string   // "prod/service-web"
	Cluster string   // name of the cluster
	Objects []Object // in the order of the template
	Needs   []Need   // values that only AWS knows, by name
}

// Object is a Kubernetes object.
type Object struct {
	Kind, Namespace, Name string
	Body                  map[string]any // numbers are json.Number
}

// Need is a value that AWS chooses when it makes something.
type Need struct {
	Name string `json:"name"` // "prod/service-web.Targets1234", or with an attribute behind it
	Type string `json:"type"` // of the resource, "AWS::ElasticLoadBalancingV2::TargetGroup"
	What string `json:"what"` // "Ref", the attribute, or "parameter"
}

// Find returns the stacks of an assembly that bring objects to clusters, with these values by name. Those whose Needs
// are not all among the values have no Objects.
func Find(a *assembly.Assembly, values map[string]string) ([]Stack, error) {
	var stacks []Stack
	for _, s := range a.Stacks {
		found := Stack{ID: s.ID}
		e := evaluation{a: a, values: values, needs: map[string]Need{}}
		clusters := map[string]bool{}
		var texts []string
		for _, r := range s.Resources {
			if r.Type != Type {
				continue
			}
			cluster, err := e.text(s, r.Get("Cluster"))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r, err)
			}
			found.Cluster, clusters[cluster] = cluster, true
			for _, value := range assembly.List(r.Get("Objects")) {
				text, err := e.text(s, value)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", r, err)
				}
				texts = append(texts, text)
			}
		}
		if len(clusters) == 0 {
			continue
		}
		if len(clusters) > 1 {
			return nil, fmt.Errorf("%s brings objects to several clusters", s.ID)
		}
		if len(e.needs) == 0 || !e.lacks {
			var err error
			if found.Objects, err = decode(s.ID, texts); err != nil {
				return nil, err
			}
		}
		for _, name := range slices.Sorted(maps.Keys(e.needs)) {
			found.Needs = append(found.Needs, e.needs[name])
		}
		stacks = append(stacks, found)
	}
	return stacks, nil
}

func decode(stack string, texts []string) ([]Object, error) {
	var objects []Object
	for i, text := range texts {
		o := Object{}
		decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
		decoder.UseNumber()
		if err := decoder.Decode(&o.Body); err != nil {
			return nil, fmt.Errorf("object %d of %s: %w; is one of the values wrong?", i+1, stack, err)
		}
		o.Kind, _ = o.Body["kind"].(string)
		o.Namespace, _ = assembly.At(o.Body, "metadata", "namespace").(string)
		o.Name, _ = assembly.At(o.Body, "metadata", "name").(string)
		if o.Kind == "" || o.Name == "" {
			return nil, fmt.Errorf("object %d of %s has no kind or no name", i+1, stack)
		}
		objects = append(objects, o)
	}
	return objects, nil
}
