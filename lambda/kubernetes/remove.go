package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// remove deletes objects that the resource with that id made: bindings and Ingresses first, so that nothing is sent to
// pods that are about to end, and then in the reverse order of being applied. Each kind is gone before the next is
// deleted. Objects that another resource of ours has taken over stay, and of those that were there before only our
// fields go.
func (c *cluster) remove(ctx context.Context, id string, objects []object) error {
	for _, same := range inReverse(objects) {
		var deleted []object
		for _, o := range same {
			does, err := c.removeOne(ctx, id, o)
			if err != nil {
				return err
			}
			if does {
				deleted = append(deleted, o)
			}
		}
		if err := c.awaitGone(ctx, deleted); err != nil {
			return err
		}
	}
	return nil
}

// inReverse returns objects by rank as they are deleted.
func inReverse(objects []object) [][]object {
	var all [][]object
	var bindings []object
	sorted := inOrder(objects)
	slices.Reverse(sorted)
	for _, o := range sorted {
		switch {
		case o.Kind == "TargetGroupBinding" || o.Kind == "Ingress":
			bindings = append(bindings, o)
		case len(all) > 0 && all[len(all)-1][0].rank() == o.rank():
			all[len(all)-1] = append(all[len(all)-1], o)
		default:
			all = append(all, []object{o})
		}
	}
	if bindings != nil {
		all = slices.Insert(all, 0, bindings)
	}
	return all
}

// removeOne deletes an object, and tells whether it does.
func (c *cluster) removeOne(ctx context.Context, id string, o object) (bool, error) {
	found, there, err := c.get(ctx, o)
	if errors.Is(err, errNoKind) || err == nil && !there {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch found.Metadata.Annotations[annotation] {
	case id:
	case "":
		return false, c.release(ctx, found)
	default:
		log.Printf("%s is another resource's", o)
		return false, nil
	}
	return c.delete(ctx, found)
}

// delete asks for the end of an object as it was found, and tells whether it was still there.
func (c *cluster) delete(ctx context.Context, found object) (bool, error) {
	path, err := c.path(ctx, found)
	if err != nil {
		return false, err
	}
	_, err = c.call(ctx, request{
		method: http.MethodDelete, path: path, kind: "application/json", body: map[string]any{
			"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
			"preconditions": map[string]any{"uid": found.Metadata.UID},
		},
	})
	if refused(err, http.StatusNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s is not deleted: %w", found, err)
	}
	log.Printf("%s is being deleted", found)
	return true, nil
}

// release takes our fields out of an object that stays.
func (c *cluster) release(ctx context.Context, o object) error {
	if !slices.ContainsFunc(o.Metadata.ManagedFields, func(f struct{ Manager, Operation string }) bool {
		return f.Manager == manager && f.Operation == "Apply"
	}) {
		return nil
	}
	path, err := c.path(ctx, o)
	if err != nil {
		return err
	}
	bare := map[string]any{"apiVersion": o.APIVersion, "kind": o.Kind, "metadata": map[string]any{
		"name": o.Metadata.Name, "uid": o.Metadata.UID,
	}}
	_, err = c.call(ctx, request{
		method: http.MethodPatch, path: path, query: url.Values{"fieldManager": {manager}},
		kind: "application/apply-patch+yaml", body: bare,
	})
	if refused(err, http.StatusNotFound) || refused(err, http.StatusConflict) {
		return nil // it is gone, or another one of that name
	}
	return err
}

// awaitGone waits until objects are gone, whatever holds them.
func (c *cluster) awaitGone(ctx context.Context, objects []object) error {
	for {
		var left []string
		for _, o := range objects {
			found, there, err := c.get(ctx, o)
			if err != nil && !errors.Is(err, errNoKind) {
				return err
			}
			if there && found.Metadata.DeletionTimestamp != "" {
				left = append(left, held(found))
			}
		}
		if len(left) == 0 {
			return nil
		}
		late := time.Since(c.begun) >= c.rollout
		if !late {
			select {
			case <-ctx.Done():
				late = true
			case <-time.After(c.every):
			}
		}
		if late {
			return fmt.Errorf("not gone yet: %s", strings.Join(left, "; "))
		}
	}
}

// held says what keeps an object that is being deleted.
func held(o object) string {
	if len(o.Metadata.Finalizers) == 0 {
		return o.String()
	}
	return fmt.Sprintf("%s, until %s lets it go", o, strings.Join(o.Metadata.Finalizers, " and "))
}
