package kubernetes_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	autoscaling "k8s.io/api/autoscaling/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

var ctx = context.Background()

// TestAFunctionBringsObjectsToACluster asks one cluster for everything, one after the other.
func TestAFunctionBringsObjectsToACluster(t *testing.T) {
	c := newCluster(t)
	for _, promise := range []struct {
		name string
		kept func(*testing.T, *cluster)
	}{
		{"a service is made, asked for again, changed and taken away", wholeLife},
		{"what the autoscaler says stays", autoscaled},
		{"what a move has scaled stays until a deployment knows of it", moved},
		{"what others have set is not taken from them", conflicts},
		{"what was changed by hand is set back", setBack},
		{"what was there before stays", shared},
		{"a rollout that fails is told with its reasons, and undone", failedRollouts},
		{"pods that could harm a node are refused", harmfulPods},
		{"a quota is told", quotas},
		{"bindings go first, and others wait for them", bindingsGoFirst},
		{"an Ingress is taken before a deployment is done, and goes first", ingressGoesFirst},
		{"an Ingress of another class is taken by the controller of that class", ingressOfAnotherClass},
		{"what holds an object is told", heldObjects},
		{"a kind is known before its objects", addedKind},
		{"nodes are waited for, and stay as long as their cluster", nodes},
		{"whom EKS lets in later is let in", lateAccess},
		{"a token that expires is made anew", expiringToken},
		{"an API server may be away for a while", restart},
		{"CloudFormation is answered before Lambda ends the function", deadline},
		{"an object with a field that nobody knows is refused", unknownField},
		{"a cluster that is gone is no fault", goneCluster},
	} {
		t.Run(strings.ReplaceAll(promise.name, " ", "-"), func(t *testing.T) {
			c.lambda.t = t
			promise.kept(t, c)
		})
	}
}

func wholeLife(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(service(t, "life")...)
	pods := c.kube.CoreV1().Pods("life")
	running, err := pods.List(ctx, meta.ListOptions{LabelSelector: "app.kubernetes.io/name=web"})
	require.NoError(t, err)
	require.Len(t, running.Items, 1, "its pod is admitted where pods are restricted")
	before, err := c.kube.AppsV1().Deployments("life").Get(ctx, "web", meta.GetOptions{})
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(before.ManagedFields, func(f meta.ManagedFieldsEntry) bool {
		return f.Manager == "bulkhead" && f.Operation == meta.ManagedFieldsOperationApply
	}))

	r.ok(service(t, "life")...)
	after, err := c.kube.AppsV1().Deployments("life").Get(ctx, "web", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, before.ResourceVersion, after.ResourceVersion, "the same again changes nothing")

	changed := slices.DeleteFunc(service(t, "life", image, "registry/web:2"), func(o string) bool {
		return strings.Contains(o, `"kind":"CronJob"`)
	})
	r.ok(changed...)
	after, err = c.kube.AppsV1().Deployments("life").Get(ctx, "web", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "registry/web:2", after.Spec.Template.Spec.Containers[0].Image)
	jobs, err := c.kube.BatchV1().CronJobs("life").List(ctx, meta.ListOptions{})
	require.NoError(t, err)
	assert.Empty(t, jobs.Items, "what is taken out is deleted")

	r.delete()
	_, err = c.kube.CoreV1().Namespaces().Get(ctx, "life", meta.GetOptions{})
	assert.True(t, errors.IsNotFound(err), "nothing is left: %v", err)
}

func autoscaled(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(service(t, "scaled")...)
	deployments := c.kube.AppsV1().Deployments("scaled")
	_, err := deployments.UpdateScale(ctx, "web", &autoscaling.Scale{
		ObjectMeta: meta.ObjectMeta{Name: "web", Namespace: "scaled"}, Spec: autoscaling.ScaleSpec{Replicas: 5},
	}, meta.UpdateOptions{})
	require.NoError(t, err)
	r.ok(service(t, "scaled", image, "registry/web:2")...)
	d, err := deployments.Get(ctx, "web", meta.GetOptions{})
	require.NoError(t, err)
	assert.EqualValues(t, 5, *d.Spec.Replicas)
	r.delete()
}

// byOthers has somebody else make a config map.
func byOthers(t *testing.T, c *cluster, in, name, value string) {
	t.Helper()
	_, err := c.kube.CoreV1().ConfigMaps(in).Create(ctx, &core.ConfigMap{
		ObjectMeta: meta.ObjectMeta{Name: name}, Data: map[string]string{"key": value, "theirs": "x"},
	}, meta.CreateOptions{FieldManager: "argocd"})
	require.NoError(t, err)
}

func conflicts(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(namespace("conflict"))
	byOthers(t, c, "conflict", "settings", "theirs")
	said := r.set(namespace("conflict"), configMap("conflict", "settings", "ours"))
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason,
		"ConfigMap conflict/settings was there before and is not ours: argocd has set .data.key otherwise")
	found, err := c.kube.CoreV1().ConfigMaps("conflict").Get(ctx, "settings", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "theirs", found.Data["key"])
	r.delete()
}

func setBack(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(namespace("hand"), configMap("hand", "settings", "one"))
	maps := c.kube.CoreV1().ConfigMaps("hand")
	_, err := maps.Patch(ctx, "settings", types.MergePatchType, []byte(`{"data":{"key":"by hand"}}`),
		meta.PatchOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)
	r.ok(namespace("hand"), configMap("hand", "settings", "two"))
	found, err := maps.Get(ctx, "settings", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "two", found.Data["key"])
	r.delete()
}

