package main

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/upgrade"
)

// cacheInPlace returns the upgrade of a cache.
func cacheInPlace(c *config.Config, e config.Environment, name, to string) (*inPlace, error) {
	one, err := describeCacheUpgrade(c, e, name, to)
	if err == nil {
		err = one.Check()
	}
	return &inPlace{kindCache, one.Region, one.Account, one.Description, func(c upgrade.Cloud) []upgrade.Step {
		return upgrade.CacheSteps(one, c)
	}}, err
}

// describeCacheUpgrade returns what an upgrade has to know of a cache, by the configuration.
func describeCacheUpgrade(
	c *config.Config,
	e config.Environment,
	name, to string,
) (u upgrade.CacheUpgrade, err error) {
	what := e.Name + "/" + name
	cache := e.Caches[name]
	switch {
	case cache.Hosting == config.OnInstances:
		return u, fmt.Errorf(
			"%s runs on instances: write the image of the version into the configuration, and deploy",
			what,
		)
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
