package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/database"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"
)

// newDatabaseOnInstances makes a database that runs on instances of the environment.
func (w *workload) newDatabaseOnInstances(name string, settings config.Database) store.Store {
	stack := w.newDataStack("Database", name)
	nodes := w.nodes(name, settings.Class, settings.StorageGiB, settings.Image)
	nodes.Hosts = nodes.Hosts[:config.DatabaseNodes]
	nodes.Log = w.newOwnLogGroup(stack, address.StoreLog)
	if settings.RestoreFrom != nil {
		nodes.Snapshot = settings.RestoreFrom.Snapshot
	}
	host := w.PrimaryHost(name)
	hosts := slices.Concat([]string{host}, nodes.Hosts)
	nodes.Certificate = dns.NewExportable(stack, name+"Certificate", hosts, w.names.public.Zone, w.base.alerts)
	made := database.NewOnInstances(stack, name, database.InstancesProps{
		Settings: settings, Nodes: nodes, Address: host, Zone: w.names.private,
	})
	w.nameNodes(stack, name, nodes.Hosts, made.Nodes)
	offer := database.Database{Host: host, SecurityGroup: made.Nodes.SecurityGroup, Secret: made.Secret}
	w.newUsers(name, settings, w.newMaker(stack, name, settings, offer, nil))
	return w.databaseStore(name, settings, offer)
}
