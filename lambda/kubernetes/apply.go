package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	// manager is the name under which the API keeps which fields are ours.
	manager = "bulkhead"
	// annotation says on an object which resource made it.
	annotation = "bulkhead/resource"
)

// bring applies objects, waits until they run, and deletes those of before that are no more.
func (c *cluster) bring(ctx context.Context, id string, objects, before []object) error {
	for _, o := range inOrder(objects) {
		if err := c.apply(ctx, id, o); err != nil {
			return err
		}
		if o.Kind == "CustomResourceDefinition" { // its kind is known from then on
			if err := c.await(ctx, []object{o}); err != nil {
				return err
			}
		}
	}
	if err := c.await(ctx, objects); err != nil {
		return err
	}
	return c.remove(ctx, id, without(before, objects))
}

// apply has an object be so. One that was there before, and that none of our resources made, is shared: its fields are
// set where nobody else has set them, and it stays when the resource goes. Of those that we made, all that we state is
// ours, whatever somebody has changed by hand since. One of ours that goes to another controller is made anew.
func (c *cluster) apply(ctx context.Context, id string, o object) error {
	path, err := c.known(ctx, o)
	if err != nil {
		return err
	}
	query := url.Values{"fieldManager": {manager}, "fieldValidation": {"Strict"}}
	body := o.body
	found, there, err := c.get(ctx, o)
	if err != nil {
		return err
	}
	ours, going := found.Metadata.Annotations[annotation] != "", found.Metadata.DeletionTimestamp != ""
	if there && ours && !going && found.leaves(o) {
		if _, err := c.delete(ctx, found); err != nil {
			return err
		}
		going = true
	}
	if there && going {
		if err := c.awaitGone(ctx, []object{o}); err != nil {
			return err
		}
		found, there = object{}, false
	}
	if !there || ours {
		query.Set("force", "true")
		body = o.scaled(found).marked(id)
	}
	text, err := c.call(ctx, request{
		method: http.MethodPatch, path: path, query: query, kind: "application/apply-patch+yaml", body: body,
	})
	if err != nil {
		return c.explain(o, err)
	}
	c.changed = true
	applied, err := decode(text)
	if err != nil {
		return err
	}
	if !there || applied.Metadata.Generation != found.Metadata.Generation {
		log.Printf("%s is applied", o)
	}
	return nil
}

// leaves tells whether an object goes to another controller. What the first one has written of it stays otherwise, and
// looks as if the second one had taken it: such an object is made anew.
func (o object) leaves(wanted object) bool {
	return o.Kind == "Ingress" && o.text("spec", "ingressClassName") != wanted.text("spec", "ingressClassName")
}

// known returns where an object is, and waits for its kind, which an add-on may be adding.
func (c *cluster) known(ctx context.Context, o object) (path string, err error) {
	for begun := time.Now(); ; {
		path, err = c.path(ctx, o)
		if !errors.Is(err, errNoKind) || time.Since(begun) >= c.trouble {
			return path, err
		}
		select {
		case <-ctx.Done():
			return "", err
		case <-time.After(c.every):
		}
	}
}

// marked returns what is applied of an object that is ours.
func (o object) marked(id string) map[string]any {
	body := maps.Clone(o.body)
	of, _ := body["metadata"].(map[string]any)
	of = maps.Clone(of)
	annotations, _ := of["annotations"].(map[string]any)
	annotations = maps.Clone(annotations)
	if annotations == nil {
		annotations = map[string]any{}
	}
	annotations[annotation] = id
	of["annotations"], body["metadata"] = annotations, of
	return body
}

// others finds who has set a field.
var others = regexp.MustCompile(`conflict with "([^"]+)"`)

// explain returns why an object was not applied. What the API says of a secret may show it.
func (c *cluster) explain(o object, err error) error {
	said, is := errors.AsType[*refusal](err)
	switch {
	case !is:
		return fmt.Errorf("%s: %w", o, err)
	case o.Kind == "Secret":
		return fmt.Errorf("%s is refused: %d %s", o, said.Code, said.Reason)
	case said.Code == http.StatusConflict && len(said.Details.Causes) > 0:
		var fields, managers []string
		for _, cause := range said.Details.Causes {
			fields = append(fields, cause.Field)
			if who := others.FindStringSubmatch(cause.Message); who != nil && !slices.Contains(managers, who[1]) {
				managers = append(managers, who[1])
			}
		}
		return fmt.Errorf("%s was there before and is not ours: %s has set %s otherwise; delete it, or leave it out here",
			o, strings.Join(managers, " and "), strings.Join(fields, ", "))
	}
	return fmt.Errorf("%s is refused: %w", o, err)
}
