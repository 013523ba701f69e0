package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADeploymentRunsOnceAllItsPodsAreNewAndWork(t *testing.T) {
	for lacks, status := range map[string]string{
		"its change is not seen yet": `{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":2}`,
		"1 of 2 pods are new":        `{"observedGeneration":2,"replicas":2,"updatedReplicas":1,"availableReplicas":2}`,
		"1 old pods are left":        `{"observedGeneration":2,"replicas":3,"updatedReplicas":2,"availableReplicas":3}`,
		"1 of 2 pods work":           `{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"availableReplicas":1}`,
		"0 of 2 pods work":           `{"observedGeneration":2,"replicas":2,"updatedReplicas":2}`,
		"":                           `{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"availableReplicas":2}`,
	} {
		o, err := decode([]byte(`{"metadata":{"generation":2},"spec":{"replicas":2},"status":` + status + `}`))
		require.NoError(t, err)
		said, failed := deployed(o)
		assert.Equal(t, lacks, said)
		assert.False(t, failed)
	}
}

func TestADeploymentThatWillNotGoOnIsNotWaitedFor(t *testing.T) {
	o, err := decode([]byte(`{"metadata":{"generation":2},"status":{"observedGeneration":2,"conditions":[
		{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}}`))
	require.NoError(t, err)
	_, failed := deployed(o)
	assert.True(t, failed)
	o.Metadata.Generation = 3
	_, failed = deployed(o)
	assert.False(t, failed, "that is of the version before")
}

func TestOtherKindsSayWhenTheyAreReady(t *testing.T) {
	for _, one := range []struct{ kind, object, lacks string }{
		{"NodePool", `{}`, "nothing has looked at it yet"},
		{
			"NodePool", `{"status":{"conditions":[{"type":"Ready","status":"False","reason":"NoClass","message":"m"}]}}`,
			"is not Ready: NoClass m",
		},
		{
			"NodeClass", `{"metadata":{"generation":2},"status":{"conditions":[{"type":"Ready","status":"True","observedGeneration":1}]}}`,
			"nothing has looked at its change yet",
		},
		{"NodeClass", `{"metadata":{"generation":2},"status":{"conditions":[{"type":"Ready","status":"True","observedGeneration":2}]}}`, ""},
		{
			"Ingress", `{"spec":{"ingressClassName":"traefik"},"status":{"loadBalancer":{}}}`,
			"the controller of class traefik has not said where its load balancer is",
		},
		{"Ingress", `{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}`, ""},
		{"Job", `{}`, "has not ended yet"},
		{
			"Job", `{"status":{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}}`,
			"failed: BackoffLimitExceeded ",
		},
		{"Job", `{"status":{"conditions":[{"type":"Complete","status":"True"}]}}`, ""},
		{
			"DaemonSet", `{"status":{"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":2}}`,
			"2 of 3 pods are new and work",
		},
		{"StatefulSet", `{"spec":{"replicas":1},"status":{"replicas":1,"updatedReplicas":1,"readyReplicas":1}}`, ""},
	} {
		o, err := decode([]byte(one.object))
		require.NoError(t, err)
		lacks, _ := readiness[one.kind](o)
		assert.Equal(t, one.lacks, lacks)
	}
}

// stuck is a deployment whose pods do not come up.
func (w *world) stuck(pods ...map[string]any) {
	w.run = func(_ string, o map[string]any) {
		o["status"] = map[string]any{"observedGeneration": 1, "conditions": []any{
			map[string]any{"type": "ReplicaFailure", "status": "True", "message": "pods \"web\" is forbidden: exceeded quota: all"},
		}}
	}
	for i, pod := range pods {
		pod["metadata"] = map[string]any{"name": "web", "uid": "u"}
		w.objects["/api/v1/namespaces/shop/pods/"+string(rune('a'+i))] = pod
	}
}

