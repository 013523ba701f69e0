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

func (w *workload) newCache(name string, settings config.Cache) store.Store {
	if settings.Hosting == config.OnInstances {
		return w.newCacheOnInstances(name, settings)
	}
	stack := w.newDataStack("Cache", name)
	identifier := w.prefix() + "-" + name
	alerts, quiet := w.base.alerts.Quietly()
	props := cache.Props{
		Cache:     settings,
		Name:      identifier,
		User:      address.Short(identifier, cacheIDLength),
		Protected: w.Production(),
		Vpc:       w.vpc,
		Subnets:   network.Subnets(network.Data),
		DataKey:   w.base.data,
		SecretKey: w.base.secrets,
		Alerts:    alerts,
	}
	offer := store.Store{Name: name, As: settings.As}
	if settings.Engine != config.Memcached {
		props.SlowLog = w.newLogGroup(stack, name+"-slow", w.logName("cache/"+name+"/slow"))
		props.EngineLog = w.newLogGroup(stack, name+"-engine", w.logName("cache/"+name+"/engine"))
	}
	if settings.Standby == config.Replica {
		props.Recovery = w.cacheRecovery(stack, name)
	}
	made := cache.New(stack, name, props)
	quiet.During(stack, identifier, settings.MaintenanceWindow)
	offer.Ports = []store.Port{{SecurityGroup: made.SecurityGroup, Number: settings.Port()}}
	offer.Variables = map[string]string{config.Host: made.Host, config.Port: strconv.Itoa(settings.Port())}
	if made.ReaderHost != "" {
		offer.Variables[config.ReaderHost] = made.ReaderHost
	}
	if made.Secret != "" {
		offer.LogIn(made.Secret, *w.base.secrets.KeyArn())
	}
	return offer
}
