package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/constructs/volume"

	"github.com/aws/constructs-go/constructs/v10"
)

// newVolumes makes the volumes with file systems of their own, and then those that are directories of others.
func (w *workload) newVolumes() {
	w.fileSystems = map[string]volume.FileSystem{}
	own, of := map[string]config.Volume{}, map[string]config.Volume{}
	for name, settings := range w.Volumes {
		if settings.Of == "" {
			own[name] = settings
		} else {
			of[name] = settings
		}
	}
	addEach(w.stores, own, w.newVolume)
	addEach(w.stores, of, w.newVolume)
}

// newVolume makes a volume. Whoever uses it depends on its stack, and so on the mount targets of its file system.
func (w *workload) newVolume(name string, settings config.Volume) store.Store {
	stack := w.newDataStack("Volume", name)
	var point volume.AccessPoint
	on := settings.FileSystem(name)
	if settings.Of == "" {
		w.fileSystems[name], point = volume.New(stack, name, volume.Props{
			Volume:  settings,
			Name:    w.prefix() + "-" + name,
			Key:     w.base.data,
			Vpc:     w.vpc,
			Subnets: network.Subnets(network.Data),
			Alerts:  w.base.alerts,
		})
	} else {
		point = volume.NewAccessPoint(constructs.NewConstruct(stack, &name), "Resource", w.fileSystems[on].ID, settings.Directory)
	}
	system := w.fileSystems[on]
	return store.Store{
		Name:      name,
		As:        settings.As,
		Door:      on,
		Ports:     []store.Port{{SecurityGroup: system.SecurityGroup, Number: config.NFSPort}},
		Variables: map[string]string{config.VolumePath: settings.Path},
		Mount:     &store.Mount{FileSystem: system.ID, ID: point.ID, ARN: point.ARN, Path: settings.Path},
		Permissions: []store.Permission{{
			Actions:    []string{"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"},
			Resources:  []string{system.ARN},
			Conditions: map[string]any{"StringEquals": map[string]string{"elasticfilesystem:AccessPointArn": point.ARN}},
		}},
	}
}

// fileSystemNames are the volumes with file systems of their own, in order.
func (w *workload) fileSystemNames() []string {
	return slices.DeleteFunc(
		slices.Sorted(maps.Keys(w.Volumes)), func(name string) bool { return w.Volumes[name].Of != "" },
	)
}
