package kubernetes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	autoscaling "k8s.io/api/autoscaling/v1"
	rbac "k8s.io/api/rbac/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// moved is a service at a standby that an environment moves to, and from again: CloudFormation says how it was before
// the move in each release until the configuration knows, and when it rolls back.
func moved(t *testing.T, c *cluster) {
	deployments, autoscalers := c.kube.AppsV1().Deployments("moved"), c.kube.AutoscalingV2().HorizontalPodAutoscalers("moved")
	runs := func(says string, pods, least, most int) {
		t.Helper()
		d, err := deployments.Get(ctx, "web", meta.GetOptions{})
		require.NoError(t, err)
		a, err := autoscalers.Get(ctx, "web", meta.GetOptions{})
		require.NoError(t, err)
		is := []int{int(*d.Spec.Replicas), int(*a.Spec.MinReplicas), int(a.Spec.MaxReplicas)}
		assert.Equal(t, []int{pods, least, most}, is, says)
	}
	active := func(generation, tag string) []string {
		return service(t, "moved", image, "registry/web:"+tag, `"bulkhead/generation":"2"`, `"bulkhead/generation":"`+generation+`"`)
	}
	resting := func(generation, tag string) []string {
		return service(t, "moved", image, "registry/web:"+tag, `"bulkhead/generation":"2"`, `"bulkhead/generation":"`+generation+`"`,
			`"revisionHistoryLimit"`, `"replicas":0,"revisionHistoryLimit"`, `"minReplicas":2`, `"minReplicas":1`, `"maxReplicas":8`, `"maxReplicas":1`)
	}
	scaler := newLambda(t, c.aws, "CLUSTER="+clusterName, "NAMESPACE=moved")
	move := func(scale map[string]any) {
		t.Helper()
		defer c.limited(t, "moved")()
		var state struct{ Generation int }
		scaler.call(map[string]any{"service": "web", "scale": scale}, &state)
		assert.Equal(t, scale["generation"], state.Generation, "%s", scaler.log)
	}
	scales := func(pods int32) {
		t.Helper()
		_, err := deployments.UpdateScale(ctx, "web", &autoscaling.Scale{
			ObjectMeta: meta.ObjectMeta{Name: "web", Namespace: "moved"}, Spec: autoscaling.ScaleSpec{Replicas: pods},
		}, meta.UpdateOptions{})
		require.NoError(t, err)
	}

	r := c.lambda.resource()
	r.ok(resting("2", "1")...)
	runs("no pod runs at a standby", 0, 1, 1)
	move(map[string]any{"min": 2, "max": 8, "generation": 3})
	runs("the environment has moved here", 2, 2, 8)
	scales(5)
	r.ok(resting("2", "2")...)
	runs("a release does not know", 5, 2, 8)
	r.ok(active("3", "3")...)
	runs("a deployment does", 5, 2, 8)
	r.ok(resting("2", "2")...)
	runs("and is rolled back", 5, 2, 8)
	r.ok(active("3", "3")...)
	runs("and made again", 5, 2, 8)

	move(map[string]any{"min": 0, "max": 0, "exactly": true, "generation": 4})
	runs("the environment has moved away", 0, 1, 1)
	r.ok(active("3", "4")...)
	runs("a release does not know", 0, 1, 1)
	r.ok(resting("4", "4")...)
	runs("a deployment does", 0, 1, 1)
	r.ok(resting("4", "5")...)
	runs("nor does a release wake it", 0, 1, 1)
	r.ok(active("5", "5")...)
	runs("the configuration alone makes it active", 1, 2, 8)
	r.delete()
}

// limited has the function be let in as the function that scales is: as who may edit in the services' namespace. The
// parts of Kubernetes' own role of that name, which no controller puts together here, stand for EKS's policy. What it
// returns ends that.
func (c *cluster) limited(t *testing.T, namespace string) (end func()) {
	t.Helper()
	require.NoError(t, c.kube.RbacV1().ClusterRoleBindings().Delete(ctx, access, meta.DeleteOptions{}))
	parts := []string{"system:aggregate-to-view", "system:aggregate-to-edit"}
	for _, part := range parts {
		_, err := c.kube.RbacV1().RoleBindings(namespace).Create(ctx, &rbac.RoleBinding{
			ObjectMeta: meta.ObjectMeta{Name: part},
			RoleRef:    rbac.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "ClusterRole", Name: part},
			Subjects:   []rbac.Subject{{Kind: "Group", APIGroup: "rbac.authorization.k8s.io", Name: access}},
		}, meta.CreateOptions{})
		require.NoError(t, err)
	}
	return func() {
		t.Helper()
		for _, part := range parts {
			require.NoError(t, c.kube.RbacV1().RoleBindings(namespace).Delete(ctx, part, meta.DeleteOptions{}))
		}
		c.let(t)
	}
}
