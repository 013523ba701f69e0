package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// because returns the error of objects that do not run, with the reasons of their pods.
func (c *cluster) because(ctx context.Context, objects []object, missing []string) error {
	var reasons []string
	for _, wanted := range objects {
		if readiness[wanted.Kind] == nil || wanted.field("spec", "selector", "matchLabels") == nil {
			continue
		}
		o, there, err := c.get(ctx, wanted)
		if err != nil || !there {
			continue
		}
		if lacks, _ := readiness[o.Kind](o); lacks == "" {
			continue
		}
		if c, there := o.condition("ReplicaFailure"); there && c.Status == "True" { // quota, or what admits pods
			reasons = append(reasons, c.Message)
		}
		said, err := c.reasonsOfPods(ctx, o)
		if err != nil {
			said = []string{"its pods cannot be asked: " + err.Error()}
		}
		reasons = append(reasons, said...)
	}
	return errors.New(strings.Join(append(missing, reasons...), "; "))
}

// reasonsOfPods returns why pods of an object do not work, each reason once, the most frequent first.
func (c *cluster) reasonsOfPods(ctx context.Context, o object) ([]string, error) {
	namespace := "/api/v1/namespaces/" + url.PathEscape(o.Metadata.Namespace)
	pods, err := c.list(ctx, namespace+"/pods", url.Values{"labelSelector": {selector(o)}})
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, pod := range pods {
		if ready, _ := pod.condition("Ready"); ready.Status == "True" || pod.Metadata.DeletionTimestamp != "" {
			continue
		}
		reason := reasonOfPod(pod)
		if reason == "" {
			reason = c.lastWarning(ctx, namespace, pod)
		}
		if reason == "" {
			reason = "is " + cmp.Or(pod.text("status", "phase"), "not seen") + " and not ready"
		}
		count[reason]++
	}
	reasons := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	for i, reason := range reasons {
		reasons[i] = fmt.Sprintf("%d pods: %s", count[reason], reason)
		if count[reason] == 1 {
			reasons[i] = "a pod " + reason
		}
	}
	return reasons, nil
}

// selector returns the labels of an object's pods.
func selector(o object) string {
	labels := asMap(o.field("spec", "selector", "matchLabels"))
	var all []string
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		all = append(all, fmt.Sprintf("%s=%s", name, labels[name]))
	}
	return strings.Join(all, ",")
}

// reasonOfPod returns why a pod does not work, as far as the pod itself knows.
func reasonOfPod(pod object) string {
	if c, there := pod.condition("PodScheduled"); there && c.Status == "False" {
		return fmt.Sprintf("is %s: %s", c.Reason, c.Message)
	}
	for _, list := range []string{"initContainerStatuses", "containerStatuses"} {
		all, _ := pod.field("status", list).([]any)
		for _, one := range all {
			if reason := reasonOfContainer(object{body: asMap(one)}); reason != "" {
				return reason
			}
		}
	}
	if reason := pod.text("status", "reason"); reason != "" { // Evicted
		return fmt.Sprintf("is %s: %s", reason, pod.text("status", "message"))
	}
	return ""
}

// reasonOfContainer returns why a container does not run: what it waits for, or how it ended last.
func reasonOfContainer(c object) string {
	name := c.text("name")
	waits := c.text("state", "waiting", "reason")
	for _, ended := range []string{"lastState", "state"} {
		how := object{body: asMap(c.field(ended, "terminated"))}
		code := how.number(0, "exitCode")
		if how.body == nil || code == 0 && waits == "" {
			continue
		}
		return fmt.Sprintf("has %s in container %s, which ended with %d: %s", cmp.Or(waits, how.text("reason")), name, code,
			strings.TrimSpace(cmp.Or(how.text("message"), how.text("reason"))))
	}
	if waits == "" || waits == "ContainerCreating" || waits == "PodInitializing" {
		return "" // events tell what that takes
	}
	return fmt.Sprintf("has %s in container %s: %s", waits, name, c.text("state", "waiting", "message"))
}

// lastWarning returns the last thing that went wrong with a pod, or nothing where nobody says.
func (c *cluster) lastWarning(ctx context.Context, namespace string, pod object) string {
	events, err := c.list(ctx, namespace+"/events", url.Values{
		"fieldSelector": {"involvedObject.uid=" + pod.Metadata.UID + ",type=Warning"},
	})
	if err != nil || len(events) == 0 {
		return ""
	}
	last := slices.MaxFunc(events, func(a, b object) int { return cmp.Compare(seen(a), seen(b)) })
	return fmt.Sprintf("has %s: %s", last.text("reason"), last.text("message"))
}

// seen is when an event was seen last; texts of times sort by time.
func seen(event object) string {
	return cmp.Or(event.text("series", "lastObservedTime"), event.text("lastTimestamp"), event.text("eventTime"))
}