func waiting(list, reason, message string, last map[string]any) map[string]any {
	return map[string]any{"status": map[string]any{list: []any{map[string]any{
		"name":      "app",
		"state":     map[string]any{"waiting": map[string]any{"reason": reason, "message": message}},
		"lastState": map[string]any{"terminated": last},
	}}}}
}

func TestWhyPodsDoNotRunIsTold(t *testing.T) {
	w := newWorld(t)
	pull := func() map[string]any {
		return waiting("containerStatuses", "ImagePullBackOff", "no such image", nil)
	}
	w.stuck(
		pull(), pull(),
		waiting("containerStatuses", "CrashLoopBackOff", "back-off", map[string]any{
			"exitCode": 3, "reason": "Error", "message": "no database\n",
		}),
		waiting("initContainerStatuses", "CrashLoopBackOff", "back-off", map[string]any{"exitCode": 137, "reason": "OOMKilled"}),
		waiting("containerStatuses", "ContainerCreating", "", nil),
		map[string]any{"status": map[string]any{"conditions": []any{map[string]any{
			"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available",
		}}}},
		map[string]any{"status": map[string]any{"conditions": []any{map[string]any{"type": "Ready", "status": "True"}}}},
	)
	for at, message := range map[string]string{"2026-01-01T00:00:02Z": "secret not found", "2026-01-01T00:00:01Z": "first"} {
		w.objects["/api/v1/namespaces/shop/events/"+at] = map[string]any{
			"reason": "FailedMount", "message": message, "lastTimestamp": at,
		}
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{web}, nil)
	require.Error(t, err)
	for _, reason := range []string{
		"Deployment shop/web: 0 of 1 pods are new",
		`exceeded quota: all`,
		"2 pods: has ImagePullBackOff in container app: no such image",
		"a pod has CrashLoopBackOff in container app, which ended with 3: no database",
		"a pod has CrashLoopBackOff in container app, which ended with 137: OOMKilled",
		"a pod is Unschedulable: 0/3 nodes are available",
		"a pod has FailedMount: secret not found",
	} {
		assert.ErrorContains(t, err, reason)
	}
}

// TestWhatAControllerSaysOfTheVersionBeforeIsNotBelievedAtOnce: it has seen the new one, and has not yet looked at its
// pods.
func TestWhatAControllerSaysOfTheVersionBeforeIsNotBelievedAtOnce(t *testing.T) {
	status := func(works bool) map[string]any {
		if works {
			return map[string]any{"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}
		}
		return map[string]any{"observedGeneration": 1, "conditions": []any{
			map[string]any{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"},
		}}
	}
	for _, comes := range []bool{true, false} {
		w := newWorld(t)
		w.run = func(_ string, o map[string]any) { o["status"] = status(false) }
		looks := 0
		w.answer = func(r *http.Request) (int, any) {
			o := w.objects[r.URL.Path]
			if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/deployments/web") && o != nil {
				if looks++; looks > 1 {
					o["status"] = status(comes)
				}
			}
			return 0, nil
		}
		_, err := w.ask(cfn.RequestCreate, "", []string{web}, nil)
		assert.Equal(t, comes, err == nil, "%v", err)
	}
}

func TestAnswersComeBeforeTheFunctionEnds(t *testing.T) {
	w := newWorld(t)
	w.stuck()
	begun := time.Now()
	_, err := w.ask(cfn.RequestCreate, "", []string{web}, nil)
	require.Error(t, err)
	assert.Less(t, time.Since(begun), 5*time.Second)
	f := newFunction(w.function().aws)
	assert.Less(t, f.rollout+time.Minute, 15*time.Minute-20*time.Second, "with time to ask pods, after the longest wait")
}

func TestWhatSomebodyDeletesMeanwhileIsTold(t *testing.T) {
	w := newWorld(t)
	w.run = func(path string, _ map[string]any) {
		time.AfterFunc(20*time.Millisecond, func() { w.lock.Lock(); delete(w.objects, path); w.lock.Unlock() })
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{web}, nil)
	assert.ErrorContains(t, err, "Deployment shop/web was deleted by somebody")
}
