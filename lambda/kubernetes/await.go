package main

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"
)

// await waits until objects that take time run, or tells why they do not.
func (c *cluster) await(ctx context.Context, objects []object) error {
	last, doomed := "", false
	for {
		missing, hopeless, err := c.missing(ctx, objects)
		if err != nil {
			return err
		}
		if len(missing) == 0 {
			return nil
		}
		// A controller that has just seen a change may still say what it said of the one before: it is asked twice.
		late := hopeless && doomed || time.Since(c.begun) >= c.rollout
		doomed = hopeless
		if !late {
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s", strings.Join(missing, "; ")) // there is no time to ask for reasons
			case <-time.After(c.every):
			}
		}
		if said := strings.Join(missing, "; "); said != last {
			log.Print(said)
			last = said
		}
		if late {
			return c.because(ctx, objects, missing)
		}
	}
}

// missing returns what does not run yet, and whether there is nothing to wait for.
func (c *cluster) missing(ctx context.Context, objects []object) (missing []string, hopeless bool, err error) {
	for _, wanted := range objects {
		ask := readiness[wanted.Kind]
		if ask == nil {
			continue
		}
		o, there, err := c.get(ctx, wanted)
		if err != nil {
			return nil, false, err
		}
		if !there {
			return []string{fmt.Sprintf("%s was deleted by somebody", wanted)}, true, nil
		}
		if lacks, failed := ask(o); lacks != "" {
			missing = append(missing, o.String()+": "+lacks)
			hopeless = hopeless || failed
		}
	}
	return missing, hopeless, nil
}

// readiness says what an object of a kind lacks until it runs, and whether it never will.
var readiness = map[string]func(object) (lacks string, failed bool){
	"CustomResourceDefinition": condition("Established"),
	"NodeClass":                condition("Ready"),
	"NodePool":                 condition("Ready"),
	"Deployment":               deployed,
	"StatefulSet":              stateful,
	"DaemonSet":                daemons,
	"Job":                      job,
	"Ingress":                  taken,
}

// condition demands that a condition be true, of the object as it is now.
func condition(kind string) func(object) (string, bool) {
	return func(o object) (string, bool) {
		c, there := o.condition(kind)
		switch {
		case !there:
			return "nothing has looked at it yet", false
		case c.Status != "True":
			return strings.TrimSuffix("is not "+kind+": "+c.Reason+" "+c.Message, " "), false
		case c.observed > 0 && c.observed < o.Metadata.Generation:
			return "nothing has looked at its change yet", false
		}
		return "", false
	}
}

// state is a condition of an object.
type state struct {
	Status, Reason, Message string
	observed                int64
}

// condition returns a condition of an object.
func (o object) condition(kind string) (state, bool) {
	all, _ := o.field("status", "conditions").([]any)
	for _, one := range all {
		c := object{body: asMap(one)}
		if c.text("type") == kind {
			return state{
				Status: c.text("status"), Reason: c.text("reason"), Message: c.text("message"),
				observed: c.number(0, "observedGeneration"),
			}, true
		}
	}
	return state{}, false
}

func asMap(value any) map[string]any { m, _ := value.(map[string]any); return m }

// text returns the text at a path.
func (o object) text(path ...string) string { s, _ := o.field(path...).(string); return s }

// taken is when the controller of its class has said where requests for it arrive.
func taken(o object) (string, bool) {
	if at, _ := o.field("status", "loadBalancer", "ingress").([]any); len(at) > 0 {
		return "", false
	}
	return "the controller of class " + o.text("spec", "ingressClassName") + " has not said where its load balancer is", false
}

// deployed is when all pods are new, and available.
func deployed(o object) (string, bool) {
	if lacks := rolledOut(o, "updatedReplicas", "availableReplicas"); lacks != "" {
		progress, _ := o.condition("Progressing")
		return lacks, progress.Reason == "ProgressDeadlineExceeded" && !unseen(o)
	}
	return "", false
}

// stateful is when all pods are new, and ready.
func stateful(o object) (string, bool) {
	return rolledOut(o, "updatedReplicas", "readyReplicas"), false
}

// unseen tells whether the controller has not looked at what an object is now.
func unseen(o object) bool {
	return o.number(0, "status", "observedGeneration") < o.Metadata.Generation
}

// rolledOut demands that all pods be new, and be counted as working.
func rolledOut(o object, updated, working string) string {
	if unseen(o) {
		return "its change is not seen yet"
	}
	want := o.number(1, "spec", "replicas")
	fresh, all := o.number(0, "status", updated), o.number(0, "status", "replicas")
	switch works := o.number(0, "status", working); {
	case fresh < want:
		return fmt.Sprintf("%d of %d pods are new", fresh, want)
	case all > fresh:
		return fmt.Sprintf("%d old pods are left", all-fresh)
	case works < want:
		return fmt.Sprintf("%d of %d pods work", works, want)
	}
	return ""
}

func daemons(o object) (string, bool) {
	if unseen(o) {
		return "its change is not seen yet", false
	}
	want := o.number(0, "status", "desiredNumberScheduled")
	for _, count := range []string{"updatedNumberScheduled", "numberAvailable"} {
		if n := o.number(0, "status", count); n < want {
			return fmt.Sprintf("%d of %d pods are new and work", n, want), false
		}
	}
	return "", false
}

func job(o object) (string, bool) {
	if c, there := o.condition("Failed"); there && c.Status == "True" {
		return "failed: " + c.Reason + " " + c.Message, true
	}
	if c, there := o.condition("Complete"); there && c.Status == "True" {
		return "", false
	}
	return "has not ended yet", false
}
