package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// object is a Kubernetes object: what the function has to know of it, and the rest.
type object struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Metadata   metadata `json:"metadata"`
	body       map[string]any
}

type metadata struct {
	Name, Namespace, UID string
	Generation           int64
	Annotations          map[string]string
	Labels               map[string]string
	Finalizers           []string
	DeletionTimestamp    string
	OwnerReferences      []struct{ UID string }
	ManagedFields        []struct{ Manager, Operation string }
}

// read returns objects of texts of JSON.
func read(texts []string) ([]object, error) {
	var objects []object
	seen := map[string]bool{}
	for i, text := range texts {
		o, err := decode([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", i+1, err)
		}
		if o.APIVersion == "" || o.Kind == "" || o.Metadata.Name == "" {
			return nil, fmt.Errorf("object %d has no apiVersion, kind or name", i+1)
		}
		if seen[o.key()] {
			return nil, fmt.Errorf("%s is there twice", o)
		}
		seen[o.key()] = true
		objects = append(objects, o)
	}
	return objects, nil
}

// decode returns an object. Numbers stay as they are written.
func decode(text []byte) (object, error) {
	var o object
	if err := json.Unmarshal(text, &o); err != nil {
		return o, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&o.body); err != nil {
		return o, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return o, fmt.Errorf("there is something after the end of %s", o)
	}
	return o, nil
}

// String is what people call an object.
func (o object) String() string {
	if o.Metadata.Namespace == "" {
		return o.Kind + " " + o.Metadata.Name
	}
	return o.Kind + " " + o.Metadata.Namespace + "/" + o.Metadata.Name
}

// group is that of its API, without the version.
func (o object) group() string {
	group, _, found := strings.Cut(o.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

// key is the same for the same object in another version of its API.
func (o object) key() string {
	return strings.Join([]string{o.group(), o.Kind, o.Metadata.Namespace, o.Metadata.Name}, "/")
}

// field returns what is at a path, or nothing.
func (o object) field(path ...string) any {
	var value any = o.body
	for _, key := range path {
		in, is := value.(map[string]any)
		if !is {
			return nil
		}
		value = in[key]
	}
	return value
}

// number returns the number at a path, or other where there is none.
func (o object) number(other int64, path ...string) int64 {
	if n, is := o.field(path...).(json.Number); is {
		if i, err := n.Int64(); err == nil {
			return i
		}
	}
	return other
}

// rank is when a kind is applied: what others need is first. A binding is there before the pods, so that the load
// balancer's controller has them wait for their registration; and it is deleted before them.
var rank = map[string]int{
	"Namespace": 1, "CustomResourceDefinition": 2, "PriorityClass": 2, "StorageClass": 2,
	"ServiceAccount": 3, "ResourceQuota": 3, "LimitRange": 3,
	"Role": 3, "RoleBinding": 4, "ClusterRole": 3, "ClusterRoleBinding": 4,
	"ConfigMap": 5, "Secret": 5, "SecretProviderClass": 5, "SecurityGroupPolicy": 5, "NetworkPolicy": 5, "NodeClass": 5,
	"NodePool": 6, "Service": 6, "TargetGroupBinding": 8,
	"Deployment": 9, "StatefulSet": 9, "DaemonSet": 9, "Job": 9, "CronJob": 9,
	"HorizontalPodAutoscaler": 10, "PodDisruptionBudget": 10,
}

// otherRank is that of a kind that nobody knows.
const otherRank = 7

func (o object) rank() int {
	if r, known := rank[o.Kind]; known {
		return r
	}
	return otherRank
}

// inOrder returns objects as they are applied.
func inOrder(objects []object) []object {
	sorted := slices.Clone(objects)
	slices.SortStableFunc(sorted, func(a, b object) int { return cmp.Compare(a.rank(), b.rank()) })
	return sorted
}

// without returns the objects that are not among others.
func without(objects, others []object) []object {
	return slices.DeleteFunc(slices.Clone(objects), func(o object) bool {
		return slices.ContainsFunc(others, func(other object) bool { return other.key() == o.key() })
	})
}
