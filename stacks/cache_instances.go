package stacks

import (
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/cache"
	"bulkhead/constructs/cache/boot"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/network"
	"bulkhead/constructs/node"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newCacheOnInstances makes a cache that runs on instances of the environment.
func (w *workload) newCacheOnInstances(name string, settings config.Cache) store.Store {
	stack := w.newDataStack("Cache", name)
	nodes := w.nodes(name, settings.Class, settings.VolumeGiB, settings.Image)
	nodes.Log = w.newOwnLogGroup(stack, address.StoreLog)
	if settings.RestoreFrom != nil {
		nodes.Snapshot = settings.RestoreFrom.Snapshot
	}
	nodes.Certificate = dns.NewExportable(stack, name+"Certificate", nodes.Hosts, w.names.public.Zone, w.base.alerts)
	made := cache.NewOnInstances(stack, name, cache.InstancesProps{Cache: settings, Props: nodes})
	w.nameNodes(stack, name, nodes.Hosts, made.Nodes)
	offer := store.Store{Name: name, As: settings.As}
	var sentinels []string
	for _, host := range nodes.Hosts {
		sentinels = append(sentinels, host+":"+strconv.Itoa(config.SentinelPort))
	}
	offer.Ports = []store.Port{
		{SecurityGroup: made.Nodes.SecurityGroup, Number: config.CachePort},
		{SecurityGroup: made.Nodes.SecurityGroup, Number: config.SentinelPort},
	}
	offer.Variables = map[string]string{
		config.Port:      strconv.Itoa(config.CachePort),
		config.Sentinels: strings.Join(sentinels, ","),
		config.Master:    boot.Set,
	}
	offer.LogIn(made.Secret, *w.base.secrets.KeyArn())
	return offer
}

// disk is the volume of a node.
type disk struct{ host, arn string }

// nameNodes leads the names of nodes to their addresses, and has their volumes backed up.
func (w *workload) nameNodes(stack awscdk.Stack, name string, hosts []string, made node.Nodes) {
	w.leadToNodes(stack, name, hosts, made)
	for i, host := range hosts {
		offer(stack, &made.Volumes[i])
		w.disks = append(w.disks, disk{host, address.VolumeARN(w.Environment, made.Volumes[i])})
	}
}

// leadToNodes leads the names of nodes to their addresses.
func (w *workload) leadToNodes(stack awscdk.Stack, name string, hosts []string, made node.Nodes) {
	for i, host := range hosts {
		dns.NewAddress(stack, name+"Name"+strconv.Itoa(i+1), w.names.private, host, made.Addresses[i])
	}
}

// nodes returns what nodes of every kind of store plug into.
func (w *workload) nodes(name, class string, volumeGiB int, image string) node.Props {
	props := node.Props{
		Name:      w.prefix() + "-" + name,
		Class:     class,
		VolumeGiB: volumeGiB,
		Image:     w.nodeImage(image),
		Vpc:       w.vpc,
		Subnets:   network.Subnets(network.Private),
		Data:      w.base.data,
		SecretKey: w.base.secrets,
		Sessions:  w.sessions(address.Watcher(w.Environment)),
		Protected: w.Production(),
		Alerts:    w.base.alerts,
	}
	for i := range config.QuorumNodes {
		props.Hosts = append(props.Hosts, w.NodeHost(name, i+1))
	}
	return props
}

// nodeImage returns an image as Docker on an instance knows it.
func (w *workload) nodeImage(image string) node.Image {
	repository, version := config.ImageVersion(image)
	_, path := config.UpstreamOf(repository)
	return node.Image{
		Repository: w.RepositoryARN(w.Region, repository),
		URI:        config.ImageAt(w.RepositoryURI(w.Region, repository), version),
		Upstream:   path != "",
	}
}
