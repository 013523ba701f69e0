package stacks

import (
	"slices"
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/search"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"
)

// newSearchOnInstances makes a cluster of OpenSearch that runs on instances of the environment.
func (w *workload) newSearchOnInstances(name string, settings config.Search) store.Store {
	stack := w.newDataStack("Search cluster", name)
	nodes := w.nodes(name, settings.Class, settings.StorageGiB, settings.Image)
	nodes.Log = w.newOwnLogGroup(stack, address.StoreLog)
	host := w.SearchHost(name)
	names := append(slices.Clone(nodes.Hosts), host)
	nodes.Certificate = dns.NewExportable(stack, name+"Certificate", names, w.names.public.Zone, w.base.alerts)
	made := search.NewOnInstances(stack, name, search.InstancesProps{Search: settings, Props: nodes})
	w.leadToNodes(stack, name, nodes.Hosts, made.Nodes) // their volumes are not backed up: snapshots are
	dns.NewAddress(stack, name+"Name", w.names.private, host, made.Nodes.Addresses...)
	port := strconv.Itoa(config.SearchPort)
	offer := store.Store{
		Name:  name,
		As:    settings.As,
		Ports: []store.Port{{SecurityGroup: made.Nodes.SecurityGroup, Number: config.SearchPort}},
		Variables: map[string]string{
			config.Host: host,
			config.Port: port,
			config.URL:  "https://" + host + ":" + port,
		},
	}
	offer.LogIn(made.Secret, *w.base.secrets.KeyArn())
	return offer
}
