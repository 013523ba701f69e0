package main

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/document"
)

// noSuch is the error about a name that the configuration does not have, with those that it has.
func noSuch(kind, name string, known []string) error {
	if len(known) == 0 {
		return fmt.Errorf("the configuration has no %s %s", kind, name)
	}
	return fmt.Errorf("the configuration has no %s %s; choose %s", kind, name, document.OneOf(known))
}

// stageNames are the names of both sides of all environments, in deployment order.
func stageNames(c *config.Config) (all []string) {
	for _, e := range c.Sides() {
		all = append(all, e.Name)
	}
	return all
}

// demandAccounts fails for a name that no account has.
func demandAccounts(c *config.Config, names []string) error {
	for _, name := range names {
		if _, known := c.Organization.Accounts[name]; !known {
			return noSuch("account", name, accountNames(c))
		}
	}
	return nil
}

// accountNames are the names of accounts, in the order of their deployment.
func accountNames(c *config.Config) (all []string) {
	seen := map[string]bool{}
	rest := slices.Sorted(maps.Keys(c.Organization.Accounts)) // such as those whose environment is gone
	for _, name := range append(address.Of(c).StageAccounts(), rest...) {
		if !seen[name] {
			seen[name], all = true, append(all, name)
		}
	}
	return all
}
