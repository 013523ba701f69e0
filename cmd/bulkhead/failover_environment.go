package main

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/failover"
)

// withRecovery returns the primary side of the environment that has a stage of that name on one of its sides.
func withRecovery(c *config.Config, stage string) (primary config.Environment, to failover.SideName, err error) {
	for _, e := range c.Environments {
		if e.Side != config.Primary || e.Other == nil {
			continue
		}
		switch stage {
		case e.Name:
			return e, failover.Primary, nil
		case e.Other.Name:
			return e, failover.Standby, nil
		}
	}
	return primary, "", errors.New("the configuration has no environment with recovery that has a side " + stage)
}

// describeRecovery is what a failover has to know of an environment with recovery, by its primary side.
func describeRecovery(c *config.Config, primary config.Environment) failover.Environment {
	book, standby := address.Of(c), *primary.Other
	e := failover.Environment{
		Name:         primary.Name,
		Organization: c.Organization.Name,
		Account:      string(primary.AccountID),
		Domain:       primary.Domain,
		Traffic:      failover.DNS,
		Active:       failover.Primary,
		Generation:   primary.Recovery.Generation,
		Primary:      describeSide(book, primary),
		Standby:      describeSide(book, standby),
	}
	if primary.Recovery.Active == config.ActiveRecovery {
		e.Active = failover.Standby
	}
	for _, kind := range []struct {
		of    failover.Kind
		names []string
	}{
		{failover.Cache, slices.Sorted(maps.Keys(primary.Caches))},
		{failover.Search, slices.Sorted(maps.Keys(primary.Search))},
		{failover.Stream, slices.Sorted(maps.Keys(primary.Streams))},
		{failover.Bucket, slices.Sorted(maps.Keys(primary.Buckets))},
		{failover.Secret, slices.Sorted(maps.Keys(primary.Secrets))},
	} {
		for _, name := range kind.names {
			e.Stores = append(e.Stores, describeStore(book, primary, kind.of, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(primary.Databases)) {
		database, kind := primary.Databases[name], failover.RDS
		if database.Aurora() {
			kind = failover.Aurora
		}
		store := describeStore(book, primary, kind, name)
		if database.Aurora() {
			store.Global = store.At[failover.Primary]
		} else {
			store.BackupDays = database.BackupDays
		}
		e.Stores = append(e.Stores, store)
	}
	for _, name := range slices.Sorted(maps.Keys(primary.Services)) {
		active, inactive := primary, primary
		active.Active, inactive.Active = true, false
		e.Services = append(e.Services, failover.Service{
			Name:      name,
			Active:    describeScale(active.InRole(name).Scaling),
			Inactive:  describeScale(inactive.InRole(name).Scaling),
			Scheduled: len(primary.Services[name].Scaling.Schedules) > 0,
		})
	}
	return e
}

func describeScale(s config.Scaling) failover.Scale {
	return failover.Scale{Min: int32(s.Min), Max: int32(s.Max)}
}

func describeSide(book address.Book, e config.Environment) failover.Side {
	prefix := book.Prefix(e.Name)
	side := failover.Side{
		Stage: e.Name, Region: string(e.Region), Domain: e.Domain, Prefix: prefix, Table: prefix + "-recovery",
	}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		s := e.Services[name]
		if s.Route == nil || s.Route.Balancer != config.PublicBalancer {
			continue
		}
		host := e.Domain
		if hosts := e.Hosts(*s.Route); len(hosts) > 0 {
			host = hosts[len(hosts)-1] // in the side's own domain
		}
		if base := s.Route.BasePath(); strings.HasPrefix(
			s.Health.Path,
			base,
		) { // else the balancer asks somebody else
			side.Probes = append(side.Probes, "https://"+host+s.Health.Path)
		}
	}
	return side
}

func describeStore(book address.Book, primary config.Environment, kind failover.Kind, name string) failover.Store {
	s := failover.Store{Kind: kind, Name: name, At: map[failover.SideName]string{}}
	for side, stage := range map[failover.SideName]string{
		failover.Primary: primary.Name, failover.Standby: primary.Other.Name,
	} {
		s.At[side] = book.Prefix(stage) + "-" + name
		if kind == failover.Search {
			s.At[side] = address.Short(s.At[side], address.DomainLength)
		}
	}
	return s
}
