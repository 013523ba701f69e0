package kubernetes_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func failedRollouts(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(service(t, "failing")...)
	for tag, reason := range map[string]string{
		"missing": `a pod has ImagePullBackOff in container web: Back-off pulling image "registry/web:missing"`,
		"crashes": "a pod has CrashLoopBackOff in container web, which ended with 3: cannot reach the database",
		"huge":    "a pod is Unschedulable: 0/3 nodes are available: 3 Insufficient memory.",
	} {
		said := r.set(service(t, "failing", image, "registry/web:"+tag)...)
		assert.Equal(t, "FAILED", said.Status)
		assert.Contains(t, said.Reason, reason)
		assert.Contains(t, said.Reason, "Deployment failing/web: ")
		d, err := c.kube.AppsV1().Deployments("failing").Get(ctx, "web", meta.GetOptions{})
		require.NoError(t, err)
		assert.Equal(t, image, d.Spec.Template.Spec.Containers[0].Image, "CloudFormation's rollback has the old one back")
	}
	r.delete()
	first := c.lambda.resource()
	said := first.set(service(t, "failing", image, "registry/web:missing")...)
	assert.Equal(t, "FAILED", said.Status)
	_, err := c.kube.CoreV1().Namespaces().Get(ctx, "failing", meta.GetOptions{})
	assert.True(t, errors.IsNotFound(err), "a service that never ran leaves nothing behind")
}

func harmfulPods(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(append(rendered(t, "namespace.json", "guarded"), account("guarded"))...)
	said := r.set(append(rendered(t, "namespace.json", "guarded"), account("guarded"),
		deployment("guarded", "root", "registry/root:1"))...)
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason, `violates PodSecurity "restricted:latest"`)
	r.delete()
}

func quotas(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(namespace("full"), account("full"))
	quota := &core.ResourceQuota{
		ObjectMeta: meta.ObjectMeta{Name: "none"},
		Spec:       core.ResourceQuotaSpec{Hard: core.ResourceList{"pods": resource.MustParse("0")}},
	}
	made, err := c.kube.CoreV1().ResourceQuotas("full").Create(ctx, quota, meta.CreateOptions{})
	require.NoError(t, err)
	made.Status = core.ResourceQuotaStatus{Hard: made.Spec.Hard, Used: core.ResourceList{"pods": resource.MustParse("0")}}
	_, err = c.kube.CoreV1().ResourceQuotas("full").UpdateStatus(ctx, made, meta.UpdateOptions{})
	require.NoError(t, err)
	said := r.set(namespace("full"), account("full"), deployment("full", "web", "registry/web:1"))
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason, "exceeded quota: none")
	r.delete()
}

func addedKind(t *testing.T, c *cluster) {
	definition := `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"cups.tea.example.com"},` +
		`"spec":{"group":"tea.example.com","scope":"Cluster","names":{"kind":"Cup","plural":"cups"},` +
		`"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":` +
		`{"spec":{"type":"object","properties":{"sugar":{"type":"integer"}}}}}}}]}}`
	cup := `{"apiVersion":"tea.example.com/v1","kind":"Cup","metadata":{"name":"mine"},"spec":{"sugar":2}}`
	r := c.lambda.resource()
	r.ok(cup, definition)
	definitions := c.any.Resource(definitionKind)
	require.NoError(t, definitions.Delete(ctx, "cups.tea.example.com", meta.DeleteOptions{}))
	require.Eventually(t, func() bool { // with its cups
		_, err := definitions.Get(ctx, "cups.tea.example.com", meta.GetOptions{})
		return errors.IsNotFound(err)
	}, time.Minute, 100*time.Millisecond)
	r.delete()
}

func nodes(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	c.controllers.set(func(k *controllers) { k.paused = true })
	time.AfterFunc(5*time.Second, func() { c.controllers.set(func(k *controllers) { k.paused = false }) })
	begun := time.Now()
	pool := rendered(t, "pool.json", "nodes")
	r.ok(pool...)
	assert.Greater(t, time.Since(begun), 5*time.Second)
	said := r.set(namespace("grouped"))
	assert.Contains(t, said.Reason, "NodePool nodes stays as long as its cluster")
	_, err := c.kube.CoreV1().Namespaces().Get(ctx, "grouped", meta.GetOptions{})
	assert.True(t, errors.IsNotFound(err), "nothing of the other mode is there: %v", err)
	r.ok(append(pool, namespace("grouped"))...) // which the rollback has left as it was
	r.delete()
}

func ingressGoesFirst(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	objects := append(rendered(t, "outside.json", "front"), rendered(t, "ingress.json", "front")...)
	c.controllers.set(func(k *controllers) { k.takes = false })
	time.AfterFunc(5*time.Second, func() { c.controllers.set(func(k *controllers) { k.takes = true }) })
	begun := time.Now()
	r.ok(objects...)
	assert.Greater(t, time.Since(begun), 5*time.Second)
	taken, err := c.kube.NetworkingV1().Ingresses("front").Get(ctx, "desk", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "traefik", *taken.Spec.IngressClassName)

	r.ok(objects...) // asked for again, nothing of what the controller says is set back
	again, err := c.kube.NetworkingV1().Ingresses("front").Get(ctx, "desk", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, taken.ResourceVersion, again.ResourceVersion)

	c.controllers.set(func(k *controllers) { k.history = nil })
	r.delete()
	c.controllers.set(func(k *controllers) {
		assert.Equal(t, []string{"ingress desk", "deployment desk"}, k.history, "nobody is led to pods that end")
	})
}

func ingressOfAnotherClass(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	objects := append(rendered(t, "outside.json", "turn"), rendered(t, "ingress.json", "turn")...)
	r.ok(objects...)
	for i, o := range objects {
		objects[i] = strings.ReplaceAll(o, `"ingressClassName":"traefik"`, `"ingressClassName":"alb"`)
	}
	r.ok(objects...)
	taken, err := c.kube.NetworkingV1().Ingresses("turn").Get(ctx, "desk", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "alb", *taken.Spec.IngressClassName)
	require.Len(t, taken.Status.LoadBalancer.Ingress, 1)
	assert.Equal(t, "alb.example.com", taken.Status.LoadBalancer.Ingress[0].Hostname)
	r.delete()
}

func unknownField(t *testing.T, c *cluster) {
	r, begun := c.lambda.resource(), time.Now()
	said := r.set(namespace("typo"), strings.Replace(configMap("typo", "settings", "x"), `"data"`, `"date"`, 1))
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason, "ConfigMap typo/settings is refused")
	assert.Contains(t, said.Reason, "date")
	assert.Less(t, time.Since(begun), time.Minute, "nobody asks again")
}
