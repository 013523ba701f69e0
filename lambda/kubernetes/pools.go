package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// keepsPools refuses that a pool of nodes leaves a cluster that stays, or comes to one: pods that run there would
// have no nodes, or others than they were made for. What counts is whether the pool is there, and not what
// CloudFormation had before: when it rolls back what was refused, it asks for what there still is. Whoever deletes a
// cluster takes its pool out.
func (c *cluster) keepsPools(ctx context.Context, before, objects []object) error {
	comes := without(objects, before)
	for _, o := range slices.Concat(without(before, objects), comes) {
		if o.Kind != "NodePool" {
			continue
		}
		found, there, err := c.get(ctx, o)
		if err != nil && !errors.Is(err, errNoKind) {
			return err
		}
		ours := there && found.Metadata.Annotations[annotation] != ""
		wanted := slices.ContainsFunc(comes, func(other object) bool { return other.key() == o.key() })
		switch {
		case ours && !wanted:
			return fmt.Errorf("%s stays as long as its cluster, whose pods would have no nodes: make another cluster, and move", o)
		case !ours && wanted:
			return fmt.Errorf("%s comes to no cluster that has other nodes: make another cluster, and move", o)
		}
	}
	return nil
}
