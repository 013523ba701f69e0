package main

import (
	"errors"
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/upgrade"

	"github.com/spf13/cobra"
)

// isCache tells whether a store, such as prod/sessions, is a cache.
func isCache(c *config.Config, what string) bool {
	stage, name, _ := strings.Cut(what, "/")
	e, err := sideOf(c, stage)
	_, known := e.Caches[name]
	return err == nil && known
}

// runCache upgrades a cache.
func (u *upgrading) runCache(command *cobra.Command, c *config.Config, what string) error {
	if u.test != "" || u.tested != "" || u.finish || u.abandon {
		return errors.New(
			"--test, --tested, --finish and --abandon are of databases: a cache has no copy that changes places with it",
		)
	}
	one, err := describeCacheUpgrade(c, what, u.to)
	if err != nil {
		return err
	}
	if err := one.Check(); err != nil {
		return err
	}
	if err := u.open(command, one.Region, one.Account, one.Description); err != nil {
		return err
	}
	return u.do(
		command,
		shownUpgrade{Cache: what, To: u.to},
		upgrade.CacheSteps(one, *u.cloud),
		upgrade.NewCache(one, *u.cloud),
	)
}

// describeCacheUpgrade returns what an upgrade has to know of a cache, by the configuration.
func describeCacheUpgrade(c *config.Config, what, to string) (u upgrade.CacheUpgrade, err error) {
	stage, name, _ := strings.Cut(what, "/")
	e, err := sideOf(c, stage)
	if err != nil {
		return u, err
	}
	cache := e.Caches[name]
	switch {
	case cache.Engine == config.Memcached:
		return u, fmt.Errorf(
			"%s is Memcached, which keeps nothing: write the version into the configuration, and deploy",
			what,
		)
	case e.Other != nil && cache.Standby == config.Replica:
		return u, fmt.Errorf(
			"%s is in a global datastore, which is upgraded as a whole, by hand: docs/limits.md",
			what,
		)
	case !cache.Engine.Offers(to):
		return u, fmt.Errorf("%s %s is not offered", cache.Engine, to)
	}
	return upgrade.CacheUpgrade{
		Cache: upgrade.Cache{
			Name:        name,
			Region:      string(e.Region),
			Account:     string(e.AccountID),
			Engine:      string(cache.Engine),
			Description: address.Of(c).Prefix(e.Name) + "-" + name,
			Replicas:    *cache.Replicas > 0,
		},
		To:        to,
		Committed: cache.Version == to,
	}, nil
}
