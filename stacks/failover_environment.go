package stacks

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/failover"
)

// WithRecovery returns the primary side of the environment that has a stage of that name on one of its sides.
func WithRecovery(c *config.Config, stage string) (primary config.Environment, to failover.SideName, err error) {
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

// DescribeRecovery returns what a failover has to know of an environment with recovery, by its primary side.
func DescribeRecovery(c *config.Config, primary config.Environment) failover.Environment {
	book := address.Of(c)
	e := failover.Environment{
		Name:         primary.Name,
		Organization: c.Organization.Name,
		Account:      string(primary.AccountID),
		Domain:       primary.Domain,
		Gate:         balanced(primary),
		Traffic:      failover.Traffic(primary.Recovery.Traffic),
		Active:       failover.Primary,
		Generation:   primary.Recovery.Generation,
		Primary:      describeSide(book, primary),
		Standby:      describeSide(book, *primary.Other),
		Stores:       describeStores(book, primary),
	}
	if primary.HasAccelerator() {
		e.Accelerator = book.Prefix(primary.Name)
	}
	if primary.Recovery.Active == config.ActiveRecovery {
		e.Active = failover.Standby
	}
	for _, name := range slices.Sorted(maps.Keys(primary.StoreKinds())) {
		known := slices.ContainsFunc(e.Stores, func(s failover.Store) bool { return s.Name == name })
		if _, service := primary.Services[name]; !known && !service {
			e.Alone = append(e.Alone, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(primary.Services)) {
		active, inactive := primary, primary
		active.Active, inactive.Active = true, false
		e.Services = append(e.Services, failover.Service{
			Name:      name,
			Active:    describeScale(active.InRole(name).Scaling),
			Inactive:  describeScale(inactive.InRole(name).Scaling),
			Scheduled: len(primary.Services[name].Scaling.Schedules) > 0,
			Pods:      primary.Services[name].Launch == config.EKS,
		})
	}
	return e
}

// describeStores returns what both sides of an environment have of stores, by the primary side.
func describeStores(book address.Book, primary config.Environment) (all []failover.Store) {
	both := func(kind failover.Kind, name string, called func(config.Environment) string) failover.Store {
		return failover.Store{Kind: kind, Name: name, At: map[failover.SideName]string{
			failover.Primary: called(primary), failover.Standby: called(*primary.Other),
		}}
	}
	for _, name := range replicated(primary.Caches, func(c config.Cache) config.Copy { return c.Standby }) {
		// Its replication groups have ids of CloudFormation's.
		all = append(all, failover.Store{
			Kind: failover.Cache, Name: name, Global: book.GlobalDatastore(primary, name),
		})
	}
	for _, name := range replicated(primary.Search, func(s config.Search) config.Copy { return s.Standby }) {
		all = append(all, both(failover.Search, name, func(side config.Environment) string {
			return SearchDomain(book, side, name)
		}))
	}
	for _, name := range replicated(primary.Buckets, func(b config.Bucket) config.Copy { return b.Standby }) {
		all = append(all, both(failover.Bucket, name, func(side config.Environment) string {
			return side.FullBucketName(name)
		}))
	}
	for _, name := range slices.Sorted(maps.Keys(primary.Tables)) {
		all = append(all, both(failover.Table, name, func(config.Environment) string {
			return primary.FullTableName(name) // as the replica is called
		}))
	}
	for _, name := range replicated(primary.Secrets, func(s config.Secret) config.Copy { return s.Standby }) {
		all = append(all, both(failover.Secret, name, func(config.Environment) string {
			return book.Secret(primary.Name, name) // a replica has the name of what it is a replica of
		}))
	}
	for _, name := range replicated(primary.Streams, func(s config.Stream) config.Copy { return s.Standby }) {
		// A Replicator is called as the cluster that it writes to.
		all = append(all, both(failover.Stream, name, func(side config.Environment) string {
			return book.Prefix(side.Name) + "-" + name
		}))
	}
	databases := replicated(primary.Databases, func(d config.Database) config.Copy { return d.Standby })
	for _, name := range databases {
		database, kind := primary.Databases[name], failover.RDS
		if database.Aurora() {
			kind = failover.Aurora
		}
		store := both(kind, name, func(side config.Environment) string {
			if database.Aurora() {
				return book.Prefix(side.Name) + "-" + name
			}
			return lastInstance(book.Prefix(side.Name), name, side)
		})
		store.SecretTag = book.StoreTagValue(primary, name)
		if database.Aurora() {
			store.Global = book.GlobalStore(primary, name)
		} else {
			store.BackupDays = database.BackupDays
		}
		all = append(all, store)
	}
	return all
}

// DatabaseIdentifier is the identifier of the database that an environment, one side of it, has written to: of the
// cluster, or of the last instance.
func DatabaseIdentifier(c *config.Config, e config.Environment, name string) string {
	prefix, database := address.Of(c).Prefix(e.Name), e.Databases[name]
	if e.Other == nil || database.Aurora() || database.Standby != config.Replica {
		return prefix + "-" + name
	}
	return lastInstance(prefix, name, e)
}

// replicated are the stores of a section that the recovery region has a replica of, in order.
func replicated[T any](section map[string]T, standby func(T) config.Copy) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(section)), func(name string) bool {
		return standby(section[name]) != config.Replica
	})
}

func describeScale(s config.Scaling) failover.Scale {
	return failover.Scale{Min: int32(*s.Min), Max: int32(s.Max)}
}

func describeSide(book address.Book, e config.Environment) failover.Side {
	prefix := book.Prefix(e.Name)
	side := failover.Side{
		Stage: e.Name, Region: string(e.Region), Domain: e.Domain, Front: config.OwnName + "." + e.Domain,
		Prefix: prefix, Table: book.RecordTable(e.Name),
	}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		s := e.Services[name]
		if s.Launch == config.EKS {
			side.Scaler = book.Scaler(e.Name)
		}
		if s.Route == nil || s.Route.Balancer != config.PublicBalancer {
			continue
		}
		host, own := e.OwnHost(*s.Route)
		if host != "" && !own && e.Front == config.FrontAPIGateway {
			continue // the gateway's name of the side's own domain does not lead there
		}
		host = cmp.Or(host, balanced(e))
		if base := s.Route.BasePath(); strings.HasPrefix(
			s.Health.Path,
			base,
		) { // else the balancer asks somebody else
			side.Probes = append(side.Probes, "https://"+host+s.Health.Path)
		}
	}
	return side
}

// balanced is a name that leads to the load balancer of an environment, which its domain does not where a site has it.
func balanced(e config.Environment) string {
	if !e.HasApex() {
		return e.Domain
	}
	label := "active"
	for slices.ContainsFunc(slices.Collect(maps.Values(e.Sites)), func(s config.Site) bool {
		return s.Domain == label+"."+e.Domain
	}) {
		label += "-active"
	}
	return label + "." + e.Domain
}
