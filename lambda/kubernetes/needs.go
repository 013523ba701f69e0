package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// need is what a cluster that we did not make has to have: a kind, or an object with these fields. Whatever else the
// object has is its own affair.
type need struct {
	object
	remedy string
}

// readNeeds returns needs of texts of JSON: objects, each with a remedy beside its fields.
func readNeeds(texts []string) ([]need, error) {
	var needs []need
	for i, text := range texts {
		o, err := decode([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("need %d: %w", i+1, err)
		}
		n := need{object: o, remedy: o.text("remedy")}
		delete(n.body, "remedy")
		needs = append(needs, n)
	}
	return needs, nil
}

// check tells all that a cluster lacks, and what to do about each.
func (c *cluster) check(ctx context.Context, needs []need) error {
	var lacks []string
	for _, n := range needs {
		has, err := c.has(ctx, n)
		if err != nil {
			return err
		}
		if !has {
			lacks = append(lacks, fmt.Sprintf("it lacks %s: %s", n.called(), n.remedy))
		}
	}
	if len(lacks) > 0 {
		return fmt.Errorf("cluster %s cannot run services: %s", c.name, strings.Join(lacks, "; "))
	}
	return nil
}

func (n need) called() string {
	if n.Metadata.Name == "" {
		return n.Kind + " of " + n.APIVersion
	}
	return n.String()
}

// has tells whether a cluster has what is needed.
func (c *cluster) has(ctx context.Context, n need) (bool, error) {
	if n.Metadata.Name == "" {
		_, err := c.kindOf(ctx, n.object)
		if errors.Is(err, errNoKind) {
			return false, nil
		}
		return err == nil, err
	}
	found, there, err := c.get(ctx, n.object)
	if errors.Is(err, errNoKind) {
		return false, nil
	}
	return there && within(n.body, found.body), err
}

// within tells whether all of a value is in another one: fields of a map, and elements of a list, in any order.
func within(part, whole any) bool {
	switch p := part.(type) {
	case map[string]any:
		w, is := whole.(map[string]any)
		for name, value := range p {
			is = is && within(value, w[name])
		}
		return is
	case []any:
		w, is := whole.([]any)
		for _, value := range p {
			found := false
			for _, one := range w {
				found = found || within(value, one)
			}
			is = is && found
		}
		return is
	}
	return reflect.DeepEqual(part, whole)
}
