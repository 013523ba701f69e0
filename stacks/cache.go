package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/cache"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"
)

// cacheIDLength is how long the id of a cache's user may be, with room for the default user's suffix.
const cacheIDLength = 38

func (d *dataStack) newCache(name string, settings config.Cache) store.Store {
	identifier := d.prefix() + "-" + name
	props := cache.Props{
		Cache:     settings,
		Name:      identifier,
		User:      address.Short(identifier, cacheIDLength),
		Protected: d.Production(),
		Vpc:       d.vpc,
		Subnets:   network.Subnets(network.Data),
		DataKey:   d.base.data,
		SecretKey: d.base.secrets,
		Alerts:    d.base.alerts,
	}
	offer := store.Store{Name: name}
	if settings.Engine != config.Memcached {
		props.SlowLog = d.newLogGroup(d.stack(), name+"-slow", d.logName("cache/"+name+"/slow"))
		props.EngineLog = d.newLogGroup(d.stack(), name+"-engine", d.logName("cache/"+name+"/engine"))
	}
	made := cache.New(d.stack(), name, props)
	offer.Ports = []store.Port{{SecurityGroup: made.SecurityGroup, Number: settings.Port()}}
	offer.Variables = map[string]string{config.Host: made.Host, config.Port: strconv.Itoa(settings.Port())}
	if made.ReaderHost != "" {
		offer.Variables[config.ReaderHost] = made.ReaderHost
	}
	if made.Secret != "" {
		offer.LogIn(made.Secret, *d.base.secrets.KeyArn())
	}
	return offer
}
