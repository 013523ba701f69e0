package kubernetes_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Kinds of controllers that Kubernetes does not have by itself.
var (
	bindings = schema.GroupVersionResource{Group: "eks.amazonaws.com", Version: "v1", Resource: "targetgroupbindings"}
	pools    = schema.GroupVersionResource{Group: "karpenter.sh", Version: "v1", Resource: "nodepools"}
	classes  = schema.GroupVersionResource{Group: "eks.amazonaws.com", Version: "v1", Resource: "nodeclasses"}
)

// finalizer is the load balancer's controller's: a binding is there until its targets are not.
const finalizer = "elbv2.k8s.aws/resources"

// controllers play those of a cluster. What becomes of a deployment's pods, the tag of its image says.
type controllers struct {
	*server
	lock    sync.Mutex
	paused  bool
	holds   bool     // bindings are not let go
	takes   bool     // Ingresses are taken
	history []string // what was deleted, as it went
}

// newControllers starts them.
func newControllers(t *testing.T, s *server) *controllers {
	c := &controllers{server: s, takes: true}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			c.lock.Lock()
			if !c.paused {
				c.look(ctx)
			}
			c.lock.Unlock()
			time.Sleep(50 * time.Millisecond)
		}
	}()
	t.Cleanup(func() { stop(); <-done })
	return c
}

func (c *controllers) set(change func(*controllers)) {
	c.lock.Lock()
	defer c.lock.Unlock()
	change(c)
}

// look does what there is to do. The API server may be away: then it is done later.
func (c *controllers) look(ctx context.Context) {
	deployments, err := c.kube.AppsV1().Deployments("").List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for _, d := range deployments.Items {
		c.deploy(ctx, &d)
	}
	c.bind(ctx)
	c.take(ctx)
	for _, kind := range []schema.GroupVersionResource{pools, classes} {
		c.ready(ctx, kind)
	}
	namespaces, err := c.kube.CoreV1().Namespaces().List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for _, n := range namespaces.Items {
		if n.DeletionTimestamp != nil {
			n.Spec.Finalizers = nil
			_, _ = c.kube.CoreV1().Namespaces().Finalize(ctx, &n, meta.UpdateOptions{})
		}
	}
	c.collect(ctx)
}

// bind lets bindings go, some time after they were deleted.
func (c *controllers) bind(ctx context.Context) {
	all, err := c.any.Resource(bindings).List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for _, b := range all.Items {
		deleted := b.GetDeletionTimestamp()
		finalizers := b.GetFinalizers()
		switch {
		case deleted == nil && !slices.Contains(finalizers, finalizer):
			b.SetFinalizers(append(finalizers, finalizer))
		case deleted != nil && !c.holds && time.Since(deleted.Time) > time.Second:
			b.SetFinalizers(slices.DeleteFunc(finalizers, func(f string) bool { return f == finalizer }))
			c.history = append(c.history, "binding "+b.GetName())
		default:
			continue
		}
		_, _ = c.any.Resource(bindings).Namespace(b.GetNamespace()).Update(ctx, &b, meta.UpdateOptions{})
	}
}

// take says of each Ingress where the load balancer of its class is, and lets it go when it is deleted. What is said is
// not taken back when the class is another.
func (c *controllers) take(ctx context.Context) {
	all, err := c.kube.NetworkingV1().Ingresses("").List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for _, i := range all.Items {
		if i.DeletionTimestamp != nil {
			i.Finalizers = nil
			_, err := c.kube.NetworkingV1().Ingresses(i.Namespace).Update(ctx, &i, meta.UpdateOptions{})
			if err == nil {
				c.history = append(c.history, "ingress "+i.Name)
			}
			continue
		}
		if c.takes && len(i.Status.LoadBalancer.Ingress) == 0 {
			i.Status.LoadBalancer.Ingress = []networking.IngressLoadBalancerIngress{{
				Hostname: *i.Spec.IngressClassName + ".example.com",
			}}
			_, _ = c.kube.NetworkingV1().Ingresses(i.Namespace).UpdateStatus(ctx, &i, meta.UpdateOptions{})
		}
	}
}

// ready has EKS Auto Mode think well of a kind.
func (c *controllers) ready(ctx context.Context, kind schema.GroupVersionResource) {
	all, err := c.any.Resource(kind).List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for _, o := range all.Items {
		if _, there, _ := unstructured.NestedSlice(o.Object, "status", "conditions"); there {
			continue
		}
		_ = unstructured.SetNestedSlice(o.Object, []any{map[string]any{
			"type": "Ready", "status": "True", "observedGeneration": o.GetGeneration(),
		}}, "status", "conditions")
		_, _ = c.any.Resource(kind).UpdateStatus(ctx, &o, meta.UpdateOptions{})
	}
}

