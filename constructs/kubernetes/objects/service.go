package objects

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// Service returns the objects of a service, in its namespace, in the order in which they are needed. It panics where
// the configuration should have refused what it is given.
func Service(w Workload) []Object {
	all := []Object{w.object("v1", "ServiceAccount", w.Name, Object{"automountServiceAccountToken": false})}
	all = append(all, w.network()...)
	all = append(all, w.secretProviders()...)
	all = append(all, w.targets()...)
	all = append(all, w.deployment(), w.autoscaler(), w.disruptions())
	for _, t := range w.Tasks {
		if t.Run != BeforeStart {
			all = append(all, w.cronJob(t))
		}
	}
	return all
}

// Labels of whatever is of a service, and of its pods alone: its tasks' pods get no requests.
const (
	nameLabel      = "app.kubernetes.io/name"
	componentLabel = "app.kubernetes.io/component"
	managedByLabel = "app.kubernetes.io/managed-by"
	pods           = "service"
)

// of returns the name of something that belongs to a part of the service. Names of the configuration have no two
// hyphens in a row, so that no other service has it.
func (w Workload) of(part string) string {
	if part == "" {
		return w.Name
	}
	return w.Name + "--" + part
}

// object returns an object of the service, with its fields beside those that all have.
func (w Workload) object(version, kind, name string, fields Object) Object {
	o := Object{"apiVersion": version, "kind": kind, "metadata": Object{
		"name": name, "namespace": w.Namespace, "labels": Object{nameLabel: w.Name, managedByLabel: "bulkhead"},
	}}
	maps.Copy(o, fields)
	return o
}

// selector selects the pods that Kubernetes keeps running.
func (w Workload) selector() Object { return Object{nameLabel: w.Name, componentLabel: pods} }

// generation says of which generation of the environment an object's scale is: see lambda/kubernetes.
const generation = "bulkhead/generation"

// scaled says so on an object, where the environment moves between regions.
func (w Workload) scaled(o Object) Object {
	if w.Generation > 0 {
		o["metadata"].(Object)["annotations"] = Object{generation: strconv.Itoa(w.Generation)}
	}
	return o
}

// deployment returns what keeps the pods running. It does not say how many, unless there are none: that is the
// autoscaler's, which rests while none is wanted, and to say it would set it back.
func (w Workload) deployment() Object {
	spec := Object{
		"selector":                Object{"matchLabels": w.selector()},
		"revisionHistoryLimit":    3,
		"progressDeadlineSeconds": 600,
		"minReadySeconds":         10, // what ends at once has not started
		"strategy": Object{"type": "RollingUpdate", "rollingUpdate": Object{
			"maxUnavailable": 0,
			"maxSurge":       fmt.Sprintf("%d%%", w.SurgePercent),
		}},
		"template": Object{
			"metadata": Object{"labels": Object{nameLabel: w.Name, componentLabel: pods, managedByLabel: "bulkhead"}},
			"spec":     w.pod(),
		},
	}
	if w.Scaling.Min == 0 {
		spec["replicas"] = 0
	}
	return w.scaled(w.object("apps/v1", "Deployment", w.Name, Object{"spec": spec}))
}

// autoscaler returns what says how many pods run, by what the app itself uses.
func (w Workload) autoscaler() Object {
	var metrics []any
	for _, use := range []struct {
		of     string
		target int
	}{{"cpu", w.Scaling.CPU}, {"memory", w.Scaling.Memory}} {
		if use.target > 0 {
			metrics = append(metrics, Object{"type": "ContainerResource", "containerResource": Object{
				"name": use.of, "container": w.App.Name,
				"target": Object{"type": "Utilization", "averageUtilization": use.target},
			}})
		}
	}
	if metrics == nil || w.Scaling.Min < 1 && !w.Resting || w.SurgePercent < 1 {
		panic(fmt.Sprintf("service %s: %+v", w.Name, w.Scaling))
	}
	return w.scaled(w.object("autoscaling/v2", "HorizontalPodAutoscaler", w.Name, Object{"spec": Object{
		"scaleTargetRef": Object{"apiVersion": "apps/v1", "kind": "Deployment", "name": w.Name},
		"minReplicas":    max(1, w.Scaling.Min),
		"maxReplicas":    max(1, w.Scaling.Max),
		"metrics":        metrics,
	}}))
}

// disruptions returns how many pods may be taken at a time when nodes are emptied. Pods that do not work hold no node.
func (w Workload) disruptions() Object {
	return w.object("policy/v1", "PodDisruptionBudget", w.Name, Object{"spec": Object{
		"selector":                   Object{"matchLabels": w.selector()},
		"maxUnavailable":             1,
		"unhealthyPodEvictionPolicy": "AlwaysAllow",
	}})
}

// pod returns a pod of the service.
func (w Workload) pod() Object {
	var before []Task
	for _, t := range w.Tasks {
		if t.Run == BeforeStart {
			before = append(before, t)
		}
	}
	pod := w.bare()
	if inits := w.inits(before); inits != nil {
		pod["initContainers"] = inits
	}
	pod["containers"] = []any{w.app()}
	pod["volumes"] = w.volumes()
	pod["terminationGracePeriodSeconds"] = max(60, w.DrainSeconds+w.StopSeconds+5)
	pod["topologySpreadConstraints"] = []any{
		w.spread("topology.kubernetes.io/zone", "DoNotSchedule"),
		w.spread("kubernetes.io/hostname", "ScheduleAnyway"),
	}
	if len(pod["volumes"].([]any)) == 0 {
		delete(pod, "volumes")
	}
	return pod
}

// spread has the pods of one version spread over places. Nodes that take no pods, such as those of a zone that fails or
// that is shifted away from, are no places.
func (w Workload) spread(over, otherwise string) Object {
	return Object{
		"maxSkew": 1, "topologyKey": over, "whenUnsatisfiable": otherwise,
		"labelSelector":      Object{"matchLabels": w.selector()},
		"matchLabelKeys":     []any{"pod-template-hash"},
		"nodeAffinityPolicy": "Honor", "nodeTaintsPolicy": "Honor",
	}
}

// bare returns what all pods of the service are: not root, with the calls of the kernel that the runtime thinks right,
// and with no token of the API.
func (w Workload) bare() Object {
	uid, gid := user(w.App.User)
	nodes := Object{"kubernetes.io/arch": w.Architecture, "kubernetes.io/os": "linux"}
	for label, value := range w.Capacity {
		nodes[label] = value
	}
	return Object{
		"serviceAccountName":           w.Name,
		"automountServiceAccountToken": false,
		"enableServiceLinks":           false,
		"nodeSelector":                 nodes,
		"securityContext": Object{
			"runAsNonRoot": true, "runAsUser": uid, "runAsGroup": gid, "fsGroup": gid,
			"fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": Object{"type": "RuntimeDefault"},
		},
	}
}

// millicores returns units of 1/1024 vCPU as Kubernetes writes them.
func millicores(units int) string {
	return fmt.Sprintf("%dm", int(math.Round(float64(units)*1000/1024)))
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