func shared(t *testing.T, c *cluster) {
	_, err := c.kube.CoreV1().Namespaces().Create(ctx, &core.Namespace{
		ObjectMeta: meta.ObjectMeta{Name: "shared", Labels: map[string]string{"team": "shop"}},
	}, meta.CreateOptions{FieldManager: "kubectl"})
	require.NoError(t, err)
	byOthers(t, c, "shared", "settings", "same")
	r := c.lambda.resource()
	labelled := strings.Replace(namespace("shared"), `"name"`, `"labels":{"ours":"x"},"name"`, 1)
	r.ok(labelled, configMap("shared", "settings", "same"), configMap("shared", "own", "x"))
	r.delete()
	found, err := c.kube.CoreV1().Namespaces().Get(ctx, "shared", meta.GetOptions{})
	require.NoError(t, err)
	assert.Nil(t, found.DeletionTimestamp)
	assert.Equal(t, "shop", found.Labels["team"])
	assert.NotContains(t, found.Labels, "ours", "what was ours of it goes")
	settings, err := c.kube.CoreV1().ConfigMaps("shared").Get(ctx, "settings", meta.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "same", settings.Data["key"])
	_, err = c.kube.CoreV1().ConfigMaps("shared").Get(ctx, "own", meta.GetOptions{})
	assert.True(t, errors.IsNotFound(err))
}

func bindingsGoFirst(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(service(t, "draining")...)
	c.controllers.set(func(k *controllers) { k.history = nil })
	r.delete()
	c.controllers.set(func(k *controllers) {
		assert.Equal(t, "binding web", k.history[0], "%v", k.history)
		assert.Contains(t, k.history, "deployment web")
	})
}

func heldObjects(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	all := service(t, "held")
	r.ok(all...)
	c.controllers.set(func(k *controllers) { k.holds = true })
	r.limit = 26 * time.Second
	said := r.ask("Delete", all, nil)
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason, "TargetGroupBinding held/web, until "+finalizer+" ")
	_, err := c.kube.AppsV1().Deployments("held").Get(ctx, "web", meta.GetOptions{})
	require.NoError(t, err, "the pods that it registers are there as long as it is")
	c.controllers.set(func(k *controllers) { k.holds = false })
	r.limit = 15 * time.Minute
	r.delete()
}

func lateAccess(t *testing.T, c *cluster) {
	c.aws.set(func(a *aws) { a.admits = false })
	require.NoError(t, c.kube.RbacV1().ClusterRoleBindings().Delete(ctx, access, meta.DeleteOptions{}))
	time.AfterFunc(4*time.Second, func() { c.aws.set(func(a *aws) { a.admits = true }) })
	time.AfterFunc(8*time.Second, func() { c.let(t) })
	r := c.lambda.resource()
	begun := time.Now()
	r.ok(namespace("late"))
	assert.Greater(t, time.Since(begun), 8*time.Second, "neither who it is nor what it may do was known")
	r.delete()
}

func expiringToken(t *testing.T, c *cluster) {
	c.aws.set(func(a *aws) { a.fresh, a.tokens, a.refused = 4*time.Second, map[string]bool{}, nil })
	defer c.aws.set(func(a *aws) { a.fresh = 15 * time.Minute })
	c.controllers.set(func(k *controllers) { k.paused = true })
	time.AfterFunc(12*time.Second, func() { c.controllers.set(func(k *controllers) { k.paused = false }) })
	r := c.lambda.resource()
	r.ok(namespace("expiry"), account("expiry"), deployment("expiry", "web", "registry/web:1"))
	c.aws.set(func(a *aws) {
		assert.Contains(t, a.refused, "it has expired")
		assert.Greater(t, len(a.tokens), 1)
		for token := range a.tokens {
			assert.NotContains(t, c.lambda.log.String(), token)
		}
	})
	r.delete()
}

func restart(t *testing.T, c *cluster) {
	c.controllers.set(func(k *controllers) { k.paused = true })
	time.AfterFunc(3*time.Second, func() {
		c.server.stop(t)
		time.Sleep(3 * time.Second)
		c.server.start(c.t) // it outlives this promise
		c.controllers.set(func(k *controllers) { k.paused = false })
	})
	r := c.lambda.resource()
	r.ok(namespace("restart"), account("restart"), deployment("restart", "web", "registry/web:1"))
	r.delete()
}

func deadline(t *testing.T, c *cluster) {
	c.controllers.set(func(k *controllers) { k.paused = true })
	r := c.lambda.resource()
	r.limit = 30 * time.Second
	begun := time.Now()
	all := []string{namespace("slow"), account("slow"), deployment("slow", "web", "registry/web:1")}
	said := r.ask("Create", all, nil)
	assert.Less(t, time.Since(begun), 25*time.Second)
	assert.Equal(t, "FAILED", said.Status)
	assert.Contains(t, said.Reason, "Deployment slow/web: its change is not seen yet")
	c.controllers.set(func(k *controllers) { k.paused = false })
	r.id, r.has, r.limit = said.PhysicalResourceId, all, 15*time.Minute
	r.delete()
}

func goneCluster(t *testing.T, c *cluster) {
	r := c.lambda.resource()
	r.ok(namespace("gone"))
	c.aws.set(func(a *aws) { a.there = false })
	defer c.aws.set(func(a *aws) { a.there = true })
	r.delete()
}