// collect deletes what was asked to wait for others, which are gone.
func (c *controllers) collect(ctx context.Context) {
	for _, resource := range []schema.GroupVersionResource{
		{Version: "v1", Resource: "services"},
		{Version: "v1", Resource: "serviceaccounts"},
		{Version: "v1", Resource: "configmaps"},
		{Version: "v1", Resource: "namespaces"},
		{Group: "autoscaling", Version: "v2", Resource: "horizontalpodautoscalers"},
		{Group: "batch", Version: "v1", Resource: "cronjobs"},
		{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"},
		{Group: "networking.k8s.io", Version: "v1", Resource: "networkpolicies"},
		bindings, pools, classes,
		{Group: "vpcresources.k8s.aws", Version: "v1beta1", Resource: "securitygrouppolicies"},
		{Group: "secrets-store.csi.x-k8s.io", Version: "v1", Resource: "secretproviderclasses"},
		{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"},
	} {
		all, err := c.any.Resource(resource).List(ctx, meta.ListOptions{})
		if err != nil {
			continue
		}
		for _, o := range all.Items {
			finalizers := o.GetFinalizers()
			if o.GetDeletionTimestamp() == nil || !slices.Contains(finalizers, "foregroundDeletion") {
				continue
			}
			o.SetFinalizers(slices.DeleteFunc(finalizers, func(f string) bool { return f == "foregroundDeletion" }))
			if o.GetNamespace() == "" {
				_, _ = c.any.Resource(resource).Update(ctx, &o, meta.UpdateOptions{})
			} else {
				_, _ = c.any.Resource(resource).Namespace(o.GetNamespace()).Update(ctx, &o, meta.UpdateOptions{})
			}
		}
	}
}

// deploy makes a pod of a deployment's template, which the API server has to admit, and says what becomes of it.
func (c *controllers) deploy(ctx context.Context, d *apps.Deployment) {
	pods := c.kube.CoreV1().Pods(d.Namespace)
	if d.DeletionTimestamp != nil {
		_ = pods.DeleteCollection(ctx, meta.DeleteOptions{GracePeriodSeconds: new(int64)}, meta.ListOptions{
			LabelSelector: meta.FormatLabelSelector(d.Spec.Selector),
		})
		d.Finalizers = nil
		if _, err := c.kube.AppsV1().Deployments(d.Namespace).Update(ctx, d, meta.UpdateOptions{}); err == nil {
			c.history = append(c.history, "deployment "+d.Name)
		}
		return
	}
	if d.Status.ObservedGeneration == d.Generation {
		return
	}
	status := apps.DeploymentStatus{ObservedGeneration: d.Generation, UpdatedReplicas: *d.Spec.Replicas}
	old := d.Status.AvailableReplicas
	stuck := apps.DeploymentCondition{Type: apps.DeploymentProgressing, Status: core.ConditionFalse, Reason: "ProgressDeadlineExceeded"}
	pod := &core.Pod{ObjectMeta: d.Spec.Template.ObjectMeta, Spec: d.Spec.Template.Spec}
	pod.Name = fmt.Sprintf("%s-%d", d.Name, d.Generation)
	made, err := pods.Create(ctx, pod, meta.CreateOptions{})
	if err == nil {
		made.Status = fate(pod)
		_, err = pods.UpdateStatus(ctx, made, meta.UpdateOptions{})
	}
	switch {
	case err != nil:
		status.UpdatedReplicas, status.Replicas, status.AvailableReplicas = 0, old, old
		status.Conditions = []apps.DeploymentCondition{stuck, {
			Type: apps.DeploymentReplicaFailure, Status: core.ConditionTrue, Reason: "FailedCreate", Message: err.Error(),
		}}
	case made.Status.Phase == core.PodRunning:
		status.Replicas, status.AvailableReplicas = status.UpdatedReplicas, status.UpdatedReplicas
		status.ReadyReplicas = status.UpdatedReplicas
		c.end(ctx, d, pod.Name)
	default:
		status.Replicas, status.AvailableReplicas = old+status.UpdatedReplicas, old
		status.ReadyReplicas, status.UnavailableReplicas = old, status.UpdatedReplicas
		status.Conditions = []apps.DeploymentCondition{stuck}
	}
	d.Status = status
	_, _ = c.kube.AppsV1().Deployments(d.Namespace).UpdateStatus(ctx, d, meta.UpdateOptions{})
}

// end deletes the pods of older versions.
func (c *controllers) end(ctx context.Context, d *apps.Deployment, but string) {
	pods := c.kube.CoreV1().Pods(d.Namespace)
	all, err := pods.List(ctx, meta.ListOptions{LabelSelector: meta.FormatLabelSelector(d.Spec.Selector)})
	if err != nil {
		return
	}
	for _, pod := range all.Items {
		if pod.Name != but {
			_ = pods.Delete(ctx, pod.Name, meta.DeleteOptions{GracePeriodSeconds: new(int64)})
		}
	}
}

// fate is what becomes of a pod.
func fate(pod *core.Pod) core.PodStatus {
	container := core.ContainerStatus{Name: pod.Spec.Containers[0].Name, Image: pod.Spec.Containers[0].Image}
	waits := func(reason, message string) {
		container.State.Waiting = &core.ContainerStateWaiting{Reason: reason, Message: message}
	}
	status := core.PodStatus{Phase: core.PodPending}
	_, tag, _ := strings.Cut(container.Image, ":")
	switch tag {
	case "missing":
		waits("ImagePullBackOff", `Back-off pulling image "registry/web:missing"`)
	case "crashes":
		waits("CrashLoopBackOff", "back-off 40s restarting failed container")
		container.LastTerminationState.Terminated = &core.ContainerStateTerminated{
			ExitCode: 3, Reason: "Error", Message: "cannot reach the database",
		}
	case "huge":
		status.Conditions = []core.PodCondition{{
			Type: core.PodScheduled, Status: core.ConditionFalse, Reason: "Unschedulable",
			Message: "0/3 nodes are available: 3 Insufficient memory.",
		}}
		return status
	default:
		status.Phase = core.PodRunning
		status.Conditions = []core.PodCondition{{Type: core.PodReady, Status: core.ConditionTrue}}
		container.Ready, container.State.Running = true, &core.ContainerStateRunning{}
	}
	status.ContainerStatuses = []core.ContainerStatus{container}
	return status
}
